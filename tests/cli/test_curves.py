from __future__ import annotations

import math

import pytest
from rich.text import Text

from nnfs_cli.cli.curves import FINE, PLAIN, Curve, draw, smoothed, spans, thinned


def drawn(
    *curves: Curve, width: int = 16, rows: int = 3, best: int = 0, plain: bool = False
) -> list[str]:
    lines = draw(Text("loss"), curves, width, rows, PLAIN if plain else FINE, best)
    return [line.plain.rstrip() for line in lines]


def test_a_fall_in_braille_dot_by_dot() -> None:
    # 8 cells are 16 columns of dots, 3 rows are 12 lines; column x has line round(11 x / 15):
    # 0 1 1 2 | 3 4 4 5 | 6 7 7 8 | 9 10 10 11
    assert drawn(Curve("a", [1, 2], [1.0, 0.0], "cyan")) == [
        "loss",
        "1.0000 ┤⠑⠢⡀",
        "       │  ⠈⠑⢄⡀",
        "0.0000 ┤     ⠈⠢⢄",
        "        1      2",
    ]


def test_two_curves_with_marks_of_their_own_the_later_in_front() -> None:
    falling = Curve("training", [1, 2, 3], [2.0, 1.0, 0.0], "", ".")
    level = Curve("validation", [1, 2, 3], [1.0, 1.0, 1.0], "", "o")
    assert drawn(falling, level, width=13, plain=True) == [
        "loss",
        "2.0000 |..",
        "       |ooooo",
        "0.0000 |    .",
        "        1   3",
    ]


def test_the_best_epoch_is_marked_where_it_is_and_keeps_off_the_others() -> None:
    epochs, values = list(range(1, 101)), [1 / epoch for epoch in range(1, 101)]
    curve = Curve("a", epochs, values, "")
    assert drawn(curve, width=50, best=51)[-1] == "        1" + " " * 20 + "▲ 51" + " " * 14 + "100"
    assert drawn(curve, width=50, best=99)[-1].endswith(" 99 ▲ 100")
    assert drawn(curve, width=50, best=100)[-1].endswith("  ▲ 100")
    assert drawn(curve, width=50, best=1)[-1].startswith("        1 ▲ 1 ")
    assert drawn(curve, width=17, best=50)[-1].split() == ["1", "100"]


def test_a_large_range_is_drawn_on_a_logarithmic_scale() -> None:
    values = [100.0, 10.0, 1.0]
    lines = drawn(Curve("a", [1, 2, 3], values, ""), width=9 + 7, rows=3)
    assert lines[0] == "loss  log"
    (middle,) = (line for line in lines if line.startswith("       │"))
    dots = [place for place, sign in enumerate(middle[8:]) if sign != " "]
    assert sum(dots) / len(dots) == pytest.approx(3.5, abs=1)  # 10 in the middle of 100 and 1


def test_equal_values_and_a_single_one_are_a_level_line() -> None:
    assert drawn(Curve("a", [1, 2], [0.5, 0.5], ""))[2] == "       │⠒⠒⠒⠒⠒⠒⠒⠒"
    assert len(drawn(Curve("a", [7], [0.5], ""))) == 5


def test_what_is_no_number_is_left_out() -> None:
    curve = Curve("a", [1, 2, 3], [1.0, math.nan, 0.0], "")
    assert drawn(curve) == drawn(Curve("a", [1, 3], [1.0, 0.0], ""))
    assert drawn(Curve("a", [1], [math.inf], "")) == ["loss"]


@pytest.mark.parametrize("width", [12, 16, 40, 120])
def test_no_line_is_wider_than_it_may_be(width: int) -> None:
    curve = Curve("a", list(range(1, 50)), [math.sin(place) for place in range(1, 50)], "")
    for line in draw(Text("a rather long title"), [curve], width, 4, FINE, 20):
        assert line.cell_len <= width


def test_a_leap_is_a_line_without_gaps_shared_by_two_columns() -> None:
    assert spans([(0, 0), (1, 9)]) == [(0, 0, 4), (1, 5, 9)]
    assert spans([(0, 9), (1, 0)]) == [(0, 5, 9), (1, 0, 4)]
    assert spans([(0, 3), (0, 7), (1, 7)]) == [(0, 3, 7), (1, 7, 7)]


def test_no_leap_is_lost_however_many_epochs() -> None:
    values = [0.0] * 10_000
    values[6543] = 1.0
    epochs, kept = thinned(range(10_000), values)
    assert (6543, 1.0) in list(zip(epochs, kept, strict=True))
    assert len(kept) <= 500
    assert list(epochs) == sorted(epochs)


def test_smoothing_is_the_average_that_forgets() -> None:
    # by hand: (0.5*1)/0.5, (0.25*1 + 0.5*3)/0.75
    assert smoothed([1.0, 3.0], 0.5) == pytest.approx([1.0, 7 / 3])
    assert smoothed([5.0, 5.0, 5.0], 0.9) == pytest.approx([5.0] * 3)
    assert smoothed([1.0, 2.0], 0.0) == [1.0, 2.0]
