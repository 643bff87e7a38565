"""`nn train CONFIG` as far as its first training step, where the process ends.

    python -m benchmarks.first_step large.yaml

What is measured from outside is how long someone waits until learning begins.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

from nnfs_cli.matrix_threads import begin_with_few_matrix_threads


def main() -> None:
    begin_with_few_matrix_threads()
    from nnfs_cli.cli import train

    usual = train.trained

    def trained(*arguments: object) -> object:
        """Everything is imported by now that training needs."""
        from nnfs_cli.data.batches import Batches

        batches = Batches.epoch

        def first_batch(self: Batches, *arguments: int) -> Iterator[object]:
            next(batches(self, *arguments))  # type: ignore[arg-type]
            os._exit(0)

        Batches.epoch = first_batch  # type: ignore[assignment, method-assign]
        return usual(*arguments)  # type: ignore[arg-type]

    train.trained = trained  # type: ignore[assignment]
    sys.argv = ["nn", "train", *sys.argv[1:], "--quiet"]
    from nnfs_cli.cli.app import app

    app()


if __name__ == "__main__":
    main()
