"""The best cut between no and yes, against trying every cut there is."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnfs_cli.engine.thresholds import RULES, Rule, best_threshold

each_rule = pytest.mark.parametrize("rule", RULES)


def worth(p: np.ndarray, t: np.ndarray, threshold: float, rule: Rule) -> Fraction:
    """F1 or Youden's J by their definitions, row by row."""
    said = [float(value) > threshold for value in p]
    true_positives = sum(s and bool(y) for s, y in zip(said, t, strict=True))
    false_positives, positives = sum(said) - true_positives, int(t.sum())
    if rule == "best_f1":
        return Fraction(2 * true_positives, true_positives + false_positives + positives)
    negatives = len(t) - positives
    return Fraction(true_positives, positives) - Fraction(false_positives, negatives)


values = st.floats(0, 1, width=32) | st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0])
rows = st.lists(st.tuples(values, st.booleans()), max_size=25)


@each_rule
@given(rows, values, values, st.sampled_from([np.float32, np.float64]))
def test_no_cut_is_better(
    rule: Rule, pairs: list[tuple[float, bool]], of_no: float, of_yes: float, dtype: type
) -> None:
    pairs = [*pairs, (of_no, False), (of_yes, True)]
    p = np.array([value for value, _ in pairs], dtype)
    t = np.array([yes for _, yes in pairs], np.uint8)
    chosen = best_threshold(p, t, rule)
    assert 0 <= chosen <= 1
    every_cut = [0.0, 1.0, *p.astype(float)]
    assert worth(p, t, chosen, rule) == max(worth(p, t, cut, rule) for cut in every_cut)
    order = np.random.default_rng(0).permutation(len(p))
    assert best_threshold(p[order], t[order], rule) == chosen


@each_rule
def test_a_clear_cut_is_made_in_the_middle(rule: Rule) -> None:
    p, t = np.array([0.1, 0.2, 0.6, 0.9]), np.array([0, 0, 1, 1])
    assert best_threshold(p, t, rule) == 0.4
    assert best_threshold(np.array([0.31, 0.325]), np.array([0, 1]), rule) == 0.32
    close = np.array([0.5, np.nextafter(np.float32(0.5), 1)], np.float32)
    low, high = close.astype(float)
    assert low < best_threshold(close, np.array([0, 1]), rule) < high


def test_by_hand_the_two_rules_differ() -> None:
    p = np.array([0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1])
    t = np.array([1, 1, 0, 0, 1, 0, 0, 0, 1])
    # two said and found: F1 4/6, J 2/4; five said and three found: F1 6/9, J 3/4 - 2/5
    assert best_threshold(p, t, "best_f1") == 0.45  # both are as good, this is nearer a half
    assert best_threshold(p, t, "youden") == 0.75


@pytest.mark.parametrize(
    ("p", "expected"),
    [
        ([0.9, 0.5, 0.3, 0.1], 0.7),  # 0.7 or 0.2
        ([0.8, 0.6, 0.4, 0.2], 0.3),  # 0.7 or 0.3
        ([1.0, 0.6, 0.3, 0.1], 0.2),  # 0.8 or 0.2
    ],
)
def test_of_equal_cuts_the_one_nearest_a_half_is_taken_and_then_the_lower(
    p: list[float], expected: float
) -> None:
    """J is 1/2 after the first and after the third."""
    assert best_threshold(np.array(p), np.array([1, 0, 1, 0]), "youden") == expected


@each_rule
def test_what_cannot_be_cut(rule: Rule) -> None:
    for t in ([0, 0], [1, 1], []):
        with pytest.raises(ValueError, match="rows with yes and rows with no"):
            best_threshold(np.full(len(t), 0.5), np.array(t), rule)
    for p in ([np.nan, 0.5], [-0.1, 0.5], [0.5, np.inf]):
        with pytest.raises(ValueError, match="among probabilities"):
            best_threshold(np.array(p), np.array([0, 1]), rule)


@each_rule
def test_when_all_are_certain_noes_nobody_is_a_yes(rule: Rule) -> None:
    assert best_threshold(np.zeros(3), np.array([0, 1, 0]), rule) == 0.5
