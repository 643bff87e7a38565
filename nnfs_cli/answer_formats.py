"""The forms in which answers are written: CSV, TSV, JSON lines and Parquet, by a file's name.

Answers come as cells of text, a row at a time, so that any number of them takes no more memory
than one. In JSON lines and Parquet numbers are numbers, and an empty cell is null.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from json.encoder import encode_basestring as quoted
from pathlib import Path
from shutil import copyfileobj
from typing import TextIO

from nnfs_cli.errors import ConfigError
from nnfs_cli.files.atomic_files import open_atomically
from nnfs_cli.files.formulas import harmless, may_hold_formulas

Row = tuple[str, ...]

OTHER_FORMATS = (".json", ".xlsx", ".xls", ".ods", ".feather", ".arrow", ".gz", ".zip", ".npy")
NO_NUMBER = {"", "nan", "inf", "-inf"}


class AnswerWriter:
    """Where rows of answers go."""

    typed = False
    """whether it tells numbers from texts; `numbers` of `begin` are then to be written as Python
    writes floats, or empty"""

    def begin(self, names: Sequence[str], numbers: Collection[str]) -> None:
        """Once, before the rows: the columns, and which of them are numbers."""
        raise NotImplementedError

    def write(self, rows: Iterable[Row]) -> None:
        """More rows."""
        raise NotImplementedError


class DelimitedAnswers(AnswerWriter):
    """CSV or TSV, every cell as it is; unless `exact`, no text is a formula for a spreadsheet."""

    def __init__(self, file: TextIO, delimiter: str = ",", *, exact: bool = False) -> None:
        self._writer = csv.writer(file, delimiter=delimiter, lineterminator="\n")
        self._exact = exact

    def begin(self, names: Sequence[str], numbers: Collection[str]) -> None:
        self._writer.writerow(names if self._exact else map(harmless, names))

    def write(self, rows: Iterable[Row]) -> None:
        if self._exact:
            self._writer.writerows(rows)
            return
        every = list(rows)
        if may_hold_formulas(chain.from_iterable(every)):
            every = [tuple(map(harmless, row)) for row in every]
        self._writer.writerows(every)


class JsonLinesAnswers(AnswerWriter):
    """A JSON object on each line, its members in the order of the columns."""

    typed = True

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def begin(self, names: Sequence[str], numbers: Collection[str]) -> None:
        self._line = "{" + ", ".join(f"{_escaped(name)}: %s" for name in names) + "}\n"
        self._written = [_number if name in numbers else _text for name in names]

    def write(self, rows: Iterable[Row]) -> None:
        line, written = self._line, self._written
        self._file.writelines(
            line % tuple([write(cell) for write, cell in zip(written, row, strict=True)])
            for row in rows
        )


class ParquetAnswers(AnswerWriter):
    """Written as CSV first; `finish` makes a Parquet file of it."""

    typed = True

    def __init__(self, folder: Path) -> None:
        """`folder` has room for all of it."""
        self._folder = folder
        self._csv = folder / "answers.csv"
        self.file = self._csv.open("w", encoding="utf-8", newline="")
        self._rows = DelimitedAnswers(self.file, exact=True)

    def begin(self, names: Sequence[str], numbers: Collection[str]) -> None:
        self._columns = names, numbers
        self._rows.begin(names, numbers)

    def write(self, rows: Iterable[Row]) -> None:
        self._rows.write(rows)

    def finish(self) -> Path:
        """The Parquet file, in the folder."""
        from nnfs_cli.data.parquet_file import write_parquet

        self.file.close()
        path = self._folder / "answers.parquet"
        write_parquet(path, self._csv, *self._columns, self._folder)
        return path


def refuse_other_format(path: Path) -> None:
    """Raise ConfigError for the ending of a format that is not written."""
    ending = path.suffix.lower()
    if ending in OTHER_FORMATS:
        instead = ".jsonl (JSON lines)" if ending == ".json" else ".csv, .tsv, .jsonl or .parquet"
        raise ConfigError(f"-o {path}: {ending} files are not written", hint=f"Write {instead}.")


@contextmanager
def answer_file(path: Path) -> Iterator[AnswerWriter]:
    """A writer to a file in the form that its name ends in, CSV if it is no other.

    The file appears once it is whole. Raises OSError.
    """
    ending = path.suffix.lower()
    if ending == ".parquet":
        with parquet_answers(path) as answers:
            yield answers
        return
    with open_atomically(path) as file:
        if ending in (".jsonl", ".ndjson"):
            yield JsonLinesAnswers(file)
        else:
            yield DelimitedAnswers(file, "\t" if ending == ".tsv" else ",")


@contextmanager
def parquet_answers(path: Path) -> Iterator[AnswerWriter]:
    with tempfile.TemporaryDirectory(prefix="nn-answers-") as folder:
        answers = ParquetAnswers(Path(folder))
        with answers.file:
            yield answers
        with answers.finish().open("rb") as whole, open_atomically(path, "wb") as file:
            copyfileobj(whole, file)


def _number(cell: str) -> str:
    return "null" if cell in NO_NUMBER else cell


def _text(cell: str) -> str:
    return quoted(cell) if cell else "null"


def _escaped(name: str) -> str:
    """A name in JSON, for a line into which cells are put with %."""
    return quoted(name).replace("%", "%%")
