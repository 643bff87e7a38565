"""A page read as a browser reads it: elements with their attributes and the text inside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

VOID = {"meta", "img", "br", "link", "input", "hr", "path", "rect", "circle", "line", "image"}


@dataclass
class Element:
    name: str
    attributes: dict[str, str]
    children: list[Element | str] = field(default_factory=list)

    def __iter__(self) -> Iterator[Element]:
        for child in self.children:
            if isinstance(child, Element):
                yield child
                yield from child

    @property
    def text(self) -> str:
        parts = [child if isinstance(child, str) else child.text for child in self.children]
        return " ".join(" ".join(parts).split())

    def all(self, name: str, **attributes: str) -> list[Element]:
        return [
            element
            for element in self
            if element.name == name
            and all(
                value in element.attributes.get(key.rstrip("_"), "").split()
                for key, value in attributes.items()
            )
        ]

    def by_id(self, id: str) -> Element:
        (found,) = [element for element in self if element.attributes.get("id") == id]
        return found

    @property
    def cells(self) -> list[list[str]]:
        """Of a table: the texts of every row."""
        return [[cell.text for cell in row if cell.name in ("td", "th")] for row in self.all("tr")]


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("root", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {key: value or "" for key, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Element(tag, {key: value or "" for key, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        assert self.open[-1].name == tag, f"<{self.open[-1].name}> is closed by </{tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def read_page(run: Path) -> Element:
    parser = _Parser()
    parser.feed((run / "report.html").read_text(encoding="utf-8"))
    parser.close()
    assert parser.open == [parser.root], "everything is closed"
    return parser.root


RunOf = Callable[[str], Path]
