"""Folds: every row judged once, never by a network that saw it, and no class or group wronged."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnfs_cli.data.folds import forward_folds, k_folds, rare_classes
from nnfs_cli.errors import DataError


@given(st.integers(2, 60), st.integers(2, 9), st.integers(0, 99), st.booleans(), st.booleans())
def test_every_row_is_judged_once_and_learned_from_otherwise(
    rows: int, k: int, seed: int, shuffle: bool, stratify: bool
) -> None:
    if rows < k:
        return
    some = np.arange(5, 5 + 3 * rows, 3)
    labels = np.random.default_rng(seed).integers(0, 3, rows) if stratify else None
    folds = k_folds(some, k, seed=seed, labels=labels, shuffle=shuffle)
    assert sorted(np.concatenate([fold.validation for fold in folds])) == some.tolist()
    for fold in folds:
        assert sorted([*fold.training, *fold.validation]) == some.tolist()
        assert len(fold.validation) in (rows // k, rows // k + (rows % k > 0))
        if labels is not None:
            shares = np.bincount(labels[np.isin(some, fold.validation)], minlength=3)
            exact = np.bincount(labels, minlength=3) / k
            assert (np.abs(shares - exact) < 1).all()


def test_repeats_are_drawn_anew_and_seeds_decide() -> None:
    rows = np.arange(40)
    folds = k_folds(rows, 4, seed=1, repeats=3)
    assert len(folds) == 12
    assert len({fold.validation.tobytes() for fold in folds}) == 12
    again = k_folds(rows, 4, seed=1, repeats=3)
    assert all((a.validation == b.validation).all() for a, b in zip(folds, again, strict=True))


def test_unshuffled_folds_are_stretches_of_the_file() -> None:
    folds = k_folds(np.arange(7), 3, seed=0, shuffle=False)
    assert [fold.validation.tolist() for fold in folds] == [[0, 1, 2], [3, 4], [5, 6]]


def test_groups_stay_together() -> None:
    groups = np.repeat(np.arange(12), 5)
    for fold in k_folds(np.arange(60), 4, seed=0, groups=groups):
        assert len(fold.validation) == 15
        assert not set(groups[fold.validation]) & set(groups[fold.training])


def test_time_only_runs_forward() -> None:
    when = np.array([5.0, 1, 1, 2, 9, 7, 3, 8, 6, 4])
    folds = forward_folds(np.arange(10) * 10, 3, when)
    assert len(folds) == 3
    time_of = dict(zip(range(0, 100, 10), when, strict=True))
    for fold in folds:
        assert max(time_of[r] for r in fold.training) < min(time_of[r] for r in fold.validation)
    judged = np.concatenate([fold.validation for fold in folds])
    assert len(set(judged.tolist())) == len(judged) == 10 - len(folds[0].training)


@pytest.mark.parametrize("k", [2, 5])
def test_too_few_rows_groups_or_times_are_said(k: int) -> None:
    with pytest.raises(DataError, match=f"{k - 1} rows cannot be cut into {k} folds"):
        k_folds(np.arange(k - 1), k, seed=0)
    with pytest.raises(DataError, match="groups cannot be shared"):
        k_folds(np.arange(20), k, seed=0, groups=np.arange(20) % (k - 1))
    with pytest.raises(DataError, match=f"{k} different times"):
        forward_folds(np.arange(20), k, np.arange(20.0) % k)


def test_classes_rarer_than_folds_are_named() -> None:
    assert rare_classes(np.array([0] * 9 + [1] * 2 + [2] * 3), 3, ["a", "b", "c"]) == ["b"]
