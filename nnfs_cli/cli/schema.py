"""`nn schema`: what editors need to complete and check a config while it is typed."""

from __future__ import annotations

from nnfs_cli.cli.options import Quiet


def schema_command(quiet: Quiet = False) -> None:
    """Example: nn schema > nn.schema.json

    Print the JSON Schema of the config, by which editors complete and check it while it is
    typed. Most of them want this as the first line of the config:

    # yaml-language-server: $schema=nn.schema.json
    """
    from nnfs_cli.cli.screen import Screen
    from nnfs_cli.config.json_schema import config_json_schema

    screen = Screen(quiet=quiet, as_json=True)
    screen.json(config_json_schema())
    screen.next_step("nn check configs/iris.yaml")
