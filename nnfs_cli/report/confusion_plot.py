"""Which class was taken for which: the confusion matrix as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from nnfs_cli.report.drawing import GREY, file_names, house_style, save, shortened

Matrix: TypeAlias = npt.NDArray[np.int64]
Shares: TypeAlias = npt.NDArray[np.float64]

MOST_WITH_SHARES = 6
"""classes; beyond them a second line is too much, and a scale explains the colours instead"""
MOST_WITH_ZEROS = 12
"""classes; beyond them zeros would hide what there is to see"""
MOST_WITH_COUNTS = 30
"""classes; beyond them numbers would be too small to read, and the colours speak alone"""


def plot_confusion_matrix(
    counts: Matrix,
    classes: Sequence[str],
    folder: Path,
    label: str = "",
    name: str = "confusion_matrix",
) -> list[Path]:
    """Draw how often each true class (row) was predicted as each class (column).

    `counts` has the shape (classes, classes); a field's colour is its share of the row. `label`
    is the one meant in a multi-label task. Returns the files: `name`.svg and .png.
    """
    with house_style():
        figure = confusion_figure(np.asarray(counts), classes, label)
        return save(figure, folder, name)


def plot_confusion_matrices(
    counts: Sequence[Matrix],
    classes: Sequence[Sequence[str]],
    labels: Sequence[str],
    folder: Path,
) -> list[Path]:
    """A confusion matrix for each label of a multi-label task, in a file named after it."""
    names = file_names("confusion_matrix", labels)
    files = []
    for each in zip(counts, classes, labels, names, strict=True):
        files += plot_confusion_matrix(each[0], each[1], folder, each[2], each[3])
    return files


def confusion_figure(counts: Matrix, classes: Sequence[str], label: str) -> Figure:
    side = min(max(0.44 * len(classes), 3.2), 0.33 * max(len(classes), 14), 12)
    figure = Figure(figsize=(side + 1.6, side + 1.2))
    title = f"Confusion matrix: {shortened(label)}" if label else "Confusion matrix"
    axes = figure.add_subplot(title=title, xlabel="predicted", ylabel="true")
    axes.grid(visible=False)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    picture = axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    name_classes(axes, [shortened(name) for name in classes])
    if len(classes) <= MOST_WITH_COUNTS:
        write_counts(axes, counts, shares, field=72 * side / len(classes))
    if len(classes) > MOST_WITH_SHARES:
        scale = figure.colorbar(picture, ax=axes, format=PercentFormatter(1), shrink=0.8, pad=0.03)
        scale.set_label("share of the true class")
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


def write_counts(axes: Axes, counts: Matrix, shares: Shares, field: float) -> None:
    """Each field's count, and below it its share of the row; `field` is its side in points."""
    with_shares = len(counts) <= MOST_WITH_SHARES
    with_zeros = len(counts) <= MOST_WITH_ZEROS
    widest = max(len(f"{counts.max(initial=0)}"), 4 if with_shares else 0)
    size = min(11, field / (0.75 * widest), field / (2.8 if with_shares else 1.4))
    for (row, column), count in np.ndenumerate(counts):
        if with_zeros or count:
            text = f"{count}\n{shares[row, column]:.0%}" if with_shares and count else f"{count}"
            colour = "white" if shares[row, column] > 0.5 else "black" if count else GREY
            axes.text(column, row, text, color=colour, size=size, ha="center", va="center")
