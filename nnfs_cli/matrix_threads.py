"""How many threads share a matrix product: the same number wherever a network runs.

Training, evaluation and prediction then get the same bits from the same numbers.
"""

from __future__ import annotations

import os

THREADS = 1
"""a second one gains little on small networks, costs much beside other work, and changes bits"""


def begin_with_few_matrix_threads() -> None:
    """Before NumPy is loaded, which would start a thread for every core only to stop it again."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", str(THREADS))


def limit_matrix_threads() -> None:
    """For the rest of this process, once NumPy is loaded."""
    from threadpoolctl import threadpool_limits

    threadpool_limits(THREADS, user_api="blas")
