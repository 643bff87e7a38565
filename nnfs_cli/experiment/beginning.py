"""Where a run begins: from a config, or from the directory of one that was interrupted."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TypeAlias

from nnfs_cli.build.plan import make_plan
from nnfs_cli.config.loading import LoadedConfig, load_config
from nnfs_cli.errors import ConfigError
from nnfs_cli.experiment.cross_validation import CrossValidation
from nnfs_cli.experiment.experiment import Experiment
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


def resume(directory: Path, jobs: int | None = None) -> Run:
    """The run of a directory, where its newest checkpoint left it.

    Raises ModelFileError for what is no such directory, and ConfigError for a finished run.
    """
    run = RunDirectory.open(directory)
    run.sweep()
    if run.summary.exists() and run.read_summary()["status"] in ("finished", "stopped"):
        raise ConfigError(
            "this run is finished: there is nothing to go on with",
            str(directory),
            hint=f"See how it went: nn show {shlex.quote(str(directory))}",
        )
    plan = make_plan(load_config(run.resolved_config))
    refuse_other_data(run, plan)
    return CrossValidation(plan, run=run, jobs=jobs) if plan.folds else Experiment(plan, run=run)


def fold_of(directory: Path, number: int) -> Experiment:
    """One fold of the run in a directory, where its newest checkpoint left it."""
    run = RunDirectory.open(directory)
    plan = make_plan(load_config(run.resolved_config))
    return CrossValidation(plan, run=run).fold(number)
