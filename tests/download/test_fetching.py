from __future__ import annotations

import hashlib
import socket
from pathlib import Path

import pytest

from nnfs_cli.download import connection
from nnfs_cli.download.catalogue import PublishedFile
from nnfs_cli.download.transfer import DownloadError, fetch, is_there
from nnfs_cli.errors import DataError, ExitCode
from tests.download.conftest import CONTENT, Server


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def fetched(file: PublishedFile, folder: Path) -> list[int]:
    """Fetch it; the steps that were told. It has to be there, whole and alone."""
    steps: list[int] = []
    assert fetch(file, folder, steps.append) == folder / file.name
    assert (folder / file.name).read_bytes() == CONTENT
    assert names(folder) == [file.name]
    return steps


def test_a_file_comes_whole(server: Server, tmp_path: Path) -> None:
    file = server.file("a.bin")
    assert not is_there(file, tmp_path)
    steps = fetched(file, tmp_path)
    assert steps == sorted(steps)
    assert steps[-1] == len(CONTENT)
    assert is_there(file, tmp_path)
    (request,) = server.asked
    assert request["Accept-Encoding"] == "identity"
    assert "Range" not in request


def test_a_cut_connection_is_taken_up_where_it_broke(server: Server, tmp_path: Path) -> None:
    server.cut_after = [200_000, 100_000]
    fetched(server.file("a.bin"), tmp_path)
    starts = [request.get("Range") for request in server.asked]
    assert starts == [None, "bytes=200000-", "bytes=300000-"]
    assert [request.get("If-Range") for request in server.asked] == [None, '"v1"', '"v1"']


def test_a_later_call_goes_on(server: Server, tmp_path: Path) -> None:
    server.cut_after = [150_000] + [0] * 5
    file = server.file("a.bin")
    with pytest.raises(DownloadError, match="breaks off again and again"):
        fetch(file, tmp_path, print)
    assert names(tmp_path) == ["a.bin.part", "a.bin.part.json"]
    assert (tmp_path / "a.bin.part").read_bytes() == CONTENT[:150_000]
    server.asked.clear()
    server.cut_after = []
    fetched(file, tmp_path)
    assert [request["Range"] for request in server.asked] == ["bytes=150000-"]


def test_a_changed_file_is_begun_anew(server: Server, tmp_path: Path) -> None:
    file = server.file("a.bin")
    (tmp_path / "a.bin.part").write_bytes(b"old" * 1000)
    origin = f'{{"address": "{server.url}/a.bin", "mark": "\\"v0\\""}}'
    (tmp_path / "a.bin.part.json").write_text(origin)
    fetched(file, tmp_path)
    assert [request["If-Range"] for request in server.asked] == ['"v0"']


def test_what_was_kept_of_another_file_costs_one_more_try(server: Server, tmp_path: Path) -> None:
    """Without a version to compare, only the checksum shows that the beginning is wrong."""
    server.etag = ""
    (tmp_path / "a.bin.part").write_bytes(b"other" * 1000)
    fetched(server.file("a.bin"), tmp_path)
    assert [request.get("Range") for request in server.asked] == ["bytes=5000-", None]


@pytest.mark.parametrize("kept", [len(CONTENT), len(CONTENT) + 5])
def test_too_much_or_enough_that_is_wrong_is_thrown_away(
    server: Server, tmp_path: Path, kept: int
) -> None:
    (tmp_path / "a.bin.part").write_bytes(b"x" * kept)
    fetched(server.file("a.bin"), tmp_path)


def test_a_part_that_is_whole_needs_no_network(tmp_path: Path) -> None:
    sha256 = hashlib.sha256(CONTENT).hexdigest()
    file = PublishedFile("a.bin", len(CONTENT), sha256, ("https://nowhere.invalid/a",))
    (tmp_path / "a.bin.part").write_bytes(CONTENT)
    assert fetched(file, tmp_path) == []


def test_a_server_without_ranges_sends_all_again(server: Server, tmp_path: Path) -> None:
    server.ranges = False
    server.cut_after = [300_000]
    fetch(server.file("a.bin"), tmp_path, print)
    assert (tmp_path / "a.bin").read_bytes() == CONTENT


