"""How near a regression comes: predicted against true values."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, LogNorm
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from nnfs_cli.report.drawing import BLUE, GREY, file_names, house_style, save, shortened
from nnfs_cli.report.history import drawable

Values: TypeAlias = npt.NDArray[np.float64]

DENSE = 5000
"""points; a cloud of more is drawn as a density, where single points would hide one another"""
PALE_BLUE, DARK_BLUE = "#9ecae1", "#08306b"
FIELDS = 80
"""fields of the density along each side"""


def plot_predicted_against_true(
    predicted: npt.ArrayLike, true: npt.ArrayLike, targets: Sequence[str], folder: Path
) -> list[Path]:
    """Draw predicted (vertical) against true values, one picture for each target.

    Both arrays have the shape (rows, targets), in the targets' own units. Returns the files:
    predicted_against_true.svg and .png, the target's name behind it where there are several.
    """
    columns = zip(np.asarray(true, np.float64).T, np.asarray(predicted, np.float64).T, strict=True)
    names = file_names("predicted_against_true", targets if len(targets) > 1 else [""])
    files = []
    with house_style():
        for name, target, (x, y) in zip(names, targets, columns, strict=True):
            files += save(prediction_figure(x, y, target), folder, name)
    return files


def prediction_figure(true: Values, predicted: Values, target: str) -> Figure:
    both = drawable(true) & drawable(predicted)
    true, predicted = true[both], predicted[both]
    figure = Figure(figsize=(5.6, 5.2))
    name = shortened(target, most=40)
    axes = figure.add_subplot(xlabel=f"true {name}", ylabel=f"predicted {name}")
    axes.set_title("Predicted against true")
    low, high = limits(true, predicted)
    axes.plot([low, high], [low, high], color=GREY, linewidth=1, linestyle="--")
    if len(true) > DENSE:
        draw_density(axes, true, predicted, (low, high))
    else:
        axes.plot(true, predicted, "o", color=BLUE, markersize=4, alpha=0.5, markeredgewidth=0)
    axes.set(xlim=(low, high), ylim=(low, high), aspect="equal")
    return figure


def limits(true: Values, predicted: Values) -> tuple[float, float]:
    """The span of both axes, with a margin; never empty, even for constant or no values."""
    values = np.concatenate([true, predicted])
    low, high = (float(values.min()), float(values.max())) if values.size else (0.0, 1.0)
    margin = 0.04 * (high - low) or 0.1 * abs(high) or 1.0
    return low - margin, high + margin


def draw_density(axes: Axes, true: Values, predicted: Values, span: tuple[float, float]) -> None:
    """Fields coloured by the number of points in them, on a logarithmic scale."""
    counts, _, _ = np.histogram2d(true, predicted, bins=FIELDS, range=[span, span])
    fields = np.ma.masked_equal(counts.T, 0)
    colours = LinearSegmentedColormap.from_list("density", [PALE_BLUE, DARK_BLUE])
    picture = axes.imshow(
        fields, origin="lower", extent=(*span, *span), cmap=colours, norm=LogNorm(vmin=1)
    )
    plain = FuncFormatter(lambda count, _: f"{count:g}")
    bar = axes.figure.colorbar(picture, ax=axes, format=plain, shrink=0.8, pad=0.03)
    bar.set_label("rows")
