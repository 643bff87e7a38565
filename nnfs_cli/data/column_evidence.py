"""Signs that a column is no fair feature: it names its row, or it knows the answer already.

One place, because `nn init` leaves such columns out and `nn check` warns of them, and the two
have to agree. The thresholds were set on real tables: no fair column of iris, wine, penguins,
breast_cancer, diabetes, houses or framingham comes near them.
"""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt

from nnfs_cli.data.association import Values, foretells
from nnfs_cli.data.column_profile import ColumnProfile
from nnfs_cli.data.raw_columns import CategoricalColumn, NumericColumn, RawColumn

TELLS_CLASSES = 0.97
TELLS_NUMBERS = 0.95
"""`foretells` from here on is the answer itself, or something made of it"""
FEWEST_ROWS = 30
"""of both columns, below which it proves nothing"""
FEWEST_OF_A_CLASS = 5
"""rows that are not of the most frequent class"""

ID_WORDS = {
    *("id", "ids", "uid", "uuid", "guid", "index", "idx", "key", "rowid", "rownum", "rownumber"),
    *("nr", "no", "number", "num", "serial", "code", "ticket", "unnamed"),
}
LAST_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|\d+")
UNNAMED = re.compile(r"column\d+")
FEW_NAMES = 10


def identifies_rows(column: ColumnProfile) -> str:
    """Why a column seems to be the name or the number of its row; empty if it does not."""
    if column.kind == "names":
        return f"{column.distinct:,} different texts in {column.present:,} rows"
    if column.kind == "categorical" and column.unique and column.rows >= FEW_NAMES:
        return f"a text of its own in each of the {column.present:,} rows"
    if column.kind == "numeric" and column.integer and column.unique:
        if column.counts_rows and column.rows >= FEW_NAMES:
            return f"counts the rows: {column.lowest:,.0f} to {column.highest:,.0f}"
        if is_called_identifier(column.name) and column.rows >= FEW_NAMES:
            return f"another whole number in each of the {column.present:,} rows"
    return ""


def is_called_identifier(name: str) -> bool:
    """Whether a column's name ends in a word like id: ``customerID``, ``order_no``; or is that of a
    column whose name the file leaves empty.
    """
    if UNNAMED.fullmatch(name):
        return True
    words = LAST_WORD.findall(name)
    return bool(words) and words[-1].lower() in ID_WORDS


def tells_target(x: Values, y: Values, *, y_is_class: bool) -> float | None:
    """How well x alone tells y, if it is too well to be fair; both (rows,), without gaps.

    From `TELLS_NUMBERS` or `TELLS_CLASSES` to 1. Few rows, and few of all but one class, prove
    nothing: None.
    """
    if len(x) < FEWEST_ROWS or (x == x[0]).all():
        return None
    if y_is_class:
        counts = np.unique(y, return_counts=True)[1]
        if counts.sum() - counts.max() < FEWEST_OF_A_CLASS:
            return None
    told = foretells(x, y, y_is_class=y_is_class)
    return told if told >= (TELLS_CLASSES if y_is_class else TELLS_NUMBERS) else None


def column_tells_target(x: RawColumn, y: RawColumn, *, y_is_class: bool) -> float | None:
    """The same for columns of one table, in the rows where neither is missing."""
    there = ~(x.missing() | y.missing())
    return tells_target(_values(x)[there], _values(y)[there], y_is_class=y_is_class)


def _values(column: RawColumn) -> npt.NDArray[np.float64]:
    if isinstance(column, NumericColumn):
        return column.values
    assert isinstance(column, CategoricalColumn), "texts are not compared"
    return column.codes.astype(np.float64)


def answer_known(told: float, target: str) -> str:
    """What is said of a column that tells the target."""
    return f"alone {'determines' if told > 0.9995 else 'nearly determines'} {target}"
