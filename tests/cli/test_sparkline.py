from __future__ import annotations

import math

from nnfs_cli.cli.sparkline import sparkline


def test_equal_steps_are_equal_steps_on_a_linear_scale() -> None:
    assert sparkline([0, 1, 2, 3, 4, 5, 6, 7], 8) == "▁▂▃▄▅▆▇█"


def test_equal_factors_are_equal_steps_where_all_is_above_0() -> None:
    assert sparkline([128, 64, 32, 16, 8, 4, 2, 1], 8) == "█▇▆▅▄▃▂▁"


def test_many_values_share_cells_by_their_means() -> None:
    assert sparkline([0, 0, 0, 8, 8, 8], 2) == "▁█"
    assert len(sparkline(list(range(1000)), 24)) == 24


def test_little_to_draw() -> None:
    assert sparkline([], 8) == ""
    assert sparkline([1.0], 8) == ""
    assert sparkline([2.0, 2.0], 8) == "▁▁"
    assert sparkline([1.0, math.nan, 2.0], 8) == "▁█"
