from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest
from typer.testing import CliRunner

from nnfs_cli.cli.app import app
from nnfs_cli.download import catalogue
from nnfs_cli.download.catalogue import CATALOGUE, PublishedDataset, PublishedFile
from tests.download.conftest import Server, server

__all__ = ["server"]


@pytest.fixture
def small(server: Server, monkeypatch: pytest.MonkeyPatch) -> PublishedDataset:
    files = (server.file("flowers.csv"),)
    dataset = PublishedDataset("small", "A few flowers", "CC0", "https://a.example", files, "y")
    monkeypatch.setitem(catalogue.CATALOGUE, "small", dataset)
    return dataset


@pytest.mark.usefixtures("small")
def test_a_data_set_comes_with_licence_source_and_the_next_command(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["download", "small", "-o", str(tmp_path)])
    assert done.exit_code == 0, done.output
    assert done.stdout.strip() == str(tmp_path)
    for said in (
        "A few flowers",
        "licence  CC0",
        "source   https://a.example",
        "fetched and checked",
    ):
        assert said in done.stderr
    assert f"Next: nn init {tmp_path / 'flowers.csv'} --target y" in done.stderr
    again = CliRunner().invoke(app, ["download", "small", "-o", str(tmp_path), "--json"])
    assert json.loads(again.stdout) == {
        "name": "small",
        "licence": "CC0",
        "source": "https://a.example",
        "folder": str(tmp_path),
        "fetched": [],
        "there_already": ["flowers.csv"],
    }


def test_the_list_has_every_data_set() -> None:
    shown = CliRunner().invoke(app, ["download", "--list"])
    assert shown.exit_code == 0
    assert all(name in shown.stdout for name in CATALOGUE)
    listed = json.loads(CliRunner().invoke(app, ["download", "--list", "--json"]).stdout)
    assert {one["name"]: one["bytes"] for one in listed["datasets"]}["mnist"] == 11_594_722


def test_mistakes_and_failures(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    nothing = CliRunner().invoke(app, ["download"])
    assert nothing.exit_code == 2
    assert "nn download --list" in nothing.stderr
    unknown = CliRunner().invoke(app, ["download", "minst"])
    assert unknown.exit_code == 2
    assert "did you mean 'mnist'" in unknown.stderr
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{closed.getsockname()[1]}/a"
    files = (PublishedFile("a", 5, "0" * 64, (address,)),)
    dataset = PublishedDataset("far", "Far away", "CC0", "https://a.example", files)
    monkeypatch.setitem(catalogue.CATALOGUE, "far", dataset)
    offline = CliRunner().invoke(app, ["download", "far", "-o", str(tmp_path / "new")])
    assert offline.exit_code == 1
    assert "a cannot be fetched" in offline.stderr
    assert "Is there a network?" in offline.stderr
    assert offline.stdout == ""
