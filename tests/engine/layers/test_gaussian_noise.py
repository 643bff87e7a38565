"""gaussian_noise: as strong as asked, the same for the same step, gone when predicting."""

from __future__ import annotations

import numpy as np
import pytest

from nnfs_cli.engine.buffers import Buffer
from nnfs_cli.engine.gradient_check import check_gradients
from nnfs_cli.engine.layers.dense import Dense
from nnfs_cli.engine.layers.gaussian_noise import GaussianNoise
from nnfs_cli.engine.losses import LOSSES
from nnfs_cli.engine.network import Network


def noise_of(seed: int, step: int, index: int = 0, dtype: type = np.float32) -> np.ndarray:
    """What the layer at place `index` adds to a batch of 500 examples."""
    layers = [GaussianNoise(0.25) for _ in range(index + 1)]
    network = Network(layers, (40,), dtype)
    network.reseed(seed, step)
    x = Buffer.empty((40,), 500, dtype)
    x.values[...] = 3
    return layers[index].forward(x, training=True).values - x.values


def test_noise_has_the_spread_asked_for() -> None:
    e = noise_of(0, 1)
    assert abs(e.mean()) < 0.005  # the mean of 20,000 has a spread of 0.0018
    assert e.std() == pytest.approx(0.25, rel=0.02)


def test_noise_is_a_function_of_seed_step_and_layer() -> None:
    np.testing.assert_array_equal(noise_of(0, 1), noise_of(0, 1))
    for other in (noise_of(1, 1), noise_of(0, 2), noise_of(0, 1, index=1)):
        assert abs(np.corrcoef(noise_of(0, 1).ravel(), other.ravel())[0, 1]) < 0.05


@pytest.mark.parametrize(("deviation", "training"), [(0.25, False), (0.0, True)])
def test_without_noise_nothing_is_touched(deviation: float, training: bool) -> None:
    layer = GaussianNoise(deviation)
    layer.setup((3,))
    x = Buffer.empty((3,), 2, np.float32)
    assert layer.forward(x, training) is x


def test_slopes_in_a_network() -> None:
    network = Network([Dense(3), GaussianNoise(0.5), Dense(2)], (4,), np.float64)
    generator = np.random.default_rng(7)
    network.initialize(generator)
    rows = np.ones((5, 5))
    rows[:, :-1] = generator.normal(size=(5, 4))
    targets = generator.normal(size=(2, 5))
    differences = check_gradients(network, LOSSES.create("mse"), rows, targets)
    assert max(d.relative_error for d in differences) < 1e-6
