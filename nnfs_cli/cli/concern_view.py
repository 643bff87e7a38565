"""A warning on the screen: what and why in a line, what to change below it, as errors have it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.text import Text

from nnfs_cli.cli.wording import count, printable

if TYPE_CHECKING:
    from nnfs_cli.doctor.concern import Concern


def concerns_below(concerns: Sequence[Concern]) -> list[RenderableType]:
    """Each of them, and how many there are."""
    lines: list[RenderableType] = []
    for concern in concerns:
        lines.append(Text(printable(f"Warning: {concern.what}: {concern.why}.")))
        lines.append(Text(printable(f"  → {concern.change.removesuffix('.')}."), "dim"))
    return [Text(), *lines] if lines else []


def in_short(concerns: Sequence[Concern]) -> str:
    """``Nothing is wrong.``, or that there are warnings."""
    if not concerns:
        return "Nothing is wrong."
    return f"Nothing is wrong, but {count(len(concerns), 'warning')}."
