"""`--set training.epochs=50`: values of the command line in the place of the file's."""

from __future__ import annotations

from typing import Any

from nnfs_cli.config.source_map import Place, one_line
from nnfs_cli.config.words import shown
from nnfs_cli.config.yaml_source import Document, read_yaml
from nnfs_cli.engine.components import REGISTRIES
from nnfs_cli.errors import ConfigError


def override(document: Document, text: str, order: int) -> Document:
    """The document with ``a.b.0.c=VALUE`` applied; `order` counts the overrides from 1.

    VALUE is YAML. What is above it and not there yet is made. Raises ConfigError where the path
    leads through something that has no keys.
    """
    origin = one_line(f"--set {text}")
    path, equals, written = text.partition("=")
    path = path.strip()
    if not equals or not all(path.split(".")):
        hint = "For instance: --set training.epochs=50"
        raise ConfigError("--set takes a path with dots, '=' and a value", origin, hint)
    given = read_yaml(written, origin, order, path)
    value = _replaced(document.value, path.split("."), given.value, origin, path)
    source = document.source.overridden(path, given.source, Place(order, 1, 1, origin))
    return Document(value, source, document.mistakes + given.mistakes)


def _replaced(old: Any, steps: list[str], value: Any, origin: str, path: str) -> Any:
    """A copy of `old` with `value` at `steps` below it."""
    if not steps:
        return value
    step, *rest = steps
    if old is None:
        old = {}
    if isinstance(old, dict):
        return {**old, step: _replaced(old.get(step), rest, value, origin, path)}
    above = path.removesuffix(".".join(steps)).rstrip(".") or "the config"
    if not isinstance(old, list):
        message = f"{above} is {shown(old)}, which has no keys below it"
        is_component = any(old in registry for registry in REGISTRIES)
        name = f"type: {old}, " if is_component else ""
        hint = f"Set it as a whole: --set '{above}={{{name}{step}: …}}'"
        raise ConfigError(message, origin, hint)
    if not step.isdecimal() or int(step) >= len(old):
        raise ConfigError(
            f"{above} is a list of {len(old)}, counted from 0, without '{step}'", origin
        )
    index = int(step)
    return [*old[:index], _replaced(old[index], rest, value, origin, path), *old[index + 1 :]]
