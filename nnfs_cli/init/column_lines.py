"""A table's columns as lines of text: name, type, missing cells, values. Wide tables in groups."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from nnfs_cli.config.source_map import one_line
from nnfs_cli.data.column_profile import ColumnProfile

MOST_LINES = 40
"""columns with lines of their own"""
LONGEST_NAME, LONGEST_VALUES = 28, 60
FEWEST_ALIKE = 4
NUMBER = re.compile(r"\d+")


@dataclass(frozen=True)
class ColumnLine:
    """One column, or several that are alike."""

    name: str
    type: str
    missing: str
    values: str


def column_lines(
    columns: Sequence[ColumnProfile], roles: Mapping[str, str]
) -> tuple[ColumnLine, ...]:
    """A line for each column; `roles` are words for the type of some, such as "target"."""
    if len(columns) <= MOST_LINES:
        return tuple(_line(column, roles) for column in columns)
    lines: list[ColumnLine] = []
    for _, group in groupby(columns, key=lambda column: _likeness(column, roles)):
        alike = list(group)
        if len(alike) < FEWEST_ALIKE:
            lines += [_line(column, roles) for column in alike]
        else:
            lines.append(_line_of_several(alike, roles))
    rest = len(lines) - MOST_LINES
    if rest <= 0:
        return tuple(lines)
    return (*lines[:MOST_LINES], ColumnLine(f"and {rest:,} more lines like these", "", "", ""))


def aligned(lines: Iterable[ColumnLine]) -> tuple[str, ...]:
    """The lines below one another, with a header."""
    rows = [("column", "type", "missing", "values")]
    rows += [(each.name, each.type, each.missing, each.values) for each in lines]
    widths = [max(len(row[place]) for row in rows) for place in range(3)]
    return tuple(
        "  ".join([*(cell.ljust(w) for cell, w in zip(row, widths, strict=False)), row[3]]).rstrip()
        for row in rows
    )


def values_of(column: ColumnProfile) -> str:
    """What is in a column, in a few words: its range, or its values with their numbers."""
    if column.kind == "text":
        return f"about {column.words_per_cell:.0f} words in each"
    if column.common and (column.kind != "numeric" or column.distinct <= len(column.common)):
        counted = [f"{short(value)}: {count:,}" for value, count in column.common]
        return fitting(counted, column.distinct)
    if column.lowest is not None and column.highest is not None:
        whole = "whole numbers, " * column.integer
        return f"{whole}{_number(column.lowest)} to {_number(column.highest)}"
    return f"{column.distinct:,} different"


def _number(value: float) -> str:
    return f"{value:,.0f}" if 1000 <= abs(value) < 1e12 else f"{value:.5g}"


def missing_of(column: ColumnProfile) -> str:
    """``105 (2.5 %)``, or nothing."""
    if not column.missing:
        return ""
    share = f"{column.missing_share:.1%}" if column.missing_share >= 0.0005 else "< 0.1%"
    return f"{column.missing:,} ({share})"


def _line(column: ColumnProfile, roles: Mapping[str, str]) -> ColumnLine:
    kind = roles.get(column.name, column.kind)
    return ColumnLine(short(column.name), kind, missing_of(column), values_of(column))


def _line_of_several(columns: Sequence[ColumnProfile], roles: Mapping[str, str]) -> ColumnLine:
    first, last = columns[0], columns[-1]
    name = f"{short(first.name)} … {short(last.name)}"
    missing = sum(column.missing for column in columns)
    lows = [column.lowest for column in columns if column.lowest is not None]
    highs = [column.highest for column in columns if column.highest is not None]
    values = f"{len(columns):,} columns"
    if lows:
        values += f", {_number(min(lows))} to {_number(max(highs))}"
    constant = sum(column.constant for column in columns)
    values += f", {constant:,} of them constant" * bool(constant)
    kind = roles.get(first.name, first.kind)
    return ColumnLine(name, kind, f"{missing:,}" * bool(missing), values)


def _likeness(column: ColumnProfile, roles: Mapping[str, str]) -> tuple[str, str]:
    return roles.get(column.name, column.kind), NUMBER.sub("0", column.name)


def fitting(counted: Sequence[str], distinct: int, width: int = LONGEST_VALUES) -> str:
    """As many of the counted values as have room, and how many of all are left out."""
    shown = ""
    for place, each in enumerate(counted):
        longer = f"{shown} · {each}" if shown else each
        if shown and len(longer) > width:
            return f"{shown} · {distinct - place:,} more"
        shown = longer
    rest = distinct - len(counted)
    return f"{shown} · {rest:,} more" if rest > 0 else shown


def short(text: str) -> str:
    """A name in one line that is not too long."""
    text = one_line(text)
    return text if len(text) <= LONGEST_NAME else f"{text[: LONGEST_NAME - 1]}…"
