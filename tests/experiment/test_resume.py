"""Stop at any batch and go on: the same bits, whatever learns and however. And going on for longer,
or with a config that somebody has edited.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from zlib import crc32

import pytest

from nnfs_cli.config.loading import load_config
from nnfs_cli.engine.optimizers import OPTIMIZERS, FullBatchOptimizer
from nnfs_cli.errors import ConfigError, NNError
from nnfs_cli.experiment.beginning import begin, resume
from nnfs_cli.experiment.experiment import Experiment
from nnfs_cli.experiment.outcome import Result
from tests.experiment.test_max_time import when

DATASETS = Path(__file__).parents[2] / "datasets"
EPOCHS, STEPS_PER_EPOCH = 5, 6
RESOLVED = "config.resolved.yaml"
SAME = ("model.json", "predictions.csv", "split.csv")
LAYERS = """[
  {type: gaussian_noise, standard_deviation: 0.1}, {type: dense, units: 6}, {type: batch_norm},
  {type: activation, function: relu}, {type: dropout, rate: 0.2}, {type: layer_norm},
  {type: dense, max_norm: 2, l2: 0.01}]"""
FOR_ALL_ROWS = (
    "[{type: dense, units: 6, activation: tanh}, {type: layer_norm}, {type: dense, l2: 0.01}]"
)
SCHEDULES = [
    "{type: reduce_on_plateau, patience: 1, min_delta: 0.5, warmup: 2}",
    "{type: one_cycle}",
    "{type: cosine, warmup: 0.2}",
]


def config(folder: Path, training: str, layers: str = "auto") -> Path:
    path = folder / "config.yaml"
    table = (DATASETS / "iris.csv").as_posix()
    path.write_text(
        f"dataset: {{path: '{table}', target: species}}\n"
        f"model: {{layers: {layers}}}\n"
        f"training: {training}\n"
        "output: {plots: false}\n",
        encoding="utf-8",
    )
    return path


def begun(path: Path, runs: Path, *overrides: str) -> Experiment:
    experiment = begin(load_config(path, overrides), runs)
    assert isinstance(experiment, Experiment)
    return experiment


def resumed(directory: Path, *overrides: str) -> Experiment:
    experiment = resume(directory, overrides=overrides)
    assert isinstance(experiment, Experiment)
    return experiment


def to_the_end(experiment: Experiment) -> Result:
    experiment.start()
    list(experiment.train())
    return experiment.finish()


def history(directory: Path) -> list[dict[str, str]]:
    """metrics.csv but its seconds"""
    with (directory / "metrics.csv").open(encoding="utf-8", newline="") as file:
        return [{**row, "seconds": ""} for row in csv.DictReader(file)]


def assert_same(one: Path, other: Path) -> None:
    for name in SAME:
        assert (one / name).read_bytes() == (other / name).read_bytes(), name
    assert history(one) == history(other)


def stop_in_step(experiment: Experiment, step: int) -> None:
    """Ask it to stop in the middle of a step, as a signal handler would."""
    optimizer = experiment.trainer.optimizer
    if not isinstance(optimizer, FullBatchOptimizer):
        when(experiment, step, experiment.request_stop)
        return
    minimise = optimizer.minimise

    def minimise_and_stop(objective: Callable[[], float], rate: float) -> float:
        value = minimise(objective, rate)
        if experiment.trainer.step == step:
            experiment.request_stop()
        return value

    optimizer.minimise = minimise_and_stop  # type: ignore[method-assign]


@pytest.mark.parametrize("name", [*OPTIMIZERS])
def test_every_optimizer_goes_on_to_the_same_bits(tmp_path: Path, name: str) -> None:
    """With whatever else has a memory or draws random numbers beside it."""
    chance = crc32(name.encode())
    full = issubclass(OPTIMIZERS[name], FullBatchOptimizer)
    schedule = "constant" if full else SCHEDULES[chance % len(SCHEDULES)]
    batches = "" if full else "batch_size: 20, "
    path = config(
        tmp_path,
        f"{{epochs: {EPOCHS}, {batches}optimizer: {name}, schedule: {schedule}, "
        "class_weight: {virginica: 2}, early_stopping: {monitor: validation_accuracy}, "
        "validate_every: 2}",
        FOR_ALL_ROWS if full else LAYERS,
    )
    whole = to_the_end(begun(path, tmp_path / "whole"))
    first = begun(path, tmp_path / "parts")
    steps = EPOCHS * (1 if full else STEPS_PER_EPOCH)
    stop = 1 + chance % (steps - 1)
    stop_in_step(first, stop)
    stopped = to_the_end(first)
    assert (stopped.status, first.trainer.step) == ("interrupted", stop)
    rest = to_the_end(resumed(stopped.directory))
    assert (rest.status, rest.epochs, rest.best_epoch) == (
        whole.status,
        whole.epochs,
        whole.best_epoch,
    )
    assert_same(whole.directory, rest.directory)


def test_changed_images_are_changed_the_same_way_again(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(
        f"dataset: {{images: '{(DATASETS / 'digits').as_posix()}', color: grayscale}}\n"
        "model: {layers: [{type: conv2d, filters: 2, kernel_size: 3}, {type: batch_norm},"
        " {type: flatten}, {type: dense}]}\n"
        "training: {epochs: 3, batch_size: 200, augment: {shift: 0.1, rotate: 10}}\n"
        "output: {plots: false}\n",
        encoding="utf-8",
    )
    whole = to_the_end(begun(path, tmp_path / "whole"))
    first = begun(path, tmp_path / "parts")
    stop_in_step(first, 10)
    stopped = to_the_end(first)
    assert stopped.status == "interrupted"
    assert_same(whole.directory, to_the_end(resumed(stopped.directory)).directory)


LONG = "{epochs: 8, batch_size: 20, early_stopping: null}"


@pytest.mark.parametrize(("every", "schedule"), [(1, "constant"), (3, "{type: exponential}")])
def test_an_extended_run_is_one_that_was_longer_from_the_start(
    tmp_path: Path, every: int, schedule: str
) -> None:
    more = (f"training.checkpoint_every={every}", f"training.schedule={schedule}")
    path = config(tmp_path, LONG)
    whole = to_the_end(begun(path, tmp_path / "whole", *more)).directory
    short = to_the_end(begun(path, tmp_path / "parts", *more, "training.epochs=5")).directory
    longer = resumed(short, "training.epochs=8")
    assert longer.trainer.epoch == 5
    result = to_the_end(longer)
    assert (result.status, result.epochs) == ("finished", 8)
    assert_same(whole, short)
    assert load_config(short / RESOLVED).config == load_config(whole / RESOLVED).config
    assert (
        "training.epochs was 5 when this run began, and is 8 now" in (short / "log.txt").read_text()
    )


def test_an_extended_run_is_not_finished_before_it_is(tmp_path: Path) -> None:
    path = config(tmp_path, LONG)
    whole = to_the_end(begun(path, tmp_path / "whole")).directory
    directory = to_the_end(begun(path, tmp_path / "parts", "training.epochs=2")).directory
    killed = resumed(directory, "training.epochs=8")
    killed.start()
    for epoch in killed.train():
        if epoch.epoch == 4:
            break  # and nothing of finish
    to_the_end(resumed(directory))
    assert_same(whole, directory)


def test_more_time_goes_on_in_the_middle_of_an_epoch(tmp_path: Path) -> None:
    path = config(tmp_path, LONG)
    whole = to_the_end(begun(path, tmp_path / "whole")).directory
    first = begun(path, tmp_path / "parts", "training.max_time=1h")
    when(first, 3 * STEPS_PER_EPOCH + 2, first._time_is_up)
    stopped = to_the_end(first)
    assert (stopped.status, stopped.epochs) == ("stopped", 3)
    rest = to_the_end(resumed(stopped.directory, "training.max_time=2h"))
    assert rest.status == "finished"
    assert_same(whole, rest.directory)


def test_more_patience_goes_on_where_early_stopping_ended(tmp_path: Path) -> None:
    training = "{epochs: 40, batch_size: 20, learning_rate: 0.05, early_stopping: {patience: 9}}"
    path = config(tmp_path, training)
    whole = to_the_end(begun(path, tmp_path / "whole"))
    impatient = to_the_end(begun(path, tmp_path / "parts", "training.early_stopping.patience=1"))
    assert impatient.status == "stopped"
    assert impatient.epochs < whole.epochs
    with pytest.raises(ConfigError, match="no better validation_loss for 1 epochs"):
        resumed(impatient.directory, "training.epochs=50")
    rest = to_the_end(resumed(impatient.directory, "training.early_stopping.patience=9"))
    assert rest.best_epoch == whole.best_epoch
    assert_same(whole.directory, rest.directory)


def test_a_longer_plan_of_a_schedule_is_told(tmp_path: Path) -> None:
    path = config(tmp_path, LONG)
    cosine = to_the_end(begun(path, tmp_path, "training.schedule=cosine", "training.epochs=4"))
    longer = resumed(cosine.directory, "training.epochs=8")
    assert any("the schedule cosine is planned anew, over 8 epochs" in w for w in longer.warnings)
    to_the_end(longer)
    rates = [float(row["learning_rate"]) for row in history(cosine.directory)]
    assert rates[4] > rates[3] > 0
    assert rates[4] > rates[5] > rates[7]


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        (["training.learning_rate=0.1"], "training.learning_rate cannot change in a run"),
        (["dataset.path=a.csv", "training.epochs=9"], "dataset.path cannot change in a run"),
        (["training.epochs=5"], "8 epochs are done, and 5 are wanted"),
        (["training.epochs=8"], "8 epochs are done, and 8 are wanted"),
        (["training.max_time=1h"], "8 epochs are done"),
        (["training.epochs=9", "training.max_time=0.001s"], "and max_time is 0.001s"),
        (["training.early_stopping.patience=9"], "training.early_stopping was null"),
        ([], "this run is finished"),
    ],
)
def test_what_cannot_be_asked_of_a_run(tmp_path: Path, overrides: list[str], message: str) -> None:
    directory = to_the_end(begun(config(tmp_path, LONG), tmp_path)).directory
    before = {path: path.read_bytes() for path in directory.iterdir() if path.is_file()}
    with pytest.raises(NNError, match=message):
        resumed(directory, *overrides)
    assert before == {path: path.read_bytes() for path in before}, "nothing was written"


def test_a_run_with_folds_is_not_extended(tmp_path: Path) -> None:
    folds = "split={k_folds: 2, final_model: none}"
    run = begin(load_config(config(tmp_path, LONG), [folds]), tmp_path, jobs=1)
    run.request_stop()
    directory = run.start().path
    list(run.train())
    run.finish()
    with pytest.raises(ConfigError, match="cannot be extended"):
        resume(directory, overrides=["training.epochs=9"])


@pytest.mark.parametrize(
    ("written", "edited", "message"),
    [
        ("learning_rate: 0.001", "learning_rate: 0.01", "learning_rate was 0.001 when"),
        ("seed: 0", "seed: 1", "seed was 0 when this run began, and is 1 now"),
        ("units: 4", "units: 5", "model.layers has changed"),
        ("type: adam, beta_1: 0.9", "type: adam, beta_1: 0.8", "training.optimizer was"),
        ("early_stopping: null", "early_stopping: {patience: 3}", "early_stopping was null"),
        ("test: 0.2", "test: 0.3", "split.test was 0.2"),
    ],
)
def test_an_edited_config_is_not_followed(
    tmp_path: Path, written: str, edited: str, message: str
) -> None:
    layers = "[{type: dense, units: 4}, {type: dense}]"
    stopped = begun(config(tmp_path, LONG, layers), tmp_path)
    stop_in_step(stopped, 8)
    directory = to_the_end(stopped).directory
    file = directory / RESOLVED
    text = file.read_text()
    assert written in text
    file.write_text(text.replace(written, edited))
    with pytest.raises(NNError, match=message) as caught:
        resumed(directory)
    (first, *_) = caught.value.mistakes()
    assert str(first).startswith(f"{file}:")
    assert "--init-from" in first.hint


@pytest.mark.parametrize(
    ("written", "edited"),
    [
        ("epochs: 8", "epochs: 8  # as it was"),
        ("learning_rate: 0.001", "learning_rate: 1e-3"),
        ("plots: false", "plots: true"),
        ("checkpoint_every: 1", "checkpoint_every: 1\n"),
    ],
)
def test_an_edit_that_changes_nothing_does_no_harm(
    tmp_path: Path, written: str, edited: str
) -> None:
    stopped = begun(config(tmp_path, LONG), tmp_path)
    stop_in_step(stopped, 8)
    directory = to_the_end(stopped).directory
    file = directory / RESOLVED
    file.write_text(file.read_text().replace(written, edited, 1))
    experiment = resumed(directory)
    assert not experiment.changed


def test_other_epochs_in_the_file_are_as_good_as_asking_for_them(tmp_path: Path) -> None:
    stopped = begun(config(tmp_path, LONG), tmp_path)
    stop_in_step(stopped, 8)
    directory = to_the_end(stopped).directory
    file = directory / RESOLVED
    file.write_text(file.read_text().replace("epochs: 8", "epochs: 3"))
    result = to_the_end(resumed(directory))
    assert (result.status, result.epochs) == ("finished", 3)
    assert json.loads((directory / "summary.json").read_text())["epochs"] == 3
