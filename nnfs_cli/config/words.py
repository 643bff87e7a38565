"""What a type allows, and what was found instead, in words that are not a programmer's.

Every message about a wrong value is "expected …, got …", made from the annotation alone, so that
options of components written years from now explain themselves as well.
"""

from __future__ import annotations

import math
import types
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt

from nnfs_cli.config.source_map import one_line
from nnfs_cli.option_types import Words as Words

LONGEST_SHOWN = 60
LIMITS: dict[type, tuple[str, str]] = {
    Ge: ("of at least", "ge"),
    Gt: ("above", "gt"),
    Le: ("of at most", "le"),
    Lt: ("below", "lt"),
}
BASIC = {
    int: "a whole number",
    float: "a number",
    str: "text",
}


def in_words(kind: Any) -> str:
    """What values of the annotated type `kind` are: "auto, or a whole number of at least 1"."""
    if get_origin(kind) is Annotated:
        return _annotated(*get_args(kind))
    if words := _fixed_words(kind):
        return _choice(words)
    if members := _members(kind):
        words = [word for member in members for word in _fixed_words(member)]
        others = [in_words(member) for member in members if not _fixed_words(member)]
        first = [_choice(fixed)] if (fixed := [word for word in words if word != "null"]) else []
        return ", or ".join([*first, *others, *(["null"] if "null" in words else [])])
    if get_origin(kind) is tuple:
        item, *rest = get_args(kind)
        length = "" if rest == [...] else f" of {len(rest) + 1}"
        return f"a list{length}, each item {in_words(item)}"
    if get_origin(kind) is dict:
        return f"keys, each with {in_words(get_args(kind)[1])}"
    if hasattr(kind, "model_fields"):
        return f"keys with values ({', '.join(kind.model_fields)})"
    return BASIC[kind]


def _annotated(kind: Any, *metadata: Any) -> str:
    flat = [single for item in metadata for single in _unpacked(item)]
    for item in flat:
        if isinstance(item, Words):
            return item.text
    limits = [
        f"{LIMITS[type(item)][0]} {shown(getattr(item, LIMITS[type(item)][1]))}"
        for item in flat
        if type(item) in LIMITS
    ]
    return " ".join([in_words(kind), " and ".join(limits)]).strip()


def _unpacked(metadata: Any) -> list[Any]:
    """What pydantic's Field holds; it is not asked for by name, so as not to import pydantic."""
    return getattr(metadata, "metadata", [metadata])


def _members(kind: Any) -> tuple[Any, ...]:
    return get_args(kind) if get_origin(kind) in (Union, types.UnionType) else ()


def _fixed_words(kind: Any) -> list[str]:
    """The words that can be written for `kind`, if these are all it allows."""
    if get_origin(kind) is Literal:
        return [str(choice) for choice in get_args(kind)]
    if members := _members(kind):
        lists = [_fixed_words(member) for member in members]
        return [word for words in lists for word in words] if all(lists) else []
    return {bool: ["true", "false"], type(None): ["null"]}.get(kind, [])


def _choice(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def choices(kind: Any) -> Iterator[str]:
    """The fixed words among the values of `kind`."""
    if get_origin(kind) is Literal:
        yield from (choice for choice in get_args(kind) if isinstance(choice, str))
    elif get_origin(kind) in (Annotated, tuple):
        yield from choices(get_args(kind)[0])
    else:
        for member in _members(kind):
            yield from choices(member)


def item_kind(kind: Any) -> Any:
    """The kind of the items where `kind` is, or can be, a list or a mapping; otherwise itself."""
    if get_origin(kind) is Annotated:
        inner = item_kind(get_args(kind)[0])
        return kind if inner is get_args(kind)[0] else inner
    if get_origin(kind) is tuple:
        return get_args(kind)[0]
    if get_origin(kind) is dict:
        return get_args(kind)[1]
    items = [(member, item_kind(member)) for member in _members(kind)]
    return next((item for member, item in items if item is not member), kind)


def shown(value: object) -> str:
    """A value the way YAML writes it, cut to what fits into a sentence."""
    text = _written(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}…"


def _written(value: object) -> str:
    if isinstance(value, str):
        return f"'{one_line(value[:LONGEST_SHOWN])}'"
    if isinstance(value, dict):
        members = [f"{key}: {_written(item)}" for key, item in list(value.items())[:10]]
        return "{" + ", ".join(members) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_written(item) for item in value[:10]) + "]"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, float) and not math.isfinite(value):
        return ".nan" if math.isnan(value) else f"{value}".replace("inf", ".inf")
    return repr(value)
