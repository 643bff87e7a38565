"""What a trained or evaluated network came to: metrics by part with the baseline beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from nnfs_cli.cli.tables import STRONG, facts, table
from nnfs_cli.cli.wording import count, duration, number, printable, some

if TYPE_CHECKING:
    from nnfs_cli.experiment.outcome import Result

Metrics = Mapping[str, float | None]
Intervals = Mapping[str, Sequence[float]]
INTERVAL = "95 %\ninterval"
REPORT = "report.html"
"""of a run directory, which says so too; imported from there it would bring NumPy along"""
ENDS = {"stopped": "Stopped early: ", "interrupted": "Interrupted: "}


def after_training(result: Result) -> list[RenderableType]:
    """How long it took, the metrics, and the verdict in a sentence."""
    if not result.metrics:  # folds that were interrupted: nothing is judged yet
        return [ENDS.get(result.status, "") + printable(result.verdict)]
    best = f", epoch {count(result.best_epoch)} was the best" if result.best_epoch else ""
    took = f"{count(result.epochs, 'epoch')} in {duration(result.seconds)}{best}"
    took = ENDS.get(result.status, "") + took
    verdict = Text(printable(result.verdict), STRONG)
    chosen = [printable(result.threshold.in_words)] if result.threshold else []
    scores = metrics_table(
        result.metrics,
        result.baseline,
        result.spread,
        linear=result.linear,
        intervals=result.intervals,
    )
    ending = [printable(result.ending)] if result.ending else []
    remark = [result.remark] if result.remark else []
    return [took, *ending, *chosen, "", scores, "", verdict, *remark]


def warnings_of(result: Result) -> list[RenderableType]:
    """All that looked wrong, each in full; nothing where nothing did."""
    if not result.warnings:
        return []
    titles = ["Warnings" if len(result.warnings) > 1 else "Warning"]
    titles += [""] * (len(result.warnings) - 1)
    sentences = [printable(concern.sentence) for concern in result.warnings]
    return ["", facts(list(zip(titles, sentences, strict=True)))]


def record(result: Result) -> dict[str, Any]:
    """The same for programs."""
    return {
        "status": result.status,
        "task": result.task.value,
        "run": str(result.directory),
        "epochs": result.epochs,
        "best_epoch": result.best_epoch,
        "ending": result.ending or None,
        "seconds": result.seconds,
        "threshold": result.threshold and result.threshold.to_json(),
        **result.metrics,
        "spread": result.spread,
        "baseline": result.baseline,
        "linear_model": result.linear or None,
        "test_intervals": result.intervals,
        "verdict": result.verdict,
        "warnings": [concern.to_json() for concern in result.warnings],
        "next": result.next_command,
    }


def metrics_table(
    parts: Mapping[str, Metrics],
    baseline: Metrics,
    spread: Metrics | None = None,
    *,
    linear: Metrics | None = None,
    intervals: Intervals | None = None,
) -> Table:
    """One row per metric, one column per part that has rows, the linear model and the baseline.

    With the spread of folds, the validation column says how far it scatters; intervals stand
    behind the part that they are of, which is the last.
    """
    measured = {part: metrics for part, metrics in parts.items() if metrics}
    simple = {"linear": linear or {}, "baseline": baseline}
    columns = measured | {title: metrics for title, metrics in simple.items() if metrics}
    titles = [title.capitalize() for title in columns]
    if intervals:
        titles.insert(len(measured), INTERVAL)
    new = table("", *titles, numbers=titles)
    if intervals:  # so that all of it fits into 80 columns
        new.padding = (0, 1, 0, 0)
    for name in metric_names(list(columns.values())):
        cells = {part: cell(metrics, name) for part, metrics in columns.items()}
        if spread and spread.get(name) is not None:
            cells["validation"] += f" ± {number(spread[name])}"
        row = list(cells.values())
        if intervals:
            row.insert(len(measured), range_of(intervals.get(name)))
        new.add_row(name, *row)
    return new


def range_of(interval: Sequence[float] | None) -> str:
    """``0.833–0.994``: ends that are themselves uncertain need few digits."""
    return "–".join(number(end, digits=3) for end in interval or ())


def metric_names(parts: Sequence[Metrics]) -> list[str]:
    """Every metric once, in the order of first appearance."""
    return list(dict.fromkeys(name for metrics in parts for name in metrics))


def cell(metrics: Metrics, name: str) -> str:
    """Blank where a part was not measured by this metric, – where it does not exist."""
    return number(metrics[name]) if name in metrics else ""


def files_in(directory: Path) -> Table:
    """Where the run directory is, and what it holds."""
    names = sorted(entry.name + "/" * entry.is_dir() for entry in directory.iterdir())
    lines = [("Written", printable(str(directory))), ("", some(names, most=len(names)))]
    page = directory / REPORT
    return facts([*lines, *([("Report", printable(str(page)))] if page.is_file() else [])])
