"""How a text table is written: its delimiter, quotes, decimal mark and column names.

All of it is sniffed from the first part of the file by rules that fit on this page, because a
guess that a person cannot foresee is worse than none. Whatever is not "auto" is taken as given.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from nnfs_cli.errors import DataError

if TYPE_CHECKING:
    from _csv import Reader

Auto: TypeAlias = Literal["auto"]

DELIMITERS = ("\t", ";", "|", ",")  # the first of equally good ones wins: commas occur in text too
DELIMITER_NAMES = {",": "comma", ";": "semicolon", "\t": "TAB", "|": "bar"}
NUMBER = re.compile(r"[+-]?(\d+[.,]?\d*|[.,]\d+)(e[+-]?\d+)?", re.IGNORECASE)
DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+(e[+-]?\d+)?", re.IGNORECASE)
DECIMAL_POINT = re.compile(r"[+-]?\d*\.\d+(e[+-]?\d+)?", re.IGNORECASE)
THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+")


@dataclass(frozen=True)
class FormatOptions:
    """What the config says about the format of a text table."""

    delimiter: str | Auto = "auto"
    decimal: str | Auto = "auto"
    header: bool | Auto = "auto"
    quote: Literal["auto", "double", "none"] = "auto"
    """whether double quotes enclose cells, or are characters like others"""


SNIFF_ALL = FormatOptions()


@dataclass(frozen=True)
class TableFormat:
    """The format of one text table, everything decided."""

    delimiter: str
    quote: str
    """``"``, or empty where quotes are ordinary characters"""
    decimal: str
    header: bool
    names: tuple[str, ...]
    """one for each column: from the header, or "0", "1", …"""
    blank_lines: int = 0
    """before the first row"""

    def describe(self) -> str:
        """A few words for the summary of the data: ``semicolon, decimal comma, no header``."""
        words = [DELIMITER_NAMES.get(self.delimiter, repr(self.delimiter))]
        words += ["decimal comma"] if self.decimal == "," else []
        words += ["quotes are text"] if not self.quote else []
        words += [] if self.header else ["no header"]
        return ", ".join(words)


def is_number(text: str) -> bool:
    return NUMBER.fullmatch(text.strip()) is not None


def sniff(
    sample: str, options: FormatOptions, known_names: Iterable[str] = (), where: str = ""
) -> TableFormat:
    """The format of a table that begins with `sample`: whole lines, at least one with text.

    `known_names` are columns that the table should have: a first row that holds one is a header.
    Raises DataError for column names that occur twice, and when most rows do not fit the first.
    """
    delimiter = options.delimiter
    if delimiter == "auto":
        delimiter = _delimiter(sample, options.quote)
    quote = _quote(sample, delimiter, options.quote)
    first, *rest = list(records(io.StringIO(sample, newline=""), delimiter, quote))
    _refuse_other_width(len(first), rest, delimiter, where)
    header = _is_header(first, known_names) if options.header == "auto" else options.header
    cells = [cell for record in (rest if header else [first, *rest]) for cell in record]
    decimal = _decimal(cells, delimiter) if options.decimal == "auto" else options.decimal
    names = column_names(first, where) if header else tuple(map(str, range(len(first))))
    return TableFormat(delimiter, quote, decimal, header, names, _blank_lines(sample))


def records(lines: Iterable[str], delimiter: str, quote: str) -> Iterator[list[str]]:
    """The rows of a text table as far as they can be told apart, blank lines left out."""
    reader = csv_reader(lines, delimiter, quote)
    try:
        yield from (record for record in reader if record)
    except csv.Error:  # a field longer than any field is: a quote that nothing closes
        return


def csv_reader(lines: Iterable[str], delimiter: str, quote: str, strict: bool = False) -> Reader:
    if quote:
        return csv.reader(lines, delimiter=delimiter, quotechar=quote, strict=strict)
    return csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE)


def column_names(cells: Sequence[str], where: str = "") -> tuple[str, ...]:
    """The names in a header; a column without one is called column0, column1 … by its position.

    Raises DataError naming every name that occurs more than once.
    """
    names = [cell.strip() or f"column{position}" for position, cell in enumerate(cells)]
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        several = ", ".join(f"'{name}'" for name in twice)
        raise DataError(
            f"more than one column is called {several}", where, "Give each column its own name."
        )
    return tuple(names)


def _quote(sample: str, delimiter: str, wanted: str) -> str:
    """The character that encloses cells, or nothing; only in TAB files can there be a doubt."""
    if wanted == "auto":
        wanted = "double" if delimiter != "\t" or _quotes_are_quotes(sample) else "none"
    return '"' if wanted == "double" else ""


def _delimiter(sample: str, quote: str) -> str:
    """The candidate that cuts most rows into as many cells as the first row has."""
    agreement = {delimiter: _agreement(sample, delimiter, quote) for delimiter in DELIMITERS}
    best = max(DELIMITERS, key=lambda delimiter: agreement[delimiter])
    return best if agreement[best] > 0 else ","


def _agreement(sample: str, delimiter: str, wanted_quote: str) -> float:
    """The share of rows with as many cells as the first; 0 for a single cell."""
    if delimiter not in sample:
        return 0.0
    quote = _quote(sample, delimiter, wanted_quote)
    widths = [len(row) for row in records(io.StringIO(sample, newline=""), delimiter, quote)]
    if not widths or widths[0] < 2:
        return 0.0
    return widths.count(widths[0]) / len(widths)


def _quotes_are_quotes(sample: str) -> bool:
    """Whether the quotes of a TAB file enclose fields, rather than being part of its texts."""
    reader = csv_reader(io.StringIO(sample, newline=""), "\t", '"', strict=True)
    try:
        return not any("\t" in field and "\n" in field for record in reader for field in record)
    except csv.Error:
        return False


def _refuse_other_width(
    first: int, rest: Sequence[Sequence[str]], delimiter: str, where: str
) -> None:
    """Raise DataError when most rows have more or fewer cells than the first.

    A delimiter at the end of a row begins no cell.
    """
    ends_in_delimiter = [len(record) == first + 1 and not record[-1] for record in rest]
    widths = [len(record) - end for record, end in zip(rest, ends_in_delimiter, strict=True)]
    usual, count = Counter(widths).most_common(1)[0] if widths else (first, 0)
    if usual == first or count <= len(widths) / 2:
        return
    cut = DELIMITER_NAMES.get(delimiter, repr(delimiter))
    raise DataError(
        f"the first row has {first} cells, but most rows have {usual}, cut at each {cut}",
        where,
        "Give every column a name in the header, or set the delimiter.",
    )


def _is_header(first: Sequence[str], known_names: Iterable[str]) -> bool:
    """A first row is a header unless one of its cells is a number."""
    cells = {cell.strip() for cell in first}
    return not any(map(is_number, cells)) or any(
        name in cells for name in known_names if not is_number(name)
    )


def _decimal(cells: Sequence[str], delimiter: str) -> str:
    """A comma where numbers have commas and none has a point, and not to mark the thousands."""
    if delimiter == ",":
        return "."
    commas = [cell.strip() for cell in cells if DECIMAL_COMMA.fullmatch(cell.strip())]
    if all(map(THOUSANDS.fullmatch, commas)):
        return "."
    points = sum(1 for cell in cells if DECIMAL_POINT.fullmatch(cell.strip()))
    return "," if len(commas) > points else "."


def _blank_lines(sample: str) -> int:
    lines = sample.splitlines()
    return next((number for number, line in enumerate(lines) if line.strip()), 0)
