"""Where to cut between no and yes, so that the answers are best by some rule.

To be chosen on rows that training never saw and that nothing is measured on later. Every possible
cut is looked at: one between any two neighbouring probabilities, one below and one above all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, TypeAlias

import numpy as np

from nnfs_cli.engine.answers import Counts, Numbers

Rule: TypeAlias = Literal["best_f1", "youden"]
DIGITS = 17  # after these all float64 numbers between 0 and 1 are told apart


def f1_of_cuts(found: Counts, said: Counts, positives: int, negatives: int) -> Numbers:  # noqa: ARG001
    """F1 = 2 TP / (TP + FP + P), which is the same fraction for equally good cuts."""
    return 2 * found / (said + positives)


def youden_of_cuts(found: Counts, said: Counts, positives: int, negatives: int) -> Numbers:
    """Youden's J (1950), the true less the false positive rate, times P N: TP N - FP P."""
    return found * negatives - (said - found) * positives


RULES: Mapping[Rule, Callable[[Counts, Counts, int, int], Numbers]] = {
    "best_f1": f1_of_cuts,
    "youden": youden_of_cuts,
}
"""what a cut is worth, after how many of the rows above it are a yes and how many there are"""


def best_threshold(p: Numbers, t: Numbers, rule: Rule) -> float:
    """The threshold above which a yes is best by `rule`, from p and t, both (rows,).

    It is the number with the fewest decimals near the middle between two neighbouring
    probabilities. Of several that are equally good the one nearest 0.5 is taken, and of two
    equally near the lower. Raises ValueError where there are not both yes and no, or where p are
    not probabilities.
    """
    yes = t.astype(bool)
    positives = int(yes.sum())
    if not 0 < positives < len(yes):
        raise ValueError("a threshold is chosen among rows with yes and rows with no")
    if not np.all((p >= 0) & (p <= 1)):
        raise ValueError("a threshold is chosen among probabilities")
    values, place = np.unique(p.astype(np.float64), return_inverse=True)
    # rows that are said, and rightly said, to be a yes, where that begins with the k-th lowest
    # value; at the end nobody is
    said = np.append(np.bincount(place)[::-1].cumsum()[::-1], 0)
    found = np.append(np.bincount(place[yes], minlength=len(values))[::-1].cumsum()[::-1], 0)
    worth = RULES[rule](found, said, positives, len(yes) - positives)
    below, above = np.append(0.0, values), np.append(values, 1.0)
    possible = below < above
    possible[-1] = True  # but nothing lies below a lowest value of 0
    best = np.flatnonzero(possible & (worth == worth[possible].max()))
    cuts = [_between(float(below[k]), float(above[k])) for k in best]
    return min(cuts, key=lambda cut: (round(abs(cut - 0.5), 12), cut))


def _between(low: float, high: float) -> float:
    """A number from `low` on and below `high`, near their middle and quick to write."""
    middle = low + (high - low) / 2
    rounded = (round(middle, digits) for digits in range(1, DIGITS + 1))
    return next((number for number in rounded if low < number < high), low)