def test_the_next_address_is_asked(server: Server, tmp_path: Path) -> None:
    wrong = CONTENT[:-1] + b"!"
    server.content |= {"/wrong": wrong, "/short": b"<html>", "/long": CONTENT + b"more"}
    addresses = [f"{server.url}/{path}" for path in ("gone", "wrong", "short", "long", "a.bin")]
    file = server.file("a.bin", addresses=("ftp://127.0.0.1/a.bin", *addresses))
    fetch(file, tmp_path, print)
    assert (tmp_path / "a.bin").read_bytes() == CONTENT
    assert names(tmp_path) == ["a.bin"]
    assert [request["path"] for request in server.asked] == [
        *("/gone", "/wrong", "/short", "/long", "/a.bin")
    ]


def test_it_goes_on_from_another_address(server: Server, tmp_path: Path) -> None:
    server.cut_after = [100_000, 0, 0, 0]
    server.content["/first"] = CONTENT
    file = server.file("a.bin", addresses=(f"{server.url}/first", f"{server.url}/a.bin"))
    fetched(file, tmp_path)
    last = server.asked[-1]
    assert (last["path"], last["Range"]) == ("/a.bin", "bytes=100000-")
    assert "If-Range" not in last


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (CONTENT[:-1] + b"!", "its checksum is not the published one"),
        (CONTENT + b"!", "has another file, of 512,001 bytes"),
        (b"<html>404</html>", "has another file, of 16 bytes"),
    ],
)
def test_another_file_is_never_kept(
    server: Server, tmp_path: Path, content: bytes, reason: str
) -> None:
    file = server.file("a.bin", content)
    with pytest.raises(DownloadError, match=reason) as raised:
        fetch(file, tmp_path, print)
    assert raised.value.exit_code is ExitCode.FAILED
    assert names(tmp_path) == []


def test_more_than_there_is_to_be_is_not_read(server: Server, tmp_path: Path) -> None:
    server.length = False
    file = server.file("a.bin", CONTENT * 20)
    with pytest.raises(DownloadError, match="of more than 512,000 bytes"):
        fetch(file, tmp_path, print)
    assert names(tmp_path) == []


def test_without_a_network_one_sentence_says_so(tmp_path: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    file = PublishedFile("a.bin", 5, "0" * 64, (f"http://127.0.0.1:{port}/a.bin",))
    with pytest.raises(DownloadError) as raised:
        fetch(file, tmp_path, print)
    server = f"127.0.0.1:{port}"
    assert str(raised.value) == f"a.bin cannot be fetched: {server} refuses the connection"
    assert raised.value.hint.startswith("Is there a network?")
    assert names(tmp_path) == []


def test_a_server_that_says_nothing_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "TIMEOUT", 0.05)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/a.bin"
        with pytest.raises(DownloadError, match="does not answer within"):
            fetch(PublishedFile("a.bin", 5, "0" * 64, (address,)), tmp_path, print)


@pytest.mark.parametrize("to", ["ftp://127.0.0.1/a", "http://example.com/a", "file:///etc/passwd"])
def test_only_https_is_followed(server: Server, tmp_path: Path, to: str) -> None:
    server.redirect = to
    file = server.file("a.bin", addresses=(f"{server.url}/moved",))
    with pytest.raises(DownloadError):
        fetch(file, tmp_path, print)
    file = server.file("a.bin", addresses=(to,))
    with pytest.raises(DownloadError, match="not to https"):
        fetch(file, tmp_path, print)
    assert names(tmp_path) == []


def test_a_redirection_on_safe_ground_is_followed(server: Server, tmp_path: Path) -> None:
    server.redirect = f"{server.url}/a.bin"
    fetched(server.file("a.bin", addresses=(f"{server.url}/moved",)), tmp_path)


def test_a_file_of_the_users_own_is_left_alone(server: Server, tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(b"mine")
    with pytest.raises(DataError, match="there is another file of this name"):
        is_there(server.file("a.bin"), tmp_path)
    assert (tmp_path / "a.bin").read_bytes() == b"mine"
