from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnfs_cli.answer_formats import DelimitedAnswers, JsonLinesAnswers
from nnfs_cli.files.csv_files import read_csv, write_csv, write_csv_columns
from nnfs_cli.files.formulas import as_it_was, harmless

FORMULAS = [
    "=1+1",
    '=HYPERLINK("http://example.org")',
    "  =1",
    "\t=1",
    "\r=1",
    "+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(A1:A9)",
    "-SUM(A1)",
]
PLAIN = ["", "-", "+", "-1", "+1e5", "- 50000.", "@ann", "<=50K", "a=b", "--", "'quoted'", "yes!"]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_becomes_text(text: str) -> None:
    assert harmless(text) == "'" + text


@pytest.mark.parametrize("text", PLAIN)
def test_names_signs_and_numbers_stay_as_they_are(text: str) -> None:
    assert harmless(text) == text == as_it_was(text)


@given(st.text("'=-+@(|! a1\t\n", max_size=8))
def test_nothing_is_lost(text: str) -> None:
    assert as_it_was(harmless(text)) == text


def test_both_writers_of_csv_and_their_reader_agree(tmp_path: Path) -> None:
    names = ["=name", "class"]
    columns = [[*FORMULAS, *PLAIN], [*PLAIN, *FORMULAS]]
    by_row, by_column = tmp_path / "rows.csv", tmp_path / "columns.csv"
    write_csv(by_row, names, zip(*columns, strict=True))
    write_csv_columns(by_column, names, columns)
    for path in (by_row, by_column):
        assert not any(
            line.startswith(("=", '"=', "@")) for line in path.read_text().split("\n")[:4]
        )
        header, rows = read_csv(path)
        assert header == names
        assert list(map(list, zip(*rows, strict=True))) == columns


def test_answers_are_harmless_for_spreadsheets_and_exact_for_programs() -> None:
    table, lines = io.StringIO(), io.StringIO()
    for writer in (DelimitedAnswers(table), JsonLinesAnswers(lines)):
        writer.begin(["predicted", "probability_=x"], {"probability_=x"})
        writer.write([("=x", "0.5"), ("-1", "-0.25")])
    assert table.getvalue() == "predicted,probability_=x\n'=x,0.5\n-1,-0.25\n"
    assert lines.getvalue().splitlines()[0] == '{"predicted": "=x", "probability_=x": 0.5}'
