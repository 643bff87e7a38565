"""A table's file before anything is read from it: is it there, is it text, in which encoding?

Everything DuckDB should not have to guess is settled here. A file that it cannot read as it is
(UTF-16, line ends of several kinds, standard input) becomes a plain temporary copy first.
"""

from __future__ import annotations

import gzip
import io
import shutil
import sys
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from nnfs_cli.errors import DataError
from nnfs_cli.suggestions import did_you_mean_path

SAMPLE_BYTES = 1_000_000
BYTE_ORDER_MARKS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe\x00\x00": "utf-32",
    b"\x00\x00\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
FOREIGN_SUFFIXES = {".xlsx", ".xls", ".ods", ".numbers", ".json", ".zip", ".feather", ".arff"}
FETCH_AGAIN = "It is cut short or damaged; fetch or save it again."
DAMAGED = (OSError, EOFError, zlib.error)
"""what a gzip file that is damaged raises, and a disk"""
SAVE_AS_UTF8 = "Save the file as UTF-8, for example with: iconv -f LATIN1 -t UTF-8 OLD > NEW"


@dataclass(frozen=True)
class TableFile:
    """A table that exists and can be read."""

    shown: str
    """the path as errors name it"""
    path: Path
    """the file to read: the one that was given, or a temporary copy of it"""
    parquet: bool
    sample: str = ""
    """whole lines from the beginning of a text table"""

    @property
    def compressed(self) -> bool:
        return _is_gzip(self.path)

    def open(self) -> BinaryIO:
        """The bytes of the table, unpacked."""
        return _open(self.path)


@contextmanager
def table_file(source: Path | str) -> Iterator[TableFile]:
    """The table at a path, or at standard input for "-".

    Raises DataError when there is none, when it is empty, or is something other than a table.
    """
    with tempfile.TemporaryDirectory(prefix="nn-table-") as temporary:
        path = Path(source)
        if str(source) == "-":
            path = Path(temporary, "standard-input")
            with path.open("wb") as copy:
                shutil.copyfileobj(sys.stdin.buffer, copy)
        shown = "standard input" if str(source) == "-" else str(source)
        check_exists(path, shown)
        path = _without_pattern(path, Path(temporary))
        if _first_bytes(path) == b"PAR1":
            yield TableFile(shown, path, parquet=True)
        else:
            yield _text_table(path, shown, Path(temporary, "table.csv"))


def _without_pattern(path: Path, temporary: Path) -> Path:
    """A path to the same file in which DuckDB sees no pattern for many files."""
    if not set("*?[") & set(str(path.absolute())):
        return path
    link = temporary / f"link{path.suffix}"
    try:
        link.symlink_to(path.absolute())
    except OSError:  # Windows lets few people do so
        shutil.copyfile(path, link)
    return link


def check_exists(path: Path, shown: str) -> None:
    """Raise DataError unless `path` is a file with something in it, of a kind that we read."""
    if path.is_dir():
        raise DataError("this is a folder, not a table", shown, "Name the file inside it.")
    if not path.exists():
        raise DataError(f"no such file{did_you_mean_path(path)}", shown)
    if path.suffix.lower() in FOREIGN_SUFFIXES:
        raise DataError(
            f"{path.suffix} files are not read as tables", shown, "Save the table as CSV."
        )
    try:
        with path.open("rb") as file:
            empty = not file.read(1)
    except OSError as error:
        raise DataError(f"cannot be read: {error.strerror}", shown) from error
    if empty:
        raise DataError("the file is empty", shown, FETCH_AGAIN)


def _text_table(path: Path, shown: str, copy: Path) -> TableFile:
    raw = _sample(path, shown)
    encoding = _encoding(raw)
    wide = encoding.startswith(("utf-16", "utf-32"))
    if b"\x00" in raw and not wide:
        hint = "Save the table as CSV, in UTF-8."
        raise DataError("this is not a text table: it holds binary data", shown, hint)
    if wide or _has_mixed_line_ends(raw):
        _copy_as_utf8(path, copy, encoding, shown)
        return _text_table(copy, shown, copy)
    text = _decode(_whole_lines(raw), encoding, shown)
    if not text.strip():
        raise DataError("the file holds nothing but blank lines", shown, FETCH_AGAIN)
    return TableFile(shown, path, parquet=False, sample=text)


def _sample(path: Path, shown: str) -> bytes:
    try:
        with _open(path) as file:
            return file.read(SAMPLE_BYTES)
    except DAMAGED as error:
        raise DataError(f"cannot be read: {error}", shown, FETCH_AGAIN) from error


def _whole_lines(raw: bytes) -> bytes:
    """Without the last line of a sample that ends before the file does, if others remain."""
    if len(raw) < SAMPLE_BYTES:
        return raw
    end = max(raw.rfind(b"\n"), raw.rfind(b"\r")) + 1
    return raw[:end] if end else raw


def _decode(raw: bytes, encoding: str, shown: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise not_utf8(f"{shown}:{line}") from error


def not_utf8(where: str) -> DataError:
    return DataError("this line is not UTF-8 text", where, SAVE_AS_UTF8)


def _encoding(raw: bytes) -> str:
    marks = (name for mark, name in BYTE_ORDER_MARKS.items() if raw.startswith(mark))
    return next(marks, "utf-8")


def _has_mixed_line_ends(raw: bytes) -> bool:
    """More than one of CRLF, LF and CR outside of quotes, as far as quotes are balanced."""
    unquoted = b"".join(raw.split(b'"')[::2])
    windows = unquoted.count(b"\r\n")
    kinds = [windows, unquoted.count(b"\n") - windows, unquoted.count(b"\r") - windows]
    return sum(count > 0 for count in kinds) > 1


def _copy_as_utf8(path: Path, copy: Path, encoding: str, shown: str) -> None:
    """Write the table as UTF-8 with LF alone at the end of lines."""
    try:
        with (
            _open(path) as raw,
            io.TextIOWrapper(raw, encoding) as text,
            copy.open("w", encoding="utf-8", newline="\n") as file,
        ):
            shutil.copyfileobj(text, file)
    except UnicodeError as error:
        raise DataError(f"this is not {encoding.upper()} text", shown, SAVE_AS_UTF8) from error
    except DAMAGED as error:
        raise DataError(f"cannot be read: {error}", shown, FETCH_AGAIN) from error


def _open(path: Path) -> BinaryIO:
    return gzip.open(path) if _is_gzip(path) else path.open("rb")  # type: ignore[return-value]


def _is_gzip(path: Path) -> bool:
    return _first_bytes(path).startswith(b"\x1f\x8b")


def _first_bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4)
