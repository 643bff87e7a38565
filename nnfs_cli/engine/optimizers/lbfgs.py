"""L-BFGS: Newton's method with a curvature that is learnt from the last few steps."""

from __future__ import annotations

import math

import numpy as np

from nnfs_cli.engine.buffers import Array
from nnfs_cli.engine.optimizers.optimizer import OPTIMIZERS, FullBatchOptimizer, Objective
from nnfs_cli.engine.optimizers.wolfe_search import Point, wolfe_point
from nnfs_cli.option_types import NonNegativeNumber, PositiveInteger

SMALLEST_CURVATURE = 1e-10
"""s.y / y.y below which a step says nothing about the curvature"""
ENDINGS = (
    "",
    "lbfgs has converged: the gradient is nearly 0",
    "lbfgs has converged: the loss has nearly stopped falling",
    "lbfgs has converged: no step makes the loss smaller in numbers of this precision",
)


@OPTIMIZERS.register("lbfgs")
class LBFGS(FullBatchOptimizer):
    """Steps towards the bottom of the bowl that the last gradients fit, over all rows at once.

    An epoch is one step. Each looks at all rows a few times to find its length by a line search
    (strong Wolfe conditions), so there is no learning rate to tune: `learning_rate: auto` is 1, the
    length that is tried first. On small tables it needs far fewer passes than the others, and it
    ends by itself. It needs the same loss at every look: no batches, no dropout.
    `precision: float64` lets it go closer to the bottom.

    Formula:
        s_k = w_(k+1) - w_k,  y_k = g_(k+1) - g_k          of the last `history` steps
        H = (s.y / y.y) I                                  with s, y of the last step
        H = (I - s y' / s.y) H (I - y s' / s.y) + s s' / s.y     for s, y, old to new
        w = w - a H g                                      a from the line search
    Options:
        history: how many steps the curvature is learnt from
        tolerance_gradient: training ends when no slope is steeper
        tolerance_change: training ends when the loss falls by a smaller share of itself (or of 1)
    Source:
        Liu and Nocedal, On the limited memory BFGS method for large scale optimization,
        Mathematical programming 45, 1989.
    """

    example = "optimizer: {type: lbfgs, history: 10}"
    also_known_as = ("l-bfgs", "l_bfgs", "bfgs", "lbfgs-b", "l-bfgs-b")
    usual_learning_rate = 1.0

    def __init__(
        self,
        history: PositiveInteger = 10,
        tolerance_gradient: NonNegativeNumber = 1e-5,
        tolerance_change: NonNegativeNumber = 1e-9,
    ) -> None:
        self.history = history
        self.tolerance_gradient = tolerance_gradient
        self.tolerance_change = tolerance_change

    def attach(self, w: Array, g: Array) -> None:
        size = len(w)
        self._w, self._g = w, g
        self._s = np.zeros((self.history, size), w.dtype)
        self._y = np.zeros((self.history, size), w.dtype)
        self._curvatures = np.zeros(self.history)
        """s.y of each pair"""
        self._gradient = np.zeros_like(w)
        """g at the w of now"""
        self._value = np.full(1, math.nan)
        """the objective at the w of now; NaN before the first look"""
        self._pairs = np.zeros(1, np.int64)
        """how many s and y have been kept; the k-th lies at k modulo history"""
        self._ending = np.zeros(1, np.int64)
        self.state = {
            "steps": self._s,
            "gradient_changes": self._y,
            "curvatures": self._curvatures,
            "gradient": self._gradient,
            "value": self._value,
            "pairs": self._pairs,
            "ending": self._ending,
        }
        self._start, self._direction, self._scratch = (np.empty_like(w) for _ in range(3))

    @property
    def converged(self) -> str:
        return ENDINGS[self._ending[0]]

    def minimise(self, objective: Objective, learning_rate: float) -> float:
        """Change w by one step and return the objective there. g is its gradient there."""
        if math.isnan(self._value[0]):
            self._arrive(objective())
            if self.converged or not math.isfinite(self._value[0]):
                return float(self._value[0])
        before = float(self._value[0])
        np.copyto(self._start, self._w)
        found = self._search(objective, learning_rate)
        if found is None and self._pairs[0]:  # the learnt curvature misleads: begin anew
            self._pairs[0] = 0
            found = self._search(objective, learning_rate)
        if found is None:
            np.copyto(self._w, self._start)
            self._ending[0] = 3
            return objective()
        self._learn(found.length)
        self._arrive(found.value)
        least = self.tolerance_change * max(abs(before), abs(found.value), 1.0)
        if not self.converged and before - found.value <= least:
            self._ending[0] = 2
        return found.value

    def _arrive(self, value: float) -> None:
        """Note objective and gradient at the w of now."""
        self._value[0] = value
        np.copyto(self._gradient, self._g)
        if float(np.abs(self._g, out=self._scratch).max(initial=0.0)) <= self.tolerance_gradient:
            self._ending[0] = 1

    def _search(self, objective: Objective, learning_rate: float) -> Point | None:
        """Go along the direction to where it is low enough; w, g and objective agree there."""
        d = self._aim()
        slope = float(np.dot(d, self._gradient))
        if not slope < 0:
            return None
        last = start = Point(0.0, float(self._value[0]), slope)

        def line(length: float) -> Point:
            nonlocal last
            self._go(length)
            value = objective()
            last = Point(length, value, float(np.dot(d, self._g)))
            return last

        first = learning_rate
        if not self._pairs[0]:  # nothing is known of the curvature: a short step
            first *= min(1.0, 1.0 / float(np.abs(d, out=self._scratch).sum()))
        found = wolfe_point(line, start, first)
        if found is not None and found is not last:
            line(found.length)
        return found

    def _go(self, length: float) -> None:
        np.multiply(self._direction, length, out=self._w)
        self._w += self._start

    def _aim(self) -> Array:
        """-H g, by the two-loop recursion, which never writes H down."""
        q, scratch = self._direction, self._scratch
        np.negative(self._gradient, out=q)
        total = int(self._pairs[0])
        places = [k % self.history for k in range(max(0, total - self.history), total)]
        shares = {}
        for k in reversed(places):
            share = shares[k] = float(np.dot(self._s[k], q) / self._curvatures[k])
            q -= np.multiply(self._y[k], share, out=scratch)
        if places:
            y = self._y[places[-1]]
            q *= float(self._curvatures[places[-1]] / np.dot(y, y))
        for k in places:
            share = shares[k] - float(np.dot(self._y[k], q) / self._curvatures[k])
            q += np.multiply(self._s[k], share, out=scratch)
        return q

    def _learn(self, length: float) -> None:
        """Keep the step and the change of the gradient, if they tell of an upward curve."""
        k = int(self._pairs[0]) % self.history
        s, y = self._direction, self._scratch
        s *= length
        np.subtract(self._g, self._gradient, out=y)
        curvature = float(np.dot(s, y))
        if curvature > SMALLEST_CURVATURE * float(np.dot(y, y)):
            self._s[k], self._y[k], self._curvatures[k] = s, y, curvature
            self._pairs[0] += 1
