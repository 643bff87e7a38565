"""Which class was taken for which: the confusion matrix as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from nnfs_cli.report.drawing import GREY, file_name, house_style, save, shortened

Matrix = npt.NDArray[np.int64]

MOST_WITH_COUNTS = 30
"""classes; beyond them numbers would be too small to read, and the colours speak alone"""


def plot_confusion_matrix(
    counts: Matrix, classes: Sequence[str], folder: Path, label: str = ""
) -> list[Path]:
    """Draw how often each true class (row) was predicted as each class (column).

    `counts` has the shape (classes, classes); a field's colour is its share of the row. `label`
    is the one meant in a multi-label task, and becomes part of the file's name. Returns the
    files: confusion_matrix.svg and .png.
    """
    with house_style():
        figure = confusion_figure(np.asarray(counts), classes, label)
        return save(figure, folder, file_name("confusion_matrix", label))


def confusion_figure(counts: Matrix, classes: Sequence[str], label: str) -> Figure:
    side = min(max(0.44 * len(classes), 3.2), 0.33 * max(len(classes), 14), 12)
    figure = Figure(figsize=(side + 2.4, side + 1.6))
    title = f"Confusion matrix: {shortened(label)}" if label else "Confusion matrix"
    axes = figure.add_subplot(title=title, xlabel="predicted", ylabel="true")
    axes.grid(visible=False)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    picture = axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    bar = figure.colorbar(picture, ax=axes, format=PercentFormatter(1), shrink=0.8, pad=0.03)
    bar.set_label("share of the true class")
    name_classes(axes, [shortened(name) for name in classes])
    if len(classes) <= MOST_WITH_COUNTS:
        write_counts(axes, counts, shares)
    return figure


def name_classes(axes: Axes, names: Sequence[str]) -> None:
    """Every class, or every few where all of them would not fit."""
    step = -(-len(names) // (2 * MOST_WITH_COUNTS))
    places = range(0, len(names), step)
    shown = [names[place] for place in places]
    upright = max(map(len, names), default=0) * len(names) > 30
    axes.set_xticks(places, shown, rotation=90 if upright else 0)
    axes.set_yticks(places, shown)
    axes.tick_params(length=0)


def write_counts(axes: Axes, counts: Matrix, shares: npt.NDArray[np.float64]) -> None:
    few = len(counts) <= 12
    digits = len(f"{counts.max(initial=0)}")
    size = min(11 if few else 8, (60 if few else 32) / digits)
    for (row, column), count in np.ndenumerate(counts):
        if count or few:
            colour = "white" if shares[row, column] > 0.5 else "black" if count else GREY
            axes.text(column, row, f"{count}", color=colour, size=size, ha="center", va="center")
