"""What a column of a table looks like before anybody has said what it is for.

Counts are of every row; what values look like is judged by a sample of them, which for tables of
usual size is all of them. The kinds are those of a config's `columns`, and four more that are no
use as they are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from nnfs_cli.data.cells import LARGEST, boolean_spellings
from nnfs_cli.data.column_types import FEW_ROWS, MOST_CATEGORIES, MOST_DISTINCT_SHARE, in_order
from nnfs_cli.data.raw_columns import CategoricalColumn, NumericColumn, RawColumn
from nnfs_cli.data.surveys import NUMERIC_SHARE

Kind: TypeAlias = Literal[
    "numeric", "boolean", "categorical", "text", "date", "names", "mixed", "empty"
]
USABLE: tuple[Kind, ...] = ("numeric", "boolean", "categorical", "text")
"""the others are dates, more names than anything could be learned from, numbers with words
between them, and nothing"""

MOST_COMMON = 8
WORDS_OF_A_TEXT = 4
"""in a cell, on average; names and categories have fewer"""
SURE = 0.95
"""the share of cells that have to look like a date"""
DATE = re.compile(r"(\d{4}([-/.])\d{1,2}\2\d{1,2}|\d{1,2}([-/.])\d{1,2}\3(\d{4}|\d{2}))([T ].*)?")
TIME = re.compile(r"\d{1,2}:\d{2}(:\d{2})?([ap]m)?", re.IGNORECASE)


@dataclass(frozen=True)
class CellCounts:
    """What the cells of a column are, in all rows."""

    rows: int
    present: int
    numbers: int
    lowest: float | None
    highest: float | None
    distinct: int
    """about as many different texts"""

    @property
    def all_numbers(self) -> bool:
        """Whether every present cell is a number that the network can hold."""
        limits = self.lowest, self.highest
        held = all(value is not None and abs(value) < LARGEST for value in limits)
        return held and 0 < self.present == self.numbers

    @property
    def looks_numeric(self) -> bool:
        return self.present > 0 and self.numbers >= NUMERIC_SHARE * self.present


@dataclass(frozen=True)
class ColumnProfile:
    """One column."""

    name: str
    kind: Kind
    rows: int
    missing: int
    distinct: int
    """different values; about so many where the table was sampled"""
    lowest: float | None = None
    highest: float | None = None
    integer: bool = False
    """whether all numbers are whole"""
    common: tuple[tuple[str, int], ...] = ()
    """the most frequent values with their rows (of the sample), the first ones first"""
    wrong: int = 0
    """cells of a `mixed` column that are no numbers"""
    odd: str = ""
    """the first of them"""
    words_per_cell: float = 0.0
    counts_rows: bool = False
    """whole numbers, a different one in each row, with hardly a gap"""

    @property
    def present(self) -> int:
        return self.rows - self.missing

    @property
    def missing_share(self) -> float:
        return self.missing / self.rows if self.rows else 0.0

    @property
    def constant(self) -> bool:
        return self.distinct == 1

    @property
    def unique(self) -> bool:
        """Whether no value comes twice, as far as the sample tells."""
        return self.present > 1 and self.distinct >= self.present


def profile_of_numbers(
    name: str, counts: CellCounts, values: npt.NDArray[np.float64]
) -> tuple[ColumnProfile, RawColumn]:
    """A column of numbers from its sample (rows,), NaN for missing and wrong cells alike."""
    present = values[np.isfinite(values)]
    different, often = np.unique(present, return_counts=True)
    sampled = len(values) < counts.rows
    distinct = max(len(different), counts.distinct) if sampled else len(different)
    if sampled and len(different) == len(present):
        distinct = counts.present
    most = np.argsort(-often, kind="stable")[:MOST_COMMON]
    few = len(different) <= 2 * MOST_COMMON
    profile = ColumnProfile(
        name,
        "mixed" if counts.numbers < counts.present else "numeric",
        counts.rows,
        counts.rows - counts.present,
        distinct,
        counts.lowest,
        counts.highest,
        integer=len(present) > 0 and bool((present == np.round(present)).all()),
        common=tuple((f"{different[k]:g}", int(often[k])) for k in most) if few else (),
        wrong=counts.present - counts.numbers,
        counts_rows=distinct >= counts.present and counts_rows(present, counts.rows),
    )
    return profile, NumericColumn(name, values)


def counts_rows(values: npt.NDArray[np.floating], rows: int) -> bool:
    """Whether some rows' values are all different and lie on a grid that `rows` rows nearly fill.

    Scale and beginning do not matter, so it also knows a count that was standardized.
    """
    if len(values) < 3:
        return False
    ordered = np.sort(values.astype(np.float64))
    steps = np.diff(ordered)
    grid = float(steps.min())
    if grid <= 0 or (ordered[-1] - ordered[0]) / grid + 1 > 1.25 * rows:
        return False
    in_steps = steps / grid
    return bool(np.abs(in_steps - np.round(in_steps)).max() < 0.2)


def profile_of_words(
    name: str, counts: CellCounts, texts: Sequence[str | None]
) -> tuple[ColumnProfile, RawColumn]:
    """A column of words from its sample, None for missing cells."""
    present = [text for text in texts if text is not None]
    often = Counter(present)
    sampled = len(texts) < counts.rows
    distinct = max(len(often), counts.distinct) if sampled else len(often)
    words = in_order(often)
    spellings = boolean_spellings(words)
    length = sum(len(text.split()) for text in present) / max(1, len(present))
    kind = _kind_of_words(present, distinct, len(often), counts, length)
    frequent = sorted(often.items(), key=lambda item: -item[1])[:MOST_COMMON]
    profile = ColumnProfile(
        name,
        "boolean" if spellings else kind,
        counts.rows,
        counts.rows - counts.present,
        min(distinct, counts.present),
        common=() if kind in ("text", "names") else tuple(frequent),
        words_per_cell=length,
    )
    code = {word: place for place, word in enumerate(words)}
    codes = np.array([-1 if text is None else code[text] for text in texts], np.int32)
    return profile, CategoricalColumn(name, codes, words)


def _kind_of_words(
    present: Sequence[str], distinct: int, in_sample: int, counts: CellCounts, length: float
) -> Kind:
    if not counts.present:
        return "empty"
    dates = sum(1 for text in present if DATE.fullmatch(text) or TIME.fullmatch(text))
    if dates >= SURE * len(present):
        return "date"
    mostly_different = in_sample > MOST_DISTINCT_SHARE * len(present)
    if length >= WORDS_OF_A_TEXT and mostly_different:
        return "text"
    of_its_own = counts.rows > FEW_ROWS and mostly_different
    return "names" if distinct > MOST_CATEGORIES or of_its_own else "categorical"


def number_sql(number: str) -> str:
    """A DOUBLE in SQL, NULL unless the network can hold it."""
    return f"(CASE WHEN abs({number}) < {LARGEST!r} THEN {number} END)"
