"""How it learned: loss, metrics and learning rate by epoch, the best epoch marked."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from nnfs_cli.report.charts.chart import Chart, colour
from nnfs_cli.report.charts.lines import draw_line, draw_ring, draw_rule
from nnfs_cli.report.charts.scales import WholeNumbers, wide_scale
from nnfs_cli.report.history import Curve, curve, metric_panels
from nnfs_cli.report.material import Material
from nnfs_cli.report.numbers import count, duration, number
from nnfs_cli.report.sections.section import Section, section


def training(material: Material) -> Section | None:
    """None where no epoch was trained here, as in an ensemble of folds."""
    rows = material.history
    if not rows:
        return None
    best = material.summary.get("best_epoch")
    losses = {"training": curve(rows, "loss"), "validation": curve(rows, "validation_loss")}
    charts = []
    if any(len(points) for points in losses.values()):
        charts.append(curves("loss", "Loss by epoch", losses, best, "loss"))
    for k, (title, panel) in enumerate(metric_panels(rows).items()):
        charts.append(curves(f"metrics-{k}", title, panel, best, ""))
    rate = curve(rows, "learning_rate")
    varies = len(rate) > 1 and float(np.ptp(rate[:, 1])) > 0
    if varies:
        charts.append(curves("rate", "Learning rate by epoch", {"learning rate": rate}, None, ""))
    return section(
        "training",
        "Training",
        charts=[chart.figure() for chart in charts],
        epochs=count(material.summary["epochs"], "epoch"),
        took=duration(material.summary.get("seconds") or 0.0),
        best=best,
        ending=material.summary.get("ending"),
        rate="" if varies or not len(rate) else f"{rate[0, 1]:g}",
    )


def curves(
    key: str, title: str, lines: Mapping[str, Curve], best: int | None, y_label: str
) -> Chart:
    """Lines over epochs; those that share a chart share a scale."""
    lines = {name: points for name, points in lines.items() if len(points)}
    values = np.concatenate([points[:, 1] for points in lines.values()])
    epochs = np.concatenate([points[:, 0] for points in lines.values()])
    first, last = float(epochs.min()), float(epochs.max())
    x = WholeNumbers(first, last) if last > first else WholeNumbers(first - 0.5, last + 0.5)
    chart = Chart(key, title, in_words(lines, best), x, wide_scale(values), "epoch", y_label)
    if best is not None and first <= best <= last:
        draw_rule(chart, best, f"best: {best:,}")
    for k, (name, points) in enumerate(lines.items()):
        look = colour(k)
        draw_line(chart, points[:, 0], points[:, 1], look)
        if best is not None and name != "training":
            for epoch, value in points[points[:, 0] == best].tolist():
                draw_ring(chart, epoch, value, look)
        if len(lines) > 1:
            chart.legend.append((name, look))
    return chart


def in_words(lines: Mapping[str, Curve], best: int | None) -> str:
    """Where each line begins and ends."""
    said = [
        f"{name} from {number(float(points[0, 1]))} to {number(float(points[-1, 1]))}"
        for name, points in lines.items()
    ]
    marked = f" Epoch {best:,} was the best." if best is not None else ""
    return f"{'; '.join(said)}.{marked}"
