"""All numbers a network learns, in one flat vector, with one flat vector of gradients beside it.

Layers see named views of their own stretch; optimizers, clipping and checkpoints see the flat
vectors only, and need not know what a layer is. Parameters of frozen layers and statistics that
layers gather from the data lie behind all that is learned: kept and restored along with it, but
never stepped, clipped or penalised.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from nnfs_cli.aligned_arrays import LINE, aligned_zeros
from nnfs_cli.engine.buffers import Array, Shape
from nnfs_cli.engine.initializers import Initializer, Zeros


@dataclass(frozen=True)
class Parameter:
    """A declaration: the shape of some learned numbers, how they start and what is held small."""

    shape: Shape
    initializer: Initializer = Zeros()  # noqa: RUF009 -- it keeps no state
    fan_in: int = 1
    fan_out: int = 1
    l1: float = 0.0
    l2: float = 0.0
    max_norm: float | None = None
    """the longest that the weights of one unit (all axes but the last) may be; None: no limit"""

    @property
    def size(self) -> int:
        return math.prod(self.shape)

    def first_values(self, generator: np.random.Generator) -> Array:
        """Values of `shape` to start from."""
        return self.initializer.draw(self.shape, self.fan_in, self.fan_out, generator)


@dataclass(frozen=True)
class View:
    """One parameter's place in the flat vectors: two arrays of the parameter's shape."""

    parameter: Parameter
    value: Array
    gradient: Array


class Learner(Protocol):
    """What the vector needs to know of a layer."""

    def parameters(self) -> dict[str, Parameter]: ...

    def statistics(self) -> dict[str, Parameter]: ...

    def stretch_length(self) -> int: ...

    def views(self, stretch: Array) -> dict[str, Array]: ...


def side_by_side(parameters: Mapping[str, Parameter], stretch: Array) -> dict[str, Array]:
    """A view of each parameter's shape, one behind the other in a flat array."""
    views = {}
    start = 0
    for name, parameter in parameters.items():
        stop = start + parameter.size
        views[name] = stretch[start:stop].reshape(parameter.shape)
        start = stop
    return views


def room_of(parameters: Mapping[str, Parameter]) -> int:
    """How many numbers they are."""
    return sum(parameter.size for parameter in parameters.values())


def stretches(rooms: Sequence[int], start: int = 0, line: int = LINE) -> list[slice]:
    """Each layer's place in a flat vector, one behind the other from `start` on.

    What fills whole lines of `line` numbers begins at one, perhaps after a gap.
    """
    places = []
    for room in rooms:
        if room and room % line == 0:
            start = -(-start // line) * line
        places.append(slice(start, start + room))
        start += room
    return places


class ParameterVector:
    """`values`: first what is `learned`, shape (size,), then what is frozen, then the statistics.

    `gradients` has the shape of `learned`. `layers` are named views of each layer's parameters,
    `statistics` of what it gathers. Gaps that a layer leaves are 0, and so are their gradients.
    """

    def __init__(
        self,
        layers: Sequence[Learner],
        dtype: npt.DTypeLike = np.float32,
        frozen: Collection[int] = (),
    ) -> None:
        """`frozen` are the positions of the layers that keep their parameters as they are."""
        declared = [layer.parameters() for layer in layers]
        gathered = [layer.statistics() for layer in layers]
        rooms = [layer.stretch_length() for layer in layers]
        learning = stretches([0 if k in frozen else room for k, room in enumerate(rooms)])
        size = learning[-1].stop if learning else 0
        kept = stretches([room if k in frozen else 0 for k, room in enumerate(rooms)], size)
        end = kept[-1].stop if kept else 0
        self.stretches = [kept[k] if k in frozen else learning[k] for k in range(len(declared))]
        tail = stretches([room_of(parameters) for parameters in gathered], end, line=1)
        self.values: Array = aligned_zeros(tail[-1].stop if tail else 0, dtype)
        self.learned = self.values[:size]
        all_gradients: Array = aligned_zeros(end, dtype)
        self.gradients: Array = all_gradients[:size]
        self.gradients_of_layers = [all_gradients[stretch] for stretch in self.stretches]
        """each layer's, flat; a frozen layer writes to where nobody looks"""
        self.statistics = [
            side_by_side(parameters, self.values[stretch])
            for parameters, stretch in zip(gathered, tail, strict=True)
        ]
        self._gathered = gathered
        self.layers: list[dict[str, View]] = []
        for layer, parameters, stretch, own in zip(
            layers, declared, self.stretches, self.gradients_of_layers, strict=True
        ):
            values = layer.views(self.values[stretch])
            gradients = layer.views(own)
            self.layers.append(
                {
                    name: View(parameter, values[name], gradients[name])
                    for name, parameter in parameters.items()
                }
            )
        self._hold_small([views for k, views in enumerate(self.layers) if k not in frozen])

    def _hold_small(self, held: Sequence[Mapping[str, View]]) -> None:
        """Note whose weights are penalised or bounded."""
        self._penalised = [
            view
            for layer_views in held
            for view in layer_views.values()
            if view.parameter.l1 or view.parameter.l2
        ]
        self._bounded = [
            (view.value, view.parameter.max_norm)
            for layer_views in held
            for view in layer_views.values()
            if view.parameter.max_norm is not None
        ]

    def __len__(self) -> int:
        """How many places there are for what is learned, gaps included."""
        return len(self.learned)

    def initialize(self, generator: np.random.Generator) -> None:
        """Draw every parameter's first values, in the order of the vector."""
        for layer in self.layers:
            for view in layer.values():
                view.value[...] = view.parameter.first_values(generator)
        for declared, statistics in zip(self._gathered, self.statistics, strict=True):
            for name, value in statistics.items():
                value[...] = declared[name].first_values(generator)

    def penalty(self) -> float:
        """The sum over parameters of l1 * sum |w| + l2 * sum w^2."""
        return sum(
            view.parameter.l1 * float(np.abs(view.value).sum())
            + view.parameter.l2 * float(np.square(view.value).sum())
            for view in self._penalised
        )

    def add_penalty_gradients(self, scale: float = 1.0) -> None:
        """gradient += scale * (l1 * sign(w) + 2 * l2 * w), where a parameter asks for it."""
        for view in self._penalised:
            if view.parameter.l2:
                view.gradient[...] += (scale * 2 * view.parameter.l2) * view.value
            if view.parameter.l1:
                view.gradient[...] += (scale * view.parameter.l1) * np.sign(view.value)

    def constrain(self) -> None:
        """Shorten the weights of every unit that are longer than their max_norm, to that length."""
        for w, most in self._bounded:
            flat = w.reshape(-1, w.shape[-1])
            lengths = np.sqrt(np.einsum("iu,iu->u", flat, flat))
            (long,) = (lengths > most).nonzero()
            if len(long):
                w[..., long] *= (most / lengths[long]).astype(w.dtype)
