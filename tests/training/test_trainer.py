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
from nnfs_cli.engine.optimizers import OPTIMIZERS, FullBatchOptimizer
from nnfs_cli.engine.schedules import SCHEDULES, Schedule
from nnfs_cli.errors import TrainingError
from nnfs_cli.task import Task
from nnfs_cli.training.gradient_clip import GradientClip
from nnfs_cli.training.trainer import Trainer

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
    schedule: Schedule | None = None,
    weights: np.ndarray | None = None,
    **options: Any,
) -> Trainer:
    dataset = two_blobs()
    relu, softmax = (ActivationLayer(ACTIVATIONS.create(f)) for f in ("relu", "softmax"))
    full_batch = issubclass(OPTIMIZERS[optimizer], FullBatchOptimizer)
    noise = [] if full_batch else [Dropout(dropout)]
    network = Network(layers or [Dense(8), relu, *noise, Dense(2), softmax], (2,))
    network.initialize(np.random.default_rng(0))
    return Trainer(
        network,
        LOSSES.create("categorical_crossentropy"),
        OPTIMIZERS.create(optimizer, **({"momentum": 0.9} if optimizer == "sgd" else {})),
        schedule or SCHEDULES.create("constant"),
        Batches(dataset, np.arange(ROWS), 8, seed=0, shuffle=not full_batch, weights=weights),
        epochs=epochs,
        learning_rate=1.0 if full_batch else rate,
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


ONE_TO_THREE = np.linspace(1, 3, ROWS, dtype=np.float32) / 2


def test_reported_loss_of_weighted_rows_is_their_weighted_mean() -> None:
    for optimizer in ("adam", "lbfgs"):
        trainer = make_trainer(optimizer, 1, rate=0.0, dropout=0.0, weights=ONE_TO_THREE)
        before = trainer.network.predict(two_blobs().x)
        (report,) = trainer.run()
        after = trainer.network.predict(two_blobs().x)
        p = before if optimizer == "adam" else after
        by_hand = -np.average(np.log(p[two_blobs().t.astype(bool)]), weights=ONE_TO_THREE)
        assert report.loss == pytest.approx(by_hand, rel=1e-6)


@pytest.mark.parametrize("optimizer", ["sgd", "lbfgs"])
def test_rows_without_weight_teach_nothing(optimizer: str) -> None:
    """Whatever their targets say, training ends with the same bits."""
    weights = np.repeat(np.array([2, 0], np.float32), ROWS // 2)
    ends = []
    for swapped in (False, True):
        trainer = make_trainer(optimizer, 3, weights=weights)
        if swapped:
            t = trainer.batches._dataset.t
            t[ROWS // 2 :] = t[ROWS // 2 :, ::-1].copy()
        list(trainer.run())
        ends.append(trainer.network.vector.values)
    np.testing.assert_array_equal(*ends)
    assert not np.array_equal(ends[0], make_trainer(optimizer).network.vector.values)


WEIGHTED = [("adam", ONE_TO_THREE), ("lbfgs", ONE_TO_THREE)]


@pytest.mark.parametrize(
    ("optimizer", "weights"), [*((name, None) for name in OPTIMIZERS), *WEIGHTED]
)
def test_stopped_after_any_step_it_goes_on_to_the_same_bits(
    optimizer: str, weights: np.ndarray | None
) -> None:
    epochs = 4 if make_trainer(optimizer).batches_per_epoch > 1 else 20
    whole = make_trainer(optimizer, epochs, weights=weights)
    losses = [report.loss for report in whole.run()]
    for stop in range(1, whole.step):
        first = make_trainer(optimizer, epochs, weights=weights)
        seen = [report.loss for report in run_until(first, stop)]
        assert first.step == stop
        second = make_trainer(optimizer, epochs, weights=weights)
        second.load_state(first.state())
        seen += [report.loss for report in second.run()]
        np.testing.assert_array_equal(second.network.vector.values, whole.network.vector.values)
        assert seen == losses


def run_until(trainer: Trainer, step: int) -> list[Any]:
    """Runs and asks to stop in the middle of step `step`, as a signal handler would."""
    name = "minimise" if isinstance(trainer.optimizer, FullBatchOptimizer) else "step"
    update = getattr(trainer.optimizer, name)

    def update_and_ask(*arguments: Any) -> Any:
        done = update(*arguments)
        trainer.stop_requested = trainer.step >= step
        return done

    setattr(trainer.optimizer, name, update_and_ask)
    return list(trainer.run())


def test_a_schedule_that_listens_goes_on_to_the_same_bits() -> None:
    def begin() -> Trainer:
        plateau = SCHEDULES.create("reduce_on_plateau", patience=1, min_delta=0.05, factor=0.3)
        return make_trainer(epochs=12, rate=0.05, schedule=plateau)

    def run(trainer: Trainer, until: int) -> list[float]:
        rates = []
        for report in trainer.run():
            rates.append(report.learning_rate)
            trainer.schedule.listen(report.epoch, report.loss)
            trainer.stop_requested = report.epoch == until
        return rates

    whole = begin()
    rates = run(whole, 12)
    assert len(set(rates)) > 3
    for stop in range(1, 12):
        first, second = begin(), begin()
        seen = run(first, stop)
        second.load_state(first.state())
        assert seen + run(second, 12) == rates
        np.testing.assert_array_equal(second.network.vector.values, whole.network.vector.values)


def test_a_state_of_another_optimizer_or_schedule_is_refused() -> None:
    listening = make_trainer(schedule=SCHEDULES.create("reduce_on_plateau"))
    for other in (make_trainer("sgd"), listening):
        with pytest.raises(ValueError, match="another"):
            make_trainer().load_state(other.state())


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


@pytest.mark.parametrize("clip", [GradientClip(norm=1e-3), GradientClip(value=2e-4)])
@pytest.mark.parametrize("momentum", [0.0, 0.9])  # without, gradients come with the learning rate
def test_clipping_takes_part_in_training(clip: GradientClip, momentum: float) -> None:
    plain, clipped = make_trainer("sgd"), make_trainer("sgd", gradient_clip=clip)
    for trainer in (plain, clipped):
        trainer.optimizer = OPTIMIZERS.create("sgd", momentum=momentum)
        vector = trainer.network.vector
        trainer.optimizer.attach(vector.learned, vector.gradients)
    start = plain.network.vector.values.copy()
    for trainer in (plain, clipped):
        list(trainer.run())
    moved = np.linalg.norm(clipped.network.vector.values - start)
    assert 0 < moved < 0.1 * np.linalg.norm(plain.network.vector.values - start)
    most = 1e-3 if clip.norm else 2e-4 * np.sqrt(len(start))
    assert moved <= 28 * 0.01 * most / (1 - momentum)


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
