"""Curves drawn with characters: eight braille dots to a cell, or one mark where they do not serve.

Several curves share one pair of axes. Each column of dots spans from the lowest to the highest
value of the epochs that fall into it and reaches to where the column before it ended, so that no
leap is lost however many epochs there are.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from rich.cells import cell_len
from rich.text import Text

from nnfs_cli.cli.wording import count, number

FAINT = "dim"
DOTS = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))
"""of a braille character: two columns of four, from the top"""
BRAILLE = 0x2800
LOG_FROM = 20.0
"""times that the largest value is the smallest: from here on a linear scale shows only the first
epochs"""


STRETCHES = 250
"""more points than two for each are not to be seen"""


@dataclass(frozen=True)
class Curve:
    """Values over epochs."""

    name: str
    epochs: Sequence[int]
    values: Sequence[float]
    style: str
    mark: str = ""
    """a character to draw with; "" for braille dots"""


@dataclass(frozen=True)
class Signs:
    """What the axes are drawn with."""

    tick: str
    line: str
    best: str


FINE = Signs("┤", "│", "▲")
PLAIN = Signs("|", "|", "^")


def smoothed(values: Sequence[float], weight: float) -> list[float]:
    """An exponential moving average, free of the pull to its start: as TensorBoard draws it."""
    mean, smooth = 0.0, []
    for position, value in enumerate(values, start=1):
        mean = weight * mean + (1 - weight) * value
        smooth.append(mean / (1 - weight**position))
    return smooth


def draw(
    title: Text, curves: Sequence[Curve], width: int, rows: int, signs: Signs, best: int = 0
) -> list[Text]:
    """A panel of `rows` + 2 lines: the title, the curves, the epochs; none is wider than `width`.

    `best` is an epoch that is marked below; 0 for none.
    """
    title = title.copy()
    title.truncate(width, overflow="crop")
    values = [value for curve in curves for value in curve.values if math.isfinite(value)]
    epochs = [epoch for curve in curves for epoch in curve.epochs]
    if not values:
        return [title]
    low, high = min(values), max(values)
    logarithmic = low > 0 and high >= LOG_FROM * low
    labels = (number(high), number(low))
    room = max(map(cell_len, labels))
    columns = max(1, width - room - 2)
    scale = Scale(low, high, rows, min(epochs), max(epochs), columns, logarithmic)
    grid = Grid(columns, rows)
    for curve in curves:
        grid.add(curve, scale)
    if logarithmic:
        title.append("  log" if cell_len(title.plain) + 5 <= width else "", FAINT)
    lines = [title]
    for row, cells in enumerate(grid.lines()):
        label = labels[0] if row == 0 else labels[1] if row == rows - 1 else ""
        sign = signs.tick if label else signs.line
        lines.append(Text.assemble((f"{label:>{room}} {sign}", FAINT), cells))
    lines.append(Text(" " * (room + 2) + epochs_below(scale, best, signs), FAINT))
    return lines


@dataclass(frozen=True)
class Scale:
    """Where an epoch and a value stand among `columns` by `rows` cells."""

    low: float
    high: float
    rows: int
    first: int
    last: int
    columns: int
    logarithmic: bool

    def height(self, value: float, steps: int) -> int:
        """A value's line of `steps`, counted from the top."""
        if self.high == self.low:
            return (steps - 1) // 2
        if self.logarithmic:
            share = math.log(self.high / value) / math.log(self.high / self.low)
        else:
            share = (self.high - value) / (self.high - self.low)
        return round(share * (steps - 1))

    def place(self, epoch: int, steps: int) -> int:
        """An epoch's column of `steps`."""
        return round((epoch - self.first) / max(1, self.last - self.first) * (steps - 1))


