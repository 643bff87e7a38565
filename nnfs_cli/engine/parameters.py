"""All numbers a network learns, in one flat vector, with one flat vector of gradients beside it.

Layers see named views of their own stretch; optimizers, clipping and checkpoints see the flat
vectors only, and need not know what a layer is.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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


class ParameterVector:
    """`values` and `gradients`, shape (size,), with named views of each layer's stretch."""

    def __init__(
        self, declared: Sequence[Mapping[str, Parameter]], dtype: npt.DTypeLike = np.float32
    ) -> None:
        size = sum(parameter.size for layer in declared for parameter in layer.values())
        self.values: Array = np.zeros(size, dtype)
        self.gradients: Array = np.zeros(size, dtype)
        self.layers: list[dict[str, View]] = []
        self.stretches: list[slice] = []
        start = 0
        for layer in declared:
            views: dict[str, View] = {}
            first = start
            for name, parameter in layer.items():
                place = slice(start, start + parameter.size)
                views[name] = View(
                    parameter,
                    self.values[place].reshape(parameter.shape),
                    self.gradients[place].reshape(parameter.shape),
                )
                start = place.stop
            self.layers.append(views)
            self.stretches.append(slice(first, start))
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

    def add_penalty_gradients(self) -> None:
        """gradient += l1 * sign(w) + 2 * l2 * w, where a parameter asks for it."""
        for view in self._penalised:
            if view.parameter.l2:
                view.gradient[...] += (2 * view.parameter.l2) * view.value
            if view.parameter.l1:
                view.gradient[...] += view.parameter.l1 * np.sign(view.value)
