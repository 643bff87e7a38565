"""Batches of random pictures, and the way to PyTorch's order of axes and back."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnfs_cli.engine.buffers import Buffer
from nnfs_cli.engine.layers.layer import Layer
from nnfs_cli.engine.parameters import ParameterVector
from nnfs_cli.engine.windows import Windows


def pictures(shape: tuple[int, ...], n: int, seed: int = 0, dtype: Any = np.float64) -> Buffer:
    x = Buffer.empty(shape, n, dtype)
    x.values[...] = np.random.default_rng(seed).normal(size=x.values.shape)
    return x


def alone(layer: Layer, shape: tuple[int, ...]) -> ParameterVector:
    """The layer set up on its own, with random biases too."""
    layer.setup(shape, np.float64)
    vector = ParameterVector([layer], np.float64)
    layer.bind(vector.values, vector.gradients)
    vector.values[...] = np.random.default_rng(1).normal(size=len(vector.values))
    return vector


def to_torch(values: np.ndarray) -> Any:
    """(height, width, channels, n) as a tensor (n, channels, height, width) with a gradient."""
    import torch

    return torch.tensor(np.ascontiguousarray(values.transpose(3, 2, 0, 1)), requires_grad=True)


def from_torch(tensor: Any) -> np.ndarray:
    values: np.ndarray = tensor.detach().numpy().transpose(2, 3, 1, 0)
    return values


def padding_of(rows: Windows, columns: Windows) -> tuple[int, int, int, int]:
    """Left, right, top, bottom, as torch.nn.functional.pad wants it."""
    sides = [(w.before, max(0, w.reach - w.before - w.side)) for w in (columns, rows)]
    return (*sides[0], *sides[1])