class Grid:
    """Cells that curves are drawn into; a later one stands before an earlier one."""

    def __init__(self, columns: int, rows: int) -> None:
        self.columns, self.rows = columns, rows
        self.dots = [[0] * columns for _ in range(rows)]
        self.signs = [[" "] * columns for _ in range(rows)]
        self.styles = [[""] * columns for _ in range(rows)]

    def add(self, curve: Curve, scale: Scale) -> None:
        """Draw a curve from epoch to epoch."""
        wide, high = (1, 1) if curve.mark else (2, 4)
        epochs, values = thinned(curve.epochs, curve.values)
        points = [
            (scale.place(epoch, self.columns * wide), scale.height(value, self.rows * high))
            for epoch, value in zip(epochs, values, strict=True)
            if math.isfinite(value)
        ]
        for x, top, bottom in spans(points):
            column, of_column = x // wide, DOTS[x % wide]
            for y in range(top, bottom + 1):
                row = y // high
                self.dots[row][column] |= of_column[y % high]
                self.signs[row][column] = curve.mark or chr(BRAILLE | self.dots[row][column])
                self.styles[row][column] = curve.style

    def lines(self) -> list[Text]:
        """The cells as text, each stretch of a style in one piece."""
        lines = []
        for signs, styles in zip(self.signs, self.styles, strict=True):
            line, start = Text(), 0
            for style, stretch in groupby(styles):
                stop = start + len(list(stretch))
                line.append("".join(signs[start:stop]), style)
                start = stop
            lines.append(line)
        return lines


def thinned(
    epochs: Sequence[int], values: Sequence[float]
) -> tuple[Sequence[int], Sequence[float]]:
    """Of very many points the lowest and the highest of each stretch, in their order."""
    if len(values) <= 2 * STRETCHES:
        return epochs, values
    kept = []
    for stretch in range(STRETCHES):
        start, stop = (len(values) * at // STRETCHES for at in (stretch, stretch + 1))
        of_stretch = values[start:stop]
        kept += sorted({start + of_stretch.index(pick(of_stretch)) for pick in (min, max)})
    return [epochs[place] for place in kept], [values[place] for place in kept]


def spans(points: Sequence[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """The columns with the first and last line of each, from lines at columns in rising order.

    Where columns lie between two points a straight line goes through them; where it is steep, each
    of two columns takes half of the way.
    """
    found: dict[int, list[int]] = {}

    def reach(x: int, y: int) -> None:
        span = found.setdefault(x, [y, y])
        span[0], span[1] = min(span[0], y), max(span[1], y)

    for x, y in points[:1]:
        reach(x, y)
    for (x, last), (to_x, to_y) in pairwise(points):
        reach(to_x, to_y)
        start = last
        for step in range(1, to_x - x + 1):
            y = start + round((to_y - start) * step / (to_x - x))
            middle = (last + y) // 2
            reach(x + step - 1, middle if y >= last else middle + 1)
            reach(x + step, middle + 1 if y > last else middle)
            reach(x + step, y)
            last = y
    return [(x, top, bottom) for x, (top, bottom) in sorted(found.items())]


def epochs_below(scale: Scale, best: int, signs: Signs) -> str:
    """``1        ▲ 31            200``: the first epoch, the best and the last.

    The best stands where it belongs, or as near to it as the others leave room.
    """
    first, last = count(scale.first), count(scale.last)
    if scale.last == scale.first:
        return first
    if best == scale.last:
        last = f"{signs.best} {last}"
    room = scale.columns - len(first) - len(last)
    words = f"{signs.best} {count(best)}"
    if not scale.first <= best < scale.last or room < len(words) + 2:
        return f"{first}{last:>{scale.columns - len(first)}}"
    place = scale.place(best, scale.columns) - len(first)
    if place + len(words) >= room:
        words = f"{count(best)} {signs.best}"
        place = min(place - len(words) + 1, room - len(words) - 1)
    place = max(1, place)
    return f"{first}{' ' * place}{words}{last:>{scale.columns - len(first) - place - len(words)}}"
