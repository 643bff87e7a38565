"""`python -m nnfs_cli`, and what the console command `nn` starts."""

from __future__ import annotations

from nnfs_cli.cli.app import app


def main() -> None:
    """Run the command line; leaves the process with an exit code."""
    app()


if __name__ == "__main__":
    main()
