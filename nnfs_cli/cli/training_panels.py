"""The losses and the main metric of the epochs so far, as curves side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from nnfs_cli.cli.curves import FINE, PLAIN, Curve, draw, smoothed
from nnfs_cli.cli.wording import number

TRAINING, VALIDATION = "cyan", "yellow"
GAP = 3
NARROWEST, WIDEST = 36, 64
"""columns of a panel"""
LOWEST, HIGHEST = 4, 12
"""rows of its curves"""
FEWEST_ROWS = 18
"""of a terminal in which there is room for curves beside what was said before"""
FEWEST_EPOCHS = 3

CurveAndLast: TypeAlias = tuple[Curve, float]


@dataclass
class History:
    """What is drawn of the epochs so far."""

    loss: dict[int, float] = field(default_factory=dict)
    validation_loss: dict[int, float] = field(default_factory=dict)
    metric: dict[int, float] = field(default_factory=dict)
    metric_name: str = ""
    best: int = 0

    def add(
        self, epoch: int, loss: float, validation: Mapping[str, float | None], *, best: bool
    ) -> None:
        """Take an epoch. The metric is the first besides the loss that has a value."""
        self.loss[epoch] = loss
        self.best = epoch if best else self.best
        for name, value in validation.items():
            if value is None:
                continue
            if name == "loss":
                self.validation_loss[epoch] = value
            elif name == (self.metric_name or name):
                self.metric_name = name
                self.metric[epoch] = value


@dataclass(frozen=True)
class Panels:
    """Draws histories for a console; `smooth` is the share of the mean before that stays in the
    curves.
    """

    console: Console
    smooth: float = 0.0

    def lines(self, history: History, width: int, height: int) -> list[Text]:
        """The panels there is room for on a terminal; none where it is small, or little to show."""
        if height < FEWEST_ROWS or width < NARROWEST or len(history.loss) < FEWEST_EPOCHS:
            return []
        rows = max(LOWEST, min(HIGHEST, (height - 10) // 2))
        made = [self._losses, self._metric] if history.metric else [self._losses]
        across = (width - GAP) // 2
        if len(made) == 1 or across < NARROWEST:
            return self._losses(history, min(width, WIDEST), rows)
        across = min(across, WIDEST)
        return side_by_side([panel(history, across, rows) for panel in made], across)

    @property
    def signs_are_plain(self) -> bool:
        """Whether the terminal cannot write anything but ASCII."""
        return self.console.options.ascii_only

    def _losses(self, history: History, width: int, rows: int) -> list[Text]:
        curves = [self._curve("training", history.loss, TRAINING, ".")]
        if history.validation_loss:
            curves.append(self._curve("validation", history.validation_loss, VALIDATION, "o"))
        return self._panel("loss", curves, history, width, rows)

    def _metric(self, history: History, width: int, rows: int) -> list[Text]:
        curve = self._curve("validation", history.metric, VALIDATION, "o")
        return self._panel(history.metric_name, [curve], history, width, rows)

    def _curve(
        self, name: str, values: Mapping[int, float], style: str, plain: str
    ) -> CurveAndLast:
        """A curve, and its last value as it was measured. Without colours the validation is drawn
        with a mark of its own.
        """
        epochs, measured = zip(*list(values.items()), strict=True)  # at once: training goes on
        drawn: Sequence[float] = measured
        mark = plain if self.signs_are_plain else ""
        colourless = self.console.no_color or self.console.color_system is None
        if colourless and not mark and name == "validation":
            mark = "•"
        if self.smooth:
            drawn = smoothed(drawn, self.smooth)
        return Curve(name, epochs, drawn, style, mark), measured[-1]

    def _panel(
        self, name: str, curves: Sequence[CurveAndLast], history: History, width: int, rows: int
    ) -> list[Text]:
        legend = []
        for curve, last in curves:
            mark = f"{curve.mark} " if curve.mark else ""
            legend.append((f"{mark}{curve.name} {number(last)}", curve.style))
        title = _title(name, legend, "  ")
        if cell_len(title.plain) > width:  # closer together, before a number is cut
            title = _title(name, legend, " ")
        signs = PLAIN if self.signs_are_plain else FINE
        return draw(title, [curve for curve, _ in curves], width, rows, signs, history.best)


def _title(name: str, legend: Sequence[tuple[str, str]], gap: str) -> Text:
    return Text(gap).join([Text(name, "bold"), *(Text(*words) for words in legend)])


def side_by_side(panels: Sequence[Sequence[Text]], width: int) -> list[Text]:
    """Panels of equal height in one."""
    return [Text(" " * GAP).join(padded(row, width)) for row in zip(*panels, strict=True)]


def padded(row: Sequence[Text], width: int) -> Iterator[Text]:
    """All but the last filled up with spaces."""
    for text in row[:-1]:
        yield Text.assemble(text, " " * (width - cell_len(text.plain)))
    yield row[-1]
