"""The curves of a run out of metrics.csv, and which of them share a picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from nnfs_cli.report.charts.scales import LARGEST

Row: TypeAlias = Mapping[str, float | str | None]
Curve: TypeAlias = npt.NDArray[np.float64]
"""shape (points, 2): epoch and value, without the epochs that have no value"""

SCORES = "Validation scores"
ERRORS = "Validation error, in the target's unit"
OF_PROBABILITIES = "Validation error of probabilities"
PANELS = {
    "accuracy": SCORES,
    "balanced_accuracy": SCORES,
    "precision": SCORES,
    "recall": SCORES,
    "f1": SCORES,
    "matthews": SCORES,
    "roc_auc": SCORES,
    "average_precision": SCORES,
    "log_loss": OF_PROBABILITIES,
    "brier": OF_PROBABILITIES,
    "r2": "Validation R²",
    "rmse": ERRORS,
    "mae": ERRORS,
}
SPELLINGS = {
    "r2": "R²",
    "rmse": "RMSE",
    "mae": "MAE",
    "mape": "MAPE",
    "f1": "F1",
    "roc_auc": "ROC AUC",
    "balanced_accuracy": "balanced accuracy",
    "average_precision": "average precision",
    "log_loss": "log loss",
    "brier": "Brier",
    "matthews": "Matthews",
}


def metric_panels(rows: Sequence[Row]) -> dict[str, dict[str, Curve]]:
    """Title → metric → curve: metrics that share a scale share a panel."""
    prefix = "validation_"
    columns = dict.fromkeys(key for row in rows for key in row if key.startswith(prefix))
    panels: dict[str, dict[str, Curve]] = {}
    for column in columns:
        name = column.removeprefix(prefix)
        points = curve(rows, column)
        if name != "loss" and len(points):
            spelling = SPELLINGS.get(name, name)
            other = SCORES if name.endswith("_accuracy") else f"Validation {spelling}"  # top_3_…
            panels.setdefault(PANELS.get(name, other), {})[spelling] = points
    return panels


def curve(rows: Sequence[Row], column: str) -> Curve:
    """The points of one column that a picture can show."""
    cells = [(row.get("epoch"), row.get(column)) for row in rows]
    points = [[float(e), float(v)] for e, v in cells if e not in (None, "") and v not in (None, "")]
    array = np.array(points, np.float64).reshape(-1, 2)
    return array[drawable(array).all(axis=1)]


def drawable(values: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """Where there is a number that a picture can show: neither NaN nor beyond `LARGEST`."""
    shown: npt.NDArray[np.bool_] = np.abs(values) < LARGEST
    return shown
