"""Cross-validation: every row is judged by a network that never learned from it.

The rows are cut into k folds. Each fold is in turn kept for validation, while the others are
learned from. Rows in the order of time are never judged by what came after them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from nnfs_cli.data.grouped_split import part_of_rows_in_groups
from nnfs_cli.data.raw_columns import Indices
from nnfs_cli.data.split import Integers
from nnfs_cli.errors import DataError


@dataclass(frozen=True, eq=False)
class Fold:
    """Row indices: what is learned from, and what is judged; both ascending."""

    training: Indices
    validation: Indices


def k_folds(
    rows: Indices,
    k: int,
    *,
    seed: int,
    labels: Integers | None = None,
    groups: Integers | None = None,
    shuffle: bool = True,
    repeats: int = 1,
) -> list[Fold]:
    """k folds of `rows`, and as many again, drawn anew, for each further repeat.

    Sizes differ by one row at most, and so do the shares of each class of `labels` (rows,) in
    them. `groups` (rows,) stay together; sizes and shares then come as near as whole groups
    allow. Without `shuffle`, folds are stretches of the file (with labels, every k-th row of each
    class). Raises DataError for fewer rows or groups than folds.
    """
    if len(rows) < k:
        raise DataError(
            f"{len(rows):,} rows cannot be cut into {k} folds", "split.k_folds", "Use fewer folds."
        )
    return [
        Fold(np.sort(rows[fold_of_rows != fold]), np.sort(rows[fold_of_rows == fold]))
        for repeat in range(repeats)
        for fold_of_rows in [_fold_of_rows(len(rows), k, (seed, repeat), labels, groups, shuffle)]
        for fold in range(k)
    ]


def forward_folds(rows: Indices, k: int, when: npt.NDArray[Any]) -> list[Fold]:
    """k folds forward in time: the rows are put in the order of `when` (rows,) and cut into k + 1
    stretches; each but the first is judged by what all stretches before it taught.

    Rows of the same time stay together. Raises DataError where a stretch would be empty.
    """
    times, moment = np.unique(when, return_inverse=True)
    ends = np.cumsum(np.bincount(moment))
    # a moment belongs to the stretch in which its middle row lies
    middles = ends - np.diff(ends, prepend=0) / 2
    stretch = np.minimum((middles * (k + 1) / len(rows)).astype(np.intp), k)[moment]
    if len(np.unique(stretch)) <= k:
        raise DataError(
            f"{len(times):,} different times cannot be cut into {k} folds and a beginning",
            "split.k_folds",
            "Use fewer folds.",
        )
    return [
        Fold(np.sort(rows[stretch < fold]), np.sort(rows[stretch == fold]))
        for fold in range(1, k + 1)
    ]


def rare_classes(labels: Integers, k: int, names: Sequence[str]) -> list[str]:
    """The classes with fewer rows than folds: some folds will have none to judge by."""
    counts = np.bincount(labels, minlength=len(names))
    return [name for name, count in zip(names, counts, strict=False) if 0 < count < k]


def _fold_of_rows(
    rows: int,
    k: int,
    seed: tuple[int, int],
    labels: Integers | None,
    groups: Integers | None,
    shuffle: bool,
) -> Indices:
    """The fold of each row, shape (rows,)."""
    generator = np.random.default_rng(seed) if shuffle else None
    classes = (
        np.zeros(rows, np.intp) if labels is None else np.unique(labels, return_inverse=True)[1]
    )
    if groups is not None:
        return part_of_rows_in_groups(groups, classes, [1] * k, generator)
    order = np.arange(rows) if generator is None else generator.permutation(rows)
    if labels is None:
        dealt = np.arange(rows) * k // rows
    else:
        order = order[np.argsort(classes[order], kind="stable")]
        dealt = np.arange(rows) % k  # one class after the other, dealt out like cards
    fold = np.empty(rows, np.intp)
    fold[order] = dealt
    return fold
