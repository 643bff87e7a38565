"""Bars: upright ones of a histogram or of counts, lying ones beside names, with their spread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from nnfs_cli.report.charts.chart import TEXT, WIDTH, Chart
from nnfs_cli.report.charts.scales import Linear, Values, WholeNumbers
from nnfs_cli.report.charts.svg import element, fitted, shown, text_width

ROW = 33.0
"""height of a lying bar with the space around it"""
SIZE = 12.0
"""of its letters"""


def draw_bars(chart: Chart, edges: Values, heights: Values, look: str = "c0") -> None:
    """A bar from each edge to the next, a hair of space between them."""
    for left, right, height in zip(edges[:-1], edges[1:], heights, strict=True):
        if not height:
            continue
        x, y = chart.at_x(float(left)), chart.at_y(float(height))
        width = max(chart.at_x(float(right)) - x - 1, 0.5)
        chart.add(
            element(
                "rect",
                x=x + 0.5,
                y=y,
                width=width,
                height=max(chart.bottom - y, 0.5),
                class_=f"bar {look}",
            )
        )


def histogram(
    key: str, title: str, values: Values, x_label: str, counted: str, bins: int = 24
) -> Chart:
    """How often which values occur; `counted` is what is counted."""
    span = float(np.ptp(values)) if values.size else 0.0
    counts, edges = np.histogram(values, bins=bins if span else 1)
    most = edges[int(counts.argmax())], edges[int(counts.argmax()) + 1]
    words = (
        f"{len(values):,} {counted} from {values.min():.4g} to {values.max():.4g}; "
        f"most lie between {most[0]:.4g} and {most[1]:.4g}."
        if values.size
        else "There is nothing to count."
    )
    y = WholeNumbers(0.0, 1.06 * float(counts.max(initial=1)))
    chart = Chart(key, title, words, Linear.over(edges), y, x_label, counted)
    draw_bars(chart, edges.astype(np.float64), counts.astype(np.float64))
    return chart


@dataclass(frozen=True)
class Bar:
    """One lying bar."""

    name: str
    value: float
    text: str
    low: float | None = None
    high: float | None = None
    """the ends of a whisker"""
    look: str = "c0"


def lying_bars(
    key: str, title: str, description: str, bars: Sequence[Bar], *, limits: Linear | None = None
) -> Markup:
    """Bars beside their names, the largest possible value at the right edge."""
    ends = [v for bar in bars for v in (bar.value, bar.low, bar.high, 0.0) if v is not None]
    scale = limits or Linear(min(ends), max(ends) if max(ends) > min(ends) else min(ends) + 1)
    side = max((text_width(bar.text, SIZE) for bar in bars), default=0.0) + 12
    right = WIDTH - side
    drawn: list[Markup] = []
    for number, bar in enumerate(bars):
        drawn += _lying_bar(bar, number * ROW, scale, right)
    height = ROW * len(bars) + 4
    svg = element(
        "svg",
        element("title", title, id=f"{key}-title"),
        element("desc", description, id=f"{key}-words"),
        *drawn,
        viewBox=f"0 0 {shown(WIDTH)} {shown(height)}",
        role="img",
        aria_labelledby=f"{key}-title",
        aria_describedby=f"{key}-words",
    )
    head = element("figcaption", element("span", title, class_="title"))
    return element("figure", head, svg, class_="chart")


def _lying_bar(bar: Bar, top: float, scale: Linear, right: float) -> list[Markup]:
    zero, end = scale.place(0.0) * right, scale.place(bar.value) * right
    y = top + TEXT + 4
    drawn = [
        element("text", fitted(bar.name, WIDTH - 4, SIZE), x=0.0, y=top + TEXT, class_="name"),
        element("rect", x=0.0, y=y, width=right, height=8, rx=2, class_="track"),
        element(
            "rect",
            x=min(zero, end),
            y=y,
            width=max(abs(end - zero), 0.8),
            height=8,
            rx=2,
            class_=f"bar {bar.look}",
        ),
        element("text", bar.text, x=WIDTH, y=y + 8, text_anchor="end", class_="value"),
    ]
    if bar.low is not None and bar.high is not None:
        low, high = scale.place(bar.low) * right, scale.place(bar.high) * right
        drawn.append(element("line", x1=low, x2=high, y1=y + 4, y2=y + 4, class_="whisker"))
        for x in (low, high):
            drawn.append(element("line", x1=x, x2=x, y1=y, y2=y + 8, class_="whisker"))
    return drawn
