"""How far numbers are off: predicted against true, what is left over, how errors are spread."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from markupsafe import Markup

from nnfs_cli.report.charts.bars import histogram
from nnfs_cli.report.charts.chart import Chart
from nnfs_cli.report.charts.lines import draw_reference, draw_rule
from nnfs_cli.report.charts.points import DENSE, draw_points
from nnfs_cli.report.charts.scales import LARGEST, Linear
from nnfs_cli.report.material import Floats, Material
from nnfs_cli.report.numbers import count, number
from nnfs_cli.report.sections.section import Section, section
from nnfs_cli.task import Task

MOST_TARGETS = 8


def errors(material: Material) -> Section | None:
    """None for classes, and where there are no answers."""
    answered = material.answered
    if answered is None or material.task is not Task.REGRESSION or not answered.rows:
        return None
    names = answered.targets.names
    charts: list[Markup] = []
    for k, name in enumerate(names[:MOST_TARGETS]):
        true, said = answered.t[:, k], answered.p[:, k]
        known = (np.abs(true) < LARGEST) & (np.abs(said) < LARGEST)
        if known.any():
            charts += (
                c.figure() for c in charts_of(k, name, true[known], said[known], material.noun)
            )
    return section(
        "errors",
        "Errors",
        charts=charts,
        judged=material.judged,
        noun=material.noun,
        rows=count(answered.rows, material.noun),
        dense=answered.rows > DENSE,
        per_target=material.details.get("per_target") or {},
        more=max(0, len(names) - MOST_TARGETS),
    )


def charts_of(k: int, name: str, true: Floats, said: Floats, noun: str) -> Iterator[Chart]:
    off = said - true
    both = Linear.over(np.concatenate([true, said]))
    mean = float(np.abs(off).mean())
    chart = Chart(
        f"predicted-{k}",
        f"{name}: predicted against true",
        f"{count(len(true), noun)}; on average {number(mean)} away from the line of equality.",
        both,
        both,
        f"true {name}",
        f"predicted {name}",
        height=300,
        note="On the dashed line the prediction is right.",
    )
    draw_reference(chart, [both.low, both.high], [both.low, both.high])
    draw_points(chart, true, said)
    yield chart
    residuals = Chart(
        f"residuals-{k}",
        f"{name}: what is left over",
        f"Predicted minus true, from {number(float(off.min()))} to {number(float(off.max()))}.",
        Linear.over(said),
        Linear.over(np.append(off, 0.0)),
        f"predicted {name}",
        "predicted − true",
        height=300,
        note="A pattern around the dashed line is something the network has not learned.",
    )
    draw_reference(residuals, [residuals.x.low, residuals.x.high], [0.0, 0.0])  # type: ignore[attr-defined]
    draw_points(residuals, said, off)
    yield residuals
    spread = histogram(f"errors-{k}", f"{name}: errors", off, "predicted − true", f"{noun}s")
    if off.min() <= 0 <= off.max():
        draw_rule(spread, 0.0)
    yield spread
