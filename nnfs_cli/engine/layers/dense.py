"""The layer that networks are made of: every unit looks at every input."""

from __future__ import annotations

import math

import numpy as np

from nnfs_cli.aligned_arrays import in_rows, row_room
from nnfs_cli.engine.buffers import Array, Buffer, Shape
from nnfs_cli.engine.initializers import INITIALIZERS
from nnfs_cli.engine.layers.layer import LAYERS, Layer
from nnfs_cli.engine.parameters import Parameter
from nnfs_cli.engine.products import correlate, weigh
from nnfs_cli.option_types import NonNegativeNumber, PositiveInteger, PositiveNumber


@LAYERS.register("dense")
class Dense(Layer):
    """Every unit is a weighted sum of all inputs plus a bias.

    Inputs with more than one dimension (pictures) are laid out flat first. The bias is the weight
    of one more input that is always 1, so both come out of a single product.

    Formula:
        y = W^T x + b = [W; b]^T [x; 1]      x: (inputs, n)  W: (inputs, units)  b: (units,)
        [dW; db]^T = dy [x; 1]^T             dy: (units, n)
        dx = W dy
        penalty = l1 sum |W| + l2 sum W^2, and the same for b with bias_l1 and bias_l2
        after each step: w = w min(1, max_norm / |w|) for every unit's weights w, a column of W
    Options:
        units: number of outputs; may be left out on the last layer
        l1: weight of the sum of |W| in what is minimised; drives weights to exactly 0
        l2: weight of the sum of W^2; keeps weights small
        bias_l1: the same as l1, for the biases
        bias_l2: the same as l2, for the biases
        max_norm: the longest that the weights of one unit may become, as the root of the sum of
            their squares, usually 2 to 4; a good companion of dropout
        initializer: how W starts; b starts at 0
    Source:
        max_norm: Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov, Dropout: a simple
        way to prevent neural networks from overfitting, JMLR 2014.
    """

    example = "{type: dense, units: 50, activation: relu, l2: 0.001}"
    also_known_as = ("linear", "fully_connected", "fc")
    accepts_activation = True
    takes_factor = True

    def __init__(
        self,
        units: PositiveInteger,
        l1: NonNegativeNumber = 0.0,
        l2: NonNegativeNumber = 0.0,
        bias_l1: NonNegativeNumber = 0.0,
        bias_l2: NonNegativeNumber = 0.0,
        max_norm: PositiveNumber | None = None,
        initializer: str = "glorot_uniform",
    ) -> None:
        self.units = units
        self.l1 = l1
        self.l2 = l2
        self.bias_l1 = bias_l1
        self.bias_l2 = bias_l2
        self.max_norm = max_norm
        self.initializer = initializer

    def shape_of_output(self, input_shape: Shape) -> Shape:
        self.inputs = math.prod(input_shape)
        return (self.units,)

    def parameters(self) -> dict[str, Parameter]:
        return {
            "weights": Parameter(
                (self.inputs, self.units),
                INITIALIZERS.create(self.initializer),
                fan_in=self.inputs,
                fan_out=self.units,
                l1=self.l1,
                l2=self.l2,
                max_norm=self.max_norm,
            ),
            "biases": Parameter((self.units,), l1=self.bias_l1, l2=self.bias_l2),
        }

    def stretch_length(self) -> int:
        return self.units * row_room(self.inputs + 1)

    def views(self, stretch: Array) -> dict[str, Array]:
        Wb_T = in_rows(stretch, self.inputs + 1)
        return {"weights": Wb_T[:, :-1].T, "biases": Wb_T[:, -1]}

    def bind(self, values: Array, gradients: Array) -> None:
        # a unit's weights lie side by side, as the inputs of an example do: products along them
        # are fastest so
        self.Wb_T = in_rows(values, self.inputs + 1)  # [W; b]^T
        self.dWb_T = in_rows(gradients, self.inputs + 1)
        self.W = self.Wb_T[:, :-1].T

    def forward(self, x: Buffer, training: bool) -> Buffer:
        y = self.workspace.output(self.output_shape, x.with_ones.shape[1])
        if len(self.input_shape) > 1:
            x = self.workspace.flat(x)
        if self.needs_dx:
            np.matmul(self.Wb_T, x.with_ones, out=y.values)
        else:
            weigh(self.Wb_T, x.with_ones, out=y.values)
        if x.factor != 1.0:
            np.multiply(y.values, x.factor, out=y.values)
        self.x = x
        return y

    def backward(self, dy: Array) -> Array:
        if self.x.factor != 1.0:  # only data have one, and nobody asks for their dx
            dy *= self.x.factor
        if not self.needs_dx:
            correlate(dy, self.x.with_ones.T, out=self.dWb_T)
            return dy
        np.matmul(dy, self.x.with_ones.T, out=self.dWb_T)
        n = dy.shape[1]
        dx = self.workspace.array("dx", (self.inputs,), n)
        np.matmul(self.W, dy, out=dx)
        if len(self.input_shape) == 1:
            return dx
        return self.workspace.unflattened(dx, self.input_shape)
