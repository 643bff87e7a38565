"""Training as it happens: one living line on a terminal, one line per epoch elsewhere.

The loop knows nothing of it. On a terminal rich's own thread looks at the trainer's counters
a few times a second; the loop is never asked to report.
"""

from __future__ import annotations

from time import monotonic
from types import TracebackType
from typing import Protocol

from rich.console import Console, ConsoleOptions, ConsoleRenderable, RenderResult
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table

from nnfs_cli.cli.screen import Screen
from nnfs_cli.cli.wording import clock, count, number

REFRESHES_PER_SECOND = 8
NARROWEST_BAR = 10
WIDEST_BAR = 40
ROOM_FOR_CONTROL_C = 3
"""terminals write ^C behind the line; were it to wrap, the line could not be wiped"""


class Counters(Protocol):
    """What can be seen of a trainer at work."""

    @property
    def epoch(self) -> int:
        """finished epochs"""

    @property
    def epochs(self) -> int: ...

    @property
    def batch(self) -> int:
        """finished batches of the epoch under way"""

    @property
    def batches_per_epoch(self) -> int: ...

    @property
    def current_loss(self) -> float | None:
        """mean of the epoch so far; None before there is one"""


class Report(Protocol):
    """What is known after an epoch."""

    @property
    def epoch(self) -> int: ...
    @property
    def loss(self) -> float: ...
    @property
    def validation(self) -> dict[str, float | None]: ...
    @property
    def best(self) -> bool: ...


class TrainingView:
    """Shows nothing: what `--quiet` sees. The others build on it."""

    def __enter__(self) -> TrainingView:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        pass

    def epoch_ended(self, report: Report) -> None:
        """Take note of a finished epoch."""

    def stopping(self) -> None:
        """Say that the request to stop was heard. Called from a signal handler."""


def view_of_training(screen: Screen, counters: Counters) -> TrainingView:
    """The view that suits the screen."""
    if screen.quiet:
        return TrainingView()
    return ProgressLine(screen, counters) if screen.lives else EpochLines(screen, counters)


class EpochLines(TrainingView):
    """``epoch 12/200  loss 0.0512  validation loss 0.0713  accuracy 0.9667  best``

    The first of the metrics only; metrics.csv has them all.
    """

    def __init__(self, screen: Screen, counters: Counters) -> None:
        self.screen = screen
        self.counters = counters

    def epoch_ended(self, report: Report) -> None:
        words = [epoch_of(report.epoch, self.counters.epochs), f"loss {number(report.loss)}"]
        scores = [f"{name} {number(value)}" for name, value in report.validation.items()]
        words += ["validation " + "  ".join(scores[:2])] * bool(scores)
        self.screen.note("  ".join(words + ["best"] * report.best))


class ProgressLine(TrainingView):
    """``epoch  37/200 ━━━━━━━━  loss 0.0512  validation accuracy 0.9667  best 31  0:12 left``"""

    def __init__(self, screen: Screen, counters: Counters) -> None:
        self.counters = counters
        self.first = done(counters)
        self.start = monotonic()
        self.loss: float | None = None
        self.validation = ""
        self.best = 0
        self.stop = False
        self.live = living(self, screen)

    def __enter__(self) -> TrainingView:
        self.live.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.live.__exit__(kind, error, traceback)

    def epoch_ended(self, report: Report) -> None:
        self.loss = report.loss
        self.validation = headline(report.validation) or self.validation
        self.best = report.epoch if report.best else self.best

    def stopping(self) -> None:
        self.stop = True

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Rich's thread asks for the line as it is now."""
        share = done(self.counters)
        before, after = self.words(share)
        room = (
            options.max_width
            - ROOM_FOR_CONTROL_C
            - len(before)
            - sum(len(word) + 2 for word in after)
            - 2
        )
        while room < NARROWEST_BAR and after:
            room += len(after.pop(-2 if len(after) > 1 else 0)) + 2
        line = Table.grid(padding=(0, 2))
        bar = ProgressBar(1, share, width=max(1, min(room, WIDEST_BAR)), complete_style="green")
        line.add_row(before, bar, *after)
        yield line

    def words(self, share: float) -> tuple[str, list[str]]:
        """What stands before the bar and after it."""
        epochs = self.counters.epochs
        before = epoch_of(min(self.counters.epoch + 1, epochs), epochs)
        if self.stop:
            return before, ["stopping after this step …"]
        loss = self.counters.current_loss
        after = [f"loss {number(self.loss if loss is None else loss):>6}", self.validation]
        after += [f"best {count(self.best)}"] if self.best else []
        return before, [word for word in [*after, self.time_left(share)] if word]

    def time_left(self, share: float) -> str:
        if share <= self.first:
            return ""
        seconds = (monotonic() - self.start) * (1 - share) / (share - self.first)
        return f"{clock(seconds)} left"


def living(line: ConsoleRenderable, screen: Screen) -> Live:
    """What draws a line anew a few times a second, and wipes it at the end."""
    return Live(
        line,
        console=screen.err,
        refresh_per_second=REFRESHES_PER_SECOND,
        transient=True,
        redirect_stdout=False,
    )


def epoch_of(epoch: int, epochs: int) -> str:
    """``epoch     7/1,200``"""
    return f"epoch {count(epoch):>{len(count(epochs))}}/{count(epochs)}"


def done(counters: Counters) -> float:
    """The share of all batches that lie behind."""
    return (counters.epoch + counters.batch / counters.batches_per_epoch) / counters.epochs


def headline(validation: dict[str, float | None]) -> str:
    """The first validation metric, or the validation loss where there is no other."""
    metrics = {name: value for name, value in validation.items() if name != "loss"} or validation
    for name, value in metrics.items():
        return f"validation {name} {number(value):>6}"
    return ""
