"""An option's annotation in plain words: ``number, 0 ≤ rate < 1``, ``a, b or c``."""

from __future__ import annotations

import types
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt

PLAIN: dict[Any, str] = {int: "whole number", float: "number", bool: "true or false", str: "name"}


def in_words(annotation: Any, name: str) -> str:
    """What may be written for option `name`."""
    origin = get_origin(annotation)
    if origin is Annotated:
        plain, *limits = get_args(annotation)
        return f"{in_words(plain, name)}{limits_in_words(limits, name)}"
    if origin is Literal:
        return one_of([str(value) for value in get_args(annotation)])
    if origin in (Union, types.UnionType):
        return one_of([in_words(part, name) for part in get_args(annotation)])
    if annotation in (None, type(None)):
        return "null"
    return PLAIN.get(annotation, str(annotation))


def limits_in_words(limits: list[Any], name: str) -> str:
    """``, 0 ≤ name < 1``; an empty string where there are none."""
    lower = "".join(
        f"{limit.ge} ≤ " if isinstance(limit, Ge) else f"{limit.gt} < "
        for limit in limits
        if isinstance(limit, Ge | Gt)
    )
    upper = "".join(
        f" ≤ {limit.le}" if isinstance(limit, Le) else f" < {limit.lt}"
        for limit in limits
        if isinstance(limit, Le | Lt)
    )
    return f", {lower}{name}{upper}" if lower or upper else ""


def one_of(words: list[str]) -> str:
    """``a``, ``a or b``, ``a, b or c``"""
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last


def as_written(value: Any) -> str:
    """A default the way a config spells it: ``true``, ``null``, ``1e-08``."""
    if value is None or isinstance(value, bool):
        return str(value).lower().replace("none", "null")
    return str(value)
