"""Which key was meant, when one is not known: another spelling, another place, another tool's."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Annotated, Any, get_args, get_origin

from nnfs_cli.config.foreign_names import our_key, our_option
from nnfs_cli.config.schema import Config
from nnfs_cli.config.section import Section
from nnfs_cli.suggestions import closest, did_you_mean


def unknown_key(key: str, section: str, known: str) -> tuple[str, str]:
    """Message and hint for a key of `section` ("" at the top) where only `known` ones can stand."""
    here = known.split(", ") if known else []
    hint = f"Known keys here: {known}." if here else "No other key than 'type' can stand here."
    return f"unknown key '{key}'{_instead(key, section, here)}", hint


def _instead(key: str, section: str, here: list[str]) -> str:
    """The rest of the sentence: what to write, as far as that can be guessed."""
    if ours := our_option(key, here):
        return f"; here it is called '{ours}'"
    if home := next((path for path in all_paths() if _last(path) == key), None):
        if home == f"{section}.{key}":  # the one kind of dataset has it, the other has not
            return f": {'a table has' if 'path' in here else 'images have'} no such key"
        return f" here; did you mean '{home}'?"
    if ours := our_key(key, section):
        return f"; here it is called '{ours.removeprefix(section + '.')}'"
    if closest(key, here) or not _is_section(section):
        return did_you_mean(key, here)
    near = closest(key, map(_last, all_paths()))
    path = next((path for path in all_paths() if _last(path) == near), None)
    return f"; did you mean '{path}'?" if path else ""


def _is_section(path: str) -> bool:
    """Whether this is a part of the config, rather than the settings of a component."""
    return not path or any(known.startswith(f"{path}.") for known in all_paths())


def _last(path: str) -> str:
    return path.rpartition(".")[2]


@cache
def all_paths() -> tuple[str, ...]:
    """The paths of all keys of the config, down to where names are free."""
    return tuple(_paths(Config, ""))


def _paths(section: type[Section], prefix: str) -> Iterator[str]:
    for name, field in section.model_fields.items():
        yield f"{prefix}{name}"
        for inner in _sections(field.annotation):
            yield from _paths(inner, f"{prefix}{name}.")


def _sections(kind: Any) -> Iterator[type[Section]]:
    """The sections that a value of this kind can be."""
    if isinstance(kind, type) and issubclass(kind, Section):
        yield kind
    elif get_origin(kind) is Annotated:
        yield from _sections(get_args(kind)[0])
    elif get_origin(kind) not in (tuple, dict):
        for member in get_args(kind):
            yield from _sections(member)
