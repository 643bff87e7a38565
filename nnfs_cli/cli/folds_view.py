"""Training on folds as it happens: a line for each fold that is done, and one that lives."""

from __future__ import annotations

from contextlib import nullcontext
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING

from rich.console import Console, ConsoleOptions, RenderResult
from rich.progress_bar import ProgressBar
from rich.table import Table

from nnfs_cli.cli.screen import Screen
from nnfs_cli.cli.training_view import WIDEST_BAR, epoch_of, living
from nnfs_cli.cli.wording import clock, count, number

if TYPE_CHECKING:
    from nnfs_cli.experiment.cross_validation import CrossValidation
    from nnfs_cli.experiment.events import Epoch, FoldEnd, FoldEpoch


class FoldsView:
    """Tells of folds that end; on a terminal also how far all of them are."""

    def __init__(self, screen: Screen, run: CrossValidation) -> None:
        self.screen = screen
        self.folds = run.plan.folds
        self.trainings = self.folds + (run.config.split.final_model == "refit")
        self.shares: dict[int, float] = dict.fromkeys(run.done, 1.0)
        """how far each training is; the final one has the number 0"""
        self.epochs = {0: run.plan.epochs}
        self.start = monotonic()
        self.first = self.share
        self.stop = False
        self.doing = ""
        self.live = living(self, screen) if screen.lives else nullcontext()

    def __enter__(self) -> FoldsView:
        self.live.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.live.__exit__(kind, error, traceback)

    @property
    def share(self) -> float:
        """Of all trainings, how much lies behind."""
        return sum(self.shares.values()) / self.trainings

    def epoch_ended(self, event: FoldEpoch | FoldEnd | Epoch) -> None:
        """Take note of an epoch, or of the end of a fold."""
        from nnfs_cli.experiment.events import FoldEnd, FoldEpoch

        if isinstance(event, FoldEnd):
            self.shares[event.fold] = 1.0
            self.screen.note(end_of_fold(event, self.folds))
        elif isinstance(event, FoldEpoch):
            self.shares[event.fold] = event.epoch.epoch / event.epochs
            self.doing = f"fold {event.fold}: {epoch_of(event.epoch.epoch, event.epochs)}"
        else:
            self.shares[0] = min(1.0, event.epoch / self.epochs[0])
            self.doing = f"on the rows of all folds: epoch {count(event.epoch)}"

    def stopping(self) -> None:
        """Say that the request to stop was heard. Called from a signal handler."""
        self.stop = True

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        line = Table.grid(padding=(0, 2))
        width = max(1, min(WIDEST_BAR, options.max_width // 3))
        bar = ProgressBar(1, self.share, width=width, complete_style="green")
        done = sum(share == 1 for fold, share in self.shares.items() if fold)
        words = "stopping after this step …" if self.stop else self.doing
        line.add_row(f"folds {done}/{self.folds}", bar, words, self.time_left())
        yield line

    def time_left(self) -> str:
        share = self.share
        if self.stop or share <= self.first:
            return ""
        seconds = (monotonic() - self.start) * (1 - share) / (share - self.first)
        return f"{clock(seconds)} left"


def end_of_fold(event: FoldEnd, folds: int) -> str:
    """``fold 2/5  validation loss 0.071  accuracy 0.9667  best epoch 31``"""
    scores = "  ".join(f"{name} {number(value)}" for name, value in [*event.validation.items()][:3])
    best = f"  best epoch {count(event.best_epoch)}" if event.best_epoch else ""
    return f"fold {event.fold:>{len(str(folds))}}/{folds}  validation {scores}{best}"
