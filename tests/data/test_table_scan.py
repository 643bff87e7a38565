"""Files of every make are read as Python's own csv module reads them; bad ones name their lines."""

from __future__ import annotations

import csv
import gzip
import io
import sys
from pathlib import Path

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnfs_cli.data.filters import all_of, parse_filter
from nnfs_cli.data.table_format import FormatOptions
from nnfs_cli.data.table_scan import ALL_ROWS, open_table
from nnfs_cli.data.typed_columns import TypedColumn
from nnfs_cli.errors import DataError, ManyErrors

ROWS = [("São Paulo", "1.5"), ("a,b", ""), ('say "hi"', "-3"), ("two\nlines", "4e2")]


def as_csv(rows: list[tuple[str, ...]], **options: str) -> str:
    text = io.StringIO()
    csv.writer(text, **options).writerows([("name", "n"), *rows])  # type: ignore[arg-type]
    return text.getvalue()


def cells_of(path: Path | str, **options: str) -> list[tuple[str, ...]]:
    with open_table(path, FormatOptions(**options)) as scan:  # type: ignore[arg-type]
        scan.one_row([f"count({scan.column(name)})" for name in scan.names])
        return [row for batch in scan.texts(3, scan.names) for row in batch]


def mistakes_of(path: Path) -> list[str]:
    with pytest.raises((DataError, ManyErrors)) as caught:
        cells_of(path)
    return [str(error).removeprefix(f"{path.parent}/") for error in caught.value.mistakes()]


@pytest.mark.parametrize(
    "content",
    [
        as_csv(ROWS, lineterminator="\n").encode(),
        as_csv(ROWS, lineterminator="\r\n").encode(),
        as_csv(ROWS, lineterminator="\n", delimiter=";").encode(),
        as_csv(ROWS, lineterminator="\n", delimiter="|").encode(),
        as_csv(ROWS, lineterminator="\n", delimiter="\t").encode(),
        as_csv(ROWS, lineterminator="\n").encode("utf-8-sig"),
        as_csv(ROWS, lineterminator="\n").encode("utf-16"),
        as_csv(ROWS, lineterminator="\n").rstrip("\n").encode(),
        gzip.compress(as_csv(ROWS, lineterminator="\n").encode()),
        gzip.compress(as_csv(ROWS, lineterminator="\n").encode("utf-16")),
        b"\n\n" + as_csv(ROWS, lineterminator="\n").encode(),
        as_csv(ROWS, lineterminator="\r\n").replace("\r\n", "\n", 1).encode(),
    ],
    ids=[
        "lf",
        "crlf",
        "semicolon",
        "bar",
        "tab",
        "bom",
        "utf16",
        "no-last-newline",
        "gzip",
        "gzip16",
        "blank",
        "mixed",
    ],
)
def test_every_make_of_file(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "table.txt"
    path.write_bytes(content)
    assert cells_of(path) == ROWS


def test_a_name_that_looks_like_a_pattern(tmp_path: Path) -> None:
    path = tmp_path / "it's [1] of *?.csv"
    path.write_text(as_csv(ROWS))
    (tmp_path / "it's 1 of xy.csv").write_text("other,table\n1,2\n")
    assert cells_of(path) == ROWS


def test_parquet(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    duckdb.sql(
        "SELECT * FROM (VALUES (1, 0.1::DOUBLE, 'x', true), (2, NULL, NULL, false)) t(i, d, s, b)"
    ).write_parquet(str(path))
    with open_table(path) as scan:
        assert scan.format is None
        assert scan.names == ("i", "d", "s", "b")
    assert cells_of(path) == [("1", "0.1", "x", "true"), ("2", "", "", "false")]


def test_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "t.csv"
    path.write_text(as_csv(ROWS))
    with path.open() as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        assert cells_of("-") == ROWS


def test_one_column_keeps_its_blank_lines(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("x\n1\n\n3\n")
    assert cells_of(path) == [("1",), ("",), ("3",)]


def test_quotes_as_text(tmp_path: Path) -> None:
    path = tmp_path / "t.txt"
    path.write_text('"Great" film\t1\nso "bad"\t0\n"open\t1\n')
    assert cells_of(path) == [('"Great" film', "1"), ('so "bad"', "0"), ('"open', "1")]


TEXT = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r\ufeff"), max_size=8
)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(TEXT, TEXT, TEXT), min_size=1, max_size=8), st.sampled_from([",", ";", "|"])
)
def test_what_the_csv_module_writes_reads_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]], delimiter: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "round_trip.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter, lineterminator="\n")
        writer.writerows([("a", "b", "c"), *rows])
    assert cells_of(path, delimiter=delimiter) == rows


def test_doubles_come_in_the_order_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    numbers = np.random.default_rng(0).normal(size=300_000)
    path.write_text("x,q\n" + "".join(f'{x!r},"a\nb"\n' for x in numbers.tolist()))
    with open_table(path) as scan:
        batches = list(scan.doubles([f"try_cast({scan.column('x')} AS DOUBLE)"], ALL_ROWS))
    np.testing.assert_array_equal(np.concatenate([batch[1] for batch in batches]), numbers)


