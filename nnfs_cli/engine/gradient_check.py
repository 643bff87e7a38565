"""Are the gradients right? The slope measured by two forward passes must be the one computed.

For a parameter w the central difference (L(w + h) - L(w - h)) / 2h is set against backward's
answer, in float64, where the two agree to about h^2. Where a kink of relu or |w| lies between
w - h and w + h, the loss has two slopes and the difference mixes them: there the slope is measured
again, on each side by itself and with shorter steps, and the nearest counts. A wrong gradient of a
smooth loss gains nothing by that, as all these slopes are then the same.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from nnfs_cli.engine.buffers import Array, Buffer
from nnfs_cli.engine.losses import Loss
from nnfs_cli.engine.network import Network

STEP = 1e-6
TOLERANCE = 1e-6
"""the relative error of a right gradient stays below it"""
RESOLUTION = 1e7 * np.finfo(np.float64).eps
"""times |L| / h: a slope that is smaller is too flat to be measured against the rounding of L"""
SHORTER = (1.0, 0.1, 0.01)
"""of h: the steps that are tried at a kink"""

Places = npt.NDArray[np.intp]


@dataclass(frozen=True)
class GradientDifference:
    """How far the two gradients of one parameter lie apart, at worst."""

    layer: int
    """its place among the network's layers"""
    parameter: str
    shape: tuple[int, ...]
    checked: int
    """how many of its entries were measured"""
    worst_index: tuple[int, ...]
    analytic: float
    numerical: float
    """both of the worst entry"""
    relative_error: float
    """|a - n| / max(|a|, |n|, r) over the norms of the checked entries' gradients; r is the norm
    of slopes so flat that their measured value is the rounding of the loss"""


def check_gradients(
    network: Network,
    loss: Loss,
    x: Array,
    t: Array,
    step: float = STEP,
    most_entries: int | None = None,
    seed: int = 0,
    weights: Array | None = None,
) -> list[GradientDifference]:
    """Compare both gradients of every parameter for design matrix x and targets t (outputs, n),
    whose rows may count by `weights` (n,).

    Of a parameter with more than `most_entries`, so many are measured, drawn by `seed`: half of
    them where backward says that there is a slope, which can be few of many, as of the words of an
    embedding. The network must be in float64. Random layers draw the same numbers in every pass,
    and what layers gather from the batch is as it was afterwards.
    """
    before = network.vector.values.copy()
    slopes = _Slopes(network, loss, Buffer.of_rows(x, network.input_shape), t, step, weights)
    analytic = slopes.analytic()
    generator = np.random.default_rng(seed)
    found = []
    for number, name, places in _parameters(network):
        flat_places = places.reshape(-1)
        checked = _some(analytic[flat_places] != 0, most_entries, generator)
        at = flat_places[checked]
        a, n = analytic[at], np.array([slopes.central(place) for place in at])
        flat = slopes.rounding * math.sqrt(len(at))
        for entry in np.flatnonzero(_errors(a, n, flat) > TOLERANCE / 10):
            n[entry] = slopes.nearest(at[entry], a[entry], n[entry])
        errors = _errors(a, n, flat)
        worst = int(errors.argmax())  # the first that is not a number, if one is
        index = np.unravel_index(checked[worst], places.shape)
        found.append(
            GradientDifference(
                number,
                name,
                places.shape,
                len(at),
                tuple(int(i) for i in index),
                float(a[worst]),
                float(n[worst]),
                float(np.linalg.norm(errors)),
            )
        )
    network.vector.values[...] = before
    return found


def _parameters(network: Network) -> Iterator[tuple[int, str, Places]]:
    """Layer, name and, in the parameter's shape, where its entries lie in the flat vector; frozen
    layers have no gradients.
    """
    for number, (layer, stretch) in enumerate(
        zip(network.layers, network.vector.stretches, strict=True)
    ):
        if layer.frozen:
            continue
        positions: npt.NDArray[Any] = np.arange(stretch.start, stretch.stop)
        places: dict[str, npt.NDArray[Any]] = dict(layer.views(positions))
        for name in layer.parameters():
            yield number, name, places[name]


def _some(
    sloping: npt.NDArray[np.bool_], most: int | None, generator: np.random.Generator
) -> Places:
    """At most so many entries; `sloping` (entries,) says of each whether it has a slope."""
    if most is None or len(sloping) <= most:
        return np.arange(len(sloping))
    order = generator.permutation(len(sloping))
    first = order[sloping[order]][: most // 2]
    others = order[~np.isin(order, first)]
    return np.sort(np.concatenate([first, others[: most - len(first)]]))


def _errors(a: Array, n: Array, flat: float) -> Array:
    """Each entry's share of the relative error: their norm is that of the whole."""
    scale = max(float(np.linalg.norm(a)), float(np.linalg.norm(n)), flat)
    errors: Array = np.abs(a - n) / scale
    return errors


class _Slopes:
    """Measures slopes of the loss with penalties, one forward pass for each value."""

    def __init__(
        self,
        network: Network,
        loss: Loss,
        x: Buffer,
        t: Array,
        step: float,
        weights: Array | None,
    ) -> None:
        self.network, self.loss, self.x, self.t, self.step = network, loss, x, t, step
        self.weights = weights
        self.values = network.vector.learned
        self.here = self.value()
        self.rounding = RESOLUTION * max(1.0, abs(self.here)) / step

    def value(self) -> float:
        loss = self.loss.value(self._forward(), self.t, self.weights)
        return loss + self.network.vector.penalty()

    def analytic(self) -> Array:
        """What backward says, shape (parameters,)."""
        self.network.backward(self.loss, self._forward(), self.t, weights=self.weights)
        return self.network.vector.gradients.copy()

    def _forward(self) -> Array:
        self.network.reseed(0, 1)
        return self.network.forward(self.x, training=True)

    def moved(self, place: int, by: float) -> float:
        """The value where one entry is moved."""
        before = float(self.values[place])
        self.values[place] = before + by
        value = self.value()
        self.values[place] = before
        return value

    def central(self, place: int) -> float:
        h = self.step
        return (self.moved(place, h) - self.moved(place, -h)) / (2 * h)

    def nearest(self, place: int, analytic: float, central: float) -> float:
        """The slope nearest to the analytic one, of both sides and with shorter steps."""
        slopes = [central]
        for share in SHORTER:
            h = share * self.step
            for one in (h, -h):  # -3 L(w) + 4 L(w + h) - L(w + 2h) is 2h L'(w), to h^3
                ahead = 4 * self.moved(place, one) - self.moved(place, 2 * one)
                slopes.append((ahead - 3 * self.here) / (2 * one))
        return min(slopes, key=lambda slope: abs(slope - analytic))
