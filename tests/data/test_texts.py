"""Texts on their way out of a file: whole, in the right rows, and a piece at a time."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnfs_cli.data import table_cache, texts
from nnfs_cli.data.column_types import ColumnOptions
from nnfs_cli.data.database import duckdb
from nnfs_cli.data.raw_columns import NumericColumn, RawColumn, TextColumn, concatenated
from nnfs_cli.data.table_cache import cached_table
from nnfs_cli.data.table_chunks import read_table_chunks
from nnfs_cli.data.tables import TableData, TableRequest, load_table
from nnfs_cli.data.text_input import TextInput
from nnfs_cli.data.text_options import TextOptions
from nnfs_cli.errors import ConfigError, DataError

REVIEWS = [" Fine,\nreally ", "", 'a "bad" one', "null", "12.5", "São  Paulo"]
READ = ["Fine,\nreally", None, 'a "bad" one', None, "12.5", "São  Paulo"]
TEXT = {"review": ColumnOptions(type="text")}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "reviews.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["review", "stars", "y"])
        writer.writerows([review, row, row % 2] for row, review in enumerate(REVIEWS))
    return path


def load(path: Path, **options: Any) -> TableData:
    return load_table(TableRequest(path, ("y",), columns=TEXT, **options))


def texts_of(column: RawColumn) -> list[str | None]:
    assert isinstance(column, TextColumn)
    return list(column.texts)


@pytest.mark.parametrize("rows_at_a_time", [1, 4, 1000])
def test_texts_come_with_their_rows(
    path: Path, rows_at_a_time: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(texts, "ROWS_AT_A_TIME", rows_at_a_time)
    every = load(path, missing="mean")
    assert texts_of(every.features[0]) == READ
    assert every.column_missing == {"review": "empty", "stars": "mean", "y": "drop"}
    assert every.missing == {"review": 2}
    dropped = load(path)
    assert dropped.row_numbers.tolist() == [1, 3, 5, 6]
    assert texts_of(dropped.features[0]) == [READ[0], READ[2], READ[4], READ[5]]
    filtered = load(path, filters=("stars > 1", "y == 0"))
    assert texts_of(filtered.features[0]) == [READ[2], READ[4]]
    assert filtered.features[1].take(slice(0, 9)).rows == 2


def test_parquet_has_the_same_texts(path: Path, tmp_path: Path) -> None:
    parquet = tmp_path / "reviews.parquet"
    duckdb.sql(f"COPY (FROM read_csv('{path}', all_varchar=true)) TO '{parquet}'")
    assert texts_of(load(parquet).features[0]) == texts_of(load(path).features[0])


def test_a_text_that_must_be_there(path: Path) -> None:
    with pytest.raises(DataError, match="column 'review': 2 cells are missing, the first here"):
        load(path, missing="error")


def test_a_column_without_a_text(path: Path) -> None:
    with pytest.raises(DataError, match="column 'review' is empty in every row"):
        load(path, filters=("stars == 3",))


def test_texts_are_learned_from_and_not_predicted(path: Path) -> None:
    request = TableRequest(path, ("review",), columns=TEXT)
    with pytest.raises(ConfigError, match="'review' is the target: texts can be learned from"):
        load_table(request)


def test_words_without_end_are_no_categories_and_may_be_texts(tmp_path: Path) -> None:
    path = tmp_path / "ids.csv"
    path.write_text("id,y\n" + "".join(f"text number {row},{row % 2}\n" for row in range(60)))
    with pytest.raises(DataError, match="60 different texts in 60 rows") as caught:
        load_table(TableRequest(path, ("y",)))
    assert "columns: {id: {type: text}}" in caught.value.hint


def test_tables_with_texts_have_no_entry_in_the_cache(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_cache, "LARGE_FILE", 1)
    request = TableRequest(path, ("y",), columns=TEXT)
    folder = tmp_path / "cache"
    for _ in range(2):
        data = cached_table(request, folder)
        assert not data.from_cache
        assert texts_of(data.features[0])[0] == READ[0]
    assert not folder.exists()


def model(max_words: int = 5000) -> TextInput:
    column = TextColumn("review", np.array(["fine bad", "fine"], object))
    return TextInput.fit(column, np.arange(2), "empty", TextOptions("counts", max_words=max_words))


@pytest.mark.parametrize("rows_per_chunk", [1, 2, 5, 100])
def test_chunks_join_to_the_table(path: Path, rows_per_chunk: int) -> None:
    chunks = list(read_table_chunks(path, [model()], rows_per_chunk=rows_per_chunk))
    assert [chunk.rows for chunk in chunks][:-1] == [rows_per_chunk] * (len(chunks) - 1)
    column = concatenated([chunk.columns[0] for chunk in chunks])
    assert texts_of(column) == READ
    assert column.missing().tolist() == [text is None for text in READ]


def test_a_table_without_rows_has_a_chunk_without_texts(tmp_path: Path) -> None:
    path = tmp_path / "none.csv"
    path.write_text("review,y\n")
    (chunk,) = read_table_chunks(path, [model()], rows_per_chunk=3)
    assert texts_of(chunk.columns[0]) == []


def test_a_wide_vocabulary_makes_short_chunks(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nnfs_cli.data.table_chunks.CELLS_PER_CHUNK", 6)
    assert [chunk.rows for chunk in read_table_chunks(path, [model(1)])] == [2, 2, 2]
    every_word = [*(f"w{number}" for number in range(3)), "x", "y", "z"]
    column = TextColumn("review", np.array([" ".join(every_word)], object))
    wide = TextInput.fit(column, np.arange(1), "empty", TextOptions())
    assert [chunk.rows for chunk in read_table_chunks(path, [wide])] == [1] * 6


def test_numbers_may_be_read_as_texts(path: Path) -> None:
    request = TableRequest(path, ("y",), columns={"stars": ColumnOptions(type="text")} | TEXT)
    data = load_table(request)
    assert texts_of(data.features[1]) == ["0", "2", "4", "5"]
    assert isinstance(data.targets[0], NumericColumn)
