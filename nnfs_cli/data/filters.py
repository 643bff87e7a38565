"""Row filters: ``"area_m2 > 0"``, ``"price, area < 5000000"``, ``"state == 'São Paulo'"``.

A small grammar of our own, read here and turned into SQL whose values are parameters, so that
no text from a config is ever run as code:

    filter  = column {"," column} operator value
    column  = anything up to a comma or operator, or quoted: `a, b` or "a, b"
    value   = a number, a text in quotes, or a text without
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from nnfs_cli.data import cells
from nnfs_cli.data.column_choice import unknown_column
from nnfs_cli.data.table_scan import ALL_ROWS, RowCondition, TableScan
from nnfs_cli.errors import ConfigError, raise_together

OPERATORS = ("==", "!=", "<=", ">=", "<", ">")
COLUMN = re.compile(r"""\s*(?:`([^`]+)`|"([^"]+)"|([^`"<>=!,]*[^`"<>=!,\s]))\s*""")
OPERATOR = re.compile("|".join(OPERATORS))
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
QUOTED = re.compile(r"""'((?:[^']|'')*)'|"((?:[^"]|"")*)\"""")
HINT = """Write it like "area_m2 > 0", "a, b <= 10" or "state == 'São Paulo'"."""


@dataclass(frozen=True)
class Filter:
    """One condition, which a row passes when each of the columns does."""

    columns: tuple[str, ...]
    operator: str
    value: str | float
    """a number compares as numbers, a text as texts"""

    def condition(self, scan: TableScan) -> RowCondition:
        """SQL with a ``?`` for the value, once for each column. A missing cell never passes."""
        sql = " AND ".join(self._comparison(scan, name) for name in self.columns)
        return RowCondition(sql, (self.value,) * len(self.columns))

    def _comparison(self, scan: TableScan, name: str) -> str:
        column = scan.column(name)
        operator = "=" if self.operator == "==" else self.operator
        if name in scan.numbers:
            return _number_compares(column, operator)
        if isinstance(self.value, str):
            compared = f"{cells.text(column)} {operator} ?"
        else:
            compared = _number_compares(cells.number(column, scan.decimal), operator)
        # needed for numbers too: of a column that is only cast, DuckDB 2.0 refuses other texts
        return f"(NOT {cells.is_missing(column)} AND {compared})"


def _number_compares(number: str, operator: str) -> str:
    return f"coalesce({number} {operator} ? AND NOT isnan({number}), false)"


def parse_filters(texts: Sequence[str], names: Sequence[str]) -> tuple[Filter, ...]:
    """Read the filters of a table with columns `names`. Raises ConfigErrors for all mistakes."""
    filters: list[Filter] = []
    errors: list[ConfigError] = []
    for position, text in enumerate(texts):
        where = f"dataset.filters.{position}"
        try:
            filters.append(parse_filter(text, where))
        except ConfigError as error:
            errors.append(error)
            continue
        unknown = [name for name in filters[-1].columns if name not in names]
        errors += [unknown_column(name, names, where) for name in unknown]
    raise_together(errors)
    return tuple(filters)


def parse_filter(text: str, where: str = "") -> Filter:
    """Read one filter. Raises ConfigError that shows the form."""
    columns, position = _columns(text, where)
    operator = OPERATOR.match(text, position)
    if operator is None:
        raise ConfigError(_no_operator(text, position), where, HINT)
    value = text[operator.end() :].strip()
    if not value:
        raise ConfigError(f"'{text}' compares with nothing", where, HINT)
    return Filter(columns, operator.group(), _value(value, text, where))


def _columns(text: str, where: str) -> tuple[tuple[str, ...], int]:
    """The column names, and the position of what follows them."""
    names, position = [], 0
    while True:
        name = COLUMN.match(text, position)
        if name is None:
            raise ConfigError(f"a column name is missing in '{text}'", where, HINT)
        names.append(next(group for group in name.groups() if group is not None).strip())
        position = name.end()
        if not text.startswith(",", position):
            return tuple(names), position
        position += 1


def _no_operator(text: str, position: int) -> str:
    if text.startswith("=", position):
        return f"'=' is no comparison in '{text}'; did you mean '=='?"
    return f"'{text}' has no comparison ({' '.join(OPERATORS)}) after its columns"


def _value(value: str, text: str, where: str) -> str | float:
    if NUMBER.fullmatch(value):
        return float(value)
    if value[0] not in "'\"":
        return value
    quoted = QUOTED.fullmatch(value)
    if quoted is None:
        raise ConfigError(f"the quotes do not match in '{text}'", where, HINT)
    single, double = quoted.groups()
    return single.replace("''", "'") if single is not None else double.replace('""', '"')


def compared_as_texts(filters: Sequence[Filter]) -> set[str]:
    """The columns that have to be read as texts for these filters."""
    as_texts = (filter.columns for filter in filters if isinstance(filter.value, str))
    return {name for columns in as_texts for name in columns}


def all_of(filters: Sequence[Filter], scan: TableScan) -> RowCondition:
    """The condition that every filter sets."""
    conditions = [filter.condition(scan) for filter in filters]
    if not conditions:
        return ALL_ROWS
    return RowCondition(
        " AND ".join(condition.sql for condition in conditions),
        tuple(value for condition in conditions for value in condition.parameters),
    )
