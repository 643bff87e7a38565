"""Whether the probabilities rank well (ROC, precision and recall) and mean what they say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from markupsafe import Markup

from nnfs_cli.report.charts.chart import Chart, colour
from nnfs_cli.report.charts.lines import draw_line, draw_reference
from nnfs_cli.report.charts.scales import Linear
from nnfs_cli.report.material import Answered, Material
from nnfs_cli.report.numbers import number, percent
from nnfs_cli.report.ranking_curves import RankingCurves, ranking_curves
from nnfs_cli.report.sections.section import Section, section
from nnfs_cli.task import Task

MOST_LINES = 5
MOST_LABELS = 6
UNIT = Linear(0.0, 1.0)


def probabilities(material: Material) -> Section | None:
    """None for numbers, and where there are no probabilities."""
    answered = material.answered
    if answered is None or not answered.has_numbers or not answered.targets.task.has_classes:
        return None
    curves = dict(curves_of(answered))
    shown = dict(sorted(curves.items(), key=lambda pair: pair[1].area)[:MOST_LINES])
    shown = {name: curves[name] for name in curves if name in shown}
    calibration = material.details.get("calibration")
    charts = []
    if shown:
        charts += [_roc(shown).figure(), _precision_recall(shown).figure()]
    if calibration and calibration["bins"]:
        charts += list(_calibration_charts(calibration, material.task))
    if not charts:
        return None
    return section(
        "probabilities",
        "Probabilities",
        charts=charts,
        shown=len(shown),
        of=len(curves),
        areas=[(name, curve.area, curve.average_precision) for name, curve in shown.items()],
        error=None if not calibration else calibration["error"],
        meaning=MEANING[material.task],
        judged=material.judged,
        noun=material.noun,
    )


MEANING = {
    Task.MULTICLASS: "of the answers that it was 80 % sure of, 80 % should be right",
    Task.BINARY: "of all with a probability of 80 %, 80 % should be a yes",
    Task.MULTILABEL: "of all answers with a probability of 80 %, 80 % should be a yes",
}


def curves_of(answered: Answered) -> Iterator[tuple[str, RankingCurves]]:
    """For each class or label that has rows of both kinds."""
    targets = answered.targets
    names = targets.output_names
    if targets.task is Task.BINARY:
        names = (targets.classes[1],)
    for k, name in enumerate(names):
        curves = ranking_curves(answered.p[:, k], answered.t[:, k] > 0.5)
        if curves is not None:
            yield name, curves


def _roc(curves: Mapping[str, RankingCurves]) -> Chart:
    words = "; ".join(f"{name}: area {curve.area:.4f}" for name, curve in curves.items())
    chart = Chart(
        "roc",
        "ROC",
        f"{words}.",
        UNIT,
        UNIT,
        "false positive rate",
        "true positive rate",
        height=260,
        note="How many of the others are let in for how many that are found.",
    )
    draw_reference(chart, [0, 1], [0, 1])
    for k, (name, curve) in enumerate(curves.items()):
        draw_line(chart, curve.false_positive_rate, curve.recall, colour(k), dots=False)
        chart.legend.append((f"{name}: area {number(curve.area)}", colour(k)))
    return chart


def _precision_recall(curves: Mapping[str, RankingCurves]) -> Chart:
    words = "; ".join(
        f"{name}: average precision {curve.average_precision:.4f}" for name, curve in curves.items()
    )
    chart = Chart(
        "precision-recall",
        "Precision and recall",
        f"{words}.",
        UNIT,
        UNIT,
        "recall",
        "precision",
        height=260,
        note="How many of those that are named are right, for how many that are found.",
    )
    for k, (name, curve) in enumerate(curves.items()):
        draw_line(
            chart,
            np.append(0.0, curve.recall[1:]),
            np.append(curve.precision[1], curve.precision[1:]),
            colour(k),
            dots=False,
        )
        text = f"{name}: average precision {number(curve.average_precision)}"
        chart.legend.append((text, colour(k)))
    return chart


def _calibration_charts(calibration: Mapping[str, Any], task: Task) -> Iterator[Markup]:
    yield _calibration("calibration", "Calibration", calibration, task).figure()
    if task is not Task.MULTILABEL:
        return
    per_label = calibration["per_class"]
    for k, (name, table) in enumerate(list(per_label.items())[:MOST_LABELS]):
        if len(table["bins"]) > 1:
            yield _calibration(f"calibration-{k}", f"Calibration: {name}", table, task).figure()


def _calibration(key: str, title: str, table: Mapping[str, Any], task: Task) -> Chart:
    bins = table["bins"]
    multiclass = task is Task.MULTICLASS
    words = "; ".join(
        f"{each['rows']:,} with {percent(each['mean_predicted'])} on average, of which "
        f"{percent(each['observed'])} {'were right' if multiclass else 'were a yes'}"
        for each in bins
    )
    chart = Chart(
        key,
        title,
        f"{words}.",
        UNIT,
        UNIT,
        "how sure it was" if multiclass else "predicted probability",
        "share that was right" if multiclass else "share that was a yes",
        height=260,
        note=f"Expected calibration error {number(table['error'])}; on the dashed line it is 0.",
    )
    draw_reference(chart, [0, 1], [0, 1])
    xs = np.array([each["mean_predicted"] for each in bins])
    ys = np.array([each["observed"] for each in bins])
    draw_line(chart, xs, ys, "c0", dots=True)
    return chart
