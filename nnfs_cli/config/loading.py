"""From a config file to a config: every mistake at once, each with its place, or none."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from nnfs_cli.config.dump import IN_MEMORY, dump_values
from nnfs_cli.config.known_keys import unknown_key
from nnfs_cli.config.overrides import override
from nnfs_cli.config.paths import resolve
from nnfs_cli.config.schema import Config, safe_name
from nnfs_cli.config.section import UNKNOWN_KEY
from nnfs_cli.config.source_map import Place, SourceMap, one_line
from nnfs_cli.config.words import shown
from nnfs_cli.config.yaml_source import Document, read_yaml
from nnfs_cli.errors import ConfigError, raise_together
from nnfs_cli.suggestions import did_you_mean_path, listed

DATA_ENDINGS = (".csv", ".tsv", ".txt", ".parquet", ".gz", "-ubyte", ".png", ".jpg", ".jpeg")
FROM_DATA = "A config is made from data by: nn init "


@dataclass(frozen=True)
class LoadedConfig:
    """A config, and where every value of it was written."""

    config: Config
    source: SourceMap
    content: bytes
    """as it was given, before all overrides"""

    def resolve(self, path: str) -> Path:
        """A path of the config as seen from here: it is relative to the config's folder."""
        return Path(os.path.normpath(resolve(path, self.folder)))

    @property
    def folder(self) -> Path:
        """Where the config file is."""
        return Path(self.source.file).parent


def load_config(path: Path, overrides: Sequence[str] = ()) -> LoadedConfig:
    """Read and check a config; `overrides` are ``training.epochs=50`` and the like.

    Raises ConfigError, or ManyErrors with all mistakes in the order of the file.
    """
    return read_config(_content(path), path, overrides)


def read_config(content: bytes, path: Path, overrides: Sequence[str] = ()) -> LoadedConfig:
    """Check what stands, or is to stand, in the file at `path`. Raises as `load_config` does."""
    document = read_yaml(content, str(path))
    return _loaded(document, content, safe_name(path.stem), overrides)


def config_of_values(values: Mapping[str, Any], overrides: Sequence[str] = ()) -> LoadedConfig:
    """Check a config that a program made: what its YAML file would say, as a dictionary.

    Its paths are relative to the working directory. Raises as `load_config` does.
    """
    content = dump_values(values).encode()
    document = read_yaml(content, IN_MEMORY, order=-1)  # which has no lines to point at
    return _loaded(document, content, IN_MEMORY, overrides)


def _loaded(
    document: Document, content: bytes, name: str, overrides: Sequence[str]
) -> LoadedConfig:
    for order, text in enumerate(overrides, start=1):
        document = override(document, text, order)
    return LoadedConfig(_checked(document, default_name=name), document.source, content)


def _quoted(path: Path) -> str:
    return shlex.quote(str(path))


def _content(path: Path) -> bytes:
    if path.name.lower().endswith(DATA_ENDINGS) and path.is_file():
        raise ConfigError("this is no config but data", str(path), f"{FROM_DATA}{_quoted(path)}")
    try:
        return path.read_bytes()
    except FileNotFoundError:
        suggestion = did_you_mean_path(path)
        raise ConfigError(f"there is no such config file{suggestion}", str(path)) from None
    except IsADirectoryError:
        inside = listed(sorted(file.name for file in path.glob("*.y*ml")))
        hint = f"In it there are: {inside}." if inside else f"{FROM_DATA}{_quoted(path)}"
        raise ConfigError("this is a folder, not a config file", str(path), hint) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ConfigError(f"the config cannot be read: {reason}", str(path)) from None


def _checked(document: Document, default_name: str) -> Config:
    values, source = document.value, document.source
    found = [*document.mistakes]
    if values is None and not found:
        raise ConfigError("the config is empty", source.file, Config.example)
    if not isinstance(values, dict):
        message = f"a config is made of keys with values, this is {shown(values)}"
        found.append((source.place(), ConfigError(message, source.where(), Config.example)))
        raise_together([error for _, error in found])
    known_places = {place for place, _ in found}
    try:
        config = Config.model_validate({"name": default_name, **values})
    except ValidationError as error:
        told = [_told(detail, source) for detail in error.errors(include_url=False)]
        found += [(place, mistake) for place, mistake in told if place not in known_places]
    raise_together([error for _, error in sorted(found, key=lambda pair: pair[0])])
    return config


def _told(detail: ErrorDetails, source: SourceMap) -> tuple[Place, ConfigError]:
    steps = [str(step) for step in detail["loc"]]
    path = ".".join(steps)
    context: dict[str, Any] = detail["ctx"]
    is_key = detail["type"] == UNKNOWN_KEY
    if is_key:
        message, hint = unknown_key(steps[-1], ".".join(steps[:-1]), context["known"])
    else:
        message, hint = context["message"], context["hint"]
    place = source.place(path, key=is_key)
    return place, ConfigError(one_line(message), source.where(path, key=is_key), hint)
