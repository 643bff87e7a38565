"""The table of `nn clean`: what goes, why, and how much room it gives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.table import Table

from nnfs_cli.cli.tables import table
from nnfs_cli.cli.wording import printable

if TYPE_CHECKING:
    from nnfs_cli.clean import Removal

UNITS = ("bytes", "kB", "MB", "GB", "TB")


def removals_table(removals: Sequence[Removal]) -> Table:
    """One line for each, and the sum."""
    new = table("Removes", "Because", "Room", numbers=["Room"])
    new.columns[0].overflow = "fold"
    new.show_footer = len(removals) > 1
    new.columns[-1].footer = size(sum(removal.bytes for removal in removals))
    for removal in removals:
        new.add_row(printable(str(removal.path)), printable(removal.why), size(removal.bytes))
    return new


def size(amount: int) -> str:
    """``812 bytes``, ``4.1 kB``, ``1.2 GB``"""
    value, unit = float(amount), 0
    while value >= 999.5 and unit < len(UNITS) - 1:
        value, unit = value / 1000, unit + 1
    return (
        f"{value:,.1f} {UNITS[unit]}" if unit and value < 99.95 else f"{value:,.0f} {UNITS[unit]}"
    )
