"""The flat vector: what is learned in front, what is gathered behind, limits on lengths."""

from __future__ import annotations

from typing import cast

import numpy as np
import pytest

from nnfs_cli.engine.buffers import Buffer
from nnfs_cli.engine.components import LOSSES, OPTIMIZERS
from nnfs_cli.engine.initializers import HeNormal
from nnfs_cli.engine.layers.dense import Dense
from nnfs_cli.engine.network import Network
from nnfs_cli.engine.parameters import Parameter, ParameterVector, room_of, side_by_side, stretches


class Counter:
    """Learns two numbers and gathers three."""

    def parameters(self) -> dict[str, Parameter]:
        return {"w": Parameter((2,), HeNormal(), fan_in=2)}

    def statistics(self) -> dict[str, Parameter]:
        return {"mean": Parameter((1,)), "spread": Parameter((2,))}

    def stretch_length(self) -> int:
        return room_of(self.parameters())

    def views(self, stretch: np.ndarray) -> dict[str, np.ndarray]:
        return side_by_side(self.parameters(), stretch)


def test_statistics_lie_behind_all_that_is_learned() -> None:
    vector = ParameterVector([Counter(), Counter()])
    vector.initialize(np.random.default_rng(0))
    assert len(vector) == len(vector.gradients) == len(vector.learned) == 4
    assert np.all(vector.learned)
    np.testing.assert_array_equal(vector.values[4:], np.zeros(6))
    vector.statistics[0]["spread"][...] = [1, 2]
    vector.statistics[1]["mean"][...] = 3
    np.testing.assert_array_equal(vector.values[4:], [0, 1, 2, 3, 0, 0])
    vector.layers[1]["w"].value[...] = 7
    np.testing.assert_array_equal(vector.learned[2:], [7, 7])
    np.testing.assert_array_equal(vector.values[:4], vector.learned)


def test_a_vector_of_nothing() -> None:
    vector = ParameterVector([])
    assert len(vector) == len(vector.values) == 0


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_max_norm_shortens_the_weights_of_each_unit_that_are_too_long(dtype: type) -> None:
    network = Network([Dense(3, max_norm=2.5), Dense(1)], (2,), dtype)
    network.vector.values[...] = 100  # the other layer and the biases know no limit
    weights = network.vector.layers[0]["weights"].value
    weights[...] = [[3.0, 0.6, 0.0], [4.0, 0.8, 0.0]]  # of lengths 5, 1 and 0
    network.vector.constrain()
    np.testing.assert_allclose(weights, [[1.5, 0.6, 0.0], [2.0, 0.8, 0.0]], rtol=1e-6)
    np.testing.assert_array_equal(network.vector.layers[0]["biases"].value, [100] * 3)
    np.testing.assert_array_equal(network.vector.layers[1]["weights"].value, [[100]] * 3)
    assert weights.dtype == dtype


def test_max_norm_of_a_filter_counts_all_that_it_looks_at() -> None:
    """All axes but the last: (height, width, channels, filters)."""

    class Filters(Counter):
        def parameters(self) -> dict[str, Parameter]:
            return {"weights": Parameter((2, 2, 1, 2), max_norm=3.0)}

        def statistics(self) -> dict[str, Parameter]:
            return {}

    vector = ParameterVector([Filters()])
    weights = vector.layers[0]["weights"].value
    weights[..., 0] = 3.0  # of length sqrt(4 * 9) = 6
    weights[..., 1] = 1.0  # of length 2
    vector.constrain()
    np.testing.assert_allclose(weights[..., 0], 1.5, rtol=1e-6)
    np.testing.assert_array_equal(weights[..., 1], 1.0)


def test_what_fills_whole_lines_begins_at_one() -> None:
    assert stretches([3, 32, 0, 5, 16]) == [
        *(slice(0, 3), slice(16, 48), slice(48, 48), slice(48, 53), slice(64, 80))
    ]
    assert stretches([3, 16], 1, line=1) == [slice(1, 4), slice(4, 20)]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("inputs", [63, 64, 79, 80, 100])
def test_long_rows_of_weights_begin_at_cache_lines(dtype: type, inputs: int) -> None:
    """And the gaps between them stay 0 while the network learns."""
    network = Network([Dense(3), Dense(2)], (inputs,), dtype)
    network.initialize(np.random.default_rng(0))
    vector, wide = network.vector, cast(Dense, network.layers[0])
    for row in (*wide.Wb_T, *wide.dWb_T):
        assert row.__array_interface__["data"][0] % 64 == 0
    optimizer = OPTIMIZERS.create("adam")
    optimizer.attach(vector.learned, vector.gradients)
    rows = np.random.default_rng(1).normal(size=(5, inputs + 1)).astype(dtype)
    for step in (1, 2, 3):
        p = network.forward(Buffer.of_rows(rows, (inputs,)), training=True)
        network.backward(LOSSES.create("mse"), p, np.ones_like(p))
        optimizer.step(0.1, step)
    for layer in vector.layers:
        for view in layer.values():
            assert np.all(view.value != 0)
            view.value[...] = 0
    assert not vector.values.any()
