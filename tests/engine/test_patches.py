"""The matrix that is never written out, beside one that is."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pytest

from nnfs_cli.engine.patches import Patches
from nnfs_cli.engine.windows import Windows
from tests.engine.pictures import pictures


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize(("size", "stride"), [((3, 3), 1), ((2, 4), 2), ((1, 1), 1), ((2, 1), 3)])
def test_columns_are_windows(
    size: tuple[int, int], stride: int, padding: Literal["valid", "same"]
) -> None:
    height, width, channels, n = 6, 5, 2, 3
    rows = Windows.along(height, size[0], stride, padding)
    columns = Windows.along(width, size[1], stride, padding)
    patches = Patches(rows, columns, channels, n, np.float64)
    for seed in (1, 2):  # the second batch finds the padding as the first one did
        x = pictures((height, width, channels), n, seed).values
        patches.fill(x)
        around = np.zeros((20, 20, channels, n))
        around[rows.before :, columns.before :][:height, :width] = x
        matrix = patches.matrix.reshape(rows.count, size[0], -1, columns.count, n)
        for i, j in np.ndindex(rows.count, columns.count):
            window = around[i * stride :, j * stride :][: size[0], : size[1]]
            np.testing.assert_array_equal(
                matrix[i, :, :-1, j], window.reshape(size[0], size[1] * channels, n)
            )
        np.testing.assert_array_equal(matrix[:, :, -1], 1)
