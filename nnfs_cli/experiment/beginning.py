"""Where a run begins: from a config, or from the directory of one that was interrupted."""

from __future__ import annotations

import shlex
from pathlib import Path

from nnfs_cli.build.plan import make_plan
from nnfs_cli.config.loading import LoadedConfig, load_config
from nnfs_cli.errors import ConfigError
from nnfs_cli.experiment.experiment import Experiment
from nnfs_cli.experiment.run_beginning import refuse_other_data
from nnfs_cli.run.run_directory import RunDirectory


def begin(loaded: LoadedConfig, runs_dir: Path | None = None, command: str = "") -> Experiment:
    """Read the data and build the network. Raises every mistake; writes nothing."""
    return Experiment(make_plan(loaded), runs_dir=runs_dir, command=command)


def resume(directory: Path) -> Experiment:
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
    return Experiment(plan, run=run)
