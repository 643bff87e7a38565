from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from nnfs_cli.data.database import uninterrupted
from nnfs_cli.data.table_scan import open_table


def press_control_c() -> None:
    os.kill(os.getpid(), signal.SIGINT)


def test_an_interruption_waits_until_the_work_is_done() -> None:
    def work() -> None:
        with uninterrupted(lambda: done.append("hurried")):
            press_control_c()
            time.sleep(0.01)
            done.append("worked")

    done: list[str] = []
    with pytest.raises(KeyboardInterrupt):
        work()
    assert done == ["hurried", "worked"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_an_interruption_takes_the_place_of_the_error_that_it_caused() -> None:
    def work() -> None:
        with uninterrupted():
            press_control_c()
            raise RuntimeError("Query interrupted")

    with pytest.raises(KeyboardInterrupt):
        work()


def test_without_an_interruption_nothing_changes() -> None:
    with pytest.raises(ZeroDivisionError), uninterrupted():
        raise ZeroDivisionError


def test_other_threads_are_left_alone() -> None:
    def work() -> None:
        with uninterrupted():
            seen.append(signal.getsignal(signal.SIGINT))

    seen: list[object] = []
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [signal.default_int_handler]


def test_a_long_query_ends_at_once(tmp_path: Path) -> None:
    table = tmp_path / "a.csv"
    table.write_text("a\n1\n")
    forever = "(SELECT sum(x.range % (y.range + 1)) FROM range(1000000) x, range(1000000) y)"
    with open_table(table) as scan:
        threading.Timer(0.1, press_control_c).start()
        with pytest.raises(KeyboardInterrupt):
            scan.one_row([forever])
