"""AMSGrad: Adam that does not forget how steep it once was."""

from __future__ import annotations

import numpy as np

from nnfs_cli.engine.buffers import Array
from nnfs_cli.engine.optimizers.adam import Adam
from nnfs_cli.engine.optimizers.optimizer import OPTIMIZERS, Slots


@OPTIMIZERS.register("amsgrad")
class AMSGrad(Adam):
    """Adam whose steps never grow again where the gradient fades: it divides by the highest mean.

    There are problems where Adam forgets a rare, large gradient too soon and never arrives; this
    form does. On most networks the two are alike.

    Formula:
        m = beta_1 m + (1 - beta_1) g
        v = beta_2 v + (1 - beta_2) g^2
        h = max(h, v)
        w = w - learning_rate (m / (1 - beta_1^step)) / (sqrt(h / (1 - beta_2^step)) + epsilon)
    Options:
        beta_1: memory of the mean gradient
        beta_2: memory of the mean squared gradient
        epsilon: keeps the division safe where gradients vanish
    Source:
        Reddi, Kale and Kumar, On the convergence of Adam and beyond, ICLR 2018.
    """

    example = "optimizer: {type: amsgrad, beta_2: 0.99}"
    also_known_as = ("ams_grad", "adam_amsgrad")
    slots = ("mean", "square", "highest_square")

    def square(self, slots: Slots) -> Array:
        _, v, h = slots
        np.maximum(h, v, out=h)
        return h
