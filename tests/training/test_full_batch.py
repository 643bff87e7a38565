"""The objective over all rows: the same in pieces as at once, and its gradient is its slope."""

from __future__ import annotations

import numpy as np
import pytest

from nnfs_cli.data.batches import Batches
from nnfs_cli.data.dataset import Dataset
from nnfs_cli.engine.activations import ACTIVATIONS
from nnfs_cli.engine.layers.activation import ActivationLayer
from nnfs_cli.engine.layers.dense import Dense
from nnfs_cli.engine.losses import LOSSES
from nnfs_cli.engine.network import Network
from nnfs_cli.engine.optimizers import LBFGS
from nnfs_cli.engine.schedules import SCHEDULES
from nnfs_cli.errors import TrainingError
from nnfs_cli.task import Task
from nnfs_cli.training.full_batch import FullBatch
from nnfs_cli.training.trainer import Trainer

ROWS = 23


def small_problem(rows_at_a_time: int, l1: float = 0.003) -> tuple[Network, Batches]:
    generator = np.random.default_rng(3)
    x = np.ones((ROWS, 4), np.float32)
    x[:, :3] = generator.normal(size=(ROWS, 3))
    t = np.sin(x[:, :2]).astype(np.float32)
    network = Network(
        [Dense(5, l2=0.01, l1=l1), ActivationLayer(ACTIVATIONS.create("tanh")), Dense(2, l2=0.01)],
        (3,),
        np.float64,
    )
    network.initialize(np.random.default_rng(0))
    dataset = Dataset(x, t, (3,), Task.REGRESSION)
    return network, Batches(dataset, np.arange(ROWS), rows_at_a_time, seed=0, shuffle=False)


def test_in_pieces_it_is_the_same() -> None:
    outcomes = []
    for rows_at_a_time in (ROWS, 7, 1):
        network, batches = small_problem(rows_at_a_time)
        value = FullBatch(network, LOSSES.create("mse"), batches)()
        outcomes.append([value, *network.vector.gradients])
    np.testing.assert_allclose(outcomes[1], outcomes[0], rtol=1e-12)
    np.testing.assert_allclose(outcomes[2], outcomes[0], rtol=1e-12)


def test_the_gradient_is_the_slope_and_the_loss_has_no_penalty() -> None:
    network, batches = small_problem(7)
    objective = FullBatch(network, LOSSES.create("mse"), batches)
    value = objective()
    assert value == pytest.approx(objective.mean_loss + network.vector.penalty())
    assert network.vector.penalty() > 0
    analytic, w = network.vector.gradients.copy(), network.vector.learned
    for k in range(len(w)):
        start, slopes = w[k], []
        for h in (1e-6, -1e-6):
            w[k] = start + h
            slopes.append((objective() - value) / h)
        w[k] = start
        assert analytic[k] == pytest.approx(sum(slopes) / 2, abs=1e-7)


def trainer_of(network: Network, batches: Batches, optimizer: LBFGS, epochs: int) -> Trainer:
    return Trainer(
        network,
        LOSSES.create("mse"),
        optimizer,
        SCHEDULES.create("constant"),
        batches,
        epochs=epochs,
        learning_rate=1.0,
        seed=0,
    )


def test_an_epoch_is_one_step_and_training_ends_when_it_has_converged() -> None:
    network, batches = small_problem(7, l1=0.0)
    trainer = trainer_of(network, batches, LBFGS(tolerance_gradient=1e-4), 500)
    reports = list(trainer.run())
    assert [report.step for report in reports] == [report.epoch for report in reports]
    assert len(reports) < 300
    assert "converged" in trainer.converged
    FullBatch(network, LOSSES.create("mse"), batches)()
    assert np.abs(network.vector.gradients).max() <= 1e-4
    assert list(trainer.run()) == []


def test_the_reported_loss_is_the_one_after_the_step() -> None:
    network, batches = small_problem(7)
    for report in trainer_of(network, batches, LBFGS(), 5).run():
        again = FullBatch(network, LOSSES.create("mse"), batches)
        again()
        assert report.loss == again.mean_loss


def test_a_loss_that_is_no_number_is_told() -> None:
    network, batches = small_problem(7)
    network.vector.values[0] = np.inf
    with pytest.raises(TrainingError, match="epoch 1, step 1"):
        list(trainer_of(network, batches, LBFGS(), 5).run())
