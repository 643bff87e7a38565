"""Which rows are learned from, which decide when to stop, and which are kept for the verdict.

A split is a pure function of its arguments. Every part has exactly the size its fraction says,
rounded half up, and with labels every class is shared out alike. Only groups, which stay whole,
can bend the sizes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from nnfs_cli.data.grouped_split import part_of_rows_in_groups
from nnfs_cli.data.raw_columns import Indices
from nnfs_cli.errors import DataError, raise_together

Integers: TypeAlias = npt.NDArray[np.integer[Any]]
PARTS = ("training", "validation", "test")


@dataclass(frozen=True, eq=False)
class Split:
    """Row indices of the three parts, each ascending; together every row once."""

    training: Indices
    validation: Indices
    test: Indices

    @classmethod
    def of(cls, part_of_rows: Integers) -> Split:
        """From the number of each row's part in PARTS, shape (rows,)."""
        return cls(*(np.flatnonzero(part_of_rows == part) for part in range(len(PARTS))))


def hold_out(
    rows: int,
    *,
    test: float,
    validation: float,
    seed: int,
    labels: Integers | None = None,
    groups: Integers | None = None,
    shuffle: bool = True,
) -> Split:
    """Keep fractions of all rows for test and validation; a fraction of 0 leaves the part out.

    `labels` (rows,) are shared out in proportion. `groups` (rows,) stay together, and sizes and
    shares then come as near as whole groups allow. Without `shuffle` the test rows are the last
    ones (with labels, of each class) and the validation rows those before them. Raises DataError
    when a part that is asked for would be empty.
    """
    sizes = part_sizes(rows, test=test, validation=validation)
    generator = np.random.default_rng(seed) if shuffle else None
    everyone = np.zeros(rows, np.int8)
    classes = everyone if labels is None else np.unique(labels, return_inverse=True)[1]
    if groups is None:
        return Split.of(_part_of_rows(classes, sizes, generator))
    part_of_rows = part_of_rows_in_groups(groups, classes, sizes, generator)
    _refuse_empty_parts(part_of_rows, sizes)
    return Split.of(part_of_rows)


def keep_given(
    parts: Sequence[str | None],
    *,
    test: float,
    validation: float,
    seed: int,
    labels: Integers | None = None,
    groups: Integers | None = None,
    shuffle: bool = True,
) -> Split:
    """A split of rows some of which come with a part of PARTS, as images in train/ and test/ do.

    They keep it. Test or validation rows that nobody came with are held out from all the others,
    of which `test` and `validation` are then fractions.
    """
    given = np.array([PARTS.index(part) if part else 0 for part in parts], np.int8)
    return complete(
        given,
        test=test,
        validation=validation,
        seed=seed,
        labels=labels,
        groups=groups,
        shuffle=shuffle,
    )


def complete(
    given: npt.NDArray[np.int8],
    *,
    test: float,
    validation: float,
    seed: int,
    labels: Integers | None = None,
    groups: Integers | None = None,
    shuffle: bool = True,
) -> Split:
    """The same for parts by their numbers in PARTS, shape (rows,); 0 for rows without one."""
    others = np.flatnonzero(given == 0)
    some_are_given = len(others) < len(given)
    rest = hold_out(
        len(others),
        test=0 if 2 in given else test,
        validation=0 if 1 in given else validation,
        seed=seed,
        labels=labels[others] if some_are_given and labels is not None else labels,
        groups=groups[others] if some_are_given and groups is not None else groups,
        shuffle=shuffle,
    )
    if not some_are_given:
        return rest
    part = given.copy()
    part[others[rest.validation]] = 1
    part[others[rest.test]] = 2
    return Split.of(part)


def complete_in_time(
    given: npt.NDArray[np.int8], when: Integers, *, test: float, validation: float
) -> Split:
    """The same for rows in the order of `when` (rows,): the last are for test, those before them
    for validation. Rows of the same time stay together.
    """
    order = np.argsort(when, kind="stable")
    split = complete(
        given[order], test=test, validation=validation, seed=0, groups=when[order], shuffle=False
    )
    parts = (split.training, split.validation, split.test)
    return Split(*(np.sort(order[rows]) for rows in parts))


def part_sizes(rows: int, *, test: float, validation: float) -> tuple[int, int, int]:
    """How many rows are for training, validation and test. Raises DataError for empty parts."""
    fractions = {"validation": validation, "test": test}
    sizes = {name: _rounded(fraction, rows) for name, fraction in fractions.items()}
    errors = [
        DataError(
            f"{fractions[name]:g} of {rows:,} rows is less than one row",
            f"split.{name}",
            f"Use a larger fraction, or 0 for no {name} rows.",
        )
        for name, size in sizes.items()
        if fractions[name] > 0 and size == 0
    ]
    training = rows - sum(sizes.values())
    if training < 1:
        taken = f"{validation:g} for validation and {test:g} for test"
        errors.append(
            DataError(
                f"{taken} leave none of {rows:,} rows to learn from",
                "split",
                "Lower split.validation or split.test.",
            )
        )
    raise_together(errors)
    return training, sizes["validation"], sizes["test"]


def _refuse_empty_parts(part_of_rows: Indices, sizes: Sequence[int]) -> None:
    errors = [
        DataError(
            f"the groups are too large to leave one for {name}",
            "split.group",
            "Shuffle (split.shuffle: true), change the fractions, or choose smaller groups.",
        )
        for part, (name, size) in enumerate(zip(PARTS, sizes, strict=True))
        if size and part not in part_of_rows
    ]
    raise_together(errors)


def _rounded(fraction: float, rows: int) -> int:
    """fraction * rows, half up, by the decimal that was written: 0.29 * 50 is 14.5, so 15."""
    return int(Fraction(str(fraction)) * rows + Fraction(1, 2))


def _part_of_rows(
    classes: Integers, sizes: Sequence[int], generator: np.random.Generator | None
) -> npt.NDArray[np.int8]:
    """The part of each row, shape (rows,), every class dealt out in proportion to the sizes."""
    rows, counts = len(classes), np.bincount(classes)
    order = np.arange(rows) if generator is None else generator.permutation(rows)
    by_class = order[np.argsort(classes[order], kind="stable")] if len(counts) > 1 else order
    turns = np.arange(len(counts)) if generator is None else generator.permutation(len(counts))
    shares = share_out(counts, np.array(sizes), turns)
    part = np.empty(rows, np.int8)
    parts = np.tile(np.arange(len(sizes), dtype=np.int8), len(counts))
    part[by_class] = np.repeat(parts, shares.ravel())
    return part


def share_out(counts: Indices, sizes: Indices, turns: Indices) -> Indices:
    """How many rows of each class go to each of up to three parts, (classes, parts): at most one
    from the exact share, with `counts` as the sums of rows and `sizes` as the sums of columns.

    Every cell gets its share rounded down. Each class in its turn gives what is left of it to
    the parts where its remainders are largest, unless a part needs a row of all classes to come.
    """
    shares, remainders = np.divmod(np.outer(counts, sizes), counts.sum())
    wanted = sizes - shares.sum(axis=0)
    left = counts - shares.sum(axis=1)
    turns = turns[left[turns] > 0]
    for classes_to_come, turn in zip(range(len(turns), 0, -1), turns, strict=True):
        urgent = wanted == classes_to_come
        ranked = np.lexsort((remainders[turn], urgent, wanted > 0))[::-1]
        chosen = ranked[: left[turn]]
        shares[turn, chosen] += 1
        wanted[chosen] -= 1
    return shares