@pytest.mark.parametrize(
    ("content", "mistakes"),
    [
        (b"a,b\n1,2\n3\n4,5\n", ["t.csv:3: this row has fewer than the table's 2 cells"]),
        (
            b'a,b\n"x\ny",2\n\n3,4,5\n6\n',
            [
                "t.csv:5: this row has more than the table's 2 cells",
                "t.csv:6: this row has fewer than the table's 2 cells",
            ],
        ),
        (b"a,b\r\n1,2\r\n3\r\n", ["t.csv:3: this row has fewer than the table's 2 cells"]),
        ("a,b\n1,2\né,2\n".encode("latin-1"), ["t.csv:3: this line is not UTF-8 text"]),
        (b"a,a\n1,2\n", ["t.csv:1: more than one column is called 'a'"]),
        (b"", ["t.csv: the file is empty"]),
        (b"\n \n", ["t.csv: the file holds nothing but blank lines"]),
        (b"a,b\x00\n", ["t.csv: this is not a text table: it holds binary data"]),
    ],
)
def test_what_is_wrong_with_a_file(tmp_path: Path, content: bytes, mistakes: list[str]) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    assert mistakes_of(path) == mistakes


def test_an_open_quote(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('a,b\n1,2\n3,"4\n5,6\n')
    (mistake,) = mistakes_of(path)
    assert mistake.startswith("t.csv:3: this row has a quote that is not closed")


def test_text_far_down_that_is_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b"a,b\n" + b"1,x\n" * 300_000 + b"1,\xe9\n" + b"1,x\n" * 10)
    assert mistakes_of(path) == ["t.csv:300002: this line is not UTF-8 text"]


def test_twenty_bad_lines_are_listed_and_the_rest_counted(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a,b\n" + "1,2\n" * 1000 + "1\n" * 50)
    mistakes = mistakes_of(path)
    assert len(mistakes) == 21
    assert mistakes[0].startswith("t.csv:1002:")
    assert mistakes[-1] == "t.csv: 30 more lines do not fit either"


def test_files_that_are_not_there(tmp_path: Path) -> None:
    (tmp_path / "houses.csv").write_text("a\n1\n")
    assert mistakes_of(tmp_path / "house.csv") == [
        "house.csv: no such file; did you mean 'houses.csv'?"
    ]
    folder = tmp_path / "folder"
    folder.mkdir()
    assert mistakes_of(folder) == ["folder: this is a folder, not a table"]
    (tmp_path / "t.xlsx").write_bytes(b"PK")
    assert mistakes_of(tmp_path / "t.xlsx") == ["t.xlsx: .xlsx files are not read as tables"]


def test_a_gzip_file_that_ends_too_early(tmp_path: Path) -> None:
    path = tmp_path / "t.csv.gz"
    path.write_bytes(gzip.compress(np.random.default_rng(0).bytes(5000).hex().encode())[:3000])
    (mistake,) = mistakes_of(path)
    assert mistake.startswith("t.csv.gz: cannot be read")


def test_places_of_rows(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('\na,b\n1,2\n\n"x\ny",3\n4,5\n')
    with open_table(path) as scan:
        assert scan.places([1, 2, 3]) == {1: f"{path}:3", 2: f"{path}:5", 3: f"{path}:7"}


def test_no_other_file_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_text("a\n1\n")
    path = tmp_path / "t.csv"
    path.write_text("a\n1\n")
    with open_table(path) as scan, pytest.raises(DataError):
        scan.one_row([f"(SELECT count(*) FROM '{tmp_path / 'other.csv'}')"])


@pytest.mark.parametrize("quick", [True, False])
def test_rows_keep_the_order_of_the_file(tmp_path: Path, quick: bool) -> None:
    """However many threads read it: 700,000 rows are six batches."""
    rows = 700_000
    path = tmp_path / "t.csv"
    path.write_text("i,w\n" + "".join(f"{row},{'abc'[row % 3]}\n" for row in range(rows)))
    with open_table(path) as scan:
        columns = [
            TypedColumn("i", "numeric"),
            TypedColumn("w", "categorical", ("a", "b", "c")),
            TypedColumn("w", "boolean", ("a", "b")),
        ]
        readings = [column.reading(scan, quick=quick).value for column in columns]
        for filters in (["i < 0", "w != 'b'"], ["i >= 0"]):
            condition = all_of([parse_filter(text) for text in filters], scan)
            batches = list(scan.doubles(readings, condition))
            i, w = (np.concatenate([batch[place] for batch in batches]) for place in (1, 2))
            assert len(batches) > 1
            np.testing.assert_array_equal(i, np.arange(rows))
            np.testing.assert_array_equal(w, np.arange(rows) % 3)
