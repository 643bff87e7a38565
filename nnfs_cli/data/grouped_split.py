"""A split in which the rows of a group stay together.

Rows of one patient or one house are alike. Spread over training and test they let a network
recognise what it has seen, and the verdict comes out too good.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from nnfs_cli.data.raw_columns import Indices
from nnfs_cli.errors import DataError

Integers: TypeAlias = npt.NDArray[np.integer[Any]]


def part_of_rows_in_groups(
    groups: Integers,
    classes: Integers,
    sizes: Sequence[int],
    generator: np.random.Generator | None,
) -> Indices:
    """The part of each row, shape (rows,), where rows with equal `groups` share theirs.

    With a generator groups are placed in random order, large ones first, and sizes and shares of
    classes come as near to `sizes` as whole groups allow. Without one groups keep the order of
    the file, and large ones can leave a part empty. Raises DataError for fewer groups than parts.
    """
    _, first_rows, group_of_rows = np.unique(groups, return_index=True, return_inverse=True)
    if len(first_rows) < np.count_nonzero(sizes):
        raise DataError(
            f"{len(first_rows)} groups cannot be shared among {np.count_nonzero(sizes)} parts",
            "split.group",
            "Choose a column with more groups, or leave out a part (split.validation: 0).",
        )
    if generator is None:
        part_of_groups = _in_order(group_of_rows, np.argsort(first_rows), sizes)
    else:
        shuffled = generator.permutation(len(first_rows))
        rows = np.bincount(group_of_rows)
        order = shuffled[np.argsort(-rows[shuffled], kind="stable")]  # what is hard to place first
        part_of_groups = _balanced(group_of_rows, classes, order, sizes)
    return part_of_groups[group_of_rows]


def _in_order(group_of_rows: Indices, order: Indices, sizes: Sequence[int]) -> Indices:
    """The part of each group: that in which the middle of the group lies."""
    rows = np.bincount(group_of_rows)[order]
    middles = np.cumsum(rows) - rows / 2
    part = np.empty(len(order), np.intp)
    part[order] = np.searchsorted(np.cumsum(sizes)[:-1], middles, side="right")
    return part


def _balanced(
    group_of_rows: Indices, classes: Integers, order: Indices, sizes: Sequence[int]
) -> Indices:
    """The part of each group: that which it brings nearest to its share of every class."""
    wanted = np.flatnonzero(sizes)
    weights = np.array(sizes)[wanted]
    missing = np.outer(np.bincount(classes), weights / weights.sum())  # (classes, parts)
    members = np.split(np.argsort(group_of_rows, kind="stable"), _ends(group_of_rows))
    part = np.empty(len(order), np.intp)
    empty = np.ones(len(wanted), bool)
    for place, group in enumerate(order):
        rows = np.bincount(classes[members[group]], minlength=len(missing))[:, None]
        # how much the squared distance from the ideal grows, relative to the part's size
        growth = (rows * (rows - 2 * missing)).sum(axis=0) / weights
        if len(order) - place == empty.sum():
            growth[~empty] = np.inf
        best = int(growth.argmin())
        part[group] = wanted[best]
        missing[:, best] -= rows[:, 0]
        empty[best] = False
    return part


def _ends(group_of_rows: Indices) -> Indices:
    """Where each group but the last ends, when the rows are sorted by group."""
    return np.cumsum(np.bincount(group_of_rows))[:-1]
