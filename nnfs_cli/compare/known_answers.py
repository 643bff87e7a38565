"""A run's answers to rows that it never learned from, read back from its predictions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from nnfs_cli.answer_table import number_columns
from nnfs_cli.data.targets import TargetEncoder
from nnfs_cli.engine.answers import Answers
from nnfs_cli.errors import ModelFileError
from nnfs_cli.files.csv_files import read_csv
from nnfs_cli.model.model_file import read_model
from nnfs_cli.run.run_directory import RunDirectory
from nnfs_cli.task import Task

Numbers = npt.NDArray[Any]


@dataclass(frozen=True, eq=False)
class KnownAnswers:
    """Answers beside what is true, row by row."""

    rows: tuple[str, ...]
    """the number of each row, or its image's file"""
    targets: TargetEncoder
    p: Numbers
    """(rows, outputs), in the target's own units"""
    t: Numbers

    @property
    def question(self) -> tuple[object, ...]:
        """What is asked: only answers to the same can be compared."""
        classes = tuple(map(frozenset, self.targets.vocabularies))
        return self.targets.task, self.targets.names, classes

    def to(self, rows: Sequence[str], classes: Sequence[str]) -> Answers:
        """Those to some of the rows, the classes in a common order."""
        place_of = {row: place for place, row in enumerate(self.rows)}
        places = [place_of[row] for row in rows]
        p, t = self.p[places], self.t[places]
        if self.targets.task is Task.MULTICLASS:
            order = [self.targets.classes.index(name) for name in classes]
            p, t = p[:, order], t[:, order]
        return Answers(p, t, self.targets.task, self.targets.threshold)


def known_answers(run: RunDirectory) -> KnownAnswers | str:
    """To the test rows, or else to those of all folds; a reason where there are none."""
    model = next(
        (file for file in (run.model, run.fold(1).model) if file.is_file()),
        None,
    )
    if model is None:
        return "has no model"
    made = read_model(model)
    targets = TargetEncoder.from_json(made.outputs, made.task, str(model))
    for file in (run.predictions, run.out_of_fold):
        if file.is_file():
            header, lines = read_csv(file)
            if lines:
                return _read(file, header, lines, targets, made.precision)
    return "has no answers to rows that it had not learned from"


def _read(
    file: Path,
    header: Sequence[str],
    lines: Sequence[Sequence[str]],
    targets: TargetEncoder,
    precision: npt.DTypeLike,
) -> KnownAnswers:
    try:
        columns = {
            name: [line[place] for line in lines]
            for place, name in reversed(list(enumerate(header)))
        }
        t = _truth([columns[name] for name in targets.answer_names], targets)
        answers = [columns[name] for name in number_columns(targets)]
        p = np.array([[float(cell or "nan") for cell in cells] for cells in answers]).T
        if targets.task.has_classes:  # the very bits that the network answered
            p = p.astype(precision)
    except (KeyError, ValueError) as error:
        raise ModelFileError(f"these are not the answers of this run: {error}", str(file)) from None
    kept = list({line[0]: place for place, line in reversed(list(enumerate(lines)))}.values())
    kept.sort()  # of repeated folds, each row's first answer
    return KnownAnswers(tuple(lines[place][0] for place in kept), targets, p[kept], t[kept])


def _truth(columns: Sequence[Sequence[str]], targets: TargetEncoder) -> Numbers:
    """The right answers as the metrics take them, (rows, outputs)."""
    if targets.task is Task.REGRESSION:
        return np.array([list(map(float, cells)) for cells in columns]).T
    if targets.task is Task.MULTICLASS:
        places = [targets.classes.index(cell) for cell in columns[0]]
        return np.eye(len(targets.classes))[places]
    pairs = zip(columns, targets.vocabularies, strict=True)
    return np.array([[float(cell == yes) for cell in cells] for cells, (_, yes) in pairs]).T
