from __future__ import annotations

import io
import re
import sys
from dataclasses import dataclass, field

import pytest

from nnfs_cli.cli.screen import Screen
from nnfs_cli.cli.training_view import EpochLines, LiveTraining, TrainingView, view_of_training
from nnfs_cli.doctor.concern import Concern


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
    concerns: tuple[Concern, ...] = ()


class FakeTerminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def live(**counters: object) -> LiveTraining:
    return LiveTraining(Screen(), FakeCounters(**counters))  # type: ignore[arg-type]


def halfway(width: int) -> str:
    view = live(epoch=99, batch=5, current_loss=0.05123)
    view.clock.first = 0.0
    view.clock.start -= 60
    view.epoch_ended(FakeReport(31, best=True))
    view.epoch_ended(FakeReport(99, validation={"loss": 0.07, "accuracy": 0.9667}))
    return view.line(width).plain


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


def test_warnings_come_as_they_are_seen(capsys: pytest.CaptureFixture[str]) -> None:
    concern = Concern("31 of 50 units are dead", "they learn no more", "Try \x1b[2J")
    with view_of_training(Screen(), FakeCounters()) as view:
        view.epoch_ended(FakeReport(concerns=(concern,)))
    assert capsys.readouterr().err.splitlines()[1:] == [
        r"Warning: 31 of 50 units are dead: they learn no more. Try \x1b[2J."
    ]


def test_the_line_has_everything_at_full_width() -> None:
    assert re.fullmatch(
        r"epoch 100/200  ━+─+  loss 0\.0512  validation accuracy 0\.9667  best 31  1:01 left",
        halfway(120),
    )


@pytest.mark.parametrize("width", [40, 60, 80, 100, 200])
def test_the_line_fits_and_keeps_its_bar_at_any_width(width: int) -> None:
    line = halfway(width)
    assert len(line) <= width
    assert "━━━" in line
    assert line.startswith("epoch 100/200")
    assert line.endswith("1:01 left") or width < 60


def test_before_the_first_batch_nothing_is_promised() -> None:
    line = live().line(100).plain
    assert line.startswith("epoch   1/200")
    assert "left" not in line
    assert "best" not in line
    assert "loss" not in line


def test_between_epochs_the_last_numbers_stay() -> None:
    view = live(epoch=3)
    view.epoch_ended(FakeReport(2, loss=0.25, validation={"accuracy": 0.5}))
    view.epoch_ended(FakeReport(3, loss=0.125))
    assert "loss 0.1250  validation accuracy 0.5000" in view.line(120).plain


def test_a_resumed_run_measures_time_from_where_it_resumed() -> None:
    counters = FakeCounters(epoch=100)
    view = LiveTraining(Screen(), counters)
    counters.epoch = 150
    view.clock.start -= 30
    assert "0:30 left" in view.line(120).plain


def test_stopping_is_acknowledged() -> None:
    view = live(epoch=3, current_loss=0.5)
    view.stopping()
    assert "stopping after this step …" in view.line(100).plain


def test_the_picture_is_curves_then_the_line_then_warnings() -> None:
    view = live(epoch=9, current_loss=0.5)
    for epoch in range(1, 10):
        view.epoch_ended(FakeReport(epoch, loss=1 / epoch, validation={"loss": 2 / epoch}))
    view.warnings.append("Warning: " + "long words " * 12)
    lines = [line.plain for line in view.picture(79, 23)]
    assert lines[0].startswith("loss  ")
    (place,) = [place for place, line in enumerate(lines) if line.startswith("epoch")]
    assert lines[place + 1].startswith("Warning: long words")
    assert len(lines) == place + 3
    assert max(map(len, lines)) <= 79


def test_a_small_terminal_has_the_line_alone_and_warnings_as_far_as_they_fit() -> None:
    view = live(epoch=9, current_loss=0.5)
    for epoch in range(1, 10):
        view.epoch_ended(FakeReport(epoch, loss=1 / epoch))
    view.warnings += [f"Warning: {letter}" for letter in "abcdefg"]
    lines = [line.plain for line in view.picture(49, 8)]
    assert lines[0].startswith("epoch")
    assert lines[1:] == [
        *(f"Warning: {letter}" for letter in "abcd"),
        "3 more warnings, told at the end",
    ]
    view.warnings[1:] = ["long " * 25]
    lines = [line.plain.strip() for line in view.picture(49, 8)]
    assert lines[1:] == ["Warning: a", *(" ".join(["long"] * words) for words in (10, 10, 5))]
    del view.warnings[0]
    assert len(view.picture(49, 4)) == 4
    assert [line.plain for line in view.picture(49, 3)][1:] == ["1 more warning, told at the end"]
    assert len(view.picture(49, 1)) == 1


def test_what_is_over_at_once_leaves_its_curves_and_never_flashed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal = FakeTerminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("LINES", "30")
    with view_of_training(Screen(), FakeCounters()) as view:
        assert isinstance(view, LiveTraining)
        for epoch in range(1, 6):
            view.epoch_ended(FakeReport(epoch, loss=1 / epoch))
    shown = terminal.getvalue()
    assert shown.count("loss") == 1
    assert "epoch " not in shown
    assert "\x1b[1A" not in shown


def test_colours_forced_into_a_file_bring_no_living_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert isinstance(view_of_training(Screen(), FakeCounters()), EpochLines)


def test_the_plain_view_is_the_base_of_the_others() -> None:
    assert issubclass(EpochLines, TrainingView)
    assert issubclass(LiveTraining, TrainingView)


def test_the_share_done_counts_batches() -> None:
    assert live(epoch=50, batch=5).share == pytest.approx(50.5 / 200)
