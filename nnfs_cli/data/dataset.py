"""What a network learns from: inputs, targets and what they mean, ready in memory.

Tables and images look alike from here on. Images keep their bytes and bring the scale along, so
that sixty thousand of them cost their file's size and not four times as much.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from nnfs_cli.data.pixels import PixelScale
from nnfs_cli.data.raw_columns import Indices
from nnfs_cli.task import Task

Inputs: TypeAlias = npt.NDArray[np.float32] | npt.NDArray[np.uint8]
Targets: TypeAlias = npt.NDArray[np.float32] | npt.NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Dataset:
    """Rows of inputs `x` and targets `t`."""

    x: Inputs
    """tables: float32, or float64 where the network is, (rows, features + 1), the last column all
    ones; images: uint8 (rows, height * width * channels)"""
    t: Targets
    """(rows, outputs): float32 numbers, or uint8 zeros and ones"""
    input_shape: tuple[int, ...]
    """(features,) or (height, width, channels)"""
    task: Task
    scale: PixelScale | None = None
    """what turns pixels into inputs; None for tables"""
    weights: npt.NDArray[np.float64] | None = None
    """(rows,): how much each row counts in training; None for all alike"""

    @property
    def rows(self) -> int:
        return len(self.x)

    @property
    def features(self) -> int:
        """How many numbers of a row the network sees, the ones column not counted."""
        return int(np.prod(self.input_shape))

    @property
    def outputs(self) -> int:
        return int(self.t.shape[1])

    def take(self, rows: Indices) -> Dataset:
        """A copy of some rows."""
        weights = None if self.weights is None else self.weights[rows]
        return replace(self, x=self.x[rows], t=self.t[rows], weights=weights)
