from __future__ import annotations

import numpy as np
import pytest

from nnfs_cli.data.association import foretells

GENERATOR = np.random.default_rng(7)
ROWS = 2000


def test_what_determines_numbers_tells_them_whatever_the_curve() -> None:
    x = GENERATOR.normal(size=ROWS)
    for y in (3 * x - 1, -x, x**2, np.cos(2 * x)):
        assert foretells(x, y, y_is_class=False) > 0.98
    assert foretells(x, x, y_is_class=False) == pytest.approx(1)


def test_what_is_independent_tells_nothing() -> None:
    x = GENERATOR.normal(size=ROWS)
    assert foretells(x, GENERATOR.normal(size=ROWS), y_is_class=False) < 0.06
    assert foretells(x, GENERATOR.integers(3, size=ROWS), y_is_class=True) < 0.06


def test_numbers_are_chatterjees_coefficient_by_its_formula() -> None:
    """Without ties: 1 - 3 sum |r[i+1] - r[i]| / (n^2 - 1), here over its largest possible value."""
    x, y = GENERATOR.normal(size=(2, 50))
    y += 2 * x
    ranks = y[np.argsort(x)].argsort().argsort()
    n = len(x)
    by_hand = 1 - 3 * np.abs(np.diff(ranks)).sum() / (n**2 - 1)
    largest = 1 - 3 * (n - 1) / (n**2 - 1)
    assert foretells(x, y, y_is_class=False) == pytest.approx(by_hand / largest)


def test_classes_told_by_classes_are_goodman_and_kruskals_tau() -> None:
    """For a 2 x 2 table of 900, 100, 200 and 800 rows, as far as the drawing of ties goes."""
    x = np.repeat([0, 0, 1, 1], [900, 100, 200, 800])
    y = np.repeat([0, 1, 0, 1], [900, 100, 200, 800])
    joint = np.array([[0.45, 0.05], [0.10, 0.40]])
    within = (joint**2 / joint.sum(axis=1, keepdims=True)).sum()
    chance = (joint.sum(axis=0) ** 2).sum()
    told = np.mean([foretells(x, y, y_is_class=True, seed=seed) for seed in range(20)])
    assert told == pytest.approx((within - chance) / (1 - chance), abs=0.02)


def test_a_different_value_in_each_row_tells_nothing_by_that_alone() -> None:
    names = GENERATOR.permutation(ROWS)
    assert foretells(names, GENERATOR.integers(2, size=ROWS), y_is_class=True) < 0.06


def test_a_threshold_tells_two_classes_wherever_it_is() -> None:
    x = GENERATOR.normal(size=ROWS)
    assert foretells(x, (x > 1.5).astype(float), y_is_class=True) == pytest.approx(1)


def test_a_constant_cannot_be_told() -> None:
    assert foretells(np.arange(10.0), np.ones(10), y_is_class=False) == 0
    assert foretells(np.arange(2.0), np.arange(2.0), y_is_class=False) == 0, "two rows say nothing"
