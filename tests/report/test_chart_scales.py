"""Ticks are the numbers that a person would write on an axis."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnfs_cli.report.charts.scales import Linear, Logarithmic, WholeNumbers, wide_scale


@pytest.mark.parametrize(
    ("low", "high", "most", "texts"),
    [
        (0, 1, 6, ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        (0, 1, 3, ["0", "0.5", "1.0"]),
        (-3.1, 4.2, 5, ["−2", "0", "2", "4"]),
        (12, 1890, 5, ["500", "1,000", "1,500"]),
        (0, 4_200_000, 5, ["0", "1M", "2M", "3M", "4M"]),
        (0.0012, 0.0049, 5, ["0.002", "0.003", "0.004"]),
    ],
)
def test_linear_ticks(low: float, high: float, most: int, texts: list[str]) -> None:
    assert [text for _, text in Linear(low, high).ticks(most)] == texts


def test_no_tick_lies_between_two_epochs() -> None:
    assert [text for _, text in WholeNumbers(1, 3).ticks(8)] == ["1", "2", "3"]
    assert WholeNumbers(0.5, 1.5).ticks(8) == [(1.0, "1")]


def test_logarithmic_ticks_are_powers_of_ten() -> None:
    assert [text for _, text in Logarithmic(0.004, 30).ticks(6)] == ["0.01", "0.1", "1", "10"]
    assert Logarithmic(1, 100).place(10) == pytest.approx(0.5)


def test_only_positive_values_over_two_decades_are_logarithmic() -> None:
    assert isinstance(wide_scale(np.array([0.01, 2.0])), Logarithmic)
    assert isinstance(wide_scale(np.array([0.1, 2.0])), Linear)
    assert isinstance(wide_scale(np.array([-0.01, 200.0])), Linear)


@given(
    st.floats(-1e9, 1e9),
    st.floats(1e-6, 1e9),
    st.integers(2, 9),
)
def test_ticks_lie_inside_and_are_few(low: float, span: float, most: int) -> None:
    scale = Linear(low, low + span)
    if scale.high == scale.low:
        return
    values = [value for value, _ in scale.ticks(most)]
    assert len(values) <= most
    room = 1e-6 * span + 1e-6 * abs(low)
    assert all(scale.low - room <= value <= scale.high + room for value in values)


def test_a_constant_has_room_around_it() -> None:
    scale = Linear.over(np.array([5.0, 5.0]))
    assert scale.low < 5 < scale.high
    assert Linear.over(np.array([np.nan, np.inf])) == Linear(-0.04, 1.04)
