"""Single rows and images for a person to look at: what is true, what was said, and the inputs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from nnfs_cli.data.classes import written
from nnfs_cli.data.raw_columns import RawColumn
from nnfs_cli.report.material import Answered, Floats, Material
from nnfs_cli.report.numbers import percent, plain
from nnfs_cli.report.png import data_address, thumbnail
from nnfs_cli.task import Task

MOST_COLUMNS = 10
"""of a row's inputs that are shown"""
SIDE = 64
"""pixels of an image's longer side that are shown"""


@dataclass(frozen=True)
class Example:
    """One row or image."""

    name: str
    """its number in split.csv and predictions.csv, or its file"""
    true: str
    said: str
    sure: str
    """how sure the network was, or how far off; "" where that says nothing"""
    image: str
    """as a data address; "" for rows"""
    cells: Sequence[str]
    """its inputs, in the order of the header"""


@dataclass(frozen=True, eq=False)
class Examples:
    """Makes examples of the judged rows by their places among them."""

    material: Material
    answered: Answered
    first: Sequence[str] = ()
    """columns to show before all others, such as the most important ones"""

    @property
    def shows_images(self) -> bool:
        return self.material.is_images and self.answered.positions is not None

    @cached_property
    def header(self) -> list[str]:
        """The names of the columns in `cells`."""
        return [column.name for column in self._columns]

    @property
    def hidden(self) -> int:
        """How many columns are not shown."""
        table = None if self.material.plan is None else self.material.plan.data.table
        return 0 if table is None else len(table.columns) - len(self._columns)

    @cached_property
    def _columns(self) -> list[RawColumn]:
        table = None if self.material.plan is None else self.material.plan.data.table
        if table is None:
            return []
        rank = {name: place for place, name in enumerate(self.first)}
        columns = list(table.columns)
        if len(columns) > MOST_COLUMNS:
            columns.sort(key=lambda column: rank.get(column.name, len(rank)))
        return list(columns[:MOST_COLUMNS])

    def of_class(self, row: int, answer: int = 0) -> Example:
        """The row at this place among those judged, as an answer to one question."""
        answered = self.answered
        targets = answered.targets
        words = targets.vocabularies[answer]
        true, said = (
            int(codes[row, answer]) for codes in (answered.true_codes, answered.said_codes)
        )
        column = said if targets.task is Task.MULTICLASS else answer
        p = float(answered.p[row, column])
        sure = p if targets.task is Task.MULTICLASS or said else 1 - p
        return self._example(row, words[true], words[said], percent(sure))

    def of_numbers(self, row: int) -> Example:
        """The row with all its numbers."""
        answered = self.answered
        true = ", ".join(written(value) for value in answered.t[row].tolist())
        said = ", ".join(plain(float(f"{value:.4g}")) for value in answered.p[row].tolist())
        off = ", ".join(
            f"{'+' if value > 0 else ''}{plain(float(f'{value:.3g}'))}"
            for value in (answered.p[row] - answered.t[row]).tolist()
        )
        return self._example(row, true, said, off)

    def of_labels(self, row: int, surprise: Floats) -> Example:
        """The row with the labels that are wrong; where none is, the one it was least sure of."""
        answered = self.answered
        names, words = answered.targets.names, answered.targets.vocabularies
        wrong = np.flatnonzero(answered.true_codes[row] != answered.said_codes[row])
        shown = wrong if len(wrong) else np.array([int(surprise.argmax())])
        true, said = (
            ", ".join(f"{names[k]}: {words[k][codes[row, k]]}" for k in shown)
            for codes in (answered.true_codes, answered.said_codes)
        )
        sure = ", ".join(
            percent(float(max(answered.p[row, k], 1 - answered.p[row, k]))) for k in shown
        )
        return self._example(row, true, said, sure)

    def _example(self, row: int, true: str, said: str, sure: str) -> Example:
        material, positions = self.material, self.answered.positions
        image, cells = "", []
        if positions is not None and material.plan is not None:
            position = int(positions[row])
            if material.is_images:
                image = self.image(row)
            else:
                cells = material.cells(position, self._columns)
        return Example(str(self.answered.names[row]), true, said, sure, image, cells)

    def image(self, row: int) -> str:
        """The image at this place, made smaller, as a data address."""
        assert self.answered.positions is not None, "there are data"
        position = int(self.answered.positions[row])
        return data_address(thumbnail(self.material.pixels(position), SIDE))
