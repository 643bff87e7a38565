"""Lines through points, with rings, rules and references: curves of training, ROC, calibration."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from markupsafe import Markup

from nnfs_cli.report.charts.chart import Chart
from nnfs_cli.report.charts.scales import LARGEST, Values
from nnfs_cli.report.charts.svg import element, path, text_width

MOST_POINTS = 300
"""of one line; more would not be seen at its width"""
FEW_POINTS = 16
"""a line of fewer shows each of them"""


def draw_line(chart: Chart, xs: Values, ys: Values, look: str, *, dots: bool | None = None) -> None:
    """A line through the points that are numbers."""
    known = (np.abs(xs) < LARGEST) & (np.abs(ys) < LARGEST)
    xs, ys = thinned(xs[known], ys[known])
    points = chart.points(xs.tolist(), ys.tolist())
    if len(points) > 1:
        chart.add(element("path", d=path(points), class_=f"line {look}"))
    if dots if dots is not None else len(points) <= FEW_POINTS:
        for x, y in points:
            chart.add(element("circle", cx=x, cy=y, r=2.6, class_=f"dot {look}"))


def thinned(xs: Values, ys: Values, most: int = MOST_POINTS) -> tuple[Values, Values]:
    """Of a long line in each of many stretches the first, lowest and highest point, and the end:
    no peak is lost.
    """
    if len(xs) <= most:
        return xs, ys
    stretches = np.array_split(np.arange(len(xs)), most // 3)
    kept = {len(xs) - 1}
    for stretch in stretches:
        of_stretch = ys[stretch]
        kept |= {
            int(stretch[0]),
            int(stretch[of_stretch.argmin()]),
            int(stretch[of_stretch.argmax()]),
        }
    places = np.array(sorted(kept))
    return xs[places], ys[places]


def draw_rule(chart: Chart, x: float, text: str = "") -> None:
    """A dashed upright line, and what it means."""
    place = chart.at_x(x)
    chart.add(
        element("line", x1=place, x2=place, y1=chart.top, y2=chart.bottom, class_="reference")
    )
    if text:
        half = text_width(text) / 2
        middle = min(max(place, chart.left + half), chart.width - half - 2)
        chart.add(
            element(
                "text", text, x=middle, y=chart.top - 5, text_anchor="middle", class_="label halo"
            )
        )


def draw_ring(chart: Chart, x: float, y: float, look: str) -> None:
    """A ring around a point worth noting."""
    chart.add(element("circle", cx=chart.at_x(x), cy=chart.at_y(y), r=4.5, class_=f"ring {look}"))


def draw_reference(chart: Chart, xs: Sequence[float], ys: Sequence[float]) -> None:
    """A dashed line to compare with."""
    chart.add(element("path", d=path(chart.points(xs, ys)), class_="reference"))


def draw_band(chart: Chart, xs: Values, low: Values, high: Values, look: str) -> None:
    """The room between two lines."""
    there = chart.points(xs.tolist(), high.tolist())
    back = chart.points(xs[::-1].tolist(), low[::-1].tolist())
    chart.add(element("path", d=Markup(path(there + back) + "Z"), class_=f"band {look}"))
