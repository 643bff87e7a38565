"""What a run stood on: versions, threads, and which data exactly."""

from __future__ import annotations

import hashlib
import platform
from pathlib import Path

import numpy as np
import pytest

from nnfs_cli.files.json_files import dump_json
from nnfs_cli.run.environment import BYTES_AT_A_TIME, describe_environment, fingerprint


def folder_with(parent: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        (parent / name).parent.mkdir(parents=True, exist_ok=True)
        (parent / name).write_bytes(content)
    return parent


@pytest.mark.parametrize("size", [0, 5, BYTES_AT_A_TIME + 1])
def test_a_files_fingerprint_is_its_sha256(tmp_path: Path, size: int) -> None:
    (tmp_path / "data").write_bytes(bytes(size))
    assert fingerprint(tmp_path / "data") == hashlib.sha256(bytes(size)).hexdigest()


def test_a_folders_fingerprint_follows_names_and_contents_only(tmp_path: Path) -> None:
    images = {"cat/1.png": b"one", "cat/2.png": b"two", "dog/1.png": b""}
    first = fingerprint(folder_with(tmp_path / "a", images))
    again = fingerprint(folder_with(tmp_path / "b", dict(reversed(images.items()))))
    assert again == first
    changes: list[dict[str, bytes]] = [
        {**images, "cat/2.png": b"tow"},
        {"cat/1.png": b"one", "dog/2.png": b"two", "dog/1.png": b""},
        {**images, "dog/2.png": b""},
        {"cat/1.png": b"onetwo", "cat/2.png": b"", "dog/1.png": b""},
    ]
    others = {
        fingerprint(folder_with(tmp_path / str(place), files))
        for place, files in enumerate(changes)
    }
    assert len(others - {first}) == len(changes)


def test_a_folders_fingerprint_in_full(tmp_path: Path) -> None:
    """Names in the order of their letters, sizes and contents; links to files, not to folders."""
    files = {"b/x.png": b"four", "a.png": b"1", ".hidden": b"", "b.txt": bytes(BYTES_AT_A_TIME)}
    folder = folder_with(tmp_path / "folder", files)
    (folder / "b/link").symlink_to(folder / "a.png")
    (folder / "c").symlink_to(folder / "b")
    (folder / "broken").symlink_to(folder / "nowhere")
    content = b".hidden\x000\0" + b"a.png\x001\x001" + b"b.txt\x001048576\0"
    content += bytes(BYTES_AT_A_TIME) + b"b/link\x001\x001" + b"b/x.png\x004\0four"
    assert fingerprint(folder) == hashlib.sha256(content).hexdigest()


def test_data_that_moved_are_the_same_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = folder_with(tmp_path / "here", {"iris.csv": b"a,b\n"})
    absolute = describe_environment("", 0, [folder, folder / "iris.csv"])
    monkeypatch.chdir(folder)
    assert describe_environment("", 0, [Path(), Path("iris.csv")]) == absolute
    assert [source["name"] for source in absolute["data"]] == ["here", "iris.csv"]


def test_the_environment_names_what_decides_the_numbers(tmp_path: Path) -> None:
    (tmp_path / "iris.csv").write_bytes(b"a,b\n")
    facts = describe_environment("nn train iris.yaml", 7, [tmp_path / "iris.csv"])
    assert (facts["command"], facts["seed"]) == ("nn train iris.yaml", 7)
    assert facts["data"] == [{"name": "iris.csv", "sha256": hashlib.sha256(b"a,b\n").hexdigest()}]
    assert facts["versions"]["numpy"] == np.__version__
    assert facts["versions"]["python"] == platform.python_version()
    assert all(library["threads"] >= 1 for library in facts["blas"])
    assert dump_json(facts)
