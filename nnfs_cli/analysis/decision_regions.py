"""What a network answers everywhere in the plane, where it sees two numbers and nothing else."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nnfs_cli.analysis.subject import Subject
from nnfs_cli.data.columns import NumericInput
from nnfs_cli.data.raw_columns import NumericColumn

Floats = npt.NDArray[np.float64]

STEPS = 80
MARGIN = 0.05
"""of the range of the rows, which is shown around them"""


@dataclass(frozen=True, eq=False)
class DecisionRegions:
    """The answers on a grid over the two columns."""

    names: tuple[str, str]
    xs: Floats
    """shape (steps,): the first column's values, rising"""
    ys: Floats
    """shape (steps,): the second's"""
    answers: Floats
    """shape (len(ys), len(xs), outputs): probabilities, or numbers in the target's unit"""
    outputs: tuple[str, ...]
    """what each output is about: a class or a target"""
    points: Floats
    """shape (rows, 2): where the rows lie"""


def decision_regions(subject: Subject, *, steps: int = STEPS) -> DecisionRegions | None:
    """The answers around the rows; None unless there are rows and two columns of numbers."""
    columns = subject.columns
    of_numbers = all(isinstance(column, NumericInput) for column in columns)
    if len(columns) != 2 or not of_numbers or not subject.rows:
        return None
    points = np.stack([subject.numbers(place) for place in range(2)], axis=1)
    xs, ys = (_axis(values, steps) for values in points.T)
    grid = np.meshgrid(xs, ys)
    raw = [NumericColumn(c.name, g.ravel()) for c, g in zip(columns, grid, strict=True)]
    rows = [view.encoder.encode(raw, view.x.dtype).x for view in subject.views]
    p = subject.decoded(subject.outputs(rows)).reshape(len(ys), len(xs), -1)
    names = columns[0].name, columns[1].name
    return DecisionRegions(names, xs, ys, p, subject.targets.output_names, points)


def _axis(values: Floats, steps: int) -> Floats:
    low, high = float(values.min()), float(values.max())
    margin = MARGIN * (high - low) or 0.5
    return np.linspace(low - margin, high + margin, steps)
