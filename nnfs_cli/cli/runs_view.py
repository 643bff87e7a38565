"""The table of `nn runs`, as wide as the terminal: what fits least is left out first."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from nnfs_cli.cli.tables import FAINT, table
from nnfs_cli.cli.wording import NOTHING, count, duration, number, printable
from nnfs_cli.files.formulas import harmless

if TYPE_CHECKING:
    from nnfs_cli.run.run_overview import RunOverview

NUMBERS = ("Score", "Epochs", "Time", "Parameters")
GIVEN_UP = ("Parameters", "Task", "Epochs", "Time", "Data", "When")
"""columns in the order in which a narrow terminal does without them"""
GAP = 3
"""columns of the terminal between two of the table"""
SHORTEST_DATA = 16
STYLES = {"failed": "red", "damaged": "red", "interrupted": "yellow", "unfinished": "yellow"}


def runs_table(runs: Sequence[RunOverview], metric: str | None, width: int) -> Table:
    """One line per run, with `metric` as score or else each run's first."""
    columns = cells_of(runs, metric)
    for title in GIVEN_UP:
        if sum(map(widest, columns.items())) + GAP * (len(columns) - 1) <= width:
            break
        del columns[title]
    numbers = [title for title in columns if title in NUMBERS or title not in TITLES]
    new = table(*columns, numbers=numbers)
    for column in new.columns:
        column.no_wrap = True
    for place, cells in enumerate(zip(*columns.values(), strict=True)):
        faded = FAINT if runs[place].problem else ""
        new.add_row(*(Text(cell, STYLES.get(cell, faded)) for cell in cells))
    return new


TITLES = ("Run", "Status", "Task", "Data", "Score", "Epochs", "Time", "When", "Parameters")


def cells_of(runs: Sequence[RunOverview], metric: str | None) -> dict[str, list[str]]:
    """Every column, cell by cell; the score is called by its metric where all have the same."""
    shown = [(metric or run.metric, run.scores.get(metric or run.metric or "")) for run in runs]
    names = {name for name, value in shown if value is not None}
    title = str(names.pop()) if len(names) == 1 else "Score"
    scores = [
        NOTHING
        if value is None
        else number(value)
        if title != "Score"
        else f"{printable(str(name))} {number(value)}"
        for name, value in shown
    ]
    return {
        "Run": [printable(run.name) for run in runs],
        "Status": [printable(run.status) for run in runs],
        "Task": [printable(run.task or NOTHING) for run in runs],
        "Data": [shortened(printable(run.data or NOTHING)) for run in runs],
        printable(title): scores,
        "Epochs": [NOTHING if run.epochs is None else count(run.epochs) for run in runs],
        "Time": [NOTHING if run.seconds is None else duration(run.seconds) for run in runs],
        "When": [when(run.begun) for run in runs],
        "Parameters": [
            NOTHING if run.parameters is None else count(run.parameters) for run in runs
        ],
    }


def widest(column: tuple[str, list[str]]) -> int:
    title, cells = column
    return max(len(text) for text in (title, *cells))


def shortened(text: str) -> str:
    return text if len(text) <= 2 * SHORTEST_DATA else f"{text[: 2 * SHORTEST_DATA - 1]}…"


def when(begun: datetime | None) -> str:
    """``2026-03-01 14:05``, where the reader is."""
    return NOTHING if begun is None else begun.astimezone().strftime("%Y-%m-%d %H:%M")


def record(run: RunOverview) -> dict[str, Any]:
    """A run for programs."""
    return {
        "name": run.name,
        "path": str(run.path),
        "status": run.status,
        "task": run.task,
        "data": run.data,
        "judged": run.judged,
        "metric": run.metric,
        "score": run.score,
        "scores": run.scores,
        "epochs": run.epochs,
        "seconds": run.seconds,
        "begun": run.begun and run.begun.isoformat(),
        "parameters": run.parameters,
        "problem": run.problem or None,
    }


def csv_of(runs: Sequence[RunOverview]) -> str:
    """A header and a line per run, with a column for every metric that one of them has."""
    metrics = list(dict.fromkeys(name for run in runs for name in run.scores))
    facts = ("name", "status", "task", "data", "judged", *metrics)
    rest = ("epochs", "seconds", "begun", "parameters", "problem")
    text = io.StringIO(newline="")
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow([*facts, *rest])
    for run in runs:
        values = record(run) | run.scores
        cells = [values.get(column) for column in (*facts, *rest)]
        lines.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in cells])
    return text.getvalue().rstrip("\n")
