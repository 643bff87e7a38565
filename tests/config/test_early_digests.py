"""What is hashed before anyone asks: large tables, and no mistakes are told of yet."""

from __future__ import annotations

from pathlib import Path

import pytest

from nnfs_cli.config import early_digests
from nnfs_cli.config.early_digests import begin_digests
from nnfs_cli.config.loading import load_config


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    names: list[str] = []
    monkeypatch.setattr(early_digests, "begin_sha256", lambda path: names.append(path.name))
    monkeypatch.setattr(early_digests, "LARGE_FILE", 5)
    return names


def loaded(folder: Path, config: str) -> None:
    (folder / "c.yaml").write_text(config, encoding="utf-8")
    begin_digests(load_config(folder / "c.yaml"))


def test_the_large_ones_of_its_tables(tmp_path: Path, hashed: list[str]) -> None:
    for name, size in (("main.csv", 9), ("test.csv", 5), ("validation.csv", 4)):
        (tmp_path / name).write_bytes(bytes(size))
    split = "split: {test: test.csv, validation: validation.csv}"
    loaded(tmp_path, "dataset: {path: main.csv, target: y}\n" + split)
    assert hashed == ["main.csv", "test.csv"]


def test_neither_images_nor_what_is_not_there(tmp_path: Path, hashed: list[str]) -> None:
    (tmp_path / "folder").mkdir()
    loaded(tmp_path, "dataset: {path: absent.csv, target: y}")
    loaded(tmp_path, "dataset: {path: folder, target: y}")
    loaded(tmp_path, "dataset: {images: folder}")
    assert hashed == []
