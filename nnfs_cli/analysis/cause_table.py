"""What moved each answer, as columns to stand beside it in a file.

`because_1` names the column that moved the answer most and `effect_1` says by how much, in the
unit of the answer; a few more follow. `typical_answer` plus all effects, those of the columns that
are not named are `effect_of_others`, is the answer. Several targets or labels have such
columns each, with the name at the end.
"""

from __future__ import annotations

import numpy as np

from nnfs_cli.analysis.attribution import Attribution
from nnfs_cli.answer_table import DIGITS, written
from nnfs_cli.data.targets import TargetEncoder
from nnfs_cli.task import Task

MOST_CAUSES = 3


def cause_columns(targets: TargetEncoder, columns: int) -> list[str]:
    """Their names in order, for a model of so many columns."""
    causes = range(1, min(MOST_CAUSES, columns) + 1)
    of_one = ["typical_answer"]
    of_one += [name for k in causes for name in (f"because_{k}", f"effect_{k}")]
    of_one += ["effect_of_others"] * (columns > MOST_CAUSES)
    several = targets.task is not Task.MULTICLASS and targets.outputs > 1
    endings = [f"_{name}" for name in targets.names] if several else [""]
    return [name + ending for ending in endings for name in of_one]


def number_columns_of_causes(targets: TargetEncoder, columns: int) -> list[str]:
    """Those of them that are numbers."""
    every = cause_columns(targets, columns)
    return [name for name in every if not name.startswith("because_")]


def cause_cells(found: Attribution) -> list[list[str]]:
    """The cells of every column."""
    cells = []
    for question in range(found.answers.shape[1]):
        effects = found.effects[:, :, question]
        order = np.argsort(-np.abs(effects), axis=1, kind="stable")
        sizes = np.take_along_axis(effects, order, axis=1)
        cells.append(_written(found.typical[:, question]))
        for k in range(min(MOST_CAUSES, len(found.columns))):
            cells.append([found.columns[place] for place in order[:, k].tolist()])
            cells.append(_written(sizes[:, k]))
        if len(found.columns) > MOST_CAUSES:
            cells.append(_written(sizes[:, MOST_CAUSES:].sum(axis=1)))
    return cells


def _written(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> list[str]:
    return written(np.asarray(values), DIGITS)
