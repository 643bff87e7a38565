"""`nn report`: the same bytes as training left, and what there is when the data are gone."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from reading import RunOf, read_page
from runs_to_report import FILE, KINDS, trained
from typer.testing import CliRunner

from nnfs_cli.cli.app import app
from nnfs_cli.errors import ModelFileError, TrainingError
from nnfs_cli.remake import remake


@pytest.fixture
def copied(run_of: RunOf, tmp_path: Path) -> RunOf:
    """A run of a kind with its data, to do with as one likes."""

    def one(kind: str) -> Path:
        run = run_of(kind)
        shutil.copytree(run.parents[1], tmp_path / kind)
        return tmp_path / kind / run.relative_to(run.parents[1])

    return one


@pytest.fixture
def without_plots(monkeypatch: pytest.MonkeyPatch) -> None:
    """They take longest, and other tests look at them."""
    monkeypatch.setattr("nnfs_cli.remake.draw_plots", lambda *_: [])


@pytest.mark.usefixtures("without_plots")
@pytest.mark.parametrize("kind", KINDS)
def test_the_same_bytes_as_from_training(copied: RunOf, kind: str) -> None:
    run = copied(kind)
    before = (run / "report.html").read_bytes()
    (run / "report.html").unlink()
    remade = remake(run)
    assert remade.note == ""
    assert remade.report == run / "report.html"
    assert remade.report.read_bytes() == before


@pytest.mark.usefixtures("without_plots")
@pytest.mark.parametrize("kind", ["multiclass", "binary", "multilabel", "regression", "images"])
def test_without_its_data_it_shows_what_the_run_knows(tmp_path: Path, kind: str) -> None:
    run = trained(kind, tmp_path)
    whole = read_page(run)
    for data in tmp_path.glob("*.csv"):
        data.unlink()
    shutil.rmtree(tmp_path / "pictures", ignore_errors=True)
    note = remake(run).note
    page = read_page(run)
    assert "cannot be read any more" in note
    assert note in page.by_id("data").text
    assert page.by_id("result").text == whole.by_id("result").text
    sections = [section.attributes["id"] for section in page.all("section")]
    assert "columns" not in sections
    if kind != "regression":
        assert page.by_id("probabilities").text == whole.by_id("probabilities").text
    images = [
        i for s in page.all("section") if s.attributes["id"] != "first_layer" for i in s.all("img")
    ]
    assert not images


@pytest.mark.usefixtures("without_plots")
def test_changed_data_are_not_taken_for_its_own(tmp_path: Path) -> None:
    run = trained("multiclass", tmp_path)
    with (tmp_path / FILE).open("a", encoding="utf-8") as file:
        file.write("1,1,1,plain\n")
    assert "have changed since it began" in remake(run).note
    assert "have changed since it began" in read_page(run).by_id("data").text


def test_a_run_under_way_has_nothing_to_report(copied: RunOf) -> None:
    run = copied("regression")
    (run / "summary.json").unlink()
    with pytest.raises(ModelFileError, match="not come to its end"):
        remake(run)


def test_a_run_that_diverged_says_so(tmp_path: Path) -> None:
    with pytest.raises(TrainingError):
        trained("regression", tmp_path, "training.optimizer=sgd", "training.learning_rate=1e30")
    run = tmp_path / "runs" / "regression-001"
    remake(run)
    page = read_page(run)
    assert "training diverged" in page.by_id("result").text
    assert page.by_id("data").all("table")


def test_the_command(copied: RunOf) -> None:
    run = copied("regression")
    result = CliRunner().invoke(app, ["report", str(run), "--json"])
    said = json.loads(result.stdout)
    assert said["report"] == str(run / "report.html")
    assert said["note"] is None
    assert {Path(plot).name for plot in said["plots"]} >= {"loss.svg", "loss.png"}
    assert all(Path(plot).is_file() for plot in said["plots"])


def test_a_fault_in_drawing_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fault(*_: object) -> None:
        raise ZeroDivisionError("somewhere in a chart")

    with monkeypatch.context() as patched:
        patched.setattr("nnfs_cli.report.page.page", fault)
        run = trained("regression", tmp_path)
    assert not (run / "report.html").exists()
    assert json.loads((run / "summary.json").read_text())["status"] == "finished"
    assert "ZeroDivisionError: somewhere in a chart" in (run / "log.txt").read_text()
    assert (run / "model.json").is_file()
    remake(run)
    assert (run / "report.html").is_file()
