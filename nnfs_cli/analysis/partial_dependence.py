"""How the answer depends on one column, all others left as they are in the rows.

Every row is asked again and again with the column set to each value of a grid; the mean answer
over the rows is the curve. It says what the network does, also at values that go with the rest of
a row badly, so a curve where few rows lie is to be read with care: `counts` says how many do.

Source: Friedman, Greedy function approximation: a gradient boosting machine, Annals of Statistics
2001, section 8.2.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nnfs_cli.analysis.subject import Subject
from nnfs_cli.data.columns import BooleanInput, CategoricalInput, EncodedColumn
from nnfs_cli.data.raw_columns import CategoricalColumn, NumericColumn, RawColumn
from nnfs_cli.data.text_input import TextInput

Floats = npt.NDArray[np.float64]

MOST_ROWS = 500
MOST_NUMBERS = 1 << 24
"""in the rows that go through the networks for one column"""
POINTS = 20
MOST_CATEGORIES = 30
LOWEST, HIGHEST = 0.01, 0.99
"""the quantiles between which the grid of numbers lies: outliers are few and far"""


@dataclass(frozen=True, eq=False)
class PartialDependence:
    """The mean answer for each value of a column."""

    column: str
    values: Floats | tuple[str, ...]
    """numbers in the column's unit, rising; or its words"""
    answers: Floats
    """shape (values, outputs): probabilities, or numbers in the target's unit"""
    outputs: tuple[str, ...]
    """what each output is about: a class or a target"""
    counts: npt.NDArray[np.int64]
    """how many rows lie nearest to each value"""
    rows: int
    """that were asked"""
    of_rows: int
    """that there are"""
    left_out: int
    """rarer words of the column that were not asked about"""

    @property
    def note(self) -> str:
        """What was sampled, as a sentence; "" where nothing was."""
        rows = f"Mean over {self.rows:,} of {self.of_rows:,} rows, drawn at random."
        words = f"{self.left_out:,} rarer values are left out."
        return " ".join([rows] * (self.rows < self.of_rows) + [words] * bool(self.left_out))


def partial_dependence(
    subject: Subject, column: str, *, points: int = POINTS, seed: int = 0
) -> PartialDependence | None:
    """Ask with `column` set to each value of its grid; None for texts and for no rows.

    Numbers have a grid of at most `points` quantiles, words their most frequent categories.
    """
    place = subject.names.index(column)
    encoder = subject.columns[place]
    if isinstance(encoder, TextInput) or not subject.rows:
        return None
    values, counts = _grid(subject, place, points)
    most = max(1, min(MOST_ROWS, MOST_NUMBERS // ((subject.width + 1) * len(values))))
    drawn = subject.sampled(most, seed)
    raw = _column_of(encoder, values)
    grids = list(drawn.encoded(place, raw))
    repeated = []
    for view, stretch, grid in zip(drawn.views, drawn.stretches(place), grids, strict=True):
        x = np.tile(view.x, (len(values), 1))
        x[:, stretch] = np.repeat(grid, drawn.rows, axis=0)
        repeated.append(x)
    p = drawn.decoded(drawn.outputs(repeated)).reshape(len(values), drawn.rows, -1)
    known = len(encoder.categories) if isinstance(encoder, CategoricalInput) else len(values)
    return PartialDependence(
        column,
        _shown(encoder, values),
        p.mean(axis=1),
        subject.targets.output_names,
        counts,
        drawn.rows,
        subject.rows,
        known - len(values),
    )


def _grid(subject: Subject, place: int, points: int) -> tuple[Floats, npt.NDArray[np.int64]]:
    """Values, as numbers or places among the words, and how many rows are nearest to each."""
    view, stretch = subject.views[0], subject.stretches(place)[0]
    encoder = subject.columns[place]
    if isinstance(encoder, CategoricalInput):
        often = view.x[:, stretch].sum(axis=0).astype(np.int64)
        kept = np.sort(np.argsort(-often, kind="stable")[:MOST_CATEGORIES])
        return kept.astype(np.float64), often[kept]
    if isinstance(encoder, BooleanInput):
        yes = int(np.count_nonzero(view.x[:, stretch.start] > 0.5))
        return np.array([0.0, 1.0]), np.array([subject.rows - yes, yes])
    numbers = subject.numbers(place)
    grid = np.unique(numbers)
    if len(grid) > points:
        grid = np.unique(np.quantile(numbers, np.linspace(LOWEST, HIGHEST, points)))
    nearest = np.searchsorted((grid[1:] + grid[:-1]) / 2, numbers)
    return grid, np.bincount(nearest, minlength=len(grid))


def _column_of(encoder: EncodedColumn, values: Floats) -> RawColumn:
    """The grid as a column that the encoder reads."""
    if isinstance(encoder, CategoricalInput):
        return CategoricalColumn(encoder.name, values.astype(np.int32), encoder.categories)
    spellings = encoder.words if isinstance(encoder, BooleanInput) else None
    return NumericColumn(encoder.name, values, spellings)


def _shown(encoder: EncodedColumn, values: Floats) -> Floats | tuple[str, ...]:
    if isinstance(encoder, CategoricalInput):
        return tuple(encoder.categories[int(code)] for code in values)
    return encoder.words if isinstance(encoder, BooleanInput) else values
