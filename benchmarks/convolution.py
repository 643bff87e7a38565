"""W6, the usual small network for pictures of digits: for us, for PyTorch, and as bare products.

Convolution with 16 filters of 3 x 3, relu, largest of 2 x 2; the same with 32 filters; 64 units
with relu, and one for each class. No padding, as Keras and PyTorch have it by default.
"""

from __future__ import annotations

from time import perf_counter
from typing import Any

import numpy as np
import numpy.typing as npt

from nnfs_cli.engine.components import ACTIVATIONS
from nnfs_cli.engine.layers.activation import ActivationLayer
from nnfs_cli.engine.layers.conv2d import Conv2D
from nnfs_cli.engine.layers.dense import Dense
from nnfs_cli.engine.layers.layer import Layer
from nnfs_cli.engine.layers.max_pool2d import MaxPool2D

SHAPE = (28, 28, 1)
FILTERS = (16, 32)
UNITS = 64


def in_blocks(pictures: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Pictures (rows, 784) made coarse, in blocks of 4 x 4 pixels: something for filters to see."""
    corners = pictures.reshape(-1, 7, 4, 7, 4)[:, :, :1, :, :1]
    blocks: npt.NDArray[Any] = np.tile(corners, (1, 1, 4, 1, 4)).reshape(len(pictures), -1)
    return blocks


def our_layers(classes: int) -> list[Layer]:
    layers: list[Layer] = []
    for filters in FILTERS:
        layers += [Conv2D(filters, 3), ActivationLayer(ACTIVATIONS.create("relu")), MaxPool2D(2)]
    layers += [Dense(UNITS), ActivationLayer(ACTIVATIONS.create("relu")), Dense(classes)]
    return layers


def torch_model(classes: int) -> Any:
    from torch import nn

    first, second = FILTERS
    return nn.Sequential(
        *(nn.Conv2d(1, first, 3), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(first, second, 3), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Flatten(), nn.Linear(second * 25, UNITS), nn.ReLU(), nn.Linear(UNITS, classes)),
    )


def products_alone(classes: int, n: int, steps: int) -> float:
    """Seconds for the matrix products of forward and backward, every window a written-out column
    (im2col), on arrays that stay where they are.
    """
    units = [
        *((filters, 9 * channels + 1, side * side * n) for filters, channels, side in _layers()),
        (UNITS, FILTERS[-1] * 25 + 1, n),
        (classes, UNITS + 1, n),
    ]
    weights = [np.ones((outputs, inputs), np.float32) for outputs, inputs, _ in units]
    seen = [np.ones((inputs, columns), np.float32) for _, inputs, columns in units]
    signals = [np.ones((outputs, columns), np.float32) for outputs, _, columns in units]
    updates = [np.empty_like(w) for w in weights]
    start = perf_counter()
    for _ in range(steps):
        for w, x, y in zip(weights, seen, signals, strict=True):
            np.matmul(w, x, out=y)
        for k in range(len(units) - 1, -1, -1):
            np.matmul(signals[k], seen[k].T, out=updates[k])
            if k:
                np.matmul(weights[k].T, signals[k], out=seen[k])
    return perf_counter() - start


def _layers() -> list[tuple[int, int, int]]:
    """Filters, channels and height of the output of both convolutions."""
    return [(FILTERS[0], 1, 26), (FILTERS[1], FILTERS[0], 11)]
