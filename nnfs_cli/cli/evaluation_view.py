"""What an evaluation shows: the metrics, each class or label by itself, which are confused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from nnfs_cli.cli.result_view import cell, metric_names, metrics_table
from nnfs_cli.cli.tables import FAINT, STRONG, heading, spaced, table
from nnfs_cli.cli.wording import count, number, printable

if TYPE_CHECKING:
    from nnfs_cli.evaluate import Evaluation

USUAL_THRESHOLD = 0.5
MOST_CLASSES_IN_A_MATRIX = 12
MOST_CONFUSIONS = 8
TITLES = {"support": "Rows", "roc_auc": "ROC AUC"}


def after_evaluation(
    evaluation: Evaluation, *, with_calibration: bool = False
) -> list[RenderableType]:
    """Metrics beside the baseline, details of classes and labels, and the verdict."""
    verdict = Text(printable(evaluation.verdict), STRONG)
    return [spaced(parts(evaluation, with_calibration)), "", verdict]


def parts(evaluation: Evaluation, with_calibration: bool) -> Iterator[RenderableType]:
    yield metrics_table(
        {count(evaluation.rows, evaluation.kind): evaluation.metrics},
        evaluation.baseline,
        linear=evaluation.linear,
        intervals=evaluation.intervals,
    )
    if set(evaluation.threshold.values()) - {USUAL_THRESHOLD}:
        yield thresholds_line(evaluation.threshold)
    yield from parts_of_details(evaluation.details)
    if with_calibration and evaluation.details.get("calibration"):
        yield calibration_table(evaluation.details["calibration"])


def thresholds_line(thresholds: Mapping[str, float]) -> str:
    """Above what the answer is yes, where that is not one half."""
    if len(thresholds) == 1:
        return f"Threshold {number(*thresholds.values())}"
    each = (f"{printable(name)} {number(value)}" for name, value in thresholds.items())
    return f"Thresholds {', '.join(each)}"


def calibration_table(calibration: Mapping[str, Any]) -> Group:
    """How often what was given a probability in each tenth did happen."""
    new = table("Probability", "Mean", "Happened", "Rows", numbers=["Mean", "Happened", "Rows"])
    for one in calibration["bins"]:
        tenth = f"{one['above']:.1f} – {one['up_to']:.1f}"
        new.add_row(
            tenth, number(one["mean_predicted"]), number(one["observed"]), count(one["rows"])
        )
    title = f"Calibration, expected error {number(calibration['error'])}"
    return Group(heading(title), new)


def parts_of_details(details: Mapping[str, Any]) -> Iterator[RenderableType]:
    """Nothing for a single number. Several labels have a matrix each, which is left to --json."""
    if "per_target" in details:
        yield scores_table("Target", details["per_target"])
    if "per_class" not in details:
        return
    several = isinstance(details["confusion_matrix"][0][0], list)
    yield scores_table("Label" if several else "Class", details["per_class"])
    if several:
        return
    matrix, classes = details["confusion_matrix"], list(details["per_class"])
    few = len(classes) <= MOST_CLASSES_IN_A_MATRIX
    yield confusion_matrix(matrix, classes) if few else most_confused(matrix, classes)


def scores_table(kind: str, rows: Mapping[str, Mapping[str, float | None]]) -> Table:
    """One row per class, label or target; `support` is how often it occurs."""
    scores = metric_names(list(rows.values()))
    titles = [TITLES.get(score, score.capitalize()) for score in scores]
    new = table(kind, *titles, numbers=titles)
    for name, values in rows.items():
        new.add_row(printable(name), *(score_cell(values, score) for score in scores))
    return new


def score_cell(values: Mapping[str, float | None], score: str) -> str:
    value = values.get(score)
    return count(value) if isinstance(value, int) else cell(values, score)


def confusion_matrix(matrix: Sequence[Sequence[int]], classes: Sequence[str]) -> Table:
    """Rows are the true classes, columns what was predicted; right answers stand out."""
    names = [printable(name) for name in classes]
    new = table("True \\ predicted", *names, numbers=names)
    for place, row in enumerate(matrix):
        cells = [
            Text(count(amount), STRONG if place == column else "" if amount else FAINT)
            for column, amount in enumerate(row)
        ]
        new.add_row(names[place], *cells)
    return new


def most_confused(matrix: Sequence[Sequence[int]], classes: Sequence[str]) -> RenderableType:
    """The wrong answers that were given most often."""
    wrong = [
        (amount, classes[true], classes[said])
        for true, row in enumerate(matrix)
        for said, amount in enumerate(row)
        if amount and true != said
    ]
    wrong.sort(key=lambda confusion: -confusion[0])
    new = table("True", "Predicted", "Rows", numbers=["Rows"])
    for amount, true, said in wrong[:MOST_CONFUSIONS]:
        new.add_row(printable(true), printable(said), count(amount))
    return Group(heading("Most confused"), new)
