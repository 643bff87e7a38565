"""Which column is probably to be predicted, for a person who has not said so.

A guess by simple signs, each of which is told: what the column is called, where it stands and
what it holds. Nothing is trained by such a guess; it only becomes the command to type.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from nnfs_cli.data.column_evidence import identifies_rows
from nnfs_cli.data.column_profile import USABLE, ColumnProfile
from nnfs_cli.data.table_profile import TableProfile

TELLING = {
    *("target", "label", "labels", "class", "classes", "outcome", "result", "response", "answer"),
    *("y", "output", "diagnosis", "species", "survived", "churn", "churned", "default", "fraud"),
    *("price", "sales", "salary", "income", "revenue", "amount", "score", "grade", "rating"),
    *("quality", "category", "sentiment", "spam", "digit", "progression", "approved", "exited"),
    *("attrition", "cultivar", "recommended", "medv", "charges", "winner", "malignant", "disease"),
}
WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
FEW, MOST_SHOWN = 20, 3
FEWEST_LABELS = 2


@dataclass(frozen=True)
class LikelyTarget:
    """A column that looks like an answer, or several labels that do so together."""

    names: tuple[str, ...]
    reasons: tuple[str, ...]
    score: float


def likely_targets(profile: TableProfile) -> tuple[LikelyTarget, ...]:
    """The columns most likely to be the target, the best first; empty if none can be."""
    last = len(profile.columns) - 1
    plane = "x" in profile.names
    found = [
        LikelyTarget((column.name,), tuple(reasons), sum(reasons.values()))
        for place, column in enumerate(profile.columns)
        if can_be_target(column) and (reasons := _reasons(column, place, last, plane)) is not None
    ]
    found.sort(key=lambda each: -each.score)
    return (*_labels_at_the_end(profile), *found)[:MOST_SHOWN]


def _labels_at_the_end(profile: TableProfile) -> tuple[LikelyTarget, ...]:
    """The last columns, where they say 0 and 1 and the others do not."""
    places = [place for place, column in enumerate(profile.columns) if not _says_0_and_1(column)]
    labels = profile.names[places[-1] + 1 :] if places else ()
    if len(labels) < FEWEST_LABELS or len(places) + len(labels) < len(profile.columns):
        return ()
    return (LikelyTarget(labels, (f"the last {len(labels)} columns alone are 0 or 1",), 3.0),)


def _says_0_and_1(column: ColumnProfile) -> bool:
    limits = (column.lowest, column.highest)
    return column.integer and column.distinct == 2 and limits == (0, 1)


def can_be_target(column: ColumnProfile) -> bool:
    """Whether there is something to predict in it."""
    of_use = column.kind in USABLE and column.kind != "text"
    return of_use and column.distinct > 1 and not identifies_rows(column)


def _reasons(column: ColumnProfile, place: int, last: int, plane: bool) -> dict[str, float]:
    reasons: dict[str, float] = {}
    words = [word.lower() for word in WORD.findall(column.name)]
    telling = [word for word in words if word in TELLING]
    if telling and not (plane and words == ["y"]):
        reasons["its name"] = 3.0 if len(words) == 1 else 2.0
    if place == last:
        reasons["the last column"] = 2.0
    elif place == 0:
        reasons["the first column"] = 0.5
    if column.kind in ("categorical", "boolean") or (column.integer and column.distinct <= FEW):
        reasons[f"{column.distinct:,} different values"] = 1.0 if column.distinct <= FEW else 0.2
    return reasons
