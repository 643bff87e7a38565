"""Grouped splits: a group is never torn apart, and the parts are still about as asked."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnfs_cli.data.split import PARTS, hold_out, keep_given
from nnfs_cli.errors import DataError, NNError


@given(
    st.lists(st.integers(0, 40), min_size=20, max_size=150),
    st.integers(0, 1000),
    st.booleans(),
    st.booleans(),
)
def test_groups_stay_together_and_every_row_is_in_one_part(
    groups: list[int], seed: int, stratify: bool, shuffle: bool
) -> None:
    group = np.array(groups)
    labels = group % 3 if stratify else None
    try:
        split = hold_out(
            len(group),
            test=0.2,
            validation=0.1,
            seed=seed,
            labels=labels,
            groups=group,
            shuffle=shuffle,
        )
    except NNError:
        assert len(set(groups)) < 3 or not shuffle
        return
    parts = [getattr(split, name) for name in PARTS]
    assert sorted(np.concatenate(parts).tolist()) == list(range(len(group)))
    assert all(len(part) for part in parts)
    found = [set(group[part].tolist()) for part in parts]
    assert sum(len(inside) for inside in found) == len(set(groups))


def test_sizes_and_shares_come_near_what_was_asked() -> None:
    generator = np.random.default_rng(0)
    group = generator.integers(0, 200, 2000)
    label = (generator.random(200) < 0.3).astype(int)[group]  # each group is of one class
    split = hold_out(2000, test=0.2, validation=0.1, seed=1, labels=label, groups=group)
    for part, fraction in ((split.test, 0.2), (split.validation, 0.1)):
        assert len(part) / 2000 == pytest.approx(fraction, abs=0.01)
        assert label[part].mean() == pytest.approx(label.mean(), abs=0.05)


def test_few_groups_of_uneven_size_still_fill_every_part() -> None:
    group = np.array([0] * 96 + [1, 1, 2, 3])
    for seed in range(10):
        split = hold_out(100, test=0.2, validation=0.1, seed=seed, groups=group)
        assert min(len(split.training), len(split.validation), len(split.test)) > 0
        assert 0 in split.training


def test_without_shuffling_whole_groups_keep_the_order_of_the_file() -> None:
    group = np.array([7, 7, 7, 3, 3, 3, 3, 9, 9, 1])
    split = hold_out(10, test=0.1, validation=0.2, seed=0, groups=group, shuffle=False)
    assert split.training.tolist() == [0, 1, 2, 3, 4, 5, 6]
    assert split.validation.tolist() == [7, 8]
    assert split.test.tolist() == [9]


def test_a_part_left_out_needs_no_group() -> None:
    split = hold_out(10, test=0.5, validation=0, seed=0, groups=np.array([0, 1] * 5))
    assert len(split.training) == len(split.test) == 5


def test_given_parts_are_kept_and_groups_hold_in_the_rest() -> None:
    group = np.arange(60) // 3
    split = keep_given(
        ["training"] * 48 + ["test"] * 12, test=0.5, validation=0.25, seed=0, groups=group
    )
    assert split.test.tolist() == list(range(48, 60))
    assert len(split.validation) == 12
    assert not set(group[split.validation]) & set(group[split.training])


def test_too_few_groups_are_an_error() -> None:
    with pytest.raises(DataError, match="2 groups cannot be shared among 3 parts"):
        hold_out(20, test=0.2, validation=0.2, seed=0, groups=np.array([0, 1] * 10))


def test_groups_too_large_for_a_part_are_an_error() -> None:
    group = np.array([0] * 5 + [1] * 4 + [2])
    with pytest.raises(DataError, match="leave one for validation"):
        hold_out(10, test=0.1, validation=0.1, seed=0, groups=group, shuffle=False)
