"""Where a run begins: from a config, or from the directory of one that was interrupted."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

from nnfs_cli.build.plan import make_plan
from nnfs_cli.config.loading import LoadedConfig, load_config
from nnfs_cli.errors import ConfigError
from nnfs_cli.experiment.cross_validation import DONE, CrossValidation
from nnfs_cli.experiment.experiment import Experiment
from nnfs_cli.experiment.extension import refuse_nothing_to_do, refuse_other_keys
from nnfs_cli.experiment.run_beginning import refuse_other_data
from nnfs_cli.run.run_directory import RunDirectory

Run: TypeAlias = Experiment | CrossValidation


def begin(
    loaded: LoadedConfig, runs_dir: Path | None = None, command: str = "", jobs: int | None = None
) -> Run:
    """Read the data and build the network. Raises every mistake; writes nothing."""
    plan = make_plan(loaded)
    if plan.folds:
        return CrossValidation(plan, runs_dir=runs_dir, command=command, jobs=jobs)
    return Experiment(plan, runs_dir=runs_dir, command=command)


def resume(directory: Path, jobs: int | None = None, overrides: Sequence[str] = ()) -> Run:
    """The run of a directory, where its newest checkpoint left it.

    `overrides` say when it is to end from now on; without them a finished run stays as it is.
    Raises ModelFileError for what is no such directory, and ConfigError where nothing is left to
    do, or where the config says something else than when the run began.
    """
    run = RunDirectory.open(directory)
    run.sweep()
    refuse_other_keys(overrides, run)
    if not overrides and run.summary.exists() and run.read_summary()["status"] in DONE:
        there = shlex.quote(str(directory))
        raise ConfigError(
            "this run is finished: there is nothing to go on with",
            str(directory),
            hint=f"See how it went: nn show {there}. Or let it go on for longer: "
            f"nn train --resume {there} --set training.epochs=…",
        )
    plan = make_plan(load_config(run.resolved_config, overrides))
    refuse_other_data(run, plan)
    if plan.folds and overrides:
        raise ConfigError(
            "the folds of a run end as they were begun, so it cannot be extended",
            str(directory),
            hint=shlex.join(["nn", "train", str(run.resolved_config), "--set", *overrides[:1]]),
        )
    if plan.folds:
        return CrossValidation(plan, run=run, jobs=jobs)
    experiment = Experiment(plan, run=run, extends=bool(overrides))
    if overrides:
        refuse_nothing_to_do(experiment)
    return experiment


def fold_of(directory: Path, number: int) -> Experiment:
    """One fold of the run in a directory, where its newest checkpoint left it."""
    run = RunDirectory.open(directory)
    plan = make_plan(load_config(run.resolved_config))
    return CrossValidation(plan, run=run).fold(number)
