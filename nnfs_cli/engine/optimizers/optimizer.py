"""What an optimizer is: flat vectors in, a step out.

An optimizer sees flat vectors only: the parameters w, their gradient g, and vectors of its own
(its slots) of the same length. The vectors are walked through in pieces that stay in the
processor's cache, because one step reads and writes each piece several times.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, TypeAlias

import numpy as np
import numpy.typing as npt

from nnfs_cli.engine.buffers import Array
from nnfs_cli.registry import Registry

PIECE = 32_768
"""numbers; a few such pieces of float32 fit into a core's second-level cache"""
TINY, STEPS_TO_TINY = 1e-35, 64
"""What is kept of a unit that no longer gets a gradient shrinks for ever. Below 1.2e-38 a processor
takes twenty times as long for a float32, so now and then what is smaller than TINY becomes 0."""

Slots: TypeAlias = tuple[Array, ...]
Objective: TypeAlias = Callable[[], float]
"""What is made small, over all rows and with penalties, at the w of now; it also fills g."""


class Optimizer:
    """Turns gradients into steps; keeps its memory in `state`, a flat vector for each slot."""

    name: ClassVar[str]
    example = ""
    usual_learning_rate: ClassVar[float] = 0.001
    """what `learning_rate: auto` means"""
    slots: tuple[str, ...] = ()

    def attach(self, w: Array, g: Array) -> None:
        """Take charge of the parameters w and their gradients g, both of shape (size,)."""
        self.state: dict[str, npt.NDArray[Any]] = {slot: np.zeros_like(w) for slot in self.slots}
        scratch = np.empty_like(w[:PIECE])
        self._pieces = [
            (
                w[start : start + PIECE],
                g[start : start + PIECE],
                tuple(slot[start : start + PIECE] for slot in self.state.values()),
                scratch[: len(w) - start],
            )
            for start in range(0, len(w), PIECE)
        ]

    def gradient_scale(self, learning_rate: float) -> float:
        """The factor that g must come with. Backward takes one along at no cost."""
        return 1.0

    def step(self, learning_rate: float, step: int) -> None:
        """Change w by one step, the `step`-th, counted from 1. Overwrites g."""
        for w, g, slots, scratch in self._pieces:
            self.update(w, g, slots, scratch, learning_rate, step)
            if step % STEPS_TO_TINY == 0:
                for slot in slots:
                    slot[np.abs(slot, out=scratch) < TINY] = 0

    def update(
        self, w: Array, g: Array, slots: Slots, scratch: Array, learning_rate: float, step: int
    ) -> None:
        """The step itself. All vectors have the same length; g and scratch may be overwritten."""
        raise NotImplementedError


class FullBatchOptimizer(Optimizer):
    """One that looks at all rows and asks for loss and gradient as often as it wants to."""

    @property
    def converged(self) -> str:
        """Why no further step is worth while, as a sentence; "" while one is."""
        raise NotImplementedError

    def minimise(self, objective: Objective, learning_rate: float) -> float:
        """Change w by one step and return the objective there."""
        raise NotImplementedError


OPTIMIZERS: Registry[Optimizer] = Registry("optimizer", "optimizers")
