from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator

import pytest

from nnfs_cli.stop_signals import SIGNALS, stopping_in_good_order


@pytest.fixture(autouse=True)
def signals_as_in_a_terminal() -> Iterator[None]:
    """Where tests run in the background, the shell has made them deaf to Ctrl-C."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("number", SIGNALS)
def test_the_first_signal_is_a_request(number: signal.Signals) -> None:
    requests: list[int] = []
    before = signal.getsignal(number)
    with stopping_in_good_order(lambda: requests.append(1)):
        os.kill(os.getpid(), number)
        assert requests == [1]
        assert signal.getsignal(number) is before, "a second signal acts as ever"
    assert signal.getsignal(number) is before


def test_the_second_interrupt_stops_at_once() -> None:
    requests: list[int] = []
    with stopping_in_good_order(lambda: requests.append(1)):
        os.kill(os.getpid(), signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
    assert requests == [1]


def test_what_nohup_ignores_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    requests: list[int] = []
    try:
        with stopping_in_good_order(lambda: requests.append(1)):
            os.kill(os.getpid(), signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)
    assert requests == []


def test_in_other_threads_nothing_changes() -> None:
    def work() -> None:
        with stopping_in_good_order(lambda: None):
            seen.append(signal.getsignal(signal.SIGINT))

    seen: list[object] = []
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [signal.getsignal(signal.SIGINT)]
