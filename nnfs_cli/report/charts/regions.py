"""The plane of two columns: what a network answers everywhere in it, with the rows on top."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from markupsafe import Markup

from nnfs_cli.analysis.decision_regions import DecisionRegions
from nnfs_cli.data.targets import TargetEncoder
from nnfs_cli.report.charts.chart import COLOURS, Chart, colour
from nnfs_cli.report.charts.points import DENSE
from nnfs_cli.report.charts.scales import Linear
from nnfs_cli.report.charts.svg import element
from nnfs_cli.report.png import data_address
from nnfs_cli.task import Task

SERIES = np.array(
    [
        (58, 118, 206),
        (196, 102, 32),
        (24, 140, 106),
        (164, 80, 152),
        (138, 122, 16),
        (204, 70, 78),
        (16, 132, 158),
        (110, 118, 128),
    ]
)
"""between the page's colours for series in light and in dark"""
MOST_POINTS = 600


def regions_chart(
    regions: DecisionRegions, targets: TargetEncoder, truth: npt.NDArray[np.generic]
) -> Markup:
    """Colour says which class, strength how sure; of several labels or numbers the first.

    `truth` is (rows, answers): codes of true classes, or numbers.
    """
    xs, ys, answers = regions.xs, regions.ys, regions.answers
    numbers = targets.task is Task.REGRESSION
    first, second = regions.names
    chart = Chart(
        "regions",
        "Answers in the plane",
        f"What the network answers for every {first} and {second} around the rows.",
        Linear(float(xs[0]), float(xs[-1])),
        Linear(float(ys[0]), float(ys[-1])),
        first,
        second,
        height=310,
    )
    pixels = _of_numbers(answers[..., 0]) if numbers else _of_classes(answers, targets)
    chart.add(
        element(
            "image",
            href=data_address(pixels[::-1]),
            x=chart.left,
            y=chart.top,
            width=chart.right - chart.left,
            height=chart.bottom - chart.top,
            preserveAspectRatio="none",
        )
    )
    _add_rows(chart, regions, truth, numbers=numbers)
    if not numbers:
        chart.legend += [(name, colour(k)) for k, name in enumerate(targets.vocabularies[0])]
        chart.note = "The background is the answer, the paler the less sure; points are rows."
    else:
        chart.note = f"The darker, the higher the predicted {targets.names[0]}; points are rows."
    return chart.figure("wide")


def _of_classes(answers: npt.NDArray[np.float64], targets: TargetEncoder) -> npt.NDArray[np.uint8]:
    if targets.task is Task.MULTICLASS:
        said, sure = answers.argmax(axis=2), answers.max(axis=2)
        least = 1 / answers.shape[2]
    else:
        threshold = np.atleast_1d(np.asarray(targets.threshold, np.float64))[0]
        yes = answers[..., 0]
        said, sure = (yes > threshold).astype(np.intp), np.maximum(yes, 1 - yes)
        least = 0.5
    pixels = np.zeros((*said.shape, 4), np.uint8)
    pixels[..., :3] = SERIES[said % COLOURS]
    share = np.clip((sure - least) / (1 - least), 0, 1)
    pixels[..., 3] = np.rint(25 + 110 * share).astype(np.uint8)
    return pixels


def _of_numbers(answers: npt.NDArray[np.float64]) -> npt.NDArray[np.uint8]:
    low, span = answers.min(), np.ptp(answers) or 1.0
    pixels = np.zeros((*answers.shape, 4), np.uint8)
    pixels[..., :3] = SERIES[0]
    pixels[..., 3] = np.rint(15 + 215 * (answers - low) / span).astype(np.uint8)
    return pixels


def _add_rows(
    chart: Chart, regions: DecisionRegions, truth: npt.NDArray[np.generic], *, numbers: bool
) -> None:
    every = max(1, -(-len(regions.points) // min(MOST_POINTS, DENSE)))
    for (x, y), true in zip(
        regions.points[::every].tolist(), truth[::every, 0].tolist(), strict=True
    ):
        look = "ink" if numbers else colour(int(true))
        chart.add(
            element(
                "circle", cx=chart.at_x(x), cy=chart.at_y(y), r=2.6, class_=f"point solid {look}"
            )
        )
