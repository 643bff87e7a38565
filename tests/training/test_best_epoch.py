"""Early stopping on sequences of scores worked out by hand."""

from __future__ import annotations

from math import nan

import numpy as np
import pytest

from nnfs_cli.training.best_epoch import BestEpoch


def walk(best: BestEpoch, scores: list[float | None]) -> int | None:
    """Hand over scores from epoch 1 on; the epoch after which training ends, if it does.

    The parameters after an epoch are its number.
    """
    for epoch, score in enumerate(scores, start=1):
        best.update(epoch, score, np.array([epoch]))
        if best.out_of_patience():
            return epoch
    return None


def lower(patience: int | None, min_delta: float = 0.0, *, keep: bool = True) -> BestEpoch:
    return BestEpoch("validation_loss", False, patience, keep, min_delta)


@pytest.mark.parametrize(
    ("patience", "min_delta", "scores", "ends", "best"),
    [
        (2, 0, [3, 2, 1, 1.5, 1.2, 0.5], 5, 3),  # two epochs in a row that are no better
        (2, 0, [3, 2, 1, 1.5, 0.9, 1.1, 1.0], 7, 5),
        (1, 0, [3, 3], 2, 1),  # as good is not better
        (2, 0.1, [1.0, 0.95, 0.91, 0.5], 3, 3),  # better than 1.0, but by less than 0.1
        (2, 0.1, [1.0, 0.95, 0.89, 0.85, 0.8], 5, 5),  # 0.11 better than 1.0: counts, at epoch 3
        (2, 0.25, [1.0, 0.75, 0.75], 3, 2),  # exactly 0.25 is not more than 0.25
        (None, 0, [1, 2, 3, 4, 5], None, 1),
        (3, 0, [nan, nan, nan], 3, 0),
        (3, 0, [nan, nan, 2, nan, nan, nan], 6, 3),
        (2, 0, [1, float("inf"), float("inf")], 3, 1),
    ],
)
def test_lower_is_better(
    patience: int | None, min_delta: float, scores: list[float | None], ends: int | None, best: int
) -> None:
    watched = lower(patience, min_delta)
    assert walk(watched, scores) == ends
    assert watched.epoch == best
    assert watched.values is None if best == 0 else watched.values == [best]


def test_higher_is_better() -> None:
    watched = BestEpoch("validation_accuracy", True, 2, True, 0.01)
    assert walk(watched, [0.5, 0.9, 0.905, 0.91, 0.99]) == 4  # 0.91 is just 0.01 more: no more
    assert watched.epoch == 4
    assert walk(BestEpoch("validation_accuracy", True, 2), [0.9, 0.8, 0.7, 1.0]) == 3


def test_patience_counts_epochs_but_ends_only_after_a_look() -> None:
    """With validate_every: 5, no epoch between two looks can be too many."""
    watched = lower(3)
    looks: list[float | None] = [None, None, None, None, 2.0, *[None] * 4, 1.0, *[None] * 4, 1.5]
    assert walk(watched, looks) == 15
    assert watched.epoch == 10


def test_without_keep_no_parameters_are_kept() -> None:
    watched = lower(2, keep=False)
    assert walk(watched, [1, 2, 3]) == 3
    assert (watched.epoch, watched.values) == (1, None)


@pytest.mark.parametrize("stop", range(8))
def test_its_state_goes_on_as_if_never_stopped(stop: int) -> None:
    scores = [1.0, nan, 0.95, None, 0.96, 0.9, 0.97, 0.89]
    whole, first, second = (lower(4, 0.1) for _ in range(3))
    assert walk(whole, scores) == 5
    ended = walk(first, scores[:stop])
    second.load_state(first.state())
    for epoch, score in list(enumerate(scores, start=1))[stop:5]:
        assert ended is None
        second.update(epoch, score, np.array([epoch]))
        ended = epoch if second.out_of_patience() else None
    assert ended == 5
    assert second.state() == whole.state()


def test_stops_where_keras_stops() -> None:
    """Keras's rule, written out."""
    generator = np.random.default_rng(0)
    ends = set()
    for _ in range(200):
        patience, min_delta = int(generator.integers(1, 5)), float(generator.choice([0, 0.05, 0.3]))
        scores = list(generator.random(25) + np.linspace(1, 0, 25))
        best, wait, keras = np.inf, 0, None
        for epoch, score in enumerate(scores, start=1):
            wait += 1
            if score + min_delta < best:
                best, wait = score, 0
            if wait >= patience:
                keras = epoch
                break
        assert walk(lower(patience, min_delta), [*map(float, scores)]) == keras
        ends.add(keras)
    assert len(ends) > 10
