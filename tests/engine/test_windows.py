"""Where windows lie, against the numbers that Keras documents and a count place by place."""

from __future__ import annotations

from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnfs_cli.engine.windows import Windows, both_sides, windows_over
from nnfs_cli.errors import ConfigError

small = st.integers(1, 9)


@pytest.mark.parametrize(
    ("side", "size", "stride", "padding", "before", "count"),
    [
        (28, 3, 1, "valid", 0, 26),
        (28, 3, 1, "same", 1, 28),
        (28, 2, 2, "valid", 0, 14),
        (5, 2, 2, "valid", 0, 2),  # the last place is left out
        (5, 2, 2, "same", 0, 3),  # the one missing place lies behind
        (28, 3, 2, "same", 0, 14),  # one missing place in all: it lies behind
        (5, 4, 1, "same", 1, 5),  # three missing: one in front, two behind
        (2, 5, 1, "same", 2, 2),
        (2, 3, 1, "valid", 0, 0),
        (3, 1, 3, "same", 0, 1),
    ],
)
def test_as_keras_places_them(
    side: int, size: int, stride: int, padding: Literal["valid", "same"], before: int, count: int
) -> None:
    windows = Windows.along(side, size, stride, padding)
    assert (windows.before, windows.count) == (before, count)


@given(side=small, size=small, stride=small, padding=st.sampled_from(["valid", "same"]))
def test_meetings_are_all_places_that_lie_inside(
    side: int, size: int, stride: int, padding: Literal["valid", "same"]
) -> None:
    windows = Windows.along(side, size, stride, padding)
    seen = set()
    for offset in range(size):
        which, places = windows.meeting(offset)
        pairs = [*zip(range(windows.count)[which], range(side)[places], strict=True)]
        assert len(pairs) == len(range(windows.count)[which])
        seen |= {(window, offset, place) for window, place in pairs}
    expected = {
        (window, offset, place)
        for window in range(windows.count)
        for offset in range(size)
        if 0 <= (place := window * stride + offset - windows.before) < side
    }
    assert seen == expected
    if windows.count:
        assert windows.padded is (len(expected) < windows.count * size)
    if padding == "same":
        assert windows.count == -(-side // stride)
        assert len({window for window, _, _ in expected}) == windows.count  # none sees nothing


def test_one_number_stands_for_both_sides() -> None:
    assert both_sides(3) == (3, 3)
    assert both_sides((2, 5)) == (2, 5)
    assert both_sides([2, 5]) == (2, 5)  # type: ignore[arg-type]  # as a model file has it


def test_what_does_not_fit_is_told_with_sizes_and_a_way_out() -> None:
    with pytest.raises(ConfigError) as caught:
        windows_over((4, 3, 1), (2, 5), 1, "valid", "conv2d", "kernel size")
    assert caught.value.message == (
        "conv2d: kernel size 2 x 5 does not fit into the 4 x 3 (height x width) that arrive"
    )
    assert caught.value.hint == "Write a smaller kernel_size, or padding: same."
    with pytest.raises(ConfigError, match=r"max_pool2d needs pictures .*, but 64 numbers arrive"):
        windows_over((64,), 2, 2, "valid", "max_pool2d", "pool size")
