"""A config as YAML text: complete, laid out for reading, and equal to it when loaded again."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from nnfs_cli.config.component_choice import ComponentChoice
from nnfs_cli.config.schema import Config
from nnfs_cli.config.section import Section, may_be_single
from nnfs_cli.config.yaml_rules import LIST, MAPPING, TEXT, teach
from nnfs_cli.errors import ConfigError

WIDTH = 160
IN_MEMORY = "config"
"""what a config without a file is called"""


def dump_config(config: Config) -> str:
    """Every key with its value, defaults included; components in one line."""
    sections = {key: _block(value) for key, value in config}
    text: str = yaml.dump(
        sections, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=WIDTH
    )
    return text


def dump_values(values: Mapping[str, Any]) -> str:
    """A config that is not yet checked. Raises ConfigError for what cannot be in one."""
    text: str = yaml.dump(
        plain(values), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=WIDTH
    )
    return text


def dump_value(value: Any) -> str:
    """A single value in one line, as it would stand behind its key."""
    text: str = yaml.dump(
        _in_line(value),
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        default_flow_style=True,
        width=sys.maxsize,
    )
    return text.removesuffix("\n").removesuffix("\n...")


class _InLine(dict[str, Any]):
    """A mapping that is written in braces."""


class _Dumper(yaml.SafeDumper):
    """Quotes what YAML 1.1 or 1.2 would not read as text; repeats rather than refers."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Lists stand further right than the key they belong to."""
        super().increase_indent(flow, indentless=False)


def _represent_text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    """PyYAML would write some kinds of line end so that they read back as spaces."""
    return dumper.represent_scalar(TEXT, text, style=None if text.isprintable() else '"')


teach(_Dumper)
_Dumper.add_representer(str, _represent_text)
_Dumper.add_representer(_InLine, lambda dumper, data: dumper.represent_mapping(MAPPING, data, True))
_Dumper.add_representer(
    tuple,
    lambda dumper, data: dumper.represent_sequence(
        LIST, data, not any(isinstance(item, dict) for item in data)
    ),
)


def _block(value: Any) -> Any:
    """A section of the config, one key in a line."""
    if not isinstance(value, Section):
        return value
    keys: dict[str, Any] = {}
    for key, item in value:
        kind = type(value).model_fields[key].rebuild_annotation()
        if isinstance(item, tuple) and len(item) == 1 and may_be_single(kind):
            item = item[0]
        keys[key] = dict(_in_line(item)) if isinstance(item, dict) else _in_line(item)
    return keys


def _in_line(value: Any) -> Any:
    """A value below that: in one line, without the keys that say nothing."""
    if isinstance(value, ComponentChoice):
        value = value.settings()
        if len(value) == 1:
            return value["type"]
    if isinstance(value, Section):
        value = {key: item for key, item in value if item is not None}
    if isinstance(value, dict):
        return _InLine({key: _in_line(item) for key, item in value.items()})
    return tuple(map(_in_line, value)) if isinstance(value, tuple) else value


def plain(value: Any) -> Any:
    """What a program holds, in YAML's own types. Raises ConfigError for other things."""
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, Path):
        return value.as_posix()
    value = value.item() if isinstance(value, np.generic) else value
    if value is None or isinstance(value, str | int | float):
        return value
    what = type(value).__name__
    message = f"a config is made of texts, numbers, lists and dictionaries, not of {what}"
    raise ConfigError(message, IN_MEMORY)
