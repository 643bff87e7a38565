"""`nn runs`: all runs in a folder, one line each."""

from __future__ import annotations

import shlex
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nnfs_cli.cli.options import Json, Quiet
from nnfs_cli.errors import ConfigError

if TYPE_CHECKING:
    from nnfs_cli.run.run_overview import RunOverview

RUNS = Path("runs")


def runs_command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder of runs.")] = RUNS,
    sort: Annotated[
        str,
        typer.Option(
            metavar="KEY",
            help="when, name, status, task, data, epochs, seconds, parameters, or a "
            "metric: accuracy. Smallest first.",
        ),
    ] = "when",
    reverse: Annotated[bool, typer.Option("--reverse", help="Largest or newest first.")] = False,
    name: Annotated[str, typer.Option(metavar="GLOB", help="Only these names: 'iris-*'.")] = "*",
    status: Annotated[
        str | None, typer.Option(help="Only these: finished, stopped, failed, unfinished …")
    ] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print the table as CSV.")] = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Example: nn runs --sort accuracy --reverse

    Show the runs in a folder: how they ended, what they scored, how long they took. Sorting by a
    metric shows that one. Nothing is changed.
    """
    from nnfs_cli.cli.runs_view import csv_of, record, runs_table
    from nnfs_cli.cli.screen import Screen
    from nnfs_cli.run.run_sorting import sorted_runs

    if as_csv and as_json:
        raise ConfigError("--csv and --json exclude each other", hint="Choose one of them.")
    screen = Screen(quiet=quiet, as_json=as_json)
    every = found_in(folder)
    chosen = [run for run in every if fnmatch(run.name, name) and status in (None, run.status)]
    runs, metric = sorted_runs(chosen, sort, reverse=reverse)
    screen.json({"folder": str(folder), "runs": [record(run) for run in runs]})
    if as_csv:
        screen.result(csv_of(runs))
    elif runs:
        screen.result(runs_table(runs, metric, screen.out.width))
    else:
        screen.note("There are no such runs here." if every else "There are no runs here yet.")
    screen.next_step(next_command(runs))


def found_in(folder: Path) -> list[RunOverview]:
    """The runs there. Raises ConfigError where there is no such folder, or it is a run itself."""
    from nnfs_cli.run.run_files import RunFiles
    from nnfs_cli.run.run_overview import runs_in
    from nnfs_cli.suggestions import did_you_mean_path

    if not folder.is_dir():
        if folder == RUNS and not folder.exists():
            return []
        what = "this is a file" if folder.exists() else "there is no such folder"
        suggestion = "" if folder.exists() else did_you_mean_path(folder)
        raise ConfigError(what + suggestion, str(folder), hint="Name a folder of runs.")
    if RunFiles(folder).resolved_config.is_file():
        command = shlex.join(["nn", "show", str(folder)])
        raise ConfigError("this is a run, not a folder of runs", str(folder), hint=command)
    return list(runs_in(folder))


def next_command(runs: list[RunOverview]) -> str:
    """To compare two runs on the same data, or else to look at one, or to make one."""
    last: dict[object, RunOverview] = {}
    for run in runs:
        other = last.setdefault((run.data, run.metric), run)
        if run.scores and other is not run:
            return shlex.join(["nn", "compare", str(other.path), str(run.path)])
    if runs:
        return shlex.join(["nn", "show", str(runs[0].path)])
    return "nn init DATA --target COLUMN"
