from __future__ import annotations

from types import SimpleNamespace

import pytest

from nnfs_cli.report.sections.origin import origin


@pytest.mark.parametrize(
    ("threads", "said"), [(1, "Haswell, 1 thread<"), (2, "Haswell, 2 threads<")]
)
def test_threads_are_counted_in_plain_english(threads: int, said: str) -> None:
    blas = {"library": "openblas", "version": "1", "kernel": "Haswell", "threads": threads}
    environment = {
        "seed": 0,
        "data": [],
        "versions": {},
        "platform": {"system": "Linux", "machine": "x86_64"},
        "blas": [blas],
    }
    made = origin(SimpleNamespace(environment=environment, config=""))  # type: ignore[arg-type]
    assert said in made.body
