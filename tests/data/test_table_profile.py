from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nnfs_cli.data import table_profile
from nnfs_cli.data.column_evidence import identifies_rows
from nnfs_cli.data.column_profile import ColumnProfile, counts_rows
from nnfs_cli.data.raw_columns import NumericColumn
from nnfs_cli.data.table_profile import profile_table
from nnfs_cli.errors import DataError

HEADER = ",age,income,city,joined,note,customerId,broken,void,won"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """60 rows of which every column is another kind of thing."""
    lines = [HEADER]
    for row in range(60):
        income = "NA" if row % 20 == 0 else f"{row * 10.5}"
        note = f"the guest of table {row} was happy with it"
        broken = "n.a." if row == 7 else row % 5
        city, won = ("Rome", "Oslo")[row % 2], ("no", "yes")[row % 3 == 0]
        lines.append(
            f"{row + 1},{20 + row % 30},{income},{city},2024-01-{row % 28 + 1},"
            f"{note},{(row * 7919) % 100_003},{broken},,{won}"
        )
    path = tmp_path / "guests.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def columns(path: Path) -> dict[str, ColumnProfile]:
    return {column.name: column for column in profile_table(path).columns}


def test_every_kind_of_column_is_known(table: Path) -> None:
    assert {name: column.kind for name, column in columns(table).items()} == {
        "column0": "numeric",
        "age": "numeric",
        "income": "numeric",
        "city": "categorical",
        "joined": "date",
        "note": "text",
        "customerId": "numeric",
        "broken": "mixed",
        "void": "empty",
        "won": "boolean",
    }


def test_cells_are_counted(table: Path) -> None:
    found = columns(table)
    assert (found["income"].missing, found["income"].lowest) == (3, 10.5)
    assert found["income"].highest == 59 * 10.5
    assert (found["age"].distinct, found["age"].integer) == (30, True)
    assert found["city"].common == (("Rome", 30), ("Oslo", 30))
    assert (found["broken"].wrong, found["broken"].odd) == (1, "'n.a.'")
    assert found["void"].missing_share == 1


def test_columns_that_name_their_row_are_known(table: Path) -> None:
    reasons = {name: identifies_rows(column) for name, column in columns(table).items()}
    assert {name for name, reason in reasons.items() if reason} == {"column0", "customerId"}
    assert reasons["column0"] == "counts the rows: 1 to 60"


def test_a_number_that_is_different_in_each_row_need_not_name_it() -> None:
    salaries = np.array([31_200, 45_870, 52_114, 28_900, 61_300, 39_415], float)
    assert not counts_rows(salaries, rows=6)
    assert counts_rows(np.array([4.0, 1, 3, 2, 6, 5]), rows=6)
    assert counts_rows((np.arange(50.0) - 24.5) / 14.4, rows=50), "standardized it still counts"
    assert not counts_rows(np.array([1.0, 1, 2, 3]), rows=4)


def test_a_long_table_is_sampled_and_counted_in_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_profile, "SAMPLE_ROWS", 1000)
    path = tmp_path / "long.csv"
    lines = (f"{row},{row % 4},{'' if row % 10 == 0 else 'x'}" for row in range(20_000))
    path.write_text("\n".join(["n,k,word", *lines]) + "\n", encoding="utf-8")
    profile = profile_table(path, ["k"])
    assert profile.rows == 20_000
    assert 800 < profile.sampled_rows < 1200
    assert profile.column("n").highest == 19_999
    assert profile.column("word").missing == 2000
    assert dict(profile.classes["k"]) == dict.fromkeys("0123", 5000)
    assert profile.gaps(["word"]).mean() == pytest.approx(0.1, abs=0.03)
    assert identifies_rows(profile.column("n")), "also in a sample"


def test_missing_numbers_are_no_zeros(tmp_path: Path) -> None:
    path = tmp_path / "gaps.csv"
    path.write_text("a,b\n1,5\nNA,6\n3,\n", encoding="utf-8")
    profile = profile_table(path)
    column = profile.sample["a"]
    assert isinstance(column, NumericColumn)
    np.testing.assert_array_equal(column.values, [1, np.nan, 3])
    assert profile.gaps(["a", "b"]).mean() == pytest.approx(2 / 3)


def test_a_header_alone_is_no_table(tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    path.write_text("a,b\n", encoding="utf-8")
    with pytest.raises(DataError, match="no rows"):
        profile_table(path)
