"""How components look on screen: the tables of `nn list`, the page of `nn explain`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from nnfs_cli.cli.tables import FAINT, STRONG, heading, indented


def names_and_summaries(plural: str, components: Sequence[dict[str, str]]) -> RenderableType:
    """One kind: a heading, and below it a line for each component."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True, min_width=26)
    grid.add_column(style=FAINT)
    for component in components:
        grid.add_row(component["name"], component["summary"])
    return Group(heading(plural.capitalize()), indented(grid))


def page(about: dict[str, Any]) -> RenderableType:
    """One component in full."""
    return Group(*parts_of_page(about))


def parts_of_page(about: dict[str, Any]) -> Iterator[RenderableType]:
    yield heading(about["name"], about["kind"])
    yield indented(about["summary"])
    for paragraph in filter(None, about["description"].split("\n\n")):
        yield ""
        yield indented(" ".join(paragraph.split()))
    if about["formula"]:
        yield from section("Formula", Text(about["formula"]))
    if about["options"]:
        yield from section("Options", options_table(about["options"]))
    yield from section("Example", Text(about["example"]))
    if about["source"]:
        yield from section("Source", about["source"])
    if about["also_known_as"]:
        yield from section("Elsewhere called", ", ".join(about["also_known_as"]))


def section(title: str, content: RenderableType) -> Iterator[RenderableType]:
    yield ""
    yield Text(title, STRONG)
    yield indented(content)


def options_table(options: Sequence[dict[str, Any]]) -> RenderableType:
    """Each option with what may be written, its default, and what it means."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column()
    for option in options:
        default = "required" if option["required"] else f"default {as_in_yaml(option['default'])}"
        allowed = Text(f"{option['type']}; {default}", FAINT)
        grid.add_row(option["name"], Group(option["description"], allowed))
    return grid


def as_in_yaml(value: object) -> str:
    """``true`` and ``null`` where Python says True and None."""
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else str(value)
