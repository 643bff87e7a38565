"""What a cell of a table says, as SQL: missing, a number, a text, a yes or no, one of a vocabulary.

DuckDB reads every cell as text and types it by these expressions alone, so that the same cell
means the same thing in training and in prediction, in a text file and in Parquet.
`column` is always a name that we gave, never one from a file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

MISSING = ("", "na", "n/a", "nan", "null", "?")
LARGEST = 3.4e38  # of float32, in which the network computes
BOOLEANS = (("false", "true"), ("no", "yes"), ("f", "t"), ("n", "y"))

MISSING_CODE = -1
UNKNOWN_CODE = -2

USUAL_SPELLINGS = ("", "NA", "na", "N/A", "n/a", "NULL", "null", "Null", "?")  # of missing cells

_SPACES = r"\p{Zs}*"  # what trim takes away: every space of Unicode
_MISSING_CELL = f"^{_SPACES}({'|'.join(map(re.escape, MISSING))}){_SPACES}$"
_NAN = "'nan'::DOUBLE"
_WRONG = "'inf'::DOUBLE"


def literal(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def text(column: str) -> str:
    """The cell without spaces around it."""
    return f"trim({column})"


def number(column: str, decimal: str = ".") -> str:
    """The cell as a DOUBLE, NULL where it is no number; `decimal` is its decimal mark."""
    written = column if decimal == "." else f"translate({column}, ',.', '.,')"
    return f"try_cast({written} AS DOUBLE)"


def is_missing(column: str) -> str:
    """A BOOLEAN. Not with IN, which DuckDB makes a join, and a join forgets the rows' order."""
    tokens = " ".join(f"WHEN {literal(token)} THEN true" for token in MISSING)
    return f"(CASE coalesce(lower({text(column)}), '') {tokens} ELSE false END)"


def present_text(column: str) -> str:
    """The cell as text, NULL where it is missing."""
    return f"(CASE WHEN {is_missing(column)} THEN NULL ELSE {text(column)} END)"


@dataclass(frozen=True)
class Reading:
    """How the cells of one column become numbers."""

    value: str
    """a DOUBLE, never NULL: a number, NaN for a missing cell and infinite for a wrong one; or a
    code"""
    wrong: str
    """a BOOLEAN: the cell holds something that the column cannot hold"""


def read_number(column: str, decimal: str = ".", *, quick: bool = False) -> Reading:
    """The number, if the network can hold it.

    The quick way takes half the time, but knows a missing cell only by its usual spellings, which
    are NULL already, and calls other missing cells wrong.
    """
    if quick:
        other = f"CASE WHEN {column} IS NULL THEN {_NAN} ELSE {_WRONG} END"
        value = f"coalesce({number(column, decimal)}, {other})"
    else:
        no_gaps = f"regexp_replace(coalesce({column}, ''), {literal(_MISSING_CELL)}, 'nan', 'i')"
        value = f"coalesce({number(no_gaps, decimal)}, {_WRONG})"
    return Reading(value, f"(abs({value}) BETWEEN {LARGEST!r} AND {_WRONG})")


def known_number(column: str) -> Reading:
    """The same for a column that is DOUBLE already, NULL where a cell is missing."""
    value = f"coalesce({column}, {_NAN})"
    return Reading(value, f"(abs({value}) BETWEEN {LARGEST!r} AND {_WRONG})")


def read_boolean(column: str, spellings: tuple[str, str]) -> Reading:
    """0 and 1 for the two spellings, in any case."""
    no, yes = (literal(spelling.lower()) for spelling in spellings)
    other = f"CASE WHEN {is_missing(column)} THEN {_NAN} ELSE {_WRONG} END"
    value = f"(CASE lower({text(column)}) WHEN {no} THEN 0 WHEN {yes} THEN 1 ELSE {other} END)"
    return Reading(value, f"({value} = {_WRONG})")


def text_is_there(column: str) -> Reading:
    """0 where there is a text, which can be anything, and NaN where it is missing."""
    return Reading(f"(CASE WHEN {is_missing(column)} THEN {_NAN} ELSE 0 END)", "false")


def read_code(column: str, vocabulary_type: str, *, quick: bool = False) -> Reading:
    """The position in an ENUM type's list, MISSING_CODE or UNKNOWN_CODE.

    The quick way knows missing cells as that of `read_number` does, and calls others unknown.
    """
    code = f"enum_code(try_cast({text(column)} AS {vocabulary_type}))"
    missing = f"{column} IS NULL" if quick else is_missing(column)
    value = f"coalesce({code}, CASE WHEN {missing} THEN {MISSING_CODE} ELSE {UNKNOWN_CODE} END)"
    return Reading(f"({value})::DOUBLE", f"(({value}) = {UNKNOWN_CODE})")


def boolean_spellings(
    vocabulary: Sequence[str], *, zero_and_one: bool = False
) -> tuple[str, str] | None:
    """How a column spells no and yes, or None when it says something else as well."""
    seen = {word.lower(): word for word in reversed(vocabulary)}
    for no, yes in (*BOOLEANS, ("0", "1")) if zero_and_one else BOOLEANS:
        if seen and seen.keys() <= {no, yes}:
            return seen.get(no, no), seen.get(yes, yes)
    return None
