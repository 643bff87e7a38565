"""A copy of the corpus to run commands in, so that what they leave behind is seen."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from command_runs import CORPUS


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("nn") / "corpus"
    shutil.copytree(CORPUS, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return folder
