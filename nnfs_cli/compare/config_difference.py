"""The keys in which configs differ, one line each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nnfs_cli.config.dump import dump_value

IGNORED = ("version", "name", "output")
"""keys that say nothing about what is learned"""
MISSING = "–"


@dataclass(frozen=True)
class Difference:
    """A key, and what each of the runs has there, as YAML."""

    key: str
    values: tuple[str, ...]


def config_differences(configs: Sequence[Mapping[str, Any]]) -> list[Difference]:
    """In the order in which the keys stand in the first config that has them."""
    flat = [
        dict(_flat({key: value for key, value in config.items() if key not in IGNORED}))
        for config in configs
    ]
    keys = dict.fromkeys(key for one in flat for key in one)
    found: dict[str, Difference] = {}
    for key in keys:
        values = tuple(one.get(key, MISSING) for one in flat)
        if len(set(values)) == 1:
            continue
        if MISSING in values:  # told once, by what is missing as a whole
            key = _missing_part(key, configs)
            values = tuple(_short(_at(config, key)) for config in configs)
        found.setdefault(key, Difference(key, values))
    return list(found.values())


def _missing_part(key: str, configs: Sequence[Mapping[str, Any]]) -> str:
    """The shortest beginning of a key below which some of the configs have nothing."""
    names = key.split(".")
    beginnings = (".".join(names[:length]) for length in range(1, len(names)))
    for beginning in beginnings:
        if not all(isinstance(_at(config, beginning), Mapping | list) for config in configs):
            return beginning
    return key


def _flat(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, member in value.items():
            yield from _flat(member, f"{key}.{name}" if key else str(name))
    elif isinstance(value, list) and any(isinstance(member, Mapping) for member in value):
        for place, member in enumerate(value):
            yield from _flat(member, f"{key}.{place}")
    else:
        yield key, dump_value(value)


def _at(value: Any, key: str) -> Any:
    """What stands there; None where nothing does."""
    for name in key.split("."):
        if isinstance(value, Mapping):
            value = value.get(name)
        elif isinstance(value, list) and name.isdigit() and int(name) < len(value):
            value = value[int(name)]
        else:
            return None
    return value


def _short(entry: Any) -> str:
    """A section or a layer in a few words: without its options that are off."""
    if entry is None:
        return MISSING
    if not isinstance(entry, Mapping):
        return dump_value(entry)
    off = (None, 0, 0.0, False)
    return dump_value({key: value for key, value in entry.items() if value not in off})
