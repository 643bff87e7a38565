"""Splits: disjoint, complete, of exact size, fair to every class, and the same for a seed."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from nnfs_cli.data.split import (
    PARTS,
    Split,
    complete_in_time,
    hold_out,
    keep_given,
    part_sizes,
    share_out,
)
from nnfs_cli.errors import DataError, ManyErrors

fractions = st.sampled_from([0, 0.1, 0.15, 0.2, 0.25, 0.29, 1 / 3, 0.4])
seeds = st.integers(0, 2**32 - 1)


def parts_of(split: Split) -> dict[str, np.ndarray]:
    return {name: getattr(split, name) for name in PARTS}


def assert_whole(split: Split, rows: int) -> None:
    every = np.concatenate(list(parts_of(split).values()))
    assert sorted(every.tolist()) == list(range(rows))
    for part in parts_of(split).values():
        assert (np.diff(part) > 0).all()


def possible_sizes(rows: int, test: float, validation: float) -> tuple[int, int, int]:
    try:
        return part_sizes(rows, test=test, validation=validation)
    except DataError:
        assume(False)
    except ManyErrors:
        assume(False)
    raise AssertionError


@given(st.integers(1, 200), fractions, fractions, seeds, st.booleans())
def test_every_row_is_in_one_part_and_parts_have_their_size(
    rows: int, test: float, validation: float, seed: int, shuffle: bool
) -> None:
    sizes = possible_sizes(rows, test, validation)
    split = hold_out(rows, test=test, validation=validation, seed=seed, shuffle=shuffle)
    assert_whole(split, rows)
    assert tuple(len(part) for part in parts_of(split).values()) == sizes


@given(
    st.lists(st.integers(0, 5), min_size=1, max_size=120),
    fractions,
    fractions,
    seeds,
    st.booleans(),
)
def test_each_class_is_within_one_row_of_its_share_and_sizes_stay_exact(
    labels: list[int], test: float, validation: float, seed: int, shuffle: bool
) -> None:
    label = np.array(labels)
    sizes = possible_sizes(len(label), test, validation)
    split = hold_out(
        len(label), test=test, validation=validation, seed=seed, labels=label, shuffle=shuffle
    )
    assert_whole(split, len(label))
    for part, size in zip(parts_of(split).values(), sizes, strict=True):
        assert len(part) == size
        for one in set(labels):
            ideal = Fraction(labels.count(one) * size, len(labels))
            assert abs(int((label[part] == one).sum()) - ideal) <= 1


@given(
    st.lists(st.integers(1, 30), min_size=1, max_size=12),
    st.lists(st.integers(0, 40), min_size=1, max_size=3),
    seeds,
)
def test_shares_have_the_given_row_and_column_sums(
    counts: list[int], weights: list[int], seed: int
) -> None:
    assume(sum(weights) > 0)
    total = sum(counts)
    sizes = [weight * total // sum(weights) for weight in weights]
    sizes[0] += total - sum(sizes)
    turns = np.random.default_rng(seed).permutation(len(counts))
    shares = share_out(np.array(counts), np.array(sizes), turns)
    assert (shares >= 0).all()
    assert shares.sum(axis=1).tolist() == counts
    assert shares.sum(axis=0).tolist() == sizes
    assert (np.abs(shares - np.outer(counts, sizes) / total) <= 1 + 1e-9).all()


def test_shares_by_hand() -> None:
    # 10 a, 5 b, 5 c; 14 + 2 + 4 rows: ideal a 7 1 2, b and c 3.5 0.5 1
    shares = share_out(np.array([10, 5, 5]), np.array([14, 2, 4]), np.arange(3))
    assert shares[0].tolist() == [7, 1, 2]
    assert sorted(shares[1:].tolist()) == [[3, 1, 1], [4, 0, 1]]


@given(st.integers(10, 100), seeds)
def test_a_split_is_a_function_of_its_seed(rows: int, seed: int) -> None:
    label = np.arange(rows) % 3
    group = np.arange(rows) // 2
    for more in ({}, {"labels": label}, {"groups": group}):
        one, two = (hold_out(rows, test=0.2, validation=0.1, seed=seed, **more) for _ in range(2))
        for name in PARTS:
            assert np.array_equal(getattr(one, name), getattr(two, name))


def test_another_seed_is_another_split() -> None:
    test_rows = {
        tuple(hold_out(100, test=0.2, validation=0, seed=seed).test.tolist()) for seed in range(20)
    }
    assert len(test_rows) == 20


def test_every_row_is_as_likely_to_be_held_out() -> None:
    labels = np.array([0] * 30 + [1] * 10)
    counts = np.zeros(40)
    for seed in range(400):
        counts[hold_out(40, test=0.25, validation=0.25, seed=seed, labels=labels).test] += 1
    # binomial(400, 1/4): mean 100, standard deviation 8.7
    assert counts.min() > 60
    assert counts.max() < 140


def test_without_shuffling_the_last_rows_are_held_out() -> None:
    split = hold_out(10, test=0.2, validation=0.1, seed=5, shuffle=False)
    assert split.training.tolist() == [0, 1, 2, 3, 4, 5, 6]
    assert split.validation.tolist() == [7]
    assert split.test.tolist() == [8, 9]


def test_without_shuffling_the_last_rows_of_each_class_are_held_out() -> None:
    labels = np.array([0, 0, 0, 0, 0, 1, 1, 1, 1, 1])
    split = hold_out(10, test=0.4, validation=0, seed=0, labels=labels, shuffle=False)
    assert split.test.tolist() == [3, 4, 8, 9]


@pytest.mark.parametrize(
    ("rows", "fraction", "size"), [(50, 0.29, 15), (10, 0.25, 3), (10, 0.24, 2), (150, 0.1, 15)]
)
def test_sizes_are_rounded_half_up_by_the_decimal_as_written(
    rows: int, fraction: float, size: int
) -> None:
    assert part_sizes(rows, test=fraction, validation=0) == (rows - size, 0, size)


def test_a_class_with_one_row_is_learned_from() -> None:
    labels = np.array([0] * 50 + [1] * 49 + [2])
    for seed in range(20):
        split = hold_out(100, test=0.2, validation=0.1, seed=seed, labels=labels)
        assert 99 in split.training


def test_parts_that_would_be_empty_are_refused_all_at_once() -> None:
    with pytest.raises(ManyErrors) as raised:
        hold_out(4, test=0.1, validation=0.1, seed=0)
    places = [error.where for error in raised.value.mistakes()]
    assert places == ["split.validation", "split.test"]
    assert "0.1 of 4 rows" in str(raised.value)


@pytest.mark.parametrize(("rows", "test", "validation"), [(10, 0.6, 0.4), (2, 0.5, 0.5), (0, 0, 0)])
def test_nothing_to_learn_from_is_refused(rows: int, test: float, validation: float) -> None:
    with pytest.raises(DataError, match="to learn from"):
        hold_out(rows, test=test, validation=validation, seed=0)


def test_given_parts_are_kept_and_the_missing_one_is_held_out() -> None:
    given_parts = ["training"] * 10 + ["test"] * 4 + [None] * 10
    split = keep_given(given_parts, test=0.5, validation=0.1, seed=3)
    assert_whole(split, 24)
    assert split.test.tolist() == [10, 11, 12, 13]
    assert len(split.validation) == 2
    assert not set(split.validation) & set(split.test)


def test_given_parts_are_shared_out_by_class_too() -> None:
    labels = np.array([0, 1] * 12)
    split = keep_given(
        ["training"] * 20 + ["test"] * 4, test=0.2, validation=0.1, seed=0, labels=labels
    )
    assert sorted(labels[split.validation]) == [0, 1]


def test_with_both_parts_given_nothing_is_drawn() -> None:
    split = keep_given(["validation", "training", "test"], test=0.9, validation=0.9, seed=0)
    assert [part.tolist() for part in parts_of(split).values()] == [[1], [0], [2]]


def test_parts_in_time_look_forward_and_moments_stay_whole() -> None:
    when = np.array([7, 3, 3, 9, 1, 5, 5, 5, 8, 2])
    split = complete_in_time(np.zeros(10, np.int8), when, test=0.2, validation=0.2)
    assert sorted([*split.training, *split.validation, *split.test]) == list(range(10))
    assert when[split.training].max() < when[split.validation].min()
    assert when[split.validation].max() < when[split.test].min()
    assert set(split.test.tolist()) == {3, 8}
