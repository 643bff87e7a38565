"""Is the network any good? One sentence: its score, a linear model's, and that of guessing.

The words follow from the same resampled rows as the intervals: better is what stays better when
the rows are drawn again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from nnfs_cli.analysis.paired_difference import Standing
from nnfs_cli.analysis.uncertainty import Interval
from nnfs_cli.engine.answers import Answers
from nnfs_cli.engine.metrics import Metric

GUESSING = "guessing"
LINEAR = "a linear model"
NOTHING = "There is nothing to compare the network with."


@dataclass(frozen=True)
class Rival:
    """Something simpler, what it scores, and how the network stands beside it."""

    name: str
    """as the sentence ends: better than …"""
    doing: str
    """as the score is introduced: always answering the mean"""
    score: float
    standing: Standing


def verdict(
    metric: Metric,
    answers: Answers,
    interval: Interval | None,
    rivals: Sequence[Rival],
    rows: str,
) -> str:
    """About the first metric; `rows` says which they are: ``test rows``."""
    right = metric.right_rows(answers)
    if metric.title == "accuracy" and right is not None:
        count, of = int(np.count_nonzero(right)), len(right)
        opening = f"Right for {count:,} of {of:,} {rows} ({percent(count / of, of)}"
        if interval is not None:
            low, high = (f"{100 * end:.{decimals(of)}f}" for end in (interval.low, interval.high))
            opening += f"; 95 % interval {low}–{high} %"
        return sentence(opening + ")", rivals, lambda score: percent(score, of))
    value = metric(answers)
    assert value is not None, "the first metric has a score"
    opening = f"{metric.title} {numeral(value)} on {len(answers.p):,} {rows}"
    if interval is not None:
        opening += f" (95 % interval {numeral(interval.low)} to {numeral(interval.high)})"
    return sentence(opening, rivals, numeral)


def verdict_of_folds(
    metric: Metric, values: Sequence[float], rivals: Sequence[tuple[str, str, Sequence[float]]]
) -> str:
    """About the scores of each fold beside those of simpler rivals: their name, what they do, and
    their scores. Better in every fold is better: with 5, chance does that once in 32 times.
    """
    spread = f" ± {numeral(float(np.std(values, ddof=1)))}" if len(values) > 1 else ""
    opening = (
        f"{metric.title} {numeral(float(np.mean(values)))}{spread} in {len(values)} folds, each "
        "judged by rows it had not seen"
    )
    standings = [
        Rival(name, doing, float(np.mean(theirs)), standing_in_folds(metric, values, theirs))
        for name, doing, theirs in rivals
    ]
    return sentence(opening, standings, numeral)


def standing_in_folds(metric: Metric, ours: Sequence[float], theirs: Sequence[float]) -> Standing:
    gains = np.subtract(ours, theirs) * (1 if metric.higher_is_better else -1)
    if (gains > 0).all():
        return Standing.BETTER
    if (gains < 0).all():
        return Standing.WORSE
    return Standing.UNCLEAR if gains.mean() > 0 else Standing.NO_BETTER


def sentence(opening: str, rivals: Sequence[Rival], spelled: Callable[[float], str]) -> str:
    """``…; a linear model gets 97 %, always answering 'no' gets 33 %: better than guessing …``"""
    scores = ", ".join(f"{rival.doing} gets {spelled(rival.score)}" for rival in reversed(rivals))
    words: list[str] = []
    for place, rival in enumerate(rivals):
        if place and rival.standing is rivals[place - 1].standing:
            both = rival.standing in (Standing.BETTER, Standing.WORSE)
            words[-1] += f" {'and' if both else 'or'} {rival.name}"
        else:
            words.append(f"{rival.standing.value} {rival.name}")
    return f"{opening}; {scores}: {', '.join(words)}."


def percent(share: float, rows: int) -> str:
    """``97 %`` of few rows, ``97.4 %`` of many; 100 % is never rounded."""
    digits = decimals(rows)
    while share < 1 and round(100 * share, digits) == 100 and digits < 6:
        digits += 1
    return f"{100 * share:.{digits}f} %"


def decimals(rows: int) -> int:
    """Digits behind the point that a share of so many rows has."""
    return 0 if rows < 1000 else 1


def numeral(value: float) -> str:
    """``0.9421``, ``21.20``, ``5,120``, ``48,211``, ``4.715e+34``"""
    if 1e3 <= abs(value) < 1e12:
        return f"{value:,.0f}"
    return f"{value:#.4g}" if value else "0"
