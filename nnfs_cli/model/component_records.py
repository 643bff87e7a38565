"""Components as JSON: a name, or a name with the options that differ from their defaults.

`relu` and `{"type": "leaky_relu", "negative_slope": 0.1}` are how a model file speaks of them.
Names come from the closed table of a registry and options from the signature found there, so a
file can ask for nothing that this program does not already know.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from nnfs_cli.config.words import in_words, shown
from nnfs_cli.errors import ModelFileError, NNError, raise_together
from nnfs_cli.model.option_values import allows
from nnfs_cli.registry import Registry
from nnfs_cli.suggestions import did_you_mean, listed

T = TypeVar("T")


@dataclass(frozen=True)
class ComponentRecord:
    """What it takes to make a component again: ``registry.create(type, **options)``."""

    type: str
    options: Mapping[str, Any] = field(default_factory=dict)


def record_of(registry: Registry[T], component: T) -> ComponentRecord:
    """The record of a component; options that have their default value are left out."""
    settings = registry.settings(component)
    name = settings.pop("type")
    options = registry.options(name)
    return ComponentRecord(
        name, {key: value for key, value in settings.items() if value != options[key].default}
    )


def record_to_json(record: ComponentRecord) -> str | dict[str, Any]:
    """Just the name, unless there are options to tell."""
    return {"type": record.type, **record.options} if record.options else record.type


def record_from_json(registry: Registry[Any], value: object, where: str) -> ComponentRecord:
    """The inverse of `record_to_json`. Raises ModelFileError for what the registry lacks."""
    if isinstance(value, dict) and "type" in value:
        name = checked_name(registry, value["type"], f"{where}.type")
        options = {key: option for key, option in value.items() if key != "type"}
        return ComponentRecord(name, checked_options(registry, name, options, where))
    name = checked_name(registry, value, where)
    return ComponentRecord(name, checked_options(registry, name, {}, where))


def checked_name(registry: Registry[Any], name: object, where: str) -> str:
    """`name`, which must be the name of a component."""
    if not isinstance(name, str):
        raise ModelFileError(f"expected a name out of {listed(registry)}", where)
    if name not in registry:
        hint = f"Known {registry.plural}: {listed(registry)}."
        raise ModelFileError(registry.unknown(name), where, hint)
    return name


def checked_options(
    registry: Registry[Any], name: str, given: Mapping[str, object], where: str
) -> dict[str, Any]:
    """The options `given`, which must be known, complete and of their declared types."""
    options = registry.options(name)
    thing = f"{registry.kind} '{name}'"
    errors: list[NNError] = [
        ModelFileError(f"{thing} has no option '{key}'{did_you_mean(key, options)}", where)
        for key in given
        if key not in options
    ]
    errors += [
        ModelFileError(f"{thing} lacks its '{key}'", where)
        for key, option in options.items()
        if option.required and key not in given
    ]
    known = {key: value for key, value in given.items() if key in options}
    for key, value in known.items():
        kind = options[key].annotation
        if not allows(kind, value):
            message = f"expected {in_words(kind)}, got {shown(value)}"
            errors.append(ModelFileError(message, f"{where}.{key}"))
    raise_together(errors)
    return known
