"""The page of `nn show`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.table import Table

from nnfs_cli.cli.result_view import metrics_table
from nnfs_cli.cli.summary_view import layers_table
from nnfs_cli.cli.tables import facts, heading, spaced, table
from nnfs_cli.cli.wording import count, printable

if TYPE_CHECKING:
    from nnfs_cli.show import Description

MOST_INPUTS = 40
"""columns shown; a page with all 784 pixels helps nobody, and --json has them"""


def page(description: Description) -> RenderableType:
    """Everything about one thing, one part below the other."""
    return spaced(parts(description))


def parts(description: Description) -> Iterator[RenderableType]:
    yield heading(description.name, description.kind)
    yield facts([(word, printable(value)) for word, value in description.facts])
    yield inputs_table(description.inputs)
    yield layers_table(description.layers)
    if description.metrics:
        yield metrics_table(
            description.metrics,
            description.baseline,
            description.spread,
            linear=description.linear,
            intervals=description.intervals,
        )


def inputs_table(inputs: Sequence[tuple[str, str]]) -> Table:
    """Each input with what is done to it before the network sees it."""
    new = table("Input", "Prepared as")
    for name, preparation in inputs[:MOST_INPUTS]:
        new.add_row(printable(name), printable(preparation))
    if len(inputs) > MOST_INPUTS:
        new.add_row(f"… {count(len(inputs) - MOST_INPUTS)} more", "")
    return new
