"""How many threads share a matrix product: the same number wherever a network runs.

Training, evaluation and prediction then get the same bits from the same numbers.
"""

from __future__ import annotations

from threadpoolctl import threadpool_limits

THREADS = 1
"""a second one gains little on small networks, costs much beside other work, and changes bits"""


def limit_matrix_threads() -> None:
    """For the rest of this process, once NumPy is loaded."""
    threadpool_limits(THREADS, user_api="blas")
