"""`training.augment`: from the config into the batches, resumed to the same bits, or refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nnfs_cli.build.plan import Plan, make_plan
from nnfs_cli.config.dump import dump_config
from nnfs_cli.config.loading import load_config
from nnfs_cli.errors import NNError
from nnfs_cli.scoring import predict_rows

AUGMENT = "{shift: 0.2, rotate: 20, flip: horizontal, brightness: 0.1}"


def write_config(folder: Path, training: str) -> Path:
    for number in range(24):
        pixels = np.random.default_rng(number).integers(0, 256, (6, 5), np.uint8)
        path = folder / "images" / "ab"[number % 2] / f"{number}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(pixels).save(path)
    config = folder / "config.yaml"
    config.write_text(f"dataset: {{images: images}}\ntraining: {training}\n", encoding="utf-8")
    return config


def plan_for(folder: Path, augment: str, batch_size: int = 4) -> Plan:
    training = f"{{epochs: 3, batch_size: {batch_size}, augment: {augment}}}"
    return make_plan(load_config(write_config(folder, training)))


def parameters_after(plan: Plan, stop_at: int | None = None) -> np.ndarray:
    """Of a whole training, or of one that is stopped after a step and resumed from its state."""
    network = plan.network()
    trainer = plan.trainer(network)
    step = trainer.optimizer.step

    def step_and_ask(rate: float, number: int) -> None:
        step(rate, number)
        trainer.stop_requested = number == stop_at

    trainer.optimizer.step = step_and_ask  # type: ignore[method-assign]
    list(trainer.run())
    if stop_at is not None:
        assert trainer.step == stop_at
        network = plan.network()
        resumed = plan.trainer(network)
        resumed.load_state(trainer.state())
        list(resumed.run())
    return network.vector.values


@pytest.mark.parametrize("stop_at", [1, 5, 7])
def test_a_stopped_training_goes_on_to_the_same_bits(tmp_path: Path, stop_at: int) -> None:
    plan = plan_for(tmp_path, AUGMENT)
    whole = parameters_after(plan)
    assert np.array_equal(parameters_after(plan, stop_at), whole)
    assert not np.array_equal(parameters_after(plan_for(tmp_path, "null")), whole)


def test_only_training_images_are_changed(tmp_path: Path) -> None:
    plan, plain = plan_for(tmp_path, AUGMENT), plan_for(tmp_path, "null")
    rows = plan.data.split.validation
    assert len(rows)
    answers = [predict_rows(one.network(), one.data.dataset, rows) for one in (plan, plain)]
    assert np.array_equal(*answers)


def test_a_batch_of_everything_is_changed_too(tmp_path: Path) -> None:
    """Whose order is never shuffled."""
    whole = parameters_after(plan_for(tmp_path, AUGMENT, batch_size=1000))
    assert not np.array_equal(parameters_after(plan_for(tmp_path, "null", 1000)), whole)


def test_the_resolved_config_says_it_again(tmp_path: Path) -> None:
    loaded = load_config(write_config(tmp_path, f"{{augment: {AUGMENT}}}"))
    again = tmp_path / "again.yaml"
    again.write_text(dump_config(loaded.config), encoding="utf-8")
    assert load_config(again).config.training == loaded.config.training


@pytest.mark.parametrize(
    ("training", "message"),
    [
        ("{augment: {shift: 1}}", "shift: expected a number of at least 0 and below 1, got 1"),
        ("{augment: {rotate: 181}}", "rotate: expected a number of at least 0 and of at most 180"),
        ("{augment: {flip: true}}", "expected horizontal, vertical, both or null, got true"),
        ("{augment: {turn: 5}}", "unknown key 'turn'"),
        ("{augment: {shift: 0}}", "training.augment: this changes nothing"),
        ("{augment: {shift: 0.1}, optimizer: lbfgs}", "lbfgs needs the same images"),
    ],
)
def test_mistakes(tmp_path: Path, training: str, message: str) -> None:
    with pytest.raises(NNError) as raised:
        make_plan(load_config(write_config(tmp_path, training)))
    assert message in str(raised.value)


def test_a_table_is_not_augmented(tmp_path: Path) -> None:
    config = tmp_path / "config.yaml"
    config.write_text(
        "dataset: {path: a.csv, target: b}\ntraining: {augment: {shift: 0.1}}\n", encoding="utf-8"
    )
    with pytest.raises(NNError, match="only images are augmented, and this is a table"):
        load_config(config)
