"""Configs written as text, loaded the way the commands load them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from nnfs_cli.config.loading import load_config
from nnfs_cli.config.schema import Config
from nnfs_cli.errors import NNError

TABLE = "dataset: {path: a.csv, target: t}\n"
"""The shortest valid config; what is appended to it begins in line 2."""

Load = Callable[..., Config]
Mistakes = Callable[..., list[str]]


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Load:
    """The config that a text and overrides make, in a file called c.yaml."""

    def from_text(text: str | bytes, *overrides: str) -> Config:
        monkeypatch.chdir(tmp_path)
        Path("c.yaml").write_bytes(text.encode() if isinstance(text, str) else text)
        return load_config(Path("c.yaml"), overrides).config

    return from_text


@pytest.fixture
def mistakes(load: Load) -> Mistakes:
    """What is wrong with a text and overrides, one line for each mistake."""

    def from_text(text: str | bytes, *overrides: str) -> list[str]:
        with pytest.raises(NNError) as caught:
            load(text, *overrides)
        return [str(error) for error in caught.value.mistakes()]

    return from_text


@pytest.fixture
def mistake(mistakes: Mistakes) -> Callable[..., str]:
    """What is wrong with lines appended to the shortest config; it must be a single thing."""

    def from_lines(lines: str, *overrides: str) -> str:
        (only,) = mistakes(TABLE + lines, *overrides)
        return only

    return from_lines
