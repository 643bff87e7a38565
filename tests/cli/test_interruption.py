"""Ctrl-C during a real training: the checkpoint is safe, and the run can go on."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")

CONFIG = """
dataset: {path: data.csv, target: y}
model: {layers: [{type: dense, units: 8, activation: tanh}, {type: dense}]}
training: {epochs: 1000000, early_stopping: null, checkpoint_every: 100}
output: {plots: false, report: false}
"""

# With Ctrl-C as in a terminal: where tests run in the background, the shell has made them deaf.
PROGRAM = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from nnfs_cli.__main__ import main
main()
"""


def start(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """`nn train`, run by the program above."""
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "train", *arguments],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def wait_for_epochs(process: subprocess.Popen[str]) -> None:
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("epoch"):
            return
    raise AssertionError("training never began")


def interrupt(process: subprocess.Popen[str]) -> tuple[str, str]:
    process.send_signal(signal.SIGINT)
    return process.communicate(timeout=30)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rows = "".join(f"{place / 100},{(place / 50) ** 2}\n" for place in range(100))
    (tmp_path / "data.csv").write_text(f"x,y\n{rows}", encoding="utf-8")
    (tmp_path / "config.yaml").write_text(CONFIG, encoding="utf-8")
    return tmp_path


def summary(folder: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads((folder / "runs/config-001/summary.json").read_bytes())
    return found


def test_one_interrupt_ends_in_good_order_and_the_run_goes_on(folder: Path) -> None:
    process = start(folder, "config.yaml")
    wait_for_epochs(process)
    out, err = interrupt(process)
    assert process.returncode == 130
    assert "Interrupted: " in out
    assert err.splitlines()[-1] == "Next: nn train --resume runs/config-001"
    assert "Traceback" not in err
    first = summary(folder)
    assert first["status"] == "interrupted"

    process = start(folder, "--resume", "runs/config-001")
    wait_for_epochs(process)
    interrupt(process)
    assert process.returncode == 130
    assert summary(folder)["epochs"] > first["epochs"]  # type: ignore[operator]


def test_a_second_interrupt_ends_at_once(folder: Path) -> None:
    process = start(folder, "config.yaml")
    wait_for_epochs(process)
    begun = time.monotonic()
    process.send_signal(signal.SIGINT)
    _, err = interrupt(process)
    assert process.returncode == 130
    assert time.monotonic() - begun < 10
    assert "Traceback" not in err


def test_a_run_that_is_still_training_is_not_resumed(folder: Path) -> None:
    process = start(folder, "config.yaml")
    wait_for_epochs(process)
    second = start(folder, "--resume", "runs/config-001")
    _, err = second.communicate(timeout=60)
    assert second.returncode == 2
    assert "another process is training in this run directory" in err
    process.kill()
    process.communicate()

    process = start(folder, "--resume", "runs/config-001")  # a killed one does not stand in the way
    wait_for_epochs(process)
    interrupt(process)
    assert process.returncode == 130
