"""Models that the tests of the Python API ask."""

from __future__ import annotations

from pathlib import Path

import pytest

import nnfs_cli
from nnfs_cli import Model, TrainedRun

DATASETS = Path(__file__).parent.parent.parent / "datasets"


@pytest.fixture(scope="session")
def iris(tmp_path_factory: pytest.TempPathFactory) -> TrainedRun:
    """A run with three classes, whose config was never a file."""
    return nnfs_cli.train(
        {
            "name": "iris",
            "dataset": {"path": DATASETS / "iris.csv", "target": "species"},
            "training": {"epochs": 30},
            "output": {"plots": False},
        },
        runs_dir=tmp_path_factory.mktemp("runs"),
    )


PEOPLE = """age,sex,member,city,wage
30,f,yes,Bonn,10
40,m,no,Köln,20
,f,yes,Bonn,30
60,m,,Ulm,40
35,f,no,Ulm,15
45,m,yes,Köln,25
"""


@pytest.fixture(scope="session")
def wages(tmp_path_factory: pytest.TempPathFactory) -> Model:
    """A regression with every kind of column; a missing age is filled, the others are not."""
    folder = tmp_path_factory.mktemp("wages")
    header, people = PEOPLE.split("\n", 1)
    (folder / "people.csv").write_text(f"{header}\n{people * 5}", encoding="utf-8")
    config = {
        "dataset": {
            "path": folder / "people.csv",
            "target": "wage",
            "columns": {"age": {"missing": "mean"}, "sex": {"unknown": "error"}},
        },
        "model": {"loss": "mse"},
        "training": {"epochs": 2},
        "output": {"plots": False},
    }
    return nnfs_cli.train(config, runs_dir=folder).model


@pytest.fixture(scope="session")
def digits(tmp_path_factory: pytest.TempPathFactory) -> Model:
    """Of images of 8 x 8 grey pixels."""
    config = {
        "dataset": {"images": DATASETS / "digits"},
        "training": {"epochs": 1},
        "output": {"plots": False},
    }
    return nnfs_cli.train(config, runs_dir=tmp_path_factory.mktemp("digits")).model
