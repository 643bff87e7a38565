from __future__ import annotations

import io
import re
import sys
from dataclasses import dataclass, field

import pytest
from rich.console import Console

from nnfs_cli.cli.screen import Screen
from nnfs_cli.cli.training_view import EpochLines, ProgressLine, TrainingView, view_of_training


@dataclass
class FakeCounters:
    epoch: int = 0
    epochs: int = 200
    batch: int = 0
    batches_per_epoch: int = 10
    current_loss: float | None = None


@dataclass
class FakeReport:
    epoch: int = 1
    loss: float = 0.5
    best: bool = False
    validation: dict[str, float | None] = field(default_factory=dict)


class FakeTerminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def line_of(view: ProgressLine, width: int) -> str:
    """What rich's thread would draw in a terminal of that width."""
    console = Console(file=io.StringIO(), width=width, force_terminal=True, color_system=None)
    with console.capture() as captured:
        console.print(view)
    return captured.get().rstrip("\n")


def halfway(width: int, **counters: object) -> str:
    view = ProgressLine(Screen(), FakeCounters(epoch=99, batch=5, current_loss=0.05123, **counters))
    view.first = 0.0
    view.start -= 60
    view.epoch_ended(FakeReport(31, best=True))
    view.epoch_ended(FakeReport(99, validation={"loss": 0.07, "accuracy": 0.9667}))
    return line_of(view, width)


def test_elsewhere_a_line_per_epoch_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    view = view_of_training(Screen(), FakeCounters())
    assert isinstance(view, EpochLines)
    with view:
        view.epoch_ended(
            FakeReport(1, best=True, validation={"loss": 0.7, "accuracy": None, "f1": 1.0})
        )
        view.epoch_ended(FakeReport(12))
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.splitlines() == [
        "epoch   1/200  loss 0.5000  validation loss 0.7000  accuracy –  best",
        "epoch  12/200  loss 0.5000",
    ]


def test_quiet_shows_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with view_of_training(Screen(quiet=True), FakeCounters()) as view:
        view.epoch_ended(FakeReport())
        view.stopping()
    assert capsys.readouterr() == ("", "")


def test_the_line_has_everything_at_full_width() -> None:
    line = halfway(120)
    assert re.fullmatch(
        r"epoch 100/200  ━+╸? +  loss 0\.0512  validation accuracy 0\.9667  best 31  1:01 left *",
        line,
    )


@pytest.mark.parametrize("width", [40, 60, 80, 100, 200])
def test_the_line_fits_and_keeps_its_bar_at_any_width(width: int) -> None:
    line = halfway(width)
    assert "\n" not in line
    assert len(line.rstrip()) <= width - 3
    assert "━━━" in line
    assert line.startswith("epoch 100/200")
    assert line.rstrip().endswith("1:01 left") or width < 60


def test_the_bar_is_as_long_as_the_share_done() -> None:
    for epoch, share in ((0, 0), (50, 0.25), (100, 0.5), (200, 1)):
        view = ProgressLine(Screen(), FakeCounters(epoch=epoch))
        assert line_of(view, 120).count("━") == pytest.approx(40 * share, abs=1)


def test_before_the_first_batch_nothing_is_promised() -> None:
    line = line_of(ProgressLine(Screen(), FakeCounters()), 100)
    assert line.startswith("epoch   1/200")
    assert "left" not in line
    assert "best" not in line


def test_between_epochs_the_last_numbers_stay() -> None:
    view = ProgressLine(Screen(), FakeCounters(epoch=3))
    view.epoch_ended(FakeReport(2, loss=0.25, validation={"accuracy": 0.5}))
    view.epoch_ended(FakeReport(3, loss=0.125))
    assert "loss 0.1250  validation accuracy 0.5000" in line_of(view, 120)


def test_a_resumed_run_measures_time_from_where_it_resumed() -> None:
    counters = FakeCounters(epoch=100)
    view = ProgressLine(Screen(), counters)
    counters.epoch = 150
    view.start -= 30
    assert "0:30 left" in line_of(view, 120)


def test_stopping_is_acknowledged() -> None:
    view = ProgressLine(Screen(), FakeCounters(epoch=3, current_loss=0.5))
    view.stopping()
    assert "stopping after this step …" in line_of(view, 100)


def test_on_a_terminal_the_line_lives_and_leaves_nothing_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal = FakeTerminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    view = view_of_training(Screen(), FakeCounters())
    assert isinstance(view, ProgressLine)
    with view as same:
        assert same is view
        same.epoch_ended(FakeReport())
    assert "epoch" in terminal.getvalue()
    assert terminal.getvalue().endswith("\x1b[2K")  # the line is wiped


def test_colours_forced_into_a_file_bring_no_living_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert isinstance(view_of_training(Screen(), FakeCounters()), EpochLines)


def test_the_plain_view_is_the_base_of_the_others() -> None:
    assert issubclass(EpochLines, TrainingView)
    assert issubclass(ProgressLine, TrainingView)
