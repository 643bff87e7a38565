"""A second network that is asked how the first one is doing, so that the first is not disturbed.

Buffers in flight, gradients, dropout masks and the statistics of batch_norm belong to training. A
look copies the parameters of the moment into a network of its own and carries a few rows through
it, forward and backward, as in prediction: training ends with the same bits, looked at or not.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from nnfs_cli.build.layers import make_network
from nnfs_cli.build.plan import Plan
from nnfs_cli.build.row_weights import row_weights
from nnfs_cli.data.batches import in_order
from nnfs_cli.data.raw_columns import Indices
from nnfs_cli.engine.activations.relu import ReLU
from nnfs_cli.engine.buffers import Array, Buffer
from nnfs_cli.engine.layers.activation import ActivationLayer
from nnfs_cli.engine.network import Network

MOST_ROWS, FEWEST_ROWS = 256, 64
ROWS_PER_ROW_LOOKED_AT = 16
"""of few rows fewer are taken: a look must cost little beside an epoch"""
ROWS_FOR_BASELINE = 10_000
KINDS_WITH_WEIGHTS = ("dense", "conv2d", "embedding")


@dataclass(frozen=True)
class LayerVitals:
    """How a layer of the config is doing on the rows looked at."""

    index: int
    """its place in model.layers, from 0"""
    type: str
    gradient: float | None = None
    """the length of the loss's gradient over its weights; None where it learns none"""
    weights: float = 0.0
    """the length of its weights"""
    units: int = 0
    """how many relu units it has; channels of a picture are units"""
    dead: int = 0
    """how many of those answer 0 to every row"""


class NetworkProbe:
    """Looks at the parameters of a training through a fixed handful of its rows."""

    def __init__(self, plan: Plan) -> None:
        self.network = make_network(
            plan.layers,
            plan.data.dataset.input_shape,
            plan.config.training.precision,
            plan.config.model.freeze,
        )
        self.loss = plan.loss()
        training = plan.data.split.training
        wanted = max(FEWEST_ROWS, min(MOST_ROWS, len(training) // ROWS_PER_ROW_LOOKED_AT))
        rows = evenly(training, min(wanted, self.network.rows_at_a_time))
        batches = in_order(plan.data.dataset, rows, len(rows))
        x, t, _ = next(batches.epoch(0))
        self._x = np.array(x, self.network.dtype)
        self._t = np.array(t, self.network.dtype)
        self._factor = batches.factor

    @property
    def rows(self) -> int:
        """How many training rows are looked at."""
        return len(self._x)

    def look(self, values: Array) -> list[LayerVitals]:
        """How each layer is doing with the parameters `values`, a vector as the network's own."""
        network = self.network
        network.vector.values[...] = values
        with np.errstate(all="ignore"):
            x = Buffer.of_rows(self._x, network.input_shape, self._factor)
            p = network.forward(x)
            dead = dead_units(network)
            network.backward(self.loss, p, self._t)
            return vitals_of(network, dead)


def evenly(rows: Indices, most: int) -> Indices:
    """At most so many of the rows, from the first to the last at even distances."""
    if len(rows) <= most:
        return rows
    return rows[np.linspace(0, len(rows) - 1, most).astype(np.intp)]


def dead_units(network: Network) -> dict[int, tuple[int, int]]:
    """Of each relu layer, by position: how many units are 0 for all rows just seen, and of how
    many.
    """
    found = {}
    for position, layer in enumerate(network.layers):
        if isinstance(layer, ActivationLayer) and isinstance(layer.f, ReLU):
            most = layer.y.max(axis=tuple(range(1, layer.y.ndim)))
            found[position] = (int(np.count_nonzero(most == 0)), len(layer.y))
    return found


def vitals_of(network: Network, dead: dict[int, tuple[int, int]]) -> list[LayerVitals]:
    """What there is to tell of each layer of the config, activations counted to theirs."""
    told: list[LayerVitals] = []
    held_small = False
    for position, layer in enumerate(network.layers):
        if type(layer) is not ActivationLayer:
            views = network.vector.layers[position]
            held_small = any(view.parameter.l1 for view in views.values())
            learns = layer.name in KINDS_WITH_WEIGHTS and not layer.frozen
            weights = length([view.value for view in views.values()])
            gradient = length([view.gradient for view in views.values()]) if learns else None
            told.append(LayerVitals(len(told), layer.name, gradient, weights))
        if position in dead and not held_small:  # l1 means to switch units off
            without, units = dead[position]
            last = told[-1]
            told[-1] = LayerVitals(
                last.index, last.type, last.gradient, last.weights, units, without
            )
    return told


def length(arrays: list[Array]) -> float:
    """The root of the sum of all squares."""
    return math.sqrt(sum(float(np.square(array, dtype=np.float64).sum()) for array in arrays))


def constant_loss(plan: Plan) -> float | None:
    """The training loss of always answering the training targets' mean; what is learned shows in
    how far below it the loss comes. None where no such answer can be given, as with hinge.
    """
    loss = plan.loss()
    if loss.name == "hinge":
        return None
    rows = evenly(plan.data.split.training, ROWS_FOR_BASELINE)
    t = plan.data.dataset.t[rows].T.astype(np.float32)
    of_all = row_weights(plan.config.training.class_weight, plan.data, rows)
    weights = None if of_all is None else of_all[rows]
    mean = np.average(t, axis=1, weights=weights).astype(np.float32)
    with np.errstate(all="ignore"):
        value = loss.value(np.repeat(mean[:, None], t.shape[1], axis=1), t, weights)
    return value if math.isfinite(value) and value > 0 else None
