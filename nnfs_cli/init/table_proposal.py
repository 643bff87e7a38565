"""What a first config for a table says, decided from a look at it: columns, gaps, classes, network.

Every decision keeps its reason, which becomes a comment in the config and a line on the screen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nnfs_cli.build.question import Hints, infer_task
from nnfs_cli.data.cells import LARGEST
from nnfs_cli.data.column_evidence import (
    answer_known,
    column_tells_target,
    identifies_rows,
    is_called_identifier,
)
from nnfs_cli.data.column_profile import ColumnProfile
from nnfs_cli.data.raw_columns import CategoricalColumn, NumericColumn, RawColumn
from nnfs_cli.data.table_profile import TableProfile
from nnfs_cli.data.targets import TargetFacts
from nnfs_cli.errors import DataError, NNError, raise_together
from nnfs_cli.init.class_balance import ClassBalance
from nnfs_cli.suggestions import did_you_mean, listed
from nnfs_cli.task import Task

FEWEST_ROWS = 10
FEW_ROWS = 50
"""with fewer, none are spared for validation"""
MOST_ROWS_LOST = 0.05
"""by dropping rows with gaps; where it would be more, gaps are filled"""
MOSTLY_MISSING, FEWEST_PRESENT = 0.9, 3
COLUMNS_PER_TEXT = 4
"""a table is about its texts where it has at most so many columns for each"""
WIDE = 40
"""columns, from which on constant ones are left in: to list them would take a page"""
MOST_TEXT_CELLS = 100_000_000
"""rows times words that become inputs; 400 MB"""
USUAL_WORDS = 5000
CLASS_NAMES = {"label", "labels", "class", "digit", "target", "letter", "category", "species"}
MOST_NUMBERED_CLASSES = 100
ROWS_PER_CLASS = 20


@dataclass(frozen=True)
class LeftOut:
    """A column that is no feature, and why."""

    name: str
    reason: str


@dataclass(frozen=True, eq=False)
class TableProposal:
    """What to train on a table."""

    profile: TableProfile
    targets: tuple[ColumnProfile, ...]
    task: Task
    features: tuple[ColumnProfile, ...]
    left_out: tuple[LeftOut, ...]
    balance: ClassBalance | None
    """of a single answer among classes"""
    rows_with_gaps: float
    """the share of rows that lack one of the features"""
    one_hot: bool = False
    """whether the targets are one class spread over columns"""

    @property
    def fills_gaps(self) -> bool:
        return self.rows_with_gaps > MOST_ROWS_LOST

    @property
    def rows(self) -> int:
        """That have an answer, about."""
        return self.profile.rows - max(target.missing for target in self.targets)

    @property
    def few(self) -> bool:
        """Whether there are too few rows for a validation part of any use."""
        return self.rows < FEW_ROWS

    @property
    def texts(self) -> tuple[ColumnProfile, ...]:
        return tuple(column for column in self.features if column.kind == "text")

    @property
    def dates(self) -> tuple[ColumnProfile, ...]:
        return tuple(column for column in self.profile.columns if column.kind == "date")

    @property
    def most_words(self) -> int | None:
        """How many words of each text are to be known, if fewer than usual; None for as usual."""
        room = MOST_TEXT_CELLS // max(1, self.profile.rows * len(self.texts))
        return max(100, room) if self.texts and room < USUAL_WORDS else None


def propose_for_table(profile: TableProfile, target: Sequence[str]) -> TableProposal:
    """Decide what to train. Raises an error for each target that cannot be predicted, and where
    no column is left to learn from.
    """
    raise_together([*_unusable_targets(profile, target)])
    targets = tuple(profile.column(name) for name in target)
    if min(column.present for column in targets) < FEWEST_ROWS:
        rows = min(column.present for column in targets)
        message = f"{rows:,} rows with an answer are too few to learn from and to be judged by"
        raise DataError(message, str(profile.path), f"It takes {FEWEST_ROWS} at the very least.")
    task, one_hot = _task(profile, targets)
    features, left_out = _chosen(profile, targets, task)
    if not features:
        reasons = listed(f"{out.name} ({out.reason})" for out in left_out)
        raise DataError(f"no column is left to learn from: {reasons}", str(profile.path))
    single = len(targets) == 1 and task is not Task.REGRESSION
    return TableProposal(
        profile,
        targets,
        task,
        features,
        left_out,
        ClassBalance(profile.classes[targets[0].name]) if single else None,
        _rows_with_gaps(profile, targets, features),
        one_hot,
    )


def _rows_with_gaps(
    profile: TableProfile, targets: Sequence[ColumnProfile], features: Sequence[ColumnProfile]
) -> float:
    """The share of the rows with an answer that lack a feature; no text is ever missing."""
    answered = ~profile.gaps(target.name for target in targets)
    gaps = profile.gaps(column.name for column in features if column.kind != "text")
    return float(gaps[answered].mean()) if answered.any() else 0.0


def _unusable_targets(profile: TableProfile, target: Sequence[str]) -> Iterator[NNError]:
    where = str(profile.path)
    for name in dict.fromkeys(target):
        if name not in profile.names:
            message = f"there is no column '{name}'{did_you_mean(name, profile.names)}"
            yield DataError(message, where, f"Columns: {listed(profile.names)}.")
            continue
        column = profile.column(name)
        said = _why_no_target(column)
        if said:
            yield DataError(f"'{name}' cannot be predicted: {said}", where, _ADVICE)
    if len(set(target)) < len(target):
        yield DataError("a target is named twice", where)


_ADVICE = "Leave --target out to see which columns look like answers."


def _why_no_target(column: ColumnProfile) -> str:
    if column.kind == "empty":
        return "it is empty in every row"
    if column.constant:
        return "it has the same value in every row"
    if column.kind in ("text", "names"):
        return f"it holds {column.distinct:,} different texts in {column.present:,} rows"
    if column.kind == "mixed":
        cells = f"{column.wrong:,} of its {column.present:,} cells"
        return f"{cells} are no numbers ({column.odd}); mend them first"
    if column.kind == "date":
        return "it holds dates"
    return ""


def _task(profile: TableProfile, targets: Sequence[ColumnProfile]) -> tuple[Task, bool]:
    """The task, and whether it is a class spread over columns of 0 and 1."""
    task = infer_task([_facts(profile, column) for column in targets], Hints(None, None))
    if task is Task.MULTILABEL and _is_one_hot(profile, targets):
        return Task.MULTICLASS, True
    if task is Task.REGRESSION and len(targets) == 1 and _numbers_are_classes(targets[0]):
        return Task.MULTICLASS, False
    return task, False


def _facts(profile: TableProfile, column: ColumnProfile) -> TargetFacts:
    kind = "numeric" if column.kind == "numeric" else column.kind
    assert kind in ("numeric", "boolean", "categorical"), "others are refused"
    values = tuple(value for value, _ in profile.classes.get(column.name, ()))
    distinct = column.distinct if kind == "numeric" else len(values)
    return TargetFacts(column.name, kind, distinct, column.integer, distinct == 2, values[:6])


def _numbers_are_classes(column: ColumnProfile) -> bool:
    """More numbered classes than can be told by their number: the name says that they are."""
    enough = column.distinct <= min(MOST_NUMBERED_CLASSES, column.present // ROWS_PER_CLASS)
    span = (column.highest or 0) - (column.lowest or 0) + 1
    return column.integer and enough and span <= 2 * column.distinct and _is_called_class(column)


def _is_called_class(column: ColumnProfile) -> bool:
    return column.name.lower() in CLASS_NAMES


def _is_one_hot(profile: TableProfile, targets: Sequence[ColumnProfile]) -> bool:
    if len(targets) < 3 or any((t.lowest, t.highest) != (0, 1) for t in targets):
        return False
    columns = [profile.sample[target.name] for target in targets]
    values = [column.values for column in columns if isinstance(column, NumericColumn)]
    sums = np.sum(values, axis=0)
    return bool((sums[np.isfinite(sums)] == 1).all())


def _chosen(
    profile: TableProfile, targets: Sequence[ColumnProfile], task: Task
) -> tuple[tuple[ColumnProfile, ...], tuple[LeftOut, ...]]:
    names = {target.name for target in targets}
    others = [column for column in profile.columns if column.name not in names]
    answered = ~profile.gaps(names)
    out = {
        column.name: why
        for column in others
        if (why := _why_unusable(column, len(others)))
        or (why := _never_beside(profile.sample[column.name], answered))
    }
    left = [column for column in others if column.name not in out]
    out |= _needless_texts(left)
    left = [column for column in left if column.name not in out]
    for column in left:
        for target in targets:
            told = _told(profile, column, target, task)
            if told is not None:
                out[column.name] = answer_known(told, target.name)
    if len(out) == len(others):
        out = {
            name: why for name, why in out.items() if name not in _better_than_nothing(others, left)
        }
    features = tuple(column for column in others if column.name not in out)
    order = [column.name for column in others if column.name in out]
    return features, tuple(LeftOut(name, out[name]) for name in order)


def _better_than_nothing(
    others: Sequence[ColumnProfile], fair: Sequence[ColumnProfile]
) -> set[str]:
    """What to learn from where all is left out: columns that know the answer, else a counter."""
    counters = [
        column
        for column in others
        if column.kind == "numeric" and column.counts_rows and not is_called_identifier(column.name)
    ]
    return {column.name for column in (fair or counters)}


def _told(
    profile: TableProfile, column: ColumnProfile, target: ColumnProfile, task: Task
) -> float | None:
    if column.kind == "text":
        return None
    x, y = profile.sample[column.name], profile.sample[target.name]
    is_class = task is not Task.REGRESSION or isinstance(y, CategoricalColumn)
    return column_tells_target(x, y, y_is_class=is_class)


def _why_unusable(column: ColumnProfile, columns: int) -> str:
    if column.kind == "empty":
        return "empty in every row"
    if column.kind == "mixed":
        cells = f"{column.wrong:,} of {column.present:,} cells"
        return f"{cells} are no numbers ({column.odd}); mend them to use it"
    if column.kind == "date":
        return "dates are not inputs; split: {time: …} can order the rows by them"
    if column.missing_share > MOSTLY_MISSING or column.present < FEWEST_PRESENT:
        return f"missing in {column.missing:,} of {column.rows:,} rows"
    if column.constant and columns <= WIDE:
        return f"always {column.common[0][0]}" if column.common else "always the same"
    if column.highest is not None and max(abs(column.highest), abs(column.lowest or 0)) > LARGEST:
        return "its numbers are too large"
    return identifies_rows(column)


def _never_beside(column: RawColumn, answered: npt.NDArray[np.bool_]) -> str:
    """Whether a column is missing wherever there is an answer to learn from it."""
    present = int((~column.missing() & answered).sum())
    return "missing wherever there is an answer" if present < FEWEST_PRESENT else ""


def _needless_texts(columns: Sequence[ColumnProfile]) -> dict[str, str]:
    """Texts stay where the table is mostly about them; among many columns they would drown all."""
    texts = [column for column in columns if column.kind == "text"]
    if not texts or len(columns) <= COLUMNS_PER_TEXT * len(texts):
        return {}
    reason = "free text; columns: {…: {type: text}} learns from its words"
    return {column.name: reason for column in texts}
