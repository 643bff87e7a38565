"""Whether a value from a file is one that an option's annotation allows, to the letter.

The annotations of components are few: numbers with limits, pairs of them, words, yes or no. Read
here, a model is open before pydantic would have been imported.
"""

from __future__ import annotations

import sys
import types
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt

from nnfs_cli.option_types import Words

LARGEST_FLOAT = sys.float_info.max


def allows(kind: Any, value: object) -> bool:
    """Whether `value` is of the annotated type `kind`. Raises TypeError for other annotations
    than those that options are made of.
    """
    if kind is float:
        return type(value) in (int, float) and abs(value) <= LARGEST_FLOAT  # type: ignore[arg-type]
    if kind in (int, bool, str, type(None)):
        return type(value) is kind
    members = get_args(kind)
    match get_origin(kind):
        case origin if origin is Annotated:
            inner, *limits = (member for member in members if not isinstance(member, Words))
            return allows(inner, value) and all(_within(limit, value) for limit in limits)
        case origin if origin is tuple:  # of fixed length; a list in the file
            return (
                isinstance(value, list | tuple)
                and len(value) == len(members)
                and all(map(allows, members, value))
            )
        case origin if origin is dict:
            return isinstance(value, dict)
        case origin if origin is Literal:
            return isinstance(value, str) and value in members
        case origin if origin in (Union, types.UnionType):
            return any(allows(member, value) for member in members)
    raise TypeError(f"no option can be {kind}")


def _within(limit: object, value: Any) -> bool:
    """Whether a number keeps to one limit."""
    match limit:
        case Ge(least):
            return bool(value >= least)
        case Gt(bound):
            return bool(value > bound)
        case Le(most):
            return bool(value <= most)
        case Lt(bound):
            return bool(value < bound)
    raise TypeError(f"no option can be limited by {limit}")
