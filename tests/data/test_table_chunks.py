"""Reading for prediction: as many rows as there are, in their order, whatever the file is like."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from nnfs_cli.data.columns import BooleanInput, CategoricalInput, EncodedColumn, NumericInput
from nnfs_cli.data.raw_columns import CategoricalColumn, NumericColumn
from nnfs_cli.data.table_chunks import TableChunk, read_table_chunks
from nnfs_cli.data.typed_columns import TypedColumn
from nnfs_cli.errors import DataError, ManyErrors, NNError

AGE = NumericInput("age", "drop", None, ())
SMOKER = BooleanInput("smoker", "drop", None, ("no", "yes"))
CITY = CategoricalInput("city", "drop", None, "ignore", ("Oslo", "Rome"))
MODEL = (AGE, SMOKER, CITY)
TABLE = "city,extra,age,smoker\nRome,q,1,yes\nLima,,,NO\n,,?,\nOslo,w,4.5,no\n,,,\n"


def read(
    path: Path, columns: Sequence[EncodedColumn] = MODEL, **options: object
) -> list[TableChunk]:
    return list(read_table_chunks(path, columns, **options))  # type: ignore[arg-type]


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "new.csv"
    path.write_text(text, encoding="utf-8")
    return path


def mistakes(path: Path, columns: Sequence[EncodedColumn] = MODEL) -> list[str]:
    with pytest.raises((DataError, ManyErrors)) as caught:
        read(path, columns)
    assert isinstance(caught.value, NNError)
    return [str(error).removeprefix(f"{path.parent}/") for error in caught.value.mistakes()]


def test_columns_are_found_by_name(tmp_path: Path) -> None:
    (chunk,) = read(write(tmp_path, TABLE))
    age, smoker, city = chunk.columns
    assert (chunk.first_row, chunk.rows, chunk.texts) == (1, 5, [])
    assert isinstance(age, NumericColumn)
    assert isinstance(smoker, NumericColumn)
    assert isinstance(city, CategoricalColumn)
    np.testing.assert_array_equal(age.values, [1, np.nan, np.nan, 4.5, np.nan])
    np.testing.assert_array_equal(smoker.values, [1, 0, np.nan, 0, np.nan])
    np.testing.assert_array_equal(city.codes, [1, -2, -1, 0, -1])
    assert city.vocabulary == ("Oslo", "Rome")


@pytest.mark.parametrize("rows_per_chunk", [1, 2, 3, 5, 100])
def test_chunks_join_to_the_table(tmp_path: Path, rows_per_chunk: int) -> None:
    path = write(tmp_path, TABLE)
    chunks = read(path, rows_per_chunk=rows_per_chunk, with_texts=True)
    assert [chunk.rows for chunk in chunks[:-1]] == [rows_per_chunk] * (len(chunks) - 1)
    assert [chunk.first_row for chunk in chunks] == list(range(1, 6, rows_per_chunk))
    texts = [row for chunk in chunks for row in chunk.texts]
    lines = TABLE.splitlines()
    assert chunks[0].names == tuple(lines[0].split(","))
    assert [",".join(row) for row in texts] == lines[1:]
    ages = np.concatenate([chunk.columns[0].values for chunk in chunks])  # type: ignore[union-attr]
    np.testing.assert_array_equal(ages, [1, np.nan, np.nan, 4.5, np.nan])


def test_a_table_without_rows_is_one_chunk_without_rows(tmp_path: Path) -> None:
    (chunk,) = read(write(tmp_path, "age,smoker,city\n"), with_texts=True)
    assert (chunk.rows, chunk.texts, chunk.names) == (0, [], ("age", "smoker", "city"))
    assert [len(column.missing()) for column in chunk.columns] == [0, 0, 0]


def test_answers_come_along(tmp_path: Path) -> None:
    path = write(tmp_path, "age,kind,size\n1,b,2.5\n2,z,\n3,,1\n")
    wanted = (TypedColumn("kind", "categorical", ("a", "b")), TypedColumn("size", "numeric"))
    (chunk,) = list(read_table_chunks(path, [AGE], wanted))
    kind, size = chunk.targets
    np.testing.assert_array_equal(kind.codes, [1, -2, -1])  # type: ignore[union-attr]
    np.testing.assert_array_equal(size.values, [2.5, np.nan, 1])  # type: ignore[union-attr]


def test_absent_columns_are_one_error(tmp_path: Path) -> None:
    path = write(tmp_path, "Age,towns,x\n1,2,3\n")
    with pytest.raises(DataError) as caught:
        read(path)
    assert caught.value.message == (
        "the table lacks the columns 'age' (did you mean 'Age'?), 'smoker', 'city'"
    )
    assert caught.value.hint == "It has: Age, towns, x."


def test_cells_that_a_column_cannot_hold(tmp_path: Path) -> None:
    strict = CategoricalInput("city", "error", None, "error", ("Oslo", "Rome"))
    path = write(tmp_path, "age,smoker,city\n1,no,Rome\nold,perhaps,Rom\n3,yes,\n")
    assert mistakes(path, (AGE, SMOKER, strict)) == [
        "new.csv:3: column 'age': 'old' is not a number",
        "new.csv:3: column 'smoker': 'perhaps' is neither 'no' nor 'yes'",
        "new.csv:3: column 'city': 'Rom' is none of the known words; did you mean 'Rome'?",
        "new.csv:4: column 'city': 1 cell is missing, here",
    ]


def test_lines_that_do_not_fit(tmp_path: Path) -> None:
    path = write(tmp_path, "age,smoker,city\n1,no\n2,no,Rome,x\n")
    assert [line.split(":")[1] for line in mistakes(path)] == ["2", "3"]


def test_a_table_without_a_header(tmp_path: Path) -> None:
    path = write(tmp_path, "1,x\n2,y\n")
    (chunk,) = read(path, [NumericInput("0", "drop", None, ())])
    np.testing.assert_array_equal(chunk.columns[0].values, [1, 2])  # type: ignore[union-attr]


PEAK = """
import resource, sys
from nnfs_cli.data.columns import NumericInput
from nnfs_cli.data.table_chunks import read_table_chunks
columns = [NumericInput(name, "drop", None, ()) for name in "abcd"]
print(sum(chunk.rows for chunk in read_table_chunks(sys.argv[1], columns)))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def peak_memory(path: Path) -> tuple[int, int]:
    """Rows and the most memory in MB that a process of its own needs to read them."""
    command = [sys.executable, "-c", PEAK, str(path)]
    rows, peak = subprocess.run(command, capture_output=True, check=True, text=True).stdout.split()
    return int(rows), int(peak)


def test_memory_does_not_grow_with_the_table(tmp_path: Path) -> None:
    pytest.importorskip("resource", reason="no way to measure memory")
    line = "1.2345678,-0.0012345,123456.789,0.5\n"
    (tmp_path / "short.csv").write_text("a,b,c,d\n" + line * 200_000)
    (tmp_path / "long.csv").write_text("a,b,c,d\n" + line * 1_200_000)
    (rows, short), (more, long) = (peak_memory(tmp_path / f"{n}.csv") for n in ("short", "long"))
    assert (rows, more) == (200_000, 1_200_000)
    assert long - short < 40, f"{short} MB for 200,000 rows, {long} MB for 1,200,000"
