from __future__ import annotations

from typing import Annotated, Any, Literal

import pytest
from annotated_types import Gt, Le

from nnfs_cli.cli.option_words import as_written, in_words
from nnfs_cli.option_types import Fraction, NonNegativeNumber, PositiveInteger


@pytest.mark.parametrize(
    ("annotation", "words"),
    [
        (int, "whole number"),
        (bool, "true or false"),
        (PositiveInteger, "whole number, 1 ≤ it"),
        (NonNegativeNumber, "number, 0 ≤ it"),
        (Fraction, "number, 0 ≤ it < 1"),
        (Annotated[float, Gt(0), Le(1)], "number, 0 < it ≤ 1"),
        (Annotated[int, "no limit"], "whole number"),
        (Literal["same", "valid"], "same or valid"),
        (float | None, "number or null"),
        (Literal["a", "b", "c"], "a, b or c"),
    ],
)
def test_annotations_in_words(annotation: Any, words: str) -> None:
    assert in_words(annotation, "it") == words


@pytest.mark.parametrize(
    ("value", "text"), [(None, "null"), (True, "true"), (1e-8, "1e-08"), ("relu", "relu")]
)
def test_defaults_are_spelled_as_in_a_config(value: object, text: str) -> None:
    assert as_written(value) == text
