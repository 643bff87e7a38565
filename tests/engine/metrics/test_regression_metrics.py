"""Errors as a share of the truth: by hand, against scikit-learn, and where the truth is 0."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnfs_cli.engine.answers import Answers
from nnfs_cli.engine.metrics import METRICS, measure
from nnfs_cli.task import Task

numbers = st.floats(-1e6, 1e6, allow_subnormal=False)


@pytest.fixture(scope="module")
def reference() -> Any:
    """scikit-learn's metrics, where they are installed."""
    return pytest.importorskip("sklearn.metrics")


def mape(p: Any, t: Any) -> float | None:
    answers = Answers(np.array(p, float), np.array(t, float), Task.REGRESSION)
    return measure([METRICS.create("mape")], answers)["mape"]


def test_shares_by_hand() -> None:
    assert mape([[110], [150]], [[100], [200]]) == pytest.approx((0.1 + 0.25) / 2)
    assert mape([[-1], [3]], [[-2], [2]]) == pytest.approx(0.5)
    # the second target is off by a half each time
    assert mape([[110, 1], [150, 3]], [[100, 2], [200, 2]]) == pytest.approx((0.175 + 0.5) / 2)


def test_a_true_zero_is_divided_by_the_smallest_step() -> None:
    assert mape([[1], [5]], [[0], [5]]) == pytest.approx(0.5 / np.finfo(float).eps)
    assert mape([[0], [5]], [[0], [5]]) == 0


@given(st.lists(st.tuples(numbers, numbers | st.just(0.0)), min_size=1, max_size=30))
def test_shares_agree_with_scikit_learn(reference: Any, pairs: list[tuple[float, float]]) -> None:
    p, t = np.array(pairs).T
    expected = reference.mean_absolute_percentage_error(t, p)
    assert mape(p[:, None], t[:, None]) == pytest.approx(expected, rel=1e-12)


@given(st.integers(1, 3), st.lists(numbers, min_size=6, max_size=6))
def test_each_target_counts_alike(reference: Any, targets: int, values: list[float]) -> None:
    p = np.array(values).reshape(-1, targets)
    t = p[::-1] + 1
    expected = reference.mean_absolute_percentage_error(t, p)
    assert mape(p, t) == pytest.approx(expected, rel=1e-12)
