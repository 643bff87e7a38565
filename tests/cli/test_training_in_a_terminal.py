"""A real training in a real terminal: what is drawn while it learns, and what stays."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

pty = pytest.importorskip("pty")
termios = pytest.importorskip("termios")

CONFIG = """
dataset: {path: data.csv, target: y}
model: {layers: [{type: dense, units: 8, activation: tanh}, {type: dense}]}
training: {epochs: 400000, early_stopping: null, checkpoint_every: 1000}
output: {plots: false, report: false}
"""
PROGRAM = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from nnfs_cli.__main__ import main
main()
"""


class Session:
    """`nn` in a terminal of some size."""

    def __init__(self, folder: Path, columns: int, rows: int, arguments: Sequence[str]) -> None:
        self.master, slave = pty.openpty()
        termios.tcsetwinsize(slave, (rows, columns))
        unwanted = ("COLUMNS", "LINES", "NO_COLOR")
        environment = {key: value for key, value in os.environ.items() if key not in unwanted}
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, *arguments],
            cwd=folder,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environment | {"TERM": "xterm-256color", "PYTHONIOENCODING": "utf-8"},
        )
        os.close(slave)
        self.shown = ""

    def pieces(self) -> Iterator[str]:
        while True:
            try:
                piece = os.read(self.master, 65536).decode("utf-8", errors="replace")
            except OSError:  # the other end is closed
                return
            self.shown += piece
            yield piece

    def wait_for(self, pattern: str) -> None:
        deadline = time.monotonic() + 60
        for _ in self.pieces():
            if re.search(pattern, self.shown):
                return
            assert time.monotonic() < deadline
        raise AssertionError(f"ended without {pattern}: {self.shown[-2000:]}")

    def end(self) -> int:
        for _ in self.pieces():
            pass
        os.close(self.master)
        return self.process.wait(30)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rows = "".join(f"{place / 100},{(place / 50) ** 2}\n" for place in range(100))
    (tmp_path / "data.csv").write_text(f"x,y\n{rows}", encoding="utf-8")
    (tmp_path / "config.yaml").write_text(CONFIG, encoding="utf-8")
    return tmp_path


def visible(text: str) -> str:
    return re.sub(r"\x1b\[[?\d;]*[A-Za-z]", "", text)


def test_curves_are_drawn_over_and_the_last_ones_stay(folder: Path) -> None:
    session = Session(folder, 100, 30, ["train", "config.yaml"])
    session.wait_for(r"\x1b\[1\dA")  # one that takes the place of another
    session.process.send_signal(signal.SIGINT)
    assert session.end() == 130
    assert "\x1b[2J" not in session.shown  # nothing is ever wiped that was there before
    assert "\x1b[?1049h" not in session.shown
    *_, last = visible(session.shown).split("evaluating and drawing")[:1]
    *_, picture = last.split("loss  training")
    assert re.search(r"[⠁-⣿]", picture)
    assert "▲" in picture
    assert "Interrupted: " in session.shown
    assert session.shown.rindex("\x1b[?25h") > session.shown.rindex("\x1b[?25l")


def test_a_small_terminal_has_one_line(folder: Path) -> None:
    session = Session(folder, 50, 15, ["train", "config.yaml"])
    session.wait_for(r"(?s)epoch .*epoch ")
    session.process.send_signal(signal.SIGINT)
    assert session.end() == 130
    assert not re.search(r"[⠁-⣿]┤", session.shown)
    assert re.search(r"epoch +[\d,]+/400,000  [━─]{10}", visible(session.shown))


def test_what_is_over_at_once_is_drawn_once(folder: Path) -> None:
    session = Session(folder, 100, 30, ["train", "config.yaml", "--set", "training.epochs=5"])
    assert session.end() == 0
    assert len(re.findall(r"┤", session.shown)) == 4  # two panels, each with two numbers


def test_quiet_draws_nothing(folder: Path) -> None:
    command = ["train", "config.yaml", "--set", "training.epochs=5", "--quiet"]
    session = Session(folder, 100, 30, command)
    assert session.end() == 0
    assert "┤" not in session.shown
    assert "\x1b[?25l" not in session.shown
