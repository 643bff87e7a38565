"""Answers written in every form and read back by another program."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from nnfs_cli.answer_formats import (
    DelimitedAnswers,
    JsonLinesAnswers,
    answer_file,
    refuse_other_format,
)
from nnfs_cli.errors import ConfigError

NAMES = ("note", 'the "n%" of x', "p")
NUMBERS = {'the "n%" of x', "p"}
ROWS = [
    ('say "hi", 100%s', "0.1", "1e-05"),
    ("two\nlines\tand a TAB", "-3", ""),
    ("", "1e+20", "0.333333343"),
    ("São Paulo {} \\ é", "", "nan"),
    ("null", "5", "inf"),
]
MEANT = [
    ('say "hi", 100%s', 0.1, 1e-05),
    ("two\nlines\tand a TAB", -3.0, None),
    (None, 1e20, 0.333333343),
    ("São Paulo {} \\ é", None, None),
    ("null", 5.0, None),
]


def write(path: Path, rows: list[Any] = ROWS) -> Path:
    with answer_file(path) as answers:
        answers.begin(NAMES, NUMBERS)
        answers.write(iter(rows[:2]))
        answers.write(rows[2:])
    return path


def strict(text: str) -> Any:
    def refuse(word: str) -> None:
        raise AssertionError(word)

    return json.loads(text, parse_constant=refuse)


@pytest.mark.parametrize("ending", [".jsonl", ".ndjson", ".JSONL"])
def test_json_lines(ending: str, tmp_path: Path) -> None:
    lines = write(tmp_path / f"a{ending}").read_text(encoding="utf-8").splitlines()
    read = [strict(line) for line in lines]
    assert [tuple(row.values()) for row in read] == MEANT
    assert all(tuple(row) == NAMES for row in read)


def test_parquet(tmp_path: Path) -> None:
    rows = [(note, n, "" if p in ("nan", "inf") else p) for note, n, p in ROWS]
    path = write(tmp_path / "a.parquet", rows)
    with duckdb.connect() as connection:
        relation = connection.sql(f"SELECT * FROM read_parquet('{path.as_posix()}')")
        assert tuple(relation.columns) == NAMES
        assert [str(kind) for kind in relation.types] == ["VARCHAR", "DOUBLE", "DOUBLE"]
        assert relation.fetchall() == MEANT


def test_parquet_keeps_the_order_of_many_rows(tmp_path: Path) -> None:
    path = tmp_path / "many.parquet"
    with answer_file(path) as answers:
        answers.begin(("k", "text"), {"k"})
        for start in range(0, 300_000, 100_000):
            answers.write((str(k), f"row\n{k}") for k in range(start, start + 100_000))
    with duckdb.connect() as connection:
        query = (
            "SELECT count(*), bool_and(k = n - 1), bool_and(text = 'row' || chr(10) || (n - 1)) "
            f"FROM (SELECT *, row_number() OVER () AS n FROM read_parquet('{path.as_posix()}'))"
        )
        assert connection.sql(query).fetchall() == [(300_000, True, True)]


def test_parquet_without_rows_still_has_its_columns(tmp_path: Path) -> None:
    path = write(tmp_path / "a.parquet", [])
    with duckdb.connect() as connection:
        relation = connection.sql(f"SELECT * FROM read_parquet('{path.as_posix()}')")
        assert tuple(relation.columns) == NAMES
        assert relation.fetchall() == []


@pytest.mark.parametrize(
    ("ending", "delimiter"), [(".csv", ","), (".tsv", "\t"), (".txt", ","), ("", ",")]
)
def test_delimited(ending: str, delimiter: str, tmp_path: Path) -> None:
    with write(tmp_path / f"a{ending}").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file, delimiter=delimiter)
    assert tuple(header) == NAMES
    assert list(map(tuple, rows)) == ROWS


@pytest.mark.parametrize("ending", [".csv", ".tsv", ".jsonl", ".parquet"])
def test_a_file_appears_whole_or_not_at_all(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"a{ending}"
    path.write_text("before", encoding="utf-8")

    def failing() -> None:
        with answer_file(path) as answers:
            answers.begin(NAMES, NUMBERS)
            answers.write(ROWS)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        failing()
    assert path.read_text(encoding="utf-8") == "before"
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("name", ["a.json", "a.xlsx", "a.csv.gz", "A.JSON"])
def test_formats_that_are_not_written_are_a_mistake(name: str) -> None:
    with pytest.raises(ConfigError) as caught:
        refuse_other_format(Path(name))
    assert "files are not written" in caught.value.message
    assert ".jsonl" in caught.value.hint


@pytest.mark.parametrize("name", ["a.csv", "a.parquet", "predictions", "a.txt", "a.ndjson"])
def test_all_others_are_written(name: str) -> None:
    refuse_other_format(Path(name))


def test_a_text_with_a_percent_sign_is_no_format() -> None:
    out = io.StringIO()
    answers = JsonLinesAnswers(out)
    answers.begin(("100%",), ())
    answers.write([("%s %d",)])
    assert out.getvalue() == '{"100%": "%s %d"}\n'


def test_csv_is_what_it_was() -> None:
    out = io.StringIO()
    answers = DelimitedAnswers(out)
    answers.begin(("a", "b"), ())
    answers.write([("1", 'x "y", z')])
    assert out.getvalue() == 'a,b\n1,"x ""y"", z"\n'
