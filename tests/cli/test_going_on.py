"""`nn train` of a run that was there before: longer, or as the start of another."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.test_commands import nn, write_config


@pytest.fixture
def run(tmp_path: Path) -> Path:
    done = nn("train", write_config(tmp_path, epochs=2))
    assert done.code == 0, done.err
    return tmp_path / "runs" / "colours-001"


def test_a_finished_run_is_extended(run: Path) -> None:
    refused = nn("train", "--resume", run)
    assert refused.code == 2
    assert f"nn train --resume {run} --set training.epochs=" in refused.err
    done = nn("train", "--resume", run, "--set", "training.epochs=4", "--json")
    assert done.code == 0, done.err
    assert json.loads(done.out)["epochs"] == 4
    assert "training.epochs was 2 when this run began, and is 4 now" in done.err
    wrong = nn("train", "--resume", run, "--set", "seed=4")
    assert wrong.code == 2
    assert "seed cannot change in a run that has begun" in wrong.err
    assert f"--init-from {run}" in wrong.err


def test_max_time_says_why_training_ended(tmp_path: Path) -> None:
    config = write_config(tmp_path, epochs=100_000, extra="max_time: 0.3s")
    done = nn("train", config, "--json")
    assert done.code == 0, done.err
    result = json.loads(done.out)
    assert result["status"] == "stopped"
    assert result["ending"].startswith("max_time (0.3s) was over in epoch ")


def test_a_run_is_the_start_of_another(
    run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path / "runs")  # paths of the command line are relative to here
    config = tmp_path / "colours.yaml"
    done = nn("train", config, "--init-from", "colours-001", "--set", "model.freeze=[0]")
    assert done.code == 0, done.err
    said = f"starts from {run / 'model.json'}, preprocessing kept"
    assert said.replace(" ", "") in "".join(done.err.split())  # a long path is broken anywhere
    assert "layers that stay as they are: 0" in done.err
    models = [
        json.loads((tmp_path / "runs" / f"colours-{number}" / "model.json").read_text())
        for number in ("001", "002")
    ]
    assert models[0]["layers"][0] == models[1]["layers"][0]
    assert models[0]["layers"][1] != models[1]["layers"][1]
    assert nn("evaluate", tmp_path / "runs" / "colours-002").code == 0
    wrong = nn("train", "--resume", run, "--init-from", run)
    assert wrong.code == 2
