from __future__ import annotations

import pytest

from nnfs_cli.cli.progress_line import Clock, epoch_of, progress_line


def test_the_bar_is_as_long_as_the_share_done() -> None:
    for share, full in ((0.0, 0), (0.25, 10), (0.5, 20), (1.0, 40)):
        line = progress_line("epoch", share, ["left"], 120).plain
        assert (line.count("━"), line.count("─")) == (full, 40 - full)


def test_words_give_way_to_the_bar_the_second_last_first() -> None:
    after = ["loss 0.5", "accuracy 0.9", "best 3", "0:12 left"]
    assert "best" in progress_line("epoch 1/2", 0.5, after, 64).plain
    narrower = progress_line("epoch 1/2", 0.5, after, 59).plain
    assert "best" not in narrower
    assert "accuracy" in narrower
    assert progress_line("epoch 1/2", 0.5, after, 32).plain == "epoch 1/2  ━━━━━─────  0:12 left"


@pytest.mark.parametrize("width", [1, 5, 12, 30, 300])
def test_it_is_never_wider_than_it_may_be(width: int) -> None:
    line = progress_line("epoch 100/200", 0.3, ["loss 0.5", "0:12 left"], width)
    assert line.cell_len <= width


def test_where_there_is_ascii_alone_the_bar_is_made_of_it() -> None:
    assert progress_line("a", 0.5, [], 14, ascii_only=True).plain == "a  ######-----"


def test_time_left_is_told_at_the_pace_so_far() -> None:
    clock = Clock(0.5)
    clock.start -= 30
    assert clock.time_left(0.5) == ""
    assert clock.time_left(0.75) == "0:30 left"
    assert clock.time_left(1.0) == "0:00 left"
    clock.start -= 7200
    assert clock.time_left(0.75) == "2:00:30 left"


def test_epochs_are_as_wide_as_the_last() -> None:
    assert epoch_of(7, 1200) == "epoch     7/1,200"
