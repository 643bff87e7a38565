"""Differences of scores on the same rows, where it is known whether there is one."""

from __future__ import annotations

import numpy as np
import pytest

from nnfs_cli.analysis.paired_difference import Standing, paired_difference
from nnfs_cli.engine.answers import Answers
from nnfs_cli.engine.bootstrap import Bootstrap
from nnfs_cli.engine.metrics import METRICS
from nnfs_cli.task import Task


def numbers(t: np.ndarray, errors: np.ndarray) -> Answers:
    return Answers((t + errors)[:, None], t[:, None], Task.REGRESSION)


def test_the_true_difference_lies_in_95_of_100_intervals() -> None:
    """Errors of deviations 1 and 1.3, largely shared: the mean absolute ones differ by 0.3 times
    the root of 2 / pi.
    """
    metric, truth, inside = METRICS.create("mae"), -0.3 * np.sqrt(2 / np.pi), 0
    for seed in range(200):
        generator = np.random.default_rng(seed)
        t, shared = generator.normal(size=(2, 100))
        ours, theirs = numbers(t, shared), numbers(t, -1.3 * shared)
        found = paired_difference(metric, ours, theirs, Bootstrap.of(100, seed))
        assert found is not None
        inside += found.low <= truth <= found.high
    assert 176 <= inside <= 199


def test_pairs_tell_what_two_intervals_cannot() -> None:
    """The same hard rows for both: each score is uncertain, the difference is not."""
    generator = np.random.default_rng(0)
    t, errors = generator.normal(size=(2, 60))
    ours, theirs = numbers(t, errors), numbers(t, 1.1 * errors)
    found = paired_difference(METRICS.create("rmse"), ours, theirs, Bootstrap.of(60, 0))
    assert found is not None
    assert (found.standing, found.share) == (Standing.BETTER, 1.0)
    assert found.value == pytest.approx(-0.1 * np.sqrt(np.mean(errors**2)))
    back = paired_difference(METRICS.create("rmse"), theirs, ours, Bootstrap.of(60, 0))
    assert back is not None
    assert back.standing == Standing.WORSE
    assert (back.low, back.high) == pytest.approx((-found.high, -found.low), rel=1e-12)


def yes_or_no(right: list[int], rows: int) -> Answers:
    t = np.zeros((rows, 1))
    p = np.ones((rows, 1))
    p[right] = 0
    return Answers(p, t, Task.BINARY)


def test_few_rows_make_no_difference() -> None:
    """7 of 10 against 6 of 10: the one row between them decides nothing."""
    metric, drawn = METRICS.create("accuracy"), Bootstrap.of(10, 0)
    more, less = yes_or_no([0, 1, 2, 3, 4, 5, 6], 10), yes_or_no([0, 1, 2, 3, 4, 5], 10)
    ours = paired_difference(metric, more, less, drawn)
    assert ours is not None
    assert ours.standing is Standing.UNCLEAR
    assert (ours.value, ours.low) == (pytest.approx(0.1), 0.0)
    # one row is absent from a draw of ten with probability 0.9^10, and then they are equal
    assert ours.share == pytest.approx(1 - 0.9**10 / 2, abs=0.03)
    theirs = paired_difference(metric, less, more, drawn)
    same = paired_difference(metric, more, more, drawn)
    assert theirs is not None
    assert same is not None
    assert theirs.standing is same.standing is Standing.NO_BETTER
    assert (same.value, same.low, same.high, same.share) == (0, 0, 0, 0.5)


def test_without_a_score_there_is_no_difference() -> None:
    constant = numbers(np.ones(5), np.zeros(5))
    drawn = Bootstrap.of(5, 0)
    assert paired_difference(METRICS.create("r2"), constant, constant, drawn) is None
