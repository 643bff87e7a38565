"""The quick forms of products against the plain ones."""

from __future__ import annotations

import numpy as np
import pytest

from nnfs_cli.engine.products import SMALL, correlate, sum_over_units, weigh, weigh_each


@pytest.mark.parametrize("units", [1, 2, 7, 9, 20])
@pytest.mark.parametrize("inputs", [9, 601])
def test_products_in_halves_are_the_products(
    units: int, inputs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    generator = np.random.default_rng(0)
    W_T = generator.normal(size=(units, inputs)).astype(np.float32)
    rows = generator.normal(size=(8, inputs)).astype(np.float32)
    dy = generator.normal(size=(units, 8)).astype(np.float32)
    for small in (SMALL, units * inputs * 8 - 1):  # whole, and just beyond the border
        monkeypatch.setattr("nnfs_cli.engine.products.SMALL", small)
        y, dW_T = np.full_like(dy, np.nan), np.full_like(W_T, np.nan)
        weigh(W_T, rows.T, out=y)
        correlate(dy, rows, out=dW_T)
        np.testing.assert_allclose(y, np.einsum("ui,ni->un", W_T, rows), rtol=1e-4, atol=1e-5)
        np.testing.assert_allclose(dW_T, np.einsum("un,ni->ui", dy, rows), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("shape", [(1, 3), (4, 300), (3, 2, 5)])
def test_sum_over_units_is_the_sum(shape: tuple[int, ...]) -> None:
    y = np.random.default_rng(0).normal(size=shape)
    np.testing.assert_allclose(sum_over_units(y), y.sum(axis=0), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("length", [31, 64, 7 * 96, 704, 1009])
@pytest.mark.parametrize("units", [3, 40])
def test_each_in_pieces_is_the_product_of_each(units: int, length: int) -> None:
    generator = np.random.default_rng(0)
    W = generator.normal(size=(150, units)).T
    rows = generator.normal(size=(6, 50, length))
    x = np.lib.stride_tricks.as_strided(rows, (4, 150, length), rows.strides)  # they overlap
    out = np.empty((4, units, length))
    weigh_each(W, x, out)
    for number in range(4):
        np.testing.assert_allclose(out[number], W @ x[number], rtol=1e-9, atol=1e-9)
