"""Smaller images whose pixels are the means of square blocks: 28 x 28 becomes 14 x 14."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Pixels: TypeAlias = npt.NDArray[np.uint8]


def block_means(images: Pixels, side: int) -> Pixels:
    """The mean of each block of `side` x `side` pixels, channel by channel, halves rounded up.

    `images` has shape (..., height, width, channels); height and width are multiples of `side`.
    """
    if side == 1:
        return images
    *others, height, width, channels = images.shape
    pixels = side * side
    wide = np.min_scalar_type(256 * pixels)  # holds the sum of a block
    rows = images.reshape(*others, height // side, side, width * channels).sum(-2, wide)
    sums = rows.reshape(*others, height // side, width // side, side, channels).sum(-2, wide)
    means: Pixels = ((sums + pixels // 2) // pixels).astype(np.uint8)
    return means
