from __future__ import annotations

import pytest

from nnfs_cli.report.numbers import with_spread


@pytest.mark.parametrize(
    ("mean", "spread", "said"),
    [
        (0.0225, 0.008, "0.0225 ± 0.0080"),
        (-0.00034, 0.0022, "−0.0003 ± 0.0022"),
        (-0.00001, 0.0022, "0.0000 ± 0.0022"),
        (0.0, 0.0, "0.0000 ± 0.0000"),
        (3e-7, 1e-8, "3.0e−07 ± 1.0e−08"),
        (1540.2, 33.31, "1,540 ± 33.31"),
    ],
)
def test_a_mean_below_its_spread_has_no_exponent(mean: float, spread: float, said: str) -> None:
    assert with_spread(mean, spread) == said
