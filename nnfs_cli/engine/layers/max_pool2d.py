"""Pictures made smaller by keeping what is strongest."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from nnfs_cli.engine.buffers import Array, Buffer, seen_as
from nnfs_cli.engine.layers.layer import LAYERS
from nnfs_cli.engine.pooling import OneWay, Pool2D

Flags = npt.NDArray[np.bool_]


class LargestOneWay(OneWay):
    """The largest value of each window, and backward to the place where it was."""

    def forward(self, x: Buffer, training: bool) -> Buffer:
        n = x.with_ones.shape[1]
        out = self.workspace.output(self.output_shape, n)
        self.larger = self.workspace.kept("larger", n, self._flags)
        (windows, places), *others = self.meetings
        first = best = self.part(x.values, places)
        if self.windows.padded or not others:
            out.values.fill(-np.inf)
            np.copyto(self.part(out.values, windows), first)
            best = out.values
        for (windows, places), larger in zip(others, self.larger, strict=True):
            candidates, best = self.part(x.values, places), self.part(best, windows)
            np.greater(candidates, best, out=self.part(larger, windows))
            np.maximum(candidates, best, out=self.part(out.values, windows))
            best = out.values
        return out

    def _flags(self, n: int) -> list[Flags]:
        """For each place of a window but the first: whether it beats all places before it."""
        features = math.prod(self.output_shape)
        room = [np.zeros((features, n), np.bool_) for _ in self.meetings[1:]]
        return [seen_as(flags, self.output_shape) for flags in room]

    def backward(self, dy: Array) -> Array:
        n = dy.shape[-1]
        dx = self.cleared(n)
        windows, places = self.meetings[0]
        first = self.part(dx, places)
        rest: Array | None = None
        simple = not (self.overlapping or self.windows.padded)
        for offset in range(self.windows.size - 1, 0, -1):  # the last to be larger is the largest
            part, left = self._share(dx, dy, offset)
            rest = first if simple and offset == 1 else left
            np.subtract(left, part, out=rest)
        if rest is not first:
            self.hand_back(self.part(dy, windows), first)
        return dx

    def _share(self, dx: Array, dy: Array, offset: int) -> tuple[Array, Array]:
        """Hand the place `offset` of each window its part of dy; that part, and the dy it is of."""
        windows, places = self.meetings[offset]
        left, larger = self.part(dy, windows), self.part(self.larger[offset - 1], windows)
        part = target = self.part(dx, places)
        if self.overlapping:
            scratch = self.workspace.array("scratch", self.output_shape, dy.shape[-1])
            part = self.part(scratch, windows)
        np.multiply(left, larger, out=part)
        if self.overlapping:
            target += part
        return part, left


@LAYERS.register("max_pool2d")
class MaxPool2D(Pool2D):
    """Makes pictures smaller: of each window, only the largest value of each channel is kept.

    Where a filter in front has found its pattern is then known less exactly, and matters less.
    Backward, only the largest value is told; where several are equally large, one of them.
    Padding never is the largest.

    Formula:
        y[i, j, c] = max x[i s + u - p, j t + v - q, c]   over all u, v of the window
                                   s, t: strides; p, q: padding above and on the left
        dx = dy at the place of the largest, else 0; where windows overlap, the sum
    Options:
        pool_size: height and width of the windows in pixels, one number or [height, width]
        strides: how many pixels apart the windows are, one number or [down, across]; as large as
            the windows if left out
        padding: valid or same, as for conv2d; with valid, rows and columns that fill no window
            are left out
    Source:
        Ranzato, Huang, Boureau and LeCun, Unsupervised learning of invariant feature hierarchies
        with applications to object recognition, CVPR 2007.
    """

    example = "{type: max_pool2d, pool_size: 2}"
    also_known_as = ("maxpool", "max_pool", "max_pooling", "maxpool2d", "maxpooling2d", "pooling")
    takes_largest = True
    one_way = LargestOneWay
