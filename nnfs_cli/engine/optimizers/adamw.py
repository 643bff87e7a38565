"""AdamW: Adam with the decay of weights kept out of its running means."""

from __future__ import annotations

from nnfs_cli.engine.buffers import Array
from nnfs_cli.engine.optimizers.adam import Adam
from nnfs_cli.engine.optimizers.optimizer import OPTIMIZERS, Slots
from nnfs_cli.option_types import Fraction, NonNegativeNumber, PositiveNumber


@OPTIMIZERS.register("adamw")
class AdamW(Adam):
    """Adam that also pulls every parameter a little towards 0, all by the same share.

    A layer's `l2` goes through Adam's division and so holds steep parameters less than flat ones;
    this decay does not. It is of all parameters, biases too, as in PyTorch.

    Formula:
        w = w - learning_rate weight_decay w
        and then as adam
    Options:
        weight_decay: the share of a parameter that a step takes away, times the learning rate
        beta_1: memory of the mean gradient
        beta_2: memory of the mean squared gradient
        epsilon: keeps the division safe where gradients vanish
    Source:
        Loshchilov and Hutter, Decoupled weight decay regularization, ICLR 2019.
    """

    example = "optimizer: {type: adamw, weight_decay: 0.01}"
    also_known_as = ("adam_w",)

    def __init__(
        self,
        weight_decay: NonNegativeNumber = 0.01,
        beta_1: Fraction = 0.9,
        beta_2: Fraction = 0.999,
        epsilon: PositiveNumber = 1e-8,
    ) -> None:
        super().__init__(beta_1, beta_2, epsilon)
        self.weight_decay = weight_decay

    def update(
        self, w: Array, g: Array, slots: Slots, scratch: Array, learning_rate: float, step: int
    ) -> None:
        w *= 1 - learning_rate * self.weight_decay
        super().update(w, g, slots, scratch, learning_rate, step)
