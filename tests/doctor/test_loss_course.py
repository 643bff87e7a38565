from __future__ import annotations

from collections.abc import Sequence

from nnfs_cli.doctor.loss_course import LossCourse


def course_of(
    losses: Sequence[float], validation: Sequence[float | None] = (), epochs: int = 100
) -> LossCourse:
    course = LossCourse()
    padded = [*validation, *[None] * (len(losses) - len(validation))]
    for epoch, (loss, watched) in enumerate(zip(losses, padded, strict=True), start=1):
        course.add(epoch, loss, watched, epochs)
    return course


def test_jumps_are_rises_by_a_third_of_the_fall_in_the_last_ten_epochs() -> None:
    # fell from 1 to 0.1, so a jump is more than 0.3
    assert course_of([1.0, 0.1, 0.5, 0.1, 0.5, 0.1, 0.5]).jumps(1.0) == 3
    assert course_of([1.0, 0.1, 0.3, 0.1, 0.3, 0.1, 0.3]).jumps(1.0) == 0
    assert course_of([1.0, 0.1, 0.5, 0.1, 0.5, *[0.1] * 10, 0.5]).jumps(1.0) == 1


def test_a_spike_at_the_start_is_no_measure() -> None:
    losses = [50.0, 1.0, 0.5, 0.9, 0.5, 0.9]
    assert course_of(losses).jumps(1.0) == 2
    assert course_of(losses).jumps(50.0) == 0


def test_the_scatter_of_a_loss_that_never_fell_is_none() -> None:
    assert course_of([0.70, 0.69, 0.71, 0.69, 0.71]).jumps(0.70) == 0


def test_falling_is_by_a_tenth_in_ten_epochs() -> None:
    assert course_of([1.0, 0.95, 0.89]).is_falling
    assert not course_of([1.0, 0.95, 0.91]).is_falling
    assert not course_of([5.0] + [1.0] * 11).is_falling


def test_validation_is_worse_when_its_last_five_are_well_above_the_best() -> None:
    level = [1.0, 0.3, *[0.36] * 11]
    assert course_of([1.0] * 13, level).validation_is_worse
    assert not course_of([1.0] * 13, [*level[:-1], 0.32]).validation_is_worse
    # above by more than a seventh, but by hardly anything of all that it fell
    assert not course_of([1.0] * 13, [1.0, 0.01, *[0.015] * 11]).validation_is_worse
    # no more than it goes up and down
    assert not course_of([1.0] * 13, [1.0, 0.3, *[0.36, 0.5] * 5, 0.36]).validation_is_worse


def test_still_getting_better_is_measured_over_the_last_fifth() -> None:
    steady = [1 - 0.05 * epoch for epoch in range(10)]
    assert course_of(steady, epochs=10).still_got_better
    settled = [1.0, 0.5, *[0.1] * 8]
    assert not course_of(settled, epochs=10).still_got_better
    assert not course_of(steady[:5], epochs=10).still_got_better  # not there yet


def test_with_validation_it_is_its_best_that_counts() -> None:
    training = [1 - 0.05 * epoch for epoch in range(10)]
    assert not course_of(training, [1.0, 0.5, *[0.4] * 8], epochs=10).still_got_better
    assert course_of(training, training, epochs=10).still_got_better


def test_its_state_is_all_of_it() -> None:
    course = course_of([1.0, 0.5, 0.7], [1.0, 0.6, 0.8], epochs=3)
    again = LossCourse()
    again.load_state(course.state())
    assert again == course
    course.add(4, 0.1, 0.1, 4)
    assert again != course  # nothing is shared
