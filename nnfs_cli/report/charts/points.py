"""Clouds of points; a cloud of many is drawn as fields, the darker the more lie in them."""

from __future__ import annotations

import numpy as np

from nnfs_cli.report.charts.chart import Chart
from nnfs_cli.report.charts.scales import LARGEST, Values
from nnfs_cli.report.charts.svg import element

DENSE = 1000
"""points; beyond them fields are drawn, which take less room and hide nothing"""
FIELDS = 40


def draw_points(chart: Chart, xs: Values, ys: Values, look: str = "c0") -> None:
    """Points within the chart's scales."""
    known = (np.abs(xs) < LARGEST) & (np.abs(ys) < LARGEST)
    xs, ys = xs[known], ys[known]
    if len(xs) > DENSE:
        draw_fields(chart, xs, ys, look)
        return
    for x, y in chart.points(xs.tolist(), ys.tolist()):
        chart.add(element("circle", cx=x, cy=y, r=2.8, class_=f"point {look}"))


def draw_fields(chart: Chart, xs: Values, ys: Values, look: str) -> None:
    """Squares whose opacity grows with the logarithm of the number of points in them."""
    across = np.array([chart.at_x(x) for x in xs.tolist()])
    down = np.array([chart.at_y(y) for y in ys.tolist()])
    edges_x = np.linspace(chart.left, chart.right, FIELDS + 1)
    edges_y = np.linspace(chart.top, chart.bottom, FIELDS + 1)
    counts, _, _ = np.histogram2d(across, down, bins=(edges_x, edges_y))
    width, height = edges_x[1] - edges_x[0], edges_y[1] - edges_y[0]
    most = np.log1p(counts.max())
    for column, row in np.argwhere(counts):
        share = 0.15 + 0.85 * float(np.log1p(counts[column, row]) / most)
        chart.add(
            element(
                "rect",
                x=float(edges_x[column]),
                y=float(edges_y[row]),
                width=float(width),
                height=float(height),
                fill_opacity=f"{share:.2f}",
                class_=f"field {look}",
            )
        )
