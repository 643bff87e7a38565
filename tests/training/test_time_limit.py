"""The clock beside the loop: it rings once, at once, or never."""

from __future__ import annotations

import threading
import time

import pytest

from nnfs_cli.training.time_limit import TimeLimit


def test_it_rings_when_the_time_is_up() -> None:
    rung = threading.Event()
    start = time.monotonic()
    with TimeLimit(0.05, rung.set):
        assert rung.wait(timeout=30)
    assert time.monotonic() - start >= 0.05


@pytest.mark.parametrize("seconds", [0.0, -3.0])
def test_it_rings_at_once_where_no_time_is_left(seconds: float) -> None:
    rings: list[None] = []
    with TimeLimit(seconds, lambda: rings.append(None)):
        assert len(rings) == 1


@pytest.mark.parametrize("seconds", [None, 1e300, 60.0])
def test_it_leaves_nothing_behind(seconds: float | None) -> None:
    rings: list[None] = []
    limit = TimeLimit(seconds, lambda: rings.append(None))
    with limit:
        pass
    if limit.timer is not None:
        limit.timer.join(timeout=30)
        assert not limit.timer.is_alive()
    assert not rings
