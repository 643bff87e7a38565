"""Means of blocks are the means, by another way of reckoning."""

from __future__ import annotations

from fractions import Fraction
from math import floor

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nnfs_cli.data.block_means import block_means

Bytes = npt.NDArray[np.uint8]


@st.composite
def images_and_side(draw: st.DrawFn) -> tuple[Bytes, int]:
    side, down, across = (draw(st.integers(1, most)) for most in (5, 3, 3))
    shape = draw(st.integers(1, 2)), down * side, across * side, draw(st.sampled_from([1, 3, 4]))
    return draw(arrays(np.uint8, shape)), side


@given(images_and_side())
def test_each_pixel_is_the_mean_of_its_block(drawn: tuple[Bytes, int]) -> None:
    images, side = drawn
    found = block_means(images, side)
    count, height, width, channels = images.shape
    assert found.shape == (count, height // side, width // side, channels)
    assert found.dtype == np.uint8
    for image, y, x, channel in np.ndindex(*found.shape):
        block = images[image, y * side : (y + 1) * side, x * side : (x + 1) * side, channel]
        mean = Fraction(sum(block.ravel().tolist()), side**2)
        assert found[image, y, x, channel] == floor(mean + Fraction(1, 2))


def test_four_by_four_by_hand() -> None:
    image = np.array([[0, 1, 9, 9], [0, 1, 9, 9], [1, 2, 255, 255], [3, 4, 255, 254]], np.uint8)
    assert block_means(image[:, :, None], 2)[:, :, 0].tolist() == [[1, 9], [3, 255]]


@pytest.mark.parametrize("side", [15, 16, 17, 257, 4095, 4200])
def test_large_blocks_do_not_overflow(side: int) -> None:
    image = np.full((side, side, 1), 255, np.uint8)
    assert block_means(image, side).tolist() == [[[255]]]
