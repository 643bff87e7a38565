"""What every table and page of the command line has in common: calm, aligned, borderless."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.box import Box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from nnfs_cli.cli.wording import printable_lines

RULE_BELOW_HEADER = Box("    \n    \n ── \n    \n    \n ── \n    \n    \n")
FAINT = "dim"
STRONG = "bold"


def table(*columns: str, numbers: Sequence[str] = ()) -> Table:
    """An empty table; the columns named in `numbers` are flush right."""
    new = Table(
        box=RULE_BELOW_HEADER,
        show_edge=False,
        pad_edge=False,
        header_style=FAINT,
        border_style=FAINT,
        padding=(0, 1),
    )
    for column in columns:
        right = column in numbers
        new.add_column(column, justify="right" if right else "left", no_wrap=right)
    return new


def facts(rows: Sequence[tuple[str, RenderableType]]) -> Table:
    """Pairs of a faint word and what it stands for, one below the other."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style=FAINT, no_wrap=True)
    grid.add_column(overflow="fold")  # a long path is broken rather than cut
    for word, value in rows:
        grid.add_row(word, value)
    return grid


def heading(title: str, remark: str = "") -> Text:
    return Text.assemble((printable_lines(title), STRONG), (f"  {remark}" if remark else "", FAINT))


def spaced(parts: Iterable[RenderableType]) -> Group:
    """The parts with an empty line between them."""
    lines = [line for part in parts for line in ("", part)]
    return Group(*lines[1:])


def indented(part: RenderableType, by: int = 2) -> Padding:
    return Padding(part, (0, 0, 0, by))
