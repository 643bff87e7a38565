from __future__ import annotations

from threading import Event

import pytest

from nnfs_cli.cli import pace as module
from nnfs_cli.cli.pace import Pace


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "KNOWN_AFTER", 0.01)


class Clock:
    """A tenth of the work in every two seconds."""

    def __init__(self, share: float) -> None:
        self.first = share
        self.seconds = 2.0


def test_what_takes_long_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "Clock", Clock)
    shares, told, heard = iter([0.4, 0.4, 0.5, 0.5, 0.5, 0.6]), [], Event()

    def tell(seconds: float) -> None:
        told.append(seconds)
        heard.set()

    with Pace(lambda: next(shares), tell, 200) as pace:
        assert heard.wait(10)
    assert told == [pytest.approx(20.0)]
    assert pace.seconds == pytest.approx(20.0)
    assert pace.seconds_per_epoch == pytest.approx(0.1)


def test_what_is_soon_over_is_known_and_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "Clock", Clock)
    shares = iter([0.0, 0.1, 0.1, 0.9])
    pace = Pace(lambda: next(shares), lambda _: pytest.fail("told"), 0)
    with pace:
        while pace.seconds is None:
            Event().wait(0.005)
    assert pace.seconds_per_epoch is None


def test_before_the_first_seconds_nothing_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "KNOWN_AFTER", 100.0)
    with Pace(lambda: 0.5, lambda _: None, 10) as pace:
        pass
    assert pace.seconds is None
    assert pace.seconds_per_epoch is None
