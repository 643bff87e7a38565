"""How large a gradient may be: a limit against steps that leap out of the valley."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from nnfs_cli.engine.buffers import Array


@dataclass(frozen=True)
class GradientClip:
    """A limit on the length of the whole gradient, or on each of its numbers; None is no limit.

    The length keeps the direction: Pascanu, Mikolov and Bengio, On the difficulty of training
    recurrent neural networks, ICML 2013.
    """

    norm: float | None = None
    value: float | None = None

    def apply(self, gradients: Array, scale: float = 1.0) -> None:
        """Clip gradients that come multiplied by `scale`; in place."""
        if self.value is not None:
            most = self.value * scale
            np.clip(gradients, -most, most, out=gradients)
        if self.norm is not None:
            length = math.sqrt(float(np.dot(gradients, gradients)))
            if length > self.norm * scale:
                gradients *= self.norm * scale / length
