"""Training from a Python program: the same runs that `nn train` makes, without a screen."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias

from nnfs_cli.api.model import Model, load_model
from nnfs_cli.config.dump import dump_value, plain
from nnfs_cli.config.loading import LoadedConfig, config_of_values, load_config
from nnfs_cli.experiment.beginning import Run, begin
from nnfs_cli.experiment.events import Epoch, FoldEpoch
from nnfs_cli.experiment.outcome import Result
from nnfs_cli.files.json_files import JsonObject
from nnfs_cli.matrix_threads import borrowed_matrix_threads
from nnfs_cli.run.run_directory import RunDirectory
from nnfs_cli.scoring import Metrics
from nnfs_cli.stop_signals import stopping_in_good_order
from nnfs_cli.task import Task

ConfigLike: TypeAlias = str | os.PathLike[str] | Mapping[str, Any]
OnEpoch: TypeAlias = Callable[[Epoch | FoldEpoch], bool | None]


@dataclass(frozen=True, eq=False)
class TrainedRun:
    """A run that is over: its run directory, how good its model is, and the model."""

    result: Result
    """what `nn train` tells at its end"""

    def __repr__(self) -> str:
        return f"<TrainedRun {self.directory}: {self.status}. {self.verdict}>"

    @property
    def directory(self) -> Path:
        """Where all files of the run are."""
        return self.result.directory

    @property
    def status(self) -> str:
        """finished, stopped (early, or by max_time), or interrupted."""
        return self.result.status

    @property
    def task(self) -> Task:
        """regression, binary, multilabel or multiclass; equal to that text."""
        return self.result.task

    @property
    def metrics(self) -> Mapping[str, Metrics]:
        """Loss and metrics of train, validation and test; a part without rows is left out."""
        return self.result.metrics

    @property
    def baseline(self) -> Metrics:
        """What always answering the same would score on the rows that the verdict is about."""
        return self.result.baseline

    @property
    def verdict(self) -> str:
        """Whether the network is better than that, in a sentence."""
        return self.result.verdict

    @cached_property
    def summary(self) -> JsonObject:
        """All that summary.json says."""
        return RunDirectory(self.directory).read_summary()

    @cached_property
    def model(self) -> Model:
        """The trained model. Raises ModelFileError where the run left none."""
        return load_model(self.directory)


def train(
    config: ConfigLike,
    *,
    overrides: Mapping[str, Any] | None = None,
    runs_dir: str | os.PathLike[str] | None = None,
    name: str | None = None,
    jobs: int = 1,
    on_epoch: OnEpoch | None = None,
) -> TrainedRun:
    """Train a network as a config says, and leave a run directory.

    `config` is the path of a YAML file, or what would stand in it as a dictionary, whose paths
    are then relative to the working directory. `overrides` are values by path, `runs_dir` and
    `name` stand in for the config's. `on_epoch` is called after every epoch, in a run with folds
    with that of a fold; when it returns False, training ends in good order. `jobs` says how many
    folds are trained side by side; a program that asks for more than one needs the usual
    ``if __name__ == "__main__":``.

    >>> run = train("configs/iris.yaml", overrides={"training.epochs": 40}, on_epoch=None)
    >>> run.metrics["test"]["accuracy"] > 0.8
    True

    Raises ConfigError and DataError (or ManyErrors, for several at once) before anything is
    written, and TrainingError where training fails. Ctrl-C ends training after the step under
    way; everything is then kept for ``nn train --resume``, and KeyboardInterrupt is raised.
    """
    named = {} if name is None else {"name": name}
    loaded = _loaded(config, _as_settings({**(overrides or {}), **named}))
    with borrowed_matrix_threads():
        run = begin(loaded, None if runs_dir is None else Path(runs_dir), "nnfs_cli.train", jobs)
        return TrainedRun(_trained(run, on_epoch))


def _loaded(config: ConfigLike, overrides: Sequence[str]) -> LoadedConfig:
    if isinstance(config, Mapping):
        return config_of_values(config, overrides)
    return load_config(Path(config), overrides)


def _as_settings(overrides: Mapping[str, Any]) -> list[str]:
    """The same as ``--set`` has them."""
    return [f"{path}={dump_value(plain(value))}" for path, value in overrides.items()]


def _trained(run: Run, on_epoch: OnEpoch | None) -> Result:
    interrupted = False

    def stop() -> None:
        nonlocal interrupted
        interrupted = True
        run.request_stop()

    with run.start().claimed(), stopping_in_good_order(stop):
        for report in run.train():
            if not isinstance(report, Epoch | FoldEpoch) or on_epoch is None:
                continue
            if on_epoch(report) is False:
                run.request_stop()
        result = run.finish()
    if interrupted:
        raise KeyboardInterrupt
    return result
