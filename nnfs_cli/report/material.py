"""What the page is made from: the files of a run and, where they are still there, its data.

Everything on the page is a function of this, so the page that training leaves and the one that is
made again later have the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from nnfs_cli.analysis.permutation_importance import (
    PermutationImportance,
    permutation_importance,
)
from nnfs_cli.analysis.subject import Subject
from nnfs_cli.build.plan import Plan
from nnfs_cli.data.classes import written
from nnfs_cli.data.raw_columns import CategoricalColumn, Indices, NumericColumn, RawColumn
from nnfs_cli.data.targets import TargetEncoder
from nnfs_cli.engine.answers import Answers
from nnfs_cli.engine.calibration import calibration
from nnfs_cli.engine.classification_details import classification_details
from nnfs_cli.files.json_files import JsonObject
from nnfs_cli.model.model_file import ModelFile
from nnfs_cli.report.history import Row
from nnfs_cli.scoring import headline_of
from nnfs_cli.task import Task

Floats = npt.NDArray[np.float64]

OUT_OF_FOLD = "out-of-fold"
"""rows each of which is answered by the fold's network that had not seen it"""
LONGEST_TEXT = 240
"""characters of a cell that are shown"""
SPELLED = {"train": "training", "validation": "validation", "test": "test"}
"""parts as summary.json calls them → in words"""


@dataclass(frozen=True, eq=False)
class Answered:
    """The rows that the network is judged by: what is true, what it says."""

    part: str
    """training, validation, test or OUT_OF_FOLD"""
    names: Sequence[str]
    """the number of each row in its file, or the image's file"""
    p: Floats
    """shape (rows, outputs): probabilities, or numbers in the target's unit"""
    t: Floats
    """the same for what is true: zeros and ones, or numbers"""
    targets: TargetEncoder
    positions: Indices | None = None
    """of the rows in the plan's dataset; None without data"""

    @property
    def rows(self) -> int:
        return len(self.p)

    @cached_property
    def true_codes(self) -> npt.NDArray[np.intp]:
        """Positions of the true classes, shape (rows, answers)."""
        if self.targets.task is Task.MULTICLASS:
            return np.asarray(self.t.argmax(axis=1)[:, None], np.intp)
        return (self.t > 0.5).astype(np.intp)

    @cached_property
    def said_codes(self) -> npt.NDArray[np.intp]:
        """Positions of the predicted classes, shape (rows, answers)."""
        if self.targets.task is Task.MULTICLASS:
            return np.asarray(self.p.argmax(axis=1)[:, None], np.intp)
        threshold = np.atleast_1d(np.asarray(self.targets.threshold, np.float64))
        return (self.p > threshold).astype(np.intp)

    @property
    def details(self) -> dict[str, Any]:
        """What a summary says of the rows that its run is judged by; {} for numbers."""
        targets = self.targets
        if not targets.task.has_classes or not self.has_numbers:
            return {}
        names = targets.names if targets.task is Task.MULTILABEL else targets.classes
        answers = Answers(self.p, self.t, targets.task, targets.threshold)
        return {
            **classification_details(answers, names),
            "confusion_matrix": answers.confusion.tolist(),
            "calibration": calibration(answers, names),
        }

    @property
    def has_numbers(self) -> bool:
        """Whether there is a row, and the network's answers are numbers."""
        return self.rows > 0 and bool(np.isfinite(self.p).all())


@dataclass(frozen=True, eq=False)
class Material:
    """Everything that the page can tell."""

    name: str
    """of the run directory"""
    summary: JsonObject
    """as summary.json has it"""
    history: Sequence[Row]
    """as metrics.csv has it"""
    environment: JsonObject
    config: str
    """config.resolved.yaml"""
    model: ModelFile | None
    """None where folds left no model"""
    answered: Answered | None
    """None where nothing can be said about single rows"""
    plan: Plan | None
    """None where the data are gone or have changed"""
    subject: Subject | None
    """the judged rows with the network, for the analyses; None for images and without data"""
    without_data: str = ""
    """why there are no data, as a sentence"""

    @property
    def task(self) -> Task:
        return Task(self.summary["task"])

    @property
    def is_images(self) -> bool:
        if self.model is not None:
            return bool(self.model.inputs["kind"] == "images")
        return self.plan is not None and self.plan.data.table is None

    @property
    def noun(self) -> str:
        """What one example is called."""
        return "image" if self.is_images else "row"

    @property
    def seed(self) -> int:
        seed: int = self.environment["seed"]
        return seed

    @property
    def judged(self) -> str:
        """The part that the verdict is about, in words."""
        return (
            OUT_OF_FOLD if self.judged_by_folds else SPELLED[self.summary.get("judged") or "test"]
        )

    @property
    def judged_by_folds(self) -> bool:
        """Whether no test rows were kept, so that the folds have the say."""
        return "folds" in self.summary and self.summary.get("test") is None

    @property
    def judged_scores(self) -> dict[str, float | None]:
        """Metric → value on the judged part."""
        part = "validation" if self.judged_by_folds else self.summary.get("judged", "")
        scores: dict[str, float | None] = self.summary.get(part) or {}
        return scores

    @cached_property
    def details(self) -> dict[str, Any]:
        """Scores per class, confusion matrix and calibration of the judged rows."""
        details: dict[str, Any] = self.summary.get("details") or {}
        if not self.judged_by_folds:
            return details
        return {} if self.answered is None else self.answered.details

    @cached_property
    def importance(self) -> PermutationImportance | None:
        """Of the columns, for the metric that the verdict is about; None for images."""
        headline = headline_of(self.judged_scores, self.summary.get("baseline") or {})
        if self.subject is None or headline is None or not self.subject.rows:
            return None
        return permutation_importance(self.subject, headline, seed=self.seed)

    @property
    def ranked(self) -> list[str]:
        """The names of the columns, the most important first."""
        return [] if self.importance is None else [c.column for c in self.importance.columns]

    def pixels(self, position: int) -> npt.NDArray[np.uint8]:
        """An image of the dataset (height, width, channels)."""
        assert self.plan is not None, "there are data"
        dataset = self.plan.data.dataset
        return np.asarray(dataset.x[position], np.uint8).reshape(dataset.input_shape)

    def cells(self, position: int, columns: Sequence[RawColumn]) -> list[str]:
        """A row of the dataset as its file has it."""
        return [cell(column, position) for column in columns]


def cell(column: RawColumn, row: int) -> str:
    """One cell in words; "" where the value is missing, the end of a long text left out."""
    if isinstance(column, NumericColumn):
        value = float(column.values[row : row + 1][0])
        if value != value:
            return ""
        return column.spellings[int(value)] if column.spellings else written(value)
    if isinstance(column, CategoricalColumn):
        code = int(column.codes[row : row + 1][0])
        return column.vocabulary[code] if code >= 0 else ""
    text = str(column.texts[row] or "")
    return text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT].rstrip() + "…"
