"""`python -m nnfs_cli`, and what the console command `nn` starts."""

from __future__ import annotations

import sys

from nnfs_cli.matrix_threads import begin_with_few_matrix_threads


def main() -> None:
    """Run the command line; leaves the process with an exit code."""
    begin_with_few_matrix_threads()
    try:
        from nnfs_cli.cli.app import app

        app()
    except KeyboardInterrupt:  # while the commands were still being put together
        sys.exit(130)


if __name__ == "__main__":
    main()
