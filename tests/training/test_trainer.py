"""The loop: what it reports, that it can stop anywhere, and that it goes on to the same bits."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nnfs_cli.data.batches import Batches
from nnfs_cli.data.dataset import Dataset
from nnfs_cli.engine.activations import ACTIVATIONS
from nnfs_cli.engine.layers.activation import ActivationLayer
from nnfs_cli.engine.layers.dense import Dense
from nnfs_cli.engine.layers.dropout import Dropout
from nnfs_cli.engine.layers.layer import Layer
from nnfs_cli.engine.losses import LOSSES
from nnfs_cli.engine.network import Network
from nnfs_cli.engine.optimizers import OPTIMIZERS
from nnfs_cli.engine.schedules import SCHEDULES
from nnfs_cli.errors import TrainingError
from nnfs_cli.task import Task
from nnfs_cli.training.trainer import Trainer, clip_by_norm

ROWS = 50


def two_blobs() -> Dataset:
    generator = np.random.default_rng(1)
    labels = np.arange(ROWS) % 2
    x = np.ones((ROWS, 3), np.float32)
    x[:, :2] = generator.normal(size=(ROWS, 2)) + 2 * labels[:, None]
    return Dataset(x, np.eye(2, dtype=np.uint8)[labels], (2,), Task.MULTICLASS)


def make_trainer(
    optimizer: str = "adam",
    epochs: int = 4,
    rate: float = 0.01,
    dropout: float = 0.3,
    layers: list[Layer] | None = None,
    **options: Any,
) -> Trainer:
    dataset = two_blobs()
    relu, softmax = (ActivationLayer(ACTIVATIONS.create(f)) for f in ("relu", "softmax"))
    network = Network(layers or [Dense(8), relu, Dropout(dropout), Dense(2), softmax], (2,))
    network.initialize(np.random.default_rng(0))
    return Trainer(
        network,
        LOSSES.create("categorical_crossentropy"),
        OPTIMIZERS.create(optimizer, **({"momentum": 0.9} if optimizer == "sgd" else {})),
        SCHEDULES.create("constant"),
        Batches(dataset, np.arange(ROWS), 8, seed=0, shuffle=True),
        epochs=epochs,
        learning_rate=rate,
        seed=0,
        **options,
    )


def test_one_report_per_epoch_and_a_falling_loss() -> None:
    reports = list(make_trainer(epochs=30).run())
    assert [report.epoch for report in reports] == list(range(1, 31))
    assert [report.step for report in reports] == [7 * epoch for epoch in range(1, 31)]
    assert reports[-1].loss < 0.5 * reports[0].loss
    assert all(report.learning_rate == 0.01 for report in reports)


def test_reported_loss_is_the_mean_over_all_rows() -> None:
    trainer = make_trainer(epochs=1, rate=0.0, dropout=0.0)  # nothing moves
    (report,) = trainer.run()
    dataset = two_blobs()
    p = trainer.network.predict(dataset.x)
    by_hand = -np.log(p[dataset.t.astype(bool)]).mean()
    assert report.loss == pytest.approx(by_hand, rel=1e-6)


@pytest.mark.parametrize("optimizer", OPTIMIZERS.names())
def test_stopped_after_any_step_it_goes_on_to_the_same_bits(optimizer: str) -> None:
    whole = make_trainer(optimizer)
    losses = [report.loss for report in whole.run()]
    for stop in range(1, 28):
        first = make_trainer(optimizer)
        seen = [report.loss for report in run_until(first, stop)]
        second = make_trainer(optimizer)
        second.load_state(first.state())
        seen += [report.loss for report in second.run()]
        np.testing.assert_array_equal(second.network.vector.values, whole.network.vector.values)
        assert seen == losses


def run_until(trainer: Trainer, step: int) -> list[Any]:
    """Runs and asks to stop in the middle of step `step`, as a signal handler would."""
    update = trainer.optimizer.step

    def update_and_ask(rate: float, number: int) -> None:
        update(rate, number)
        trainer.stop_requested = number >= step

    trainer.optimizer.step = update_and_ask  # type: ignore[method-assign]
    return list(trainer.run())


def test_divergence_names_epoch_step_and_rate() -> None:
    trainer = make_trainer("sgd", epochs=50, rate=1e30)
    with pytest.raises(TrainingError, match=r"epoch \d+, step \d+ \(learning rate 1e\+30\)"):
        list(trainer.run())


def test_divergence_is_dated_to_its_own_step() -> None:
    trainer = make_trainer()
    poison_after = 3
    update = trainer.optimizer.step

    def poisoned(rate: float, number: int) -> None:
        update(rate, number)
        if number == poison_after:
            trainer.network.vector.values[:] = np.nan

    trainer.optimizer.step = poisoned  # type: ignore[method-assign]
    with pytest.raises(TrainingError, match="epoch 1, step 4 "):
        list(trainer.run())


def test_clipping_keeps_direction_and_limits_length() -> None:
    gradients = np.array([3.0, 4.0], np.float32)
    clip_by_norm(gradients, 10.0)
    np.testing.assert_array_equal(gradients, [3, 4])
    clip_by_norm(gradients, 1.0)
    np.testing.assert_allclose(gradients, [0.6, 0.8], rtol=1e-6)


def test_clipping_takes_part_in_training() -> None:
    plain, clipped = make_trainer("sgd"), make_trainer("sgd", gradient_clip=1e-3)
    start = plain.network.vector.values.copy()
    for trainer in (plain, clipped):
        list(trainer.run())
    moved = np.linalg.norm(clipped.network.vector.values - start)
    assert 0 < moved < 0.1 * np.linalg.norm(plain.network.vector.values - start)


def test_max_norm_holds_after_every_step() -> None:
    limit = 0.5
    trainer = make_trainer(rate=0.1)
    free = np.linalg.norm(trainer.network.vector.layers[0]["weights"].value, axis=0)
    assert (free > limit).any()
    hidden = Dense(8, max_norm=limit)
    layers = [hidden, *trainer.network.layers[1:]]
    trainer = make_trainer(rate=0.1, layers=layers)
    lengths = []
    update = trainer.network.vector.constrain

    def constrain_and_measure() -> None:
        update()
        lengths.append(np.linalg.norm(hidden.W, axis=0).max())

    trainer.network.vector.constrain = constrain_and_measure  # type: ignore[method-assign]
    list(trainer.run())
    assert len(lengths) == 28
    assert max(lengths) <= limit * (1 + 1e-6)
    assert min(lengths) > 0.9 * limit  # some unit always wants more
