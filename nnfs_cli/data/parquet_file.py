"""A Parquet file from a CSV file that we wrote, however long it is: DuckDB streams it through."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from nnfs_cli.data.cells import literal
from nnfs_cli.data.database import duckdb, uninterrupted
from nnfs_cli.data.table_scan import SETTINGS

LONGEST_LINE = 1 << 26
MEMORY = "256MB"


def write_parquet(
    path: Path, csv: Path, names: Sequence[str], numbers: Collection[str], folder: Path
) -> None:
    """Make `path` the rows of `csv`, which has a header, commas, and quotes where needed.

    Columns of `numbers` are DOUBLE and all others VARCHAR; an empty cell is NULL. The rows keep
    their order. What does not fit into memory waits in `folder`. Raises OSError when the disk is
    full.
    """
    types = ["DOUBLE" if name in numbers else "VARCHAR" for name in names]
    columns = ", ".join(f"'c{place}': '{kind}'" for place, kind in enumerate(types))
    named = ", ".join(f'c{place} AS "{_doubled(name)}"' for place, name in enumerate(names))
    source = (
        f"read_csv({literal(str(csv.absolute()))}, auto_detect=false, columns={{{columns}}}, "
        "delim=',', quote='\"', escape='\"', header=true, nullstr='', new_line='\\n', "
        f"max_line_size={LONGEST_LINE}, parallel=false)"
    )
    settings = SETTINGS | {"temp_directory": str(folder.absolute()), "memory_limit": MEMORY}
    with uninterrupted():
        connection = duckdb.connect(config=settings)
    with connection:
        try:
            with uninterrupted(connection.interrupt):
                connection.execute(
                    f"COPY (SELECT {named} FROM {source}) TO {literal(str(path.absolute()))} "
                    "(FORMAT parquet)"
                )
        except duckdb.IOException as error:
            raise OSError(str(error).splitlines()[0]) from error


def _doubled(name: str) -> str:
    """A name as it stands between double quotes in SQL."""
    return name.replace('"', '""')
