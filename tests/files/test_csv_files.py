"""The tables of a run, through the disk and back."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnfs_cli.errors import ModelFileError
from nnfs_cli.files.csv_files import append_csv, read_csv, write_csv, write_csv_columns
from nnfs_cli.files.formulas import as_it_was

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=6)
ROWS = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(TEXT, min_size=width, max_size=width), min_size=1, max_size=5)
)


@given(ROWS)
def test_any_text_comes_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    path = tmp_path_factory.getbasetemp() / "table.csv"
    header, *body = rows
    write_csv(path, header, body[:1])
    for row in body[1:]:
        append_csv(path, row)
    with path.open(encoding="utf-8", newline="") as file:
        assert [list(map(as_it_was, row)) for row in csv.reader(file)] == rows
    assert read_csv(path, header) == (header, body)


def test_numbers_are_short_and_exact_and_those_that_do_not_exist_are_empty(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    row = [1, 0.1, np.float32(0.1), np.float64(1e-7), None, float("nan"), np.float32("inf"), "x,y"]
    write_csv(path, list("abcdefgh"), [row])
    append_csv(path, row)
    line = b'1,0.1,0.1,1e-07,,,,"x,y"\n'
    assert path.read_bytes() == b"a,b,c,d,e,f,g,h\n" + line + line


def test_what_is_no_such_table_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    with pytest.raises(ModelFileError, match=r"table\.csv: there is no such file"):
        read_csv(path)
    path.write_bytes(b"a,b\n1,2\n3\n")
    with pytest.raises(ModelFileError, match=r"table\.csv: row 2: expected 2 cells, got 1"):
        read_csv(path)
    with pytest.raises(ModelFileError, match=r"table\.csv:1: expected the columns row,part"):
        read_csv(path, ["row", "part"])
    for content in (b"a\n\xff\n", b'a\n"1', b'a\n"1"2\n'):
        path.write_bytes(content)
        with pytest.raises(ModelFileError, match="this is not a CSV file"):
            read_csv(path)
    path.write_bytes(b"")
    assert read_csv(path) == ([], [])


@given(ROWS.filter(lambda rows: len(rows[0]) > 1))
def test_columns_make_the_file_that_rows_make(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    by_rows, by_columns = (tmp_path_factory.getbasetemp() / f"{kind}.csv" for kind in "rc")
    header, *body = rows
    write_csv(by_rows, header, body)
    columns = [[row[place] for row in body] for place in range(len(header))]
    write_csv_columns(by_columns, header, columns)
    assert by_columns.read_bytes() == by_rows.read_bytes()


def test_columns_of_many_rows_are_written_in_pieces(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    rows = np.arange(70_000)
    write_csv_columns(
        path, ["row", "word"], [rows, ["a,b" if row == 66_000 else "c" for row in rows]]
    )
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[:2] == ["row,word", "0,c"]
    assert lines[66_000:66_002] == ["65999,c", '66000,"a,b"']
    assert lines[-1] == "69999,c"
    assert len(lines) == 70_001
