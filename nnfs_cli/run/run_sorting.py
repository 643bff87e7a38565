"""Runs in order: by when they began, what they scored, or anything else that is said of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from nnfs_cli.errors import ConfigError
from nnfs_cli.run.run_overview import RunOverview
from nnfs_cli.suggestions import did_you_mean, listed

KEYS: Mapping[str, Callable[[RunOverview], Any]] = {
    "when": lambda run: run.begun,
    "name": lambda run: run.name,
    "status": lambda run: run.status,
    "task": lambda run: run.task,
    "data": lambda run: run.data,
    "epochs": lambda run: run.epochs,
    "seconds": lambda run: run.seconds,
    "parameters": lambda run: run.parameters,
}


def sorted_runs(
    runs: Sequence[RunOverview], key: str, *, reverse: bool
) -> tuple[list[RunOverview], str | None]:
    """The smallest first, those that do not have it last, and what was asked for if it is a metric.

    Raises ConfigError for a key that is neither one of KEYS nor a metric of one of the runs.
    """
    metrics = list(dict.fromkeys(name for run in runs for name in run.scores))
    if key not in KEYS and key not in metrics and runs:
        known = [*KEYS, *metrics]
        raise ConfigError(
            f"no run has '{key}'{did_you_mean(key, known)}",
            "--sort",
            hint=f"There are: {listed(known, most=len(known))}.",
        )

    def of(run: RunOverview) -> Any:
        return KEYS[key](run) if key in KEYS else run.scores.get(key)

    with_it = [run for run in runs if of(run) is not None]
    without = [run for run in runs if of(run) is None]
    with_it.sort(key=of, reverse=reverse)
    return [*with_it, *without], None if key in KEYS else key
