"""The check of gradients is itself checked: it finds what is wrong, and nothing at a kink."""

from __future__ import annotations

import numpy as np
import pytest

from nnfs_cli.engine.activations import ACTIVATIONS
from nnfs_cli.engine.buffers import Array
from nnfs_cli.engine.gradient_check import STEP, TOLERANCE, check_gradients
from nnfs_cli.engine.layers.activation import ActivationLayer
from nnfs_cli.engine.layers.dense import Dense
from nnfs_cli.engine.losses import LOSSES
from nnfs_cli.engine.network import Network


class OneWrongEntry(Dense):
    """Its gradient is right but for a single weight, which gets twice as much."""

    def backward(self, dy: Array) -> Array:
        dx = super().backward(dy)
        self.dWb_T[1, 2] *= 2
        return dx


def made(first: Dense, inputs: int) -> Network:
    relu = ActivationLayer(ACTIVATIONS.create("relu"))
    network = Network([first, relu, Dense(1)], (inputs,), np.float64)
    network.initialize(np.random.default_rng(0))
    return network


@pytest.mark.parametrize("from_the_kink", [0.0, 0.3, -0.3, 0.9, -0.9, 0.004])
@pytest.mark.parametrize("wrong", [False, True])
def test_a_kink_within_the_step_is_no_mistake_and_hides_none(
    from_the_kink: float, wrong: bool
) -> None:
    """relu(w x) with x = 1 has its kink at w = 0; the step reaches across it."""
    network = made(Dense(1), 1)
    network.vector.learned[:] = [from_the_kink * STEP, 0.0, 2.0, 1.0]
    if wrong:
        network.layers[1].backward = lambda dy: 1.01 * dy  # type: ignore[method-assign]
    x, t = np.array([[1.0, 1.0]]), np.array([[3.0]])
    first, *_ = check_gradients(network, LOSSES.create("mse"), x, t)
    assert (first.relative_error > TOLERANCE) is wrong
    if not wrong and from_the_kink > 0:  # dL/dw = 2 (p - t) 2 with p = 1
        assert first.numerical == pytest.approx(-8, rel=1e-5)


def test_the_worst_entry_is_named_with_both_values() -> None:
    generator = np.random.default_rng(1)
    network = made(OneWrongEntry(3), 4)
    x = np.hstack([generator.normal(size=(6, 4)), np.ones((6, 1))])
    weights, *others = check_gradients(network, LOSSES.create("mse"), x, np.ones((1, 6)))
    assert (weights.layer, weights.parameter, weights.shape) == (0, "weights", (4, 3))
    assert weights.worst_index == (2, 1)
    assert weights.analytic == pytest.approx(2 * weights.numerical, rel=1e-6)
    assert weights.relative_error > 0.01
    assert all(other.relative_error < TOLERANCE for other in others)


def test_of_many_entries_a_sample_is_measured_that_the_seed_draws() -> None:
    def worst(seed: int) -> list[tuple[int, ...]]:
        network = made(Dense(20), 30)
        x = np.random.default_rng(2).normal(size=(5, 31))
        found = check_gradients(
            network, LOSSES.create("mse"), x, np.ones((1, 5)), most_entries=7, seed=seed
        )
        assert [one.checked for one in found] == [7, 7, 7, 1]
        assert all(one.relative_error < TOLERANCE for one in found)
        return [one.worst_index for one in found]

    assert worst(0) == worst(0) != worst(1)


def test_a_mistake_in_one_of_few_slopes_among_many_entries_is_found() -> None:
    """All features but two are 0, so that only their weights have a slope."""
    network = made(OneWrongEntry(2), 500)
    x = np.zeros((4, 501))
    x[:, [2, 300, 500]] = 1
    weights, *_ = check_gradients(
        network, LOSSES.create("mse"), x, np.full((1, 4), 9.0), most_entries=20
    )
    assert weights.checked == 20
    assert weights.relative_error > TOLERANCE
    assert weights.worst_index == (2, 1)


def test_the_network_is_as_it_was() -> None:
    network = made(Dense(5), 3)
    before = network.vector.values.copy()
    check_gradients(network, LOSSES.create("mse"), np.ones((2, 4)), np.ones((1, 2)))
    assert np.array_equal(network.vector.values, before)


def test_frozen_layers_are_passed_over() -> None:
    relu = ActivationLayer(ACTIVATIONS.create("relu"))
    network = Network([Dense(4), relu, Dense(1)], (3,), np.float64, frozen=[0])
    network.initialize(np.random.default_rng(0))
    x = np.random.default_rng(1).normal(size=(5, 4))
    found = check_gradients(network, LOSSES.create("mse"), x, np.ones((1, 5)))
    assert [one.layer for one in found] == [2, 2]
    assert all(one.relative_error < TOLERANCE for one in found)
