"""The curves of several runs laid over one another, a panel for the loss and one for a metric."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matplotlib.figure import Figure

from nnfs_cli.report.drawing import COLOURS, shortened
from nnfs_cli.report.history import Curve
from nnfs_cli.report.history_plot import draw_curves, use_log_scale_where_wide

MORE_COLOURS = (*COLOURS, "#56B4E9", "#000000")


def comparison_figure(names: Sequence[str], panels: Mapping[str, Mapping[str, Curve]]) -> Figure:
    """Each run has the same colour in every panel."""
    figure = Figure(figsize=(7 if len(panels) == 1 else 5.6 * len(panels), 4.2))
    spelled = {name: shortened(name, 32) for name in names}
    colours = {
        spelled[name]: MORE_COLOURS[place % len(MORE_COLOURS)] for place, name in enumerate(names)
    }
    for place, (title, lines) in enumerate(panels.items(), start=1):
        axes = figure.add_subplot(1, len(panels), place, title=title)
        draw_curves(axes, {spelled[name]: points for name, points in lines.items()}, colours)
        if "loss" in title:
            use_log_scale_where_wide(axes, lines.values())
    return figure
