"""What the network looks at: the columns it needs, and how the answer follows each of them."""

from __future__ import annotations

import numpy as np
from markupsafe import Markup

from nnfs_cli.analysis.decision_regions import decision_regions
from nnfs_cli.analysis.partial_dependence import PartialDependence, partial_dependence
from nnfs_cli.analysis.permutation_importance import PermutationImportance
from nnfs_cli.report.charts.bars import Bar, lying_bars
from nnfs_cli.report.charts.chart import Chart, colour
from nnfs_cli.report.charts.lines import draw_line
from nnfs_cli.report.charts.regions import regions_chart
from nnfs_cli.report.charts.scales import Linear
from nnfs_cli.report.charts.svg import element
from nnfs_cli.report.material import OUT_OF_FOLD, Answered, Floats, Material
from nnfs_cli.report.numbers import number, with_spread
from nnfs_cli.report.sections.section import Section, section
from nnfs_cli.task import Task

MOST_BARS = 20
MOST_CURVES = 4
MOST_LINES = 6


def columns(material: Material) -> Section | None:
    """None for images and where the data are gone."""
    subject, answered = material.subject, material.answered
    if subject is None or answered is None or not answered.has_numbers:
        return None
    importance = material.importance
    wanted = [] if importance is None else [c.column for c in importance.columns[:MOST_CURVES]]
    curves = [
        found
        for name in wanted
        if (found := partial_dependence(subject, name, seed=material.seed)) is not None
    ]
    regions = decision_regions(subject)
    if importance is None and regions is None:
        return None
    truth = answered.true_codes if answered.targets.task.has_classes else answered.t
    return section(
        "columns",
        "What it looks at",
        importance=None if importance is None else importance_bars(importance),
        sampled="" if importance is None else importance.note,
        metric="" if importance is None else importance.metric,
        repeats=0 if importance is None else importance.repeats,
        judged=material.judged,
        learned=material.judged in ("training", OUT_OF_FOLD),
        curves=[dependence(k, found, answered).figure() for k, found in enumerate(curves)],
        notes=list(dict.fromkeys(found.note for found in curves if found.note)),
        regions=None if regions is None else regions_chart(regions, answered.targets, truth),
    )


def importance_bars(importance: PermutationImportance) -> Markup:
    bars = [
        Bar(
            each.column,
            each.mean,
            with_spread(each.mean, each.spread),
            each.mean - each.spread,
            each.mean + each.spread,
        )
        for each in importance.columns[:MOST_BARS]
    ]
    rest = len(importance.columns) - len(bars)
    title = "Importance of the columns" + (
        f", the first {len(bars)} of {len(importance.columns)}" if rest else ""
    )
    words = "; ".join(f"{bar.name}: {bar.text}" for bar in bars) + "."
    return lying_bars("importance", title, words, bars)


def dependence(k: int, found: PartialDependence, answered: Answered) -> Chart:
    """The mean answer over the values of one column."""
    targets = answered.targets
    numbers = targets.task is Task.REGRESSION
    outputs, answers = _lines(found, answered)
    in_words = isinstance(found.values, tuple)
    xs = np.arange(len(found.values), dtype=np.float64) if in_words else np.asarray(found.values)
    scale = Linear.over(answers) if numbers else Linear(0.0, 1.0)
    names = [(float(x), name) for x, name in enumerate(found.values)] if in_words else None
    words = "; ".join(
        f"{name} from {number(float(line[0]))} to {number(float(line[-1]))}"
        for name, line in zip(outputs, answers.T, strict=True)
    )
    chart = Chart(
        f"dependence-{k}",
        found.column,
        f"From the lowest to the highest value of {found.column}: {words}.",
        Linear.over(xs, 0.05 if in_words else 0.02),
        scale,
        found.column,
        f"mean predicted {targets.names[0]}" if numbers and len(outputs) == 1 else "mean answer",
        x_names=names,
    )
    for place, name in enumerate(outputs):
        draw_line(chart, xs, answers[:, place], colour(place), dots=in_words)
        if len(outputs) > 1 or not numbers:
            chart.legend.append((name, colour(place)))
    _draw_rug(chart, xs, found.counts)
    return chart


def _lines(found: PartialDependence, answered: Answered) -> tuple[list[str], Floats]:
    """The outputs worth a line: those that change most, at most as many as can be told apart."""
    targets = answered.targets
    names = [targets.classes[1]] if targets.task is Task.BINARY else list(found.outputs)
    change = np.ptp(found.answers, axis=0)
    kept = np.sort(np.argsort(-change, kind="stable")[:MOST_LINES])
    return [names[k] for k in kept], found.answers[:, kept]


def _draw_rug(chart: Chart, xs: Floats, counts: object) -> None:
    """Below the lines: the more rows are near a value, the darker."""
    of_each = np.asarray(counts, np.float64)
    most = float(of_each.max(initial=1.0))
    for x, rows in zip(xs.tolist(), of_each.tolist(), strict=True):
        share = 0.12 + 0.6 * rows / most if rows else 0.0
        chart.add(
            element(
                "rect",
                x=chart.at_x(x) - 1.5,
                y=chart.bottom - 6,
                width=3.0,
                height=6.0,
                fill_opacity=f"{share:.2f}",
                class_="rug",
            )
        )
