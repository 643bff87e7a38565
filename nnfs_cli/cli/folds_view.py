"""Training on folds as it happens: a line for each fold that is done, and one for each at work."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING

from rich.text import Text

from nnfs_cli.cli.live_picture import LivePicture
from nnfs_cli.cli.progress_line import Clock, epoch_of, progress_line
from nnfs_cli.cli.screen import Screen
from nnfs_cli.cli.sparkline import sparkline
from nnfs_cli.cli.training_view import warning
from nnfs_cli.cli.wording import count, number

if TYPE_CHECKING:
    from nnfs_cli.doctor.concern import Concern
    from nnfs_cli.experiment.cross_validation import CrossValidation
    from nnfs_cli.experiment.events import Epoch, FoldEnd, FoldEpoch
    from nnfs_cli.scoring import Metrics

FINAL = 0
"""the number of the training on the rows of all folds"""
SHORTEST, LONGEST = 8, 24
"""cells of a fold's course of the loss"""


class FoldsView:
    """Tells of folds that end; on a terminal also how far each of the others is."""

    def __init__(self, screen: Screen, run: CrossValidation) -> None:
        self.screen = screen
        self.folds = run.plan.folds
        self.trainings = self.folds + (run.config.split.final_model == "refit")
        self.shares: dict[int, float] = dict.fromkeys(run.done, 1.0)
        """how far each training is"""
        self.epochs = run.plan.epochs
        self.losses: dict[int, list[float]] = {}
        """of validation, or of training where there is none"""
        self.working: dict[int, str] = {}
        """the trainings under way, in words"""
        self.told: set[str] = set()
        """why something is wrong, each told once"""
        self.clock: Clock | None = None
        """from the first epoch on: before it, processes have to be started"""
        self.stop = False
        self.live = LivePicture(screen.err, self.picture) if screen.lives else None

    def __enter__(self) -> FoldsView:
        if self.live is not None:
            self.live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self.live is not None:
            self.live.stop()

    @property
    def share(self) -> float:
        """Of all trainings, how much lies behind."""
        return sum(self.shares.values()) / self.trainings

    def epoch_ended(self, event: FoldEpoch | FoldEnd | Epoch) -> None:
        """Take note of an epoch, or of the end of a fold."""
        from nnfs_cli.experiment.events import FoldEnd, FoldEpoch

        if isinstance(event, FoldEnd):
            self.shares[event.fold] = 1.0
            self.working.pop(event.fold, None)
            self.say(self.with_course(end_of_fold(event, self.folds), event.fold))
        elif isinstance(event, FoldEpoch):
            self._note(event.fold, event.epoch, event.epochs)
        else:
            self._note(FINAL, event, self.epochs)

    def _note(self, number: int, epoch: Epoch, epochs: int) -> None:
        """Take note of an epoch of a training."""
        if self.clock is None:
            self.clock = Clock(self.share)
        self.shares[number] = min(1.0, epoch.epoch / epochs)
        watched = epoch.validation.get("loss")
        self.losses.setdefault(number, []).append(epoch.loss if watched is None else watched)
        who, how = f"fold {number}", f"  validation {scores_of(epoch.validation, 2)}"
        if number == FINAL:
            who, how = "on the rows of all folds", f"  loss {epoch.loss:.4g}"
        self.working[number] = f"{who}  {epoch_of(epoch.epoch, epochs)}{how}"
        for concern in epoch.concerns:
            self._warn(who, concern)

    def _warn(self, who: str, concern: Concern) -> None:
        if concern.why not in self.told:
            self.told.add(concern.why)
            self.say(warning(concern).replace(": ", f": {who}: ", 1))

    def stopping(self) -> None:
        """Say that the request to stop was heard. Called from a signal handler."""
        self.stop = True

    def say(self, text: str) -> None:
        """Tell something on the way. Called from any thread."""
        if self.live is not None:
            self.live.say(text)
        else:
            self.screen.note(text)

    def picture(self, width: int, height: int) -> list[Text]:
        """What stands on a terminal of that size now: all folds, and those under way."""
        done = sum(share == 1 for fold, share in self.shares.items() if fold != FINAL)
        left = self.clock.time_left(self.share) if self.clock is not None else ""
        left = "stopping after this step …" if self.stop else left
        ascii_only = self.screen.err.options.ascii_only
        before = f"folds {done}/{self.folds}"
        lines = [progress_line(before, self.share, [left], width, ascii_only=ascii_only)]
        for fold, words in sorted(self.working.items()):
            line = Text("  " + self.with_course(words, fold, width - 2))
            line.truncate(width, overflow="crop")
            lines.append(line)
        return lines[:height]

    def with_course(self, words: str, fold: int, width: int = 0) -> str:
        """The words, and behind them the course of the loss if there is room for it."""
        console = self.screen.err
        room = (width or console.width - 1) - len(words) - 2
        if self.live is None or console.options.ascii_only or room < SHORTEST:
            return words
        return f"{words}  {sparkline(self.losses.get(fold, []), min(room, LONGEST))}".rstrip()


def end_of_fold(event: FoldEnd, folds: int) -> str:
    """``fold 2/5  validation loss 0.071  accuracy 0.9667  best epoch 31``"""
    best = f"  best epoch {count(event.best_epoch)}" if event.best_epoch else ""
    scores = scores_of(event.validation, 3)
    return f"fold {event.fold:>{len(str(folds))}}/{folds}  validation {scores}{best}"


def scores_of(validation: Metrics, most: int) -> str:
    """``loss 0.071  accuracy 0.9667``: the loss, and the main metrics after it."""
    return "  ".join(f"{name} {number(value)}" for name, value in [*validation.items()][:most])
