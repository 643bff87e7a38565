from __future__ import annotations

import re
from pathlib import Path

import pytest

from nnfs_cli.download.catalogue import CATALOGUE, PublishedDataset
from nnfs_cli.download.dataset_files import download, published
from nnfs_cli.errors import ConfigError
from tests.download.conftest import CONTENT, Server


def two_files(server: Server) -> PublishedDataset:
    files = (server.file("a.csv"), server.file("b.csv"))
    return PublishedDataset("pair", "two files", "CC0", "https://example.com", files, "y")


def test_all_files_come_once(server: Server, tmp_path: Path) -> None:
    dataset, folder = two_files(server), tmp_path / "new" / "folder"
    done = download(dataset, folder)
    assert (done.fetched, done.there_already) == (("a.csv", "b.csv"), ())
    assert done.next_command == f"nn init {folder / 'a.csv'} --target y"
    server.asked.clear()
    again = download(dataset, folder)
    assert (again.fetched, again.there_already) == ((), ("a.csv", "b.csv"))
    assert server.asked == []
    (folder / "b.csv").unlink()
    assert download(dataset, folder).fetched == ("b.csv",)
    assert [request["path"] for request in server.asked] == ["/b.csv"]


def test_progress_is_told_of_every_file(server: Server, tmp_path: Path) -> None:
    told: dict[str, int] = {}
    download(two_files(server), tmp_path, lambda file, size: told.update({file.name: size}))
    assert told == {"a.csv": len(CONTENT), "b.csv": len(CONTENT)}


def test_data_go_where_configs_look_for_them(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    download(two_files(server))
    assert (tmp_path / "datasets" / "pair" / "a.csv").read_bytes() == CONTENT


def test_nothing_is_made_where_something_is_in_the_way(server: Server, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ConfigError, match="a file, not a folder"):
        download(two_files(server), tmp_path / "file")
    with pytest.raises(ConfigError, match="did you mean 'penguins'"):
        published("pinguins")


@pytest.mark.parametrize("dataset", CATALOGUE.values(), ids=lambda dataset: dataset.name)
def test_every_entry_says_all_that_is_needed(dataset: PublishedDataset) -> None:
    assert dataset.licence
    assert dataset.source.startswith("http")
    assert 0 < len(dataset.about) < 90
    assert len({file.sha256 for file in dataset.files}) == len(dataset.files)
    for file in dataset.files:
        assert re.fullmatch("[0-9a-f]{64}", file.sha256)
        assert 0 < file.size < 100_000_000
        assert file.addresses
        assert all(address.startswith("https://") for address in file.addresses)
        assert Path(file.name).name == file.name
