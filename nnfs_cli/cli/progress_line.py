"""How far training is, in one line: ``epoch 37/200 ━━━━━───  loss 0.0512 …  0:12 left``."""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic

from rich.cells import cell_len
from rich.text import Text

from nnfs_cli.cli.wording import clock, count

NARROWEST_BAR = 10
WIDEST_BAR = 40


class Clock:
    """Measures how fast a share of work grows from where it was at the beginning."""

    def __init__(self, share: float) -> None:
        self.first = share
        self.start = monotonic()

    @property
    def seconds(self) -> float:
        """Since the beginning."""
        return monotonic() - self.start

    def seconds_left(self, share: float) -> float | None:
        """At the pace so far; None where nothing is done yet."""
        done = share - self.first
        return self.seconds * (1 - share) / done if done > 0 else None

    def time_left(self, share: float) -> str:
        """``0:12 left``, or nothing before there is a pace."""
        seconds = self.seconds_left(share)
        return "" if seconds is None else f"{clock(seconds)} left"


def progress_line(
    before: str, share: float, after: Sequence[str], width: int, *, ascii_only: bool = False
) -> Text:
    """Words, a bar as long as there is room for, and words; of those behind it the last stays
    longest, then the first.
    """
    words = [word for word in after if word]
    room = width - cell_len(before) - sum(cell_len(word) + 2 for word in words) - 2
    while room < NARROWEST_BAR and words:
        room += cell_len(words.pop(-2 if len(words) > 1 else 0)) + 2
    full, rest = ("#", "-") if ascii_only else ("━", "─")
    size = max(1, min(room, WIDEST_BAR))
    done = round(size * share)
    bar = Text.assemble((full * done, "green"), (rest * (size - done), "dim"))
    line = Text("  ").join([Text(before), bar, *map(Text, words)])
    line.truncate(width, overflow="crop")
    return line


def epoch_of(epoch: int, epochs: int) -> str:
    """``epoch     7/1,200``"""
    return f"epoch {count(epoch):>{len(count(epochs))}}/{count(epochs)}"
