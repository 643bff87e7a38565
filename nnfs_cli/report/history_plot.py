"""How a run learned: its loss and its validation metrics, epoch by epoch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator, NullFormatter

from nnfs_cli.report.charts.scales import LARGEST
from nnfs_cli.report.drawing import BLUE, COLOURS, GREY, VERMILION, house_style, save
from nnfs_cli.report.history import Curve, Row, curve, metric_panels


def plot_history(rows: Sequence[Row], folder: Path, best_epoch: int | None) -> list[Path]:
    """Draw the loss, and the validation metrics where there are any.

    `rows` are those of metrics.csv: epoch, loss, validation_loss, validation_<metric>; an empty
    cell is a value that was not measured. Returns the files: loss and metrics, .svg and .png.
    """
    with house_style():
        files = save(loss_figure(rows, best_epoch), folder, "loss")
        panels = metric_panels(rows)
        if panels:
            files += save(metrics_figure(panels, best_epoch), folder, "metrics")
    return files


def loss_figure(rows: Sequence[Row], best_epoch: int | None) -> Figure:
    curves = {"training": curve(rows, "loss"), "validation": curve(rows, "validation_loss")}
    curves = {name: points for name, points in curves.items() if len(points)}
    figure = Figure(figsize=(7, 4.2))
    axes = figure.add_subplot(title="Loss by epoch", ylabel="loss")
    draw_curves(axes, curves, {"training": BLUE, "validation": VERMILION})
    mark_best(axes, best_epoch, [points for name, points in curves.items() if name != "training"])
    use_log_scale_where_wide(axes, curves.values())
    return figure


def metrics_figure(panels: Mapping[str, Mapping[str, Curve]], best_epoch: int | None) -> Figure:
    figure = Figure(figsize=(7 if len(panels) == 1 else 5.2 * len(panels), 4.2))
    for place, (title, curves) in enumerate(panels.items(), start=1):
        axes = figure.add_subplot(1, len(panels), place, title=title)
        draw_curves(axes, curves, dict(zip(curves, COLOURS, strict=False)))
        mark_best(axes, best_epoch, curves.values())
    return figure


def draw_curves(axes: Axes, curves: Mapping[str, Curve], colours: Mapping[str, str]) -> None:
    for name, points in curves.items():
        marker = "o" if len(points) < 20 else ""  # a single epoch has no line to show
        axes.plot(*points.T, color=colours.get(name, GREY), marker=marker, markersize=4, label=name)
    axes.set_xlabel("epoch")
    axes.xaxis.set_major_locator(MaxNLocator(steps=[1, 2, 5, 10], integer=True, min_n_ticks=1))
    axes.margins(x=0.02)
    if curves:
        axes.legend()


def mark_best(axes: Axes, best_epoch: int | None, curves: Iterable[Curve]) -> None:
    """A line at the best epoch, and a ring around each curve's value there."""
    if best_epoch is None:
        return
    axes.axvline(
        best_epoch, color=GREY, linewidth=1, linestyle="--", label=f"best epoch: {best_epoch}"
    )
    for points in curves:
        there = points[points[:, 0] == best_epoch]
        axes.plot(*there.T, "o", markersize=8, markerfacecolor="none", markeredgecolor=GREY)
    axes.legend()


def use_log_scale_where_wide(axes: Axes, curves: Iterable[Curve]) -> None:
    """More than two decades of positive values are drawn on a logarithmic scale."""
    values = np.concatenate([np.empty(0), *(points[:, 1] for points in curves)])
    if values.size and values.min() > 1 / LARGEST and values.max() > 100 * values.min():
        axes.set_yscale("log")
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        axes.yaxis.set_minor_formatter(NullFormatter())
