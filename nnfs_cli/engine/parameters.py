"""All numbers a network learns, in one flat vector, with one flat vector of gradients beside it.

Layers see named views of their own stretch; optimizers, clipping and checkpoints see the flat
vectors only, and need not know what a layer is.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

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

    @property
    def size(self) -> int:
        return math.prod(self.shape)


@dataclass(frozen=True)
class View:
    """One parameter's place in the flat vectors: two arrays of the parameter's shape."""

    parameter: Parameter
    value: Array
    gradient: Array


class Learner(Protocol):
    """What the vector needs to know of a layer."""

    def parameters(self) -> dict[str, Parameter]: ...

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


class ParameterVector:
    """`values` and `gradients`, shape (size,), with named views of each layer's stretch."""

    def __init__(self, layers: Sequence[Learner], dtype: npt.DTypeLike = np.float32) -> None:
        declared = [layer.parameters() for layer in layers]
        sizes = [sum(each.size for each in parameters.values()) for parameters in declared]
        ends = np.cumsum(sizes).tolist()
        self.stretches = [slice(end - size, end) for size, end in zip(sizes, ends, strict=True)]
        self.values: Array = np.zeros(sum(sizes), dtype)
        self.gradients: Array = np.zeros(sum(sizes), dtype)
        self.layers: list[dict[str, View]] = []
        for layer, parameters, stretch in zip(layers, declared, self.stretches, strict=True):
            values = layer.views(self.values[stretch])
            gradients = layer.views(self.gradients[stretch])
            self.layers.append(
                {
                    name: View(parameter, values[name], gradients[name])
                    for name, parameter in parameters.items()
                }
            )
        self._penalised = [
            view
            for layer_views in self.layers
            for view in layer_views.values()
            if view.parameter.l1 or view.parameter.l2
        ]

    def __len__(self) -> int:
        return len(self.values)

    def initialize(self, generator: np.random.Generator) -> None:
        """Draw every parameter's first values, in the order of the vector."""
        for layer in self.layers:
            for view in layer.values():
                parameter = view.parameter
                view.value[...] = parameter.initializer.draw(
                    parameter.shape, parameter.fan_in, parameter.fan_out, generator
                )

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
