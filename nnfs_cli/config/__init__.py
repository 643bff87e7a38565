"""The config file: its format, its reading with places and mistakes, its writing.

`schema` says what may stand in it, `loading` reads it, `dump` writes it.
"""

from nnfs_cli.config.dump import dump_config
from nnfs_cli.config.json_schema import config_json_schema
from nnfs_cli.config.loading import LoadedConfig, load_config
from nnfs_cli.config.paths import moved
from nnfs_cli.config.schema import Config

__all__ = ["Config", "LoadedConfig", "config_json_schema", "dump_config", "load_config", "moved"]
