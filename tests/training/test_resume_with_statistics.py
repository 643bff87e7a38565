"""Stop anywhere and go on: noise is drawn again and running statistics are kept, to the bit."""

from __future__ import annotations

import numpy as np
import pytest

from nnfs_cli.data.batches import Batches
from nnfs_cli.data.dataset import Dataset
from nnfs_cli.engine.activations import ACTIVATIONS
from nnfs_cli.engine.layers.activation import ActivationLayer
from nnfs_cli.engine.layers.batch_norm import BatchNorm
from nnfs_cli.engine.layers.dense import Dense
from nnfs_cli.engine.layers.gaussian_noise import GaussianNoise
from nnfs_cli.engine.layers.layer_norm import LayerNorm
from nnfs_cli.engine.losses import LOSSES
from nnfs_cli.engine.network import Network
from nnfs_cli.engine.optimizers import OPTIMIZERS
from nnfs_cli.engine.schedules import SCHEDULES
from nnfs_cli.task import Task
from nnfs_cli.training.trainer import Trainer

ROWS, STEPS = 33, 10  # 5 steps an epoch, the last with a single row


def make_trainer() -> Trainer:
    generator = np.random.default_rng(1)
    labels = np.arange(ROWS) % 2
    x = np.ones((ROWS, 3), np.float32)
    x[:, :2] = generator.normal(size=(ROWS, 2)) + 2 * labels[:, None]
    dataset = Dataset(x, np.eye(2, dtype=np.uint8)[labels], (2,), Task.MULTICLASS)
    relu, softmax = (ActivationLayer(ACTIVATIONS.create(f)) for f in ("relu", "softmax"))
    layers = [GaussianNoise(0.2), Dense(8), BatchNorm(), relu, LayerNorm(), Dense(2), softmax]
    network = Network(layers, (2,))
    network.initialize(np.random.default_rng(0))
    return Trainer(
        network,
        LOSSES.create("categorical_crossentropy"),
        OPTIMIZERS.create("adam"),
        SCHEDULES.create("constant"),
        Batches(dataset, np.arange(ROWS), 8, seed=0, shuffle=True),
        epochs=2,
        learning_rate=0.01,
        seed=0,
    )


def run(trainer: Trainer, until: int = STEPS) -> Trainer:
    """Trains, and asks to stop in the middle of step `until`, as a signal handler would."""
    update = trainer.optimizer.step

    def update_and_ask(rate: float, number: int) -> None:
        update(rate, number)
        trainer.stop_requested = number >= until

    trainer.optimizer.step = update_and_ask  # type: ignore[method-assign]
    list(trainer.run())
    assert trainer.step == until
    return trainer


@pytest.mark.parametrize("stop", range(1, STEPS))
def test_stopped_after_any_step_it_goes_on_to_the_same_bits(stop: int) -> None:
    whole = run(make_trainer()).network.vector
    first = run(make_trainer(), stop)
    second = make_trainer()
    second.load_state(first.state())
    vector = run(second).network.vector
    np.testing.assert_array_equal(vector.values, whole.values)
    assert len(vector) == len(vector.values) - 16
    mean = vector.statistics[2]["running_mean"]
    assert np.ptp(mean) > 0


def test_optimizers_see_nothing_of_the_statistics() -> None:
    trainer = make_trainer()
    assert {slot.size for slot in trainer.optimizer.state.values()} == {len(trainer.network.vector)}
    state = trainer.state()
    assert state["values"].size == len(trainer.network.vector) + 16
    state["values"] = state["values"][:-16]
    with pytest.raises(ValueError, match="another network"):
        trainer.load_state(state)
