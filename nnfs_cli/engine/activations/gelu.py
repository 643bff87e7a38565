"""The input times the probability that a normal number lies below it."""

from __future__ import annotations

import math

import numpy as np

from nnfs_cli.engine.activations.activation import ACTIVATIONS, HALF, ONE, Activation
from nnfs_cli.engine.buffers import Array

SINGLE = (
    *(1.7560558044664177e-09, -1.3225759383434868e-07, 3.964656680182968e-06),
    *(-5.530569275282202e-05, -3.259579592950896e-05, 0.03633308391195595, 0.7978849426142823),
)
"""R(u) from the highest power down, for |x| <= 5.6: 3e-8 off the normal distribution, a quarter of
float32's smallest step at 1. Fitted by weighted least squares to artanh(erf(x / sqrt 2)) / x."""
DOUBLE = (
    *(-6.71079616903679e-12, 2.0735022592351343e-08, 3.395628198180089e-06),
    *(0.0001431170084158253, 0.0029957968062621874, 0.0362395853952755),
    *(0.2618511903511687, 0.7978845608023238),
)
DOUBLE_DIVISOR = (
    *(1.9642458333549812e-09, 1.3437350165249789e-06, 8.882083650139252e-05),
    *(0.0023487987335901704, 0.032594443729403295, 0.28264187460485607, 1.0),
)
"""R(u) = DOUBLE / DOUBLE_DIVISOR for |x| <= 8.4: 3e-14 off."""
TANH = (math.sqrt(2 / math.pi) * 0.044715, math.sqrt(2 / math.pi))
"""the R(u) that is known as the tanh form of gelu: 2e-4 off"""
FARTHEST, FARTHEST_DOUBLE = 5.6**2, 8.4**2
"""the largest u = x^2 that R was fitted for; tanh is at its ends there, so a larger one is cut"""


@ACTIVATIONS.register("gelu")
class GELU(Activation):
    """A smooth relu: an input passes as far as it lies above what is usual, with a dip below 0.

    P(x) is the probability that a normally distributed number is below x. It is computed as a
    tanh of x times a series in x^2: 3e-8 off in float32 and 3e-14 in float64, which is as good as
    exact. `approximate: true` breaks the series off after two terms, for networks that were
    trained so (GPT-2, BERT); it is 2e-4 off and takes a third of the time.

    Formula:
        f(x) = x P(x)            with P(x) = (1 + erf(x / sqrt(2))) / 2
        f'(x) = P(x) + x e^(-x^2 / 2) / sqrt(2 pi)
        approximate:  P(x) = (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2
    Options:
        approximate: whether P is the tanh form with two terms
    Source:
        Hendrycks and Gimpel, Gaussian error linear units, 2016.
    """

    example = "{type: dense, units: 50, activation: gelu}"
    also_known_as = ("gaussian_error_linear_unit", "gelu_new", "gelu_tanh")
    initializer = "he_uniform"

    def __init__(self, approximate: bool = False) -> None:
        self.approximate = approximate

    def forward(self, x: Array, y: Array) -> None:
        self.probability(x, y)
        y *= x

    def probability(self, x: Array, P: Array) -> None:
        """P = (1 + tanh(x R(x^2))) / 2"""
        u = np.multiply(x, x, out=self.room(x))
        if self.approximate:
            np.minimum(u, FARTHEST_DOUBLE, out=u)
            series(TANH, u, P)
        elif x.dtype == np.float32:
            np.minimum(u, FARTHEST, out=u)
            series(SINGLE, u, P)
        else:
            np.minimum(u, FARTHEST_DOUBLE, out=u)
            series(DOUBLE, u, P)
            P /= series(DOUBLE_DIVISOR, u, np.empty_like(u))
        P *= x
        np.tanh(P, out=P)
        P += ONE
        P *= HALF

    def backward(self, x: Array, y: Array, dy: Array, scratch: Array) -> None:
        P = scratch
        self.probability(x, P)
        slope = self.room(x)
        if self.approximate:
            self._slope_of_tanh_form(x, P, slope)
        else:
            np.multiply(x, x, out=slope)
            slope *= -HALF
            np.exp(slope, out=slope)
            slope *= 1 / math.sqrt(2 * math.pi)
        slope *= x
        P += slope
        dy *= P

    def _slope_of_tanh_form(self, x: Array, P: Array, slope: Array) -> None:
        """slope = P'(x) = 2 P (1 - P) d(x R(x^2))/dx"""
        u = np.multiply(x, x, out=slope)
        np.minimum(u, FARTHEST_DOUBLE, out=u)
        u *= 6 * TANH[0]
        u += 2 * TANH[1]
        slope *= P
        slope *= ONE - P


def series(coefficients: tuple[float, ...], u: Array, out: Array) -> Array:
    """The polynomial in u with these coefficients, the highest power first (Horner)."""
    np.multiply(u, coefficients[0], out=out)
    for coefficient in coefficients[1:-1]:
        out += coefficient
        out *= u
    out += coefficients[-1]
    return out
