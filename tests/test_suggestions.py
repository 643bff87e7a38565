from __future__ import annotations

from pathlib import Path

import pytest

from nnfs_cli.suggestions import did_you_mean, did_you_mean_path, listed


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("bad.yaml", "iris.yaml", "iris.csv", "wine.csv", "iris-001"):
        (tmp_path / name).touch()
    return tmp_path


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("trane.yaml", ""),
        ("irsi.yaml", "; did you mean 'iris.yaml'?"),
        ("irsi.csv", "; did you mean 'iris.csv'?"),
        ("iris.yml", "; did you mean 'iris.yaml'?"),
        ("iris-01", "; did you mean 'iris-001'?"),
    ],
)
def test_files_are_alike_by_their_stems(folder: Path, asked: str, answer: str) -> None:
    assert did_you_mean_path(folder / asked) == answer


def test_nothing_lies_in_a_folder_that_is_not_there(folder: Path) -> None:
    assert did_you_mean_path(folder / "no" / "iris.yaml") == ""


def test_names_are_compared_without_case() -> None:
    assert did_you_mean("RELU", ["relu", "tanh"]) == "; did you mean 'relu'?"
    assert did_you_mean("x", ["relu", "tanh"]) == ""


def test_long_lists_are_cut() -> None:
    assert listed("abc", most=2) == "a, b and 1 more"
