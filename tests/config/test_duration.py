"""max_time: how spans of time are written, and what is no span."""

from __future__ import annotations

import pytest

from nnfs_cli.config.duration import spelled
from nnfs_cli.errors import ConfigError
from tests.config.conftest import TABLE, Load


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("30s", 30),
        ("5m", 300),
        ("1h30m", 5400),
        ("2h", 7200),
        ("1d", 86_400),
        ("1d1h1m1.5s", 90_061.5),
        ("90", 90),
        ("0.5", 0.5),
        ("1e3", 1000),
        ("null", None),
    ],
)
def test_written_and_meant(load: Load, written: str, seconds: float | None) -> None:
    assert load(f"{TABLE}training: {{max_time: {written}}}").training.max_time == seconds


@pytest.mark.parametrize(
    "written", ["5 m", "m", "30m1h", "1h1h", "5min", "0s", "0", "-5", "true", "''", "1:30", "1.5h"]
)
def test_no_span_of_time(load: Load, written: str) -> None:
    with pytest.raises(ConfigError, match="expected a time such as 30s, 5m or 1h30m, or a number"):
        load(f"{TABLE}training: {{max_time: {written}}}")


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(30, "30s"), (300, "5m"), (5400, "1h30m"), (90_061.5, "1d1h1m1.5s"), (0.25, "0.25s")],
)
def test_spelled_the_way_it_is_written(seconds: float, said: str) -> None:
    assert spelled(seconds) == said
