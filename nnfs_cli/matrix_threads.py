"""How many threads share a matrix product: by rule, since another number gives other bits.

Training takes as many as its config says; evaluation and prediction always take one, and so get
the same bits from the same numbers everywhere.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

THREADS = 1
"""a second one gains little on small networks, costs much beside other work, and changes bits"""
LARGE = 50_000_000
"""multiplications of a layer in a step; from here on more threads are worth their cost: measured,
two take half the time on 784-800-800-10 with batches of 256, and nothing off 784-128-128-10"""
MOST_THREADS = 4


def processors() -> int:
    """How many this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def usual_threads(multiplications: int) -> int:
    """How many threads a training is worth whose largest layer multiplies so often in a step.

    A rule and no stopwatch: the same training gets the same number, and the same bits, each time.
    """
    return min(processors(), MOST_THREADS) if multiplications >= LARGE else THREADS


def begin_with_few_matrix_threads() -> None:
    """Before NumPy is loaded, which would start a thread for every core only to stop it again."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", str(THREADS))


def limit_matrix_threads(threads: int = THREADS) -> None:
    """For the rest of this process, once NumPy is loaded."""
    from threadpoolctl import threadpool_limits

    threadpool_limits(threads, user_api="blas")


@contextmanager
def borrowed_matrix_threads() -> Iterator[None]:
    """Within this, matrices have the threads that we give them; afterwards those of the program
    that called us.
    """
    from threadpoolctl import threadpool_limits

    with threadpool_limits(THREADS, user_api="blas"):
        yield
