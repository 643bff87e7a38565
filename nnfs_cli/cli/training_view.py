"""Training as it happens: curves and a living line on a terminal, one line per epoch elsewhere.

The loop knows nothing of it. On a terminal a thread looks at the trainer's counters a few times a
second; the loop is never asked to report.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, TypeAlias

from rich.text import Text

from nnfs_cli.cli.live_picture import LivePicture
from nnfs_cli.cli.progress_line import Clock, epoch_of, progress_line
from nnfs_cli.cli.screen import Screen
from nnfs_cli.cli.training_panels import History, Panels
from nnfs_cli.cli.wording import count, number, printable

if TYPE_CHECKING:
    from nnfs_cli.doctor.concern import Concern


PastEpoch: TypeAlias = tuple[int, float, Mapping[str, float | None]]
"""its number, its loss, and what validation said"""


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
    @property
    def concerns(self) -> Sequence[Concern]: ...


class TrainingView:
    """Shows nothing: what `--quiet` sees. The others build on it."""

    def __init__(self, counters: Counters) -> None:
        self.counters = counters

    @property
    def share(self) -> float:
        """Of all batches, how much lies behind."""
        counters = self.counters
        return (counters.epoch + counters.batch / counters.batches_per_epoch) / counters.epochs

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

    def went_on_from(self, epochs: Iterable[PastEpoch], best: int) -> None:
        """Take the epochs before, of a training that was interrupted."""

    def stopping(self) -> None:
        """Say that the request to stop was heard. Called from a signal handler."""

    def say(self, text: str) -> None:
        """Tell something on the way. Called from any thread."""


class EpochLines(TrainingView):
    """``epoch 12/200  loss 0.0512  validation loss 0.0713  accuracy 0.9667  best``

    The first of the metrics only; metrics.csv has them all.
    """

    def __init__(self, screen: Screen, counters: Counters) -> None:
        super().__init__(counters)
        self.screen = screen

    def epoch_ended(self, report: Report) -> None:
        words = [epoch_of(report.epoch, self.counters.epochs), f"loss {number(report.loss)}"]
        scores = [f"{name} {number(value)}" for name, value in report.validation.items()]
        words += ["validation " + "  ".join(scores[:2])] * bool(scores)
        self.screen.note("  ".join(words + ["best"] * report.best))
        for concern in report.concerns:
            self.screen.note(warning(concern))

    def say(self, text: str) -> None:
        self.screen.note(text)


class LiveTraining(TrainingView):
    """The curves so far, and below them
    ``epoch  37/200 ━━━━━───  loss 0.0512  validation accuracy 0.9667  best 31  0:12 left``
    """

    def __init__(self, screen: Screen, counters: Counters, smooth: float = 0.0) -> None:
        super().__init__(counters)
        self.clock = Clock(self.share)
        self.history = History()
        self.panels = Panels(screen.err, smooth)
        self.validation = ""
        self.warnings: list[str] = []
        self.stop = False
        self.live = LivePicture(screen.err, self.picture)

    def __enter__(self) -> TrainingView:
        self.live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        width, height = self.panels.console.size
        last = self.panels.lines(self.history, width - 1, height) if kind is None else []
        self.live.stop(*last, *[""] * bool(last))

    def epoch_ended(self, report: Report) -> None:
        self.history.add(report.epoch, report.loss, report.validation, best=report.best)
        self.validation = headline(report.validation) or self.validation
        self.warnings += map(warning, report.concerns)

    def went_on_from(self, epochs: Iterable[PastEpoch], best: int) -> None:
        for epoch, loss, validation in epochs:
            self.history.add(epoch, loss, validation, best=epoch == best)

    def stopping(self) -> None:
        self.stop = True

    def say(self, text: str) -> None:
        self.live.say(text)

    def picture(self, width: int, height: int) -> list[Text]:
        """What stands on a terminal of that size now."""
        lines = [*self.panels.lines(self.history, width, height), self.line(width)]
        return lines + self.below(width, min(height, max(height * 3 // 4, 6)) - len(lines))

    def below(self, width: int, height: int) -> list[Text]:
        """As many warnings as there is room for; the others are told at the end."""
        wrapped = [Text(text, "yellow").wrap(self.panels.console, width) for text in self.warnings]
        told = len(wrapped)
        while told and sum(map(len, wrapped[:told])) + (told < len(wrapped)) > height:
            told -= 1
        lines = [line for lines in wrapped[:told] for line in lines]
        if told < len(wrapped) and height > 0:
            more = f"{count(len(wrapped) - told, 'more warning')}, told at the end"
            lines.append(Text(more, "yellow"))
        return lines

    def line(self, width: int) -> Text:
        """How far it is."""
        share, epochs = self.share, self.counters.epochs
        before = epoch_of(min(self.counters.epoch + 1, epochs), epochs)
        if self.stop:
            after = ["stopping after this step …"]
        else:
            loss = self.counters.current_loss
            if loss is None and self.history.loss:
                loss = [*self.history.loss.values()][-1]
            best = f"best {count(self.history.best)}" if self.history.best else ""
            left = self.clock.time_left(share)
            after = [f"loss {number(loss):>6}" * (loss is not None), self.validation, best, left]
        ascii_only = self.panels.signs_are_plain
        return progress_line(before, share, after, width, ascii_only=ascii_only)


def view_of_training(screen: Screen, counters: Counters, smooth: float = 0.0) -> TrainingView:
    """The view that suits the screen."""
    if screen.quiet:
        return TrainingView(counters)
    if screen.lives:
        return LiveTraining(screen, counters, smooth)
    return EpochLines(screen, counters)


def warning(concern: Concern) -> str:
    """As it is told while training goes on."""
    return f"Warning: {printable(concern.sentence)}"


def headline(validation: dict[str, float | None]) -> str:
    """The first validation metric, or the validation loss where there is no other."""
    metrics = {name: value for name, value in validation.items() if name != "loss"} or validation
    for name, value in metrics.items():
        return f"validation {name} {number(value):>6}"
    return ""
