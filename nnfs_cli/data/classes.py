"""A column seen as classes: what they are called, and which of them each row has.

Numbers are classes by what they look like when written (`0`, `1`, `2.5`), booleans by their two
spellings, so that a model gives its answers in the words of the file it learned from.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from nnfs_cli.data.raw_columns import CategoricalColumn, Indices, NumericColumn, RawColumn
from nnfs_cli.errors import DataError, raise_together
from nnfs_cli.suggestions import did_you_mean, listed

NO_CLASS = -1


class Classes(NamedTuple):
    """The classes of a column."""

    names: tuple[str, ...]
    codes: Indices
    """shape (rows,); positions in `names`, negative where the value is missing"""


def classes_of(column: RawColumn) -> Classes:
    """The vocabulary, the two spellings, or the different numbers of a column."""
    if isinstance(column, CategoricalColumn):
        return Classes(column.vocabulary, column.codes.astype(np.intp))
    assert isinstance(column, NumericColumn), "texts are no answers"
    missing = column.missing()
    if column.spellings:
        return Classes(column.spellings, np.where(missing, NO_CLASS, column.values).astype(np.intp))
    numbers, codes = np.unique(column.values, return_inverse=True)  # sorted, NaN last
    names = tuple(written(number) for number in numbers.tolist() if number == number)
    return Classes(names, np.where(missing, NO_CLASS, codes))


def codes_among(names: Sequence[str], column: RawColumn) -> Indices:
    """The position in `names` of each row's class, shape (rows,); `1.0` is the class `1`.

    Raises DataError for rows without a class, and for every class that is not among `names`.
    """
    refuse_missing(column)
    here = classes_of(column)
    places = {name: place for place, name in enumerate(names)}
    places_of_numbers = {_as_number(name): place for name, place in places.items()}
    codes = np.array(
        [places.get(name, places_of_numbers.get(_as_number(name), NO_CLASS)) for name in here.names]
    )
    unknown = [here.names[code] for code in np.unique(here.codes) if codes[code] == NO_CLASS]
    raise_together([_unknown_class(name, names, column) for name in unknown])
    return codes[here.codes]


def refuse_missing(target: RawColumn) -> None:
    """Raise DataError if some row has no value."""
    missing = int(target.missing().sum())
    if missing:
        raise DataError(
            f"target '{target.name}' is missing in {missing:,} rows",
            hint="Fill it in, or leave these rows out.",
        )


def written(number: float) -> str:
    """A number as people write it: 3 rather than 3.0."""
    return str(int(number)) if number.is_integer() else repr(number)


def _as_number(name: str) -> str:
    """One text for all ways to write the same number, other texts as they are."""
    try:
        return written(float(name))
    except ValueError:
        return name


def _unknown_class(name: str, names: Sequence[str], target: RawColumn) -> DataError:
    return DataError(
        f"target '{target.name}' has an unknown class '{name}'{did_you_mean(name, names)}",
        hint=f"Known classes: {listed(names)}.",
    )
