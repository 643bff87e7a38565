"""How weights start: random enough to differ, scaled so that signals neither die nor explode.

fan_in is the number of inputs that reach one unit, fan_out the number of units one input reaches.
"""

from __future__ import annotations

import math
from typing import ClassVar

import numpy as np

from nnfs_cli.engine.buffers import Array, Shape
from nnfs_cli.registry import Registry


class Initializer:
    """Draws the first values of a parameter."""

    name: ClassVar[str]
    example = ""

    def draw(
        self, shape: Shape, fan_in: int, fan_out: int, generator: np.random.Generator
    ) -> Array:
        """Values of `shape`."""
        raise NotImplementedError


INITIALIZERS: Registry[Initializer] = Registry("initializer", "initializers")


@INITIALIZERS.register("zeros")
class Zeros(Initializer):
    """Every weight starts at 0.

    Fine for a network without hidden layers; with hidden layers all units of a layer would stay
    alike for ever.

    Formula:
        W = 0
    """

    example = "initializer: zeros"

    def draw(
        self, shape: Shape, fan_in: int, fan_out: int, generator: np.random.Generator
    ) -> Array:
        return np.zeros(shape, np.float32)


class Ones(Initializer):
    """Every value starts at 1, as factors do. Not for weights, so no config can ask for it."""

    def draw(
        self, shape: Shape, fan_in: int, fan_out: int, generator: np.random.Generator
    ) -> Array:
        return np.ones(shape, np.float32)


class UniformInitializer(Initializer):
    """W drawn evenly between -limit and limit."""

    def draw(
        self, shape: Shape, fan_in: int, fan_out: int, generator: np.random.Generator
    ) -> Array:
        limit = self.limit(fan_in, fan_out)
        return generator.uniform(-limit, limit, shape).astype(np.float32)

    def limit(self, fan_in: int, fan_out: int) -> float:
        raise NotImplementedError


class NormalInitializer(Initializer):
    """W drawn from a bell curve around 0."""

    def draw(
        self, shape: Shape, fan_in: int, fan_out: int, generator: np.random.Generator
    ) -> Array:
        return generator.normal(0.0, self.deviation(fan_in, fan_out), shape).astype(np.float32)

    def deviation(self, fan_in: int, fan_out: int) -> float:
        raise NotImplementedError


@INITIALIZERS.register("lecun_uniform")
class LeCunUniform(UniformInitializer):
    """Uniform weights that keep the signal's variance on the way forward.

    Formula:
        W ~ U(-limit, limit),  limit = sqrt(3 / fan_in)
    Source:
        LeCun, Bottou, Orr and Müller, Efficient BackProp, 1998.
    """

    example = "initializer: lecun_uniform"
    also_known_as = ("lecun",)

    def limit(self, fan_in: int, fan_out: int) -> float:
        return math.sqrt(3 / fan_in)


@INITIALIZERS.register("lecun_normal")
class LeCunNormal(NormalInitializer):
    """Normal weights that keep the signal's variance on the way forward: the start for selu.

    Formula:
        W ~ N(0, sigma^2),  sigma = sqrt(1 / fan_in)
    Source:
        LeCun, Bottou, Orr and Müller, Efficient BackProp, 1998.
    """

    example = "initializer: lecun_normal"

    def deviation(self, fan_in: int, fan_out: int) -> float:
        return math.sqrt(1 / fan_in)


@INITIALIZERS.register("glorot_uniform")
class GlorotUniform(UniformInitializer):
    """Uniform weights that keep the signal's variance the same forward and backward.

    The usual start in front of tanh, sigmoid, softmax and linear.

    Formula:
        W ~ U(-limit, limit),  limit = sqrt(6 / (fan_in + fan_out))
    Source:
        Glorot and Bengio, Understanding the difficulty of training deep feedforward neural
        networks, AISTATS 2010.
    """

    example = "initializer: glorot_uniform"
    also_known_as = ("xavier", "xavier_uniform", "glorot")

    def limit(self, fan_in: int, fan_out: int) -> float:
        return math.sqrt(6 / (fan_in + fan_out))


@INITIALIZERS.register("glorot_normal")
class GlorotNormal(NormalInitializer):
    """Normal weights that keep the signal's variance the same forward and backward.

    Formula:
        W ~ N(0, sigma^2),  sigma = sqrt(2 / (fan_in + fan_out))
    Source:
        Glorot and Bengio, AISTATS 2010.
    """

    example = "initializer: glorot_normal"
    also_known_as = ("xavier_normal",)

    def deviation(self, fan_in: int, fan_out: int) -> float:
        return math.sqrt(2 / (fan_in + fan_out))


@INITIALIZERS.register("he_uniform")
class HeUniform(UniformInitializer):
    """Uniform weights that keep the signal's variance through relu.

    relu sets about half of its inputs to 0; twice the variance makes up for it.

    Formula:
        W ~ U(-limit, limit),  limit = sqrt(6 / fan_in)
    Source:
        He, Zhang, Ren and Sun, Delving deep into rectifiers, ICCV 2015.
    """

    example = "initializer: he_uniform"
    also_known_as = ("kaiming", "kaiming_uniform", "he")

    def limit(self, fan_in: int, fan_out: int) -> float:
        return math.sqrt(6 / fan_in)


@INITIALIZERS.register("he_normal")
class HeNormal(NormalInitializer):
    """Normal weights that keep the signal's variance through relu.

    Formula:
        W ~ N(0, sigma^2),  sigma = sqrt(2 / fan_in)
    Source:
        He, Zhang, Ren and Sun, ICCV 2015.
    """

    example = "initializer: he_normal"
    also_known_as = ("kaiming_normal",)

    def deviation(self, fan_in: int, fan_out: int) -> float:
        return math.sqrt(2 / fan_in)
