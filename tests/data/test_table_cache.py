"""A table out of the cache is the table of the file, whatever happened to either in between."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nnfs_cli.data import cache_entries, table_cache
from nnfs_cli.data.column_types import ColumnOptions
from nnfs_cli.data.raw_columns import CategoricalColumn, RawColumn
from nnfs_cli.data.table_cache import cached_table
from nnfs_cli.data.tables import TableData, TableRequest, load_table
from nnfs_cli.errors import ConfigError, DataError

TABLE = "n,w,b,g,y\n1,São Paulo,yes,p,1\n2.5,b,no,q,0\n,b,yes,p,1\n-3,,no,q,0\n0.1,b,yes,,1\n"


@pytest.fixture(autouse=True)
def every_file_is_worth_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_cache, "LARGE_FILE", 1)


@pytest.fixture
def request_(tmp_path: Path) -> TableRequest:
    path = tmp_path / "t.csv"
    path.write_text(TABLE, encoding="utf-8")
    return TableRequest(path, ("y",), filters=("n > -5",), missing="mode", keep=("g",))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def facts(data: TableData) -> object:
    """Everything there is to know about a table, comparable."""

    def column(raw: RawColumn) -> object:
        if isinstance(raw, CategoricalColumn):
            return raw.name, raw.vocabulary, raw.codes.dtype, raw.codes.tolist()
        return raw.name, raw.spellings, raw.values.dtype, raw.values.tobytes()

    columns = [[column(raw) for raw in (*data.features, *data.targets, *data.kept, *data.weights)]]
    counts = replace(data, features=(), targets=(), kept=(), weights=(), from_cache=False)
    counts = replace(counts, row_numbers=(), entry=None)  # type: ignore[arg-type]
    return columns, data.row_numbers.dtype, data.row_numbers.tolist(), counts


def entries(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.table"))


def test_the_second_time_it_comes_from_the_cache(request_: TableRequest, folder: Path) -> None:
    first, second = cached_table(request_, folder), cached_table(request_, folder)
    assert (first.from_cache, second.from_cache) == (False, True)
    assert facts(first) == facts(second) == facts(load_table(request_))
    assert (folder / ".gitignore").read_text() == "*\n"


def test_a_file_of_the_same_bytes_is_the_same_table(request_: TableRequest, folder: Path) -> None:
    cached_table(request_, folder)
    copy = request_.path.with_name("other.csv")
    copy.write_bytes(request_.path.read_bytes())
    assert cached_table(replace(request_, path=copy), folder).from_cache


def test_a_changed_byte_makes_another_table(request_: TableRequest, folder: Path) -> None:
    """Even where size and time say that nothing happened."""
    cached_table(request_, folder)
    before = request_.path.stat()
    request_.path.write_text(TABLE.replace("2.5", "2.6"), encoding="utf-8")
    os.utime(request_.path, ns=(before.st_atime_ns, before.st_mtime_ns))
    data = cached_table(request_, folder)
    assert not data.from_cache
    assert facts(data) == facts(load_table(request_))


def test_a_file_that_changes_while_it_is_read_is_not_kept(
    request_: TableRequest, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load_and_change(request: TableRequest) -> TableData:
        data = load_table(request)
        request.path.write_text(TABLE + "9,b,no,p,0\n", encoding="utf-8")
        return data

    monkeypatch.setattr(table_cache, "load_table", load_and_change)
    cached_table(request_, folder)
    assert entries(folder) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"filters": ()},
        {"missing": "drop"},
        {"keep": ()},
        {"target": ("g",), "keep": (), "weight": "y"},
        {"exclude": ("w",)},
        {"target": ("b",)},
        {"target_kind": "categorical"},
        {"header": True},
        {"columns": {"n": ColumnOptions(missing="mean")}},
    ],
    ids=str,
)
def test_another_request_is_another_entry(
    request_: TableRequest, folder: Path, changes: dict[str, object]
) -> None:
    cached_table(request_, folder)
    other = replace(request_, **changes)  # type: ignore[arg-type]
    data = cached_table(other, folder)
    assert not data.from_cache
    assert facts(data) == facts(load_table(other))
    assert len(entries(folder)) == 2


def test_other_versions_do_not_trust_it(
    request_: TableRequest, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cached_table(request_, folder)
    monkeypatch.setattr(table_cache, "__version__", "99")
    assert not cached_table(request_, folder).from_cache


def cut_short(content: bytes) -> bytes:
    return content[:-9]


def flip_the_last_bit(content: bytes) -> bytes:
    return content[:-1] + bytes([content[-1] ^ 1])


def claim_a_long_description(content: bytes) -> bytes:
    return content[:12] + b"\xff" * 8 + content[20:]


@pytest.mark.parametrize(
    "damage",
    [cut_short, flip_the_last_bit, claim_a_long_description, lambda _: b"", lambda _: b"x" * 99],
)
def test_a_damaged_entry_is_replaced(
    request_: TableRequest, folder: Path, damage: Callable[[bytes], bytes]
) -> None:
    expected = facts(cached_table(request_, folder))
    (entry,) = entries(folder)
    good = entry.read_bytes()
    entry.write_bytes(damage(good))
    data = cached_table(request_, folder)
    assert not data.from_cache
    assert facts(data) == expected
    assert entry.read_bytes() == good


def test_where_nothing_can_be_written_it_works_without(
    request_: TableRequest, tmp_path: Path
) -> None:
    in_the_way = tmp_path / "a-file"
    in_the_way.write_text("")
    expected = facts(load_table(request_))
    for folder in (in_the_way, tmp_path / "no" / "such" / "folder"):
        for _ in range(2):
            data = cached_table(request_, folder)
            assert not data.from_cache
            assert facts(data) == expected


def test_small_files_are_not_kept(
    request_: TableRequest, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_cache, "LARGE_FILE", len(TABLE.encode()) + 1)
    cached_table(request_, folder)
    assert not folder.exists()


def test_the_entries_used_longest_ago_make_room(
    request_: TableRequest, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    requests = [replace(request_, filters=(f"n > -{limit}",)) for limit in (5, 6, 7)]
    for age, request in enumerate(requests[:2]):
        cached_table(request, folder)
        (new,) = set(entries(folder)) - {e for e in entries(folder) if e.stat().st_mtime < 1e6}
        os.utime(new, (age, age))
    assert cached_table(requests[0], folder).from_cache, "now it is the newer one"
    size = entries(folder)[0].stat().st_size
    monkeypatch.setattr(cache_entries, "MOST_BYTES", 2 * size + 50)
    cached_table(requests[2], folder)
    assert len(entries(folder)) == 2
    assert cached_table(requests[0], folder).from_cache
    monkeypatch.setattr(table_cache, "MOST_BYTES", 10)
    request_.path.write_text(TABLE + "7,b,no,p,0\n", encoding="utf-8")
    assert facts(cached_table(request_, folder)) == facts(load_table(request_))
    assert len(entries(folder)) == 2, "an entry larger than all may be is not written"


def test_mistakes_are_told_as_ever(request_: TableRequest, folder: Path) -> None:
    for request, kind in (
        (replace(request_, target=("z",)), ConfigError),
        (replace(request_, path=Path("absent.csv")), DataError),
        (replace(request_, path=request_.path.parent), DataError),
    ):
        with pytest.raises(kind):
            cached_table(request, folder)
    assert entries(folder) == []


def test_its_arrays_serve_as_those_of_the_file_do(request_: TableRequest, folder: Path) -> None:
    cached_table(request_, folder)
    data = cached_table(request_, folder)
    rows = np.array([0, 1])
    for kept, read in zip(data.features, load_table(request_).features, strict=True):
        assert repr(kept.take(rows)) == repr(read.take(rows))
