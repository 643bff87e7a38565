"""What an option may be, beside what pydantic says about the same annotation and value."""

from __future__ import annotations

from typing import Any, Literal

import pytest
from pydantic import TypeAdapter, ValidationError

from nnfs_cli.engine.components import REGISTRIES
from nnfs_cli.model.option_values import allows
from nnfs_cli.option_types import (
    Fraction,
    NonNegativeInteger,
    PositiveInteger,
    PositiveNumber,
    Sides,
)

KINDS = [
    *(Fraction, NonNegativeInteger, PositiveInteger, PositiveNumber),
    *(int, float, bool, str, Literal["up", "down"], PositiveNumber | None, Literal["auto"] | bool),
]
VALUES = [
    *(None, True, False, 0, 1, -1, 2**70, 0.0, 0.5, 1.0, -0.5, 1e308),
    *("", "1", "up", "auto", [], [1], {}, {"type": 1}),
]


@pytest.mark.parametrize("value", VALUES, ids=repr)
@pytest.mark.parametrize("kind", KINDS, ids=repr)
def test_pydantic_agrees(kind: Any, value: object) -> None:
    try:
        TypeAdapter(kind).validate_python(value, strict=True)
        agreed = True
    except ValidationError:
        agreed = False
    assert allows(kind, value) is agreed


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf"), 10**400])
def test_what_no_float_can_hold_is_no_number(value: float) -> None:
    assert not allows(float, value)
    assert not allows(Fraction | None, value)


def test_a_pair_is_a_list_of_two() -> None:
    assert allows(Sides, 3)
    assert allows(Sides, [3, 1])
    assert allows(Sides | None, (3, 1))
    for value in ([3], [3, 0], [3, 1, 1], [], [3.0, 1.0], "31", True):
        assert not allows(Sides, value)


def test_every_option_allows_its_default() -> None:
    for registry in REGISTRIES:
        for name in registry:
            for option in registry.options(name).values():
                assert option.required or allows(option.annotation, option.default), name


def test_an_annotation_that_nobody_thought_of_is_no_silent_yes() -> None:
    with pytest.raises(TypeError, match="no option can be"):
        allows(list[int], [1])
