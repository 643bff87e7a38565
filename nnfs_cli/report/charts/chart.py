"""A frame for marks: two axes with nice ticks, a title, a legend, and words for who cannot see it.

A chart is drawn for the width of a phone and grows with its column. Its legend stands above it as
text of the page, so that long names wrap instead of being cut off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from nnfs_cli.report.charts.scales import Scale
from nnfs_cli.report.charts.svg import element, fitted, shown, text_width

WIDTH, HEIGHT = 340.0, 224.0
TEXT = 11.0
COLOURS = 8
"""that the page's style has for series, c0 to c7"""


@dataclass
class Chart:
    """Marks on two axes."""

    key: str
    """tells the chart apart from all others of the page"""
    title: str
    description: str
    """what there is to see, as a sentence"""
    x: Scale
    y: Scale
    x_label: str = ""
    y_label: str = ""
    width: float = WIDTH
    height: float = HEIGHT
    x_names: Sequence[tuple[float, str]] | None = None
    """ticks of the x axis where they are names"""
    legend: list[tuple[str, str]] = field(default_factory=list)
    """names with the class of their marks"""
    marks: list[Markup] = field(default_factory=list)
    note: str = ""
    """a sentence below the title"""

    def __post_init__(self) -> None:
        self.top = TEXT + 14
        self.bottom = self.height - (2 * TEXT + 14 if self.x_label else TEXT + 10)
        self.y_ticks = self.y.ticks(max(2, int((self.bottom - self.top) / 26)))
        widest = max((text_width(text) for _, text in self.y_ticks), default=0.0)
        self.left = max(widest + 10, 16.0)
        self.right = self.width - 12

    def at_x(self, value: float) -> float:
        return self.left + self.x.place(value) * (self.right - self.left)

    def at_y(self, value: float) -> float:
        return self.bottom - self.y.place(value) * (self.bottom - self.top)

    def points(self, xs: Sequence[float], ys: Sequence[float]) -> list[tuple[float, float]]:
        return [(self.at_x(x), self.at_y(y)) for x, y in zip(xs, ys, strict=True)]

    def add(self, mark: Markup) -> None:
        self.marks.append(mark)

    def figure(self, extra_class: str = "") -> Markup:
        """The whole of it, for the page."""
        keys = [
            element("li", element("span", Markup(""), class_=f"swatch {look}"), name)
            for name, look in self.legend
        ]
        caption = [element("span", self.title, class_="title")]
        if self.note:
            caption.append(element("span", self.note, class_="note"))
        head = element("figcaption", *caption)
        legend = element("ul", *keys, class_="legend") if keys else Markup("")
        return element("figure", head, legend, self.svg(), class_=f"chart {extra_class}".strip())

    def svg(self) -> Markup:
        name, words = f"{self.key}-title", f"{self.key}-words"
        return element(
            "svg",
            element("title", self.title, id=name),
            element("desc", self.description, id=words),
            *self._axes(),
            *self.marks,
            viewBox=f"0 0 {shown(self.width)} {shown(self.height)}",
            role="img",
            aria_labelledby=name,
            aria_describedby=words,
        )

    def _axes(self) -> list[Markup]:
        drawn = []
        for value, text in self.y_ticks:
            y = self.at_y(value)
            drawn.append(element("line", x1=self.left, x2=self.right, y1=y, y2=y, class_="grid"))
            drawn.append(element("text", text, x=self.left - 6, y=y + 4, text_anchor="end"))
        drawn.append(
            element(
                "line",
                x1=self.left,
                x2=self.right,
                y1=self.bottom,
                y2=self.bottom,
                class_="axis",
            )
        )
        drawn += self._x_ticks()
        if self.y_label:
            text = fitted(self.y_label, self.width - 8)
            drawn.append(element("text", text, x=2.0, y=TEXT, class_="label"))
        if self.x_label:
            room = self.right - self.left
            middle = (self.left + self.right) / 2
            text = fitted(self.x_label, self.width - 8)
            half = text_width(text) / 2
            middle = min(middle, self.width - half - 2) if half > room / 2 else middle
            drawn.append(
                element(
                    "text", text, x=middle, y=self.height - 4, text_anchor="middle", class_="label"
                )
            )
        return drawn

    def _x_ticks(self) -> list[Markup]:
        drawn = []
        end = -1e9
        for value, text in self.x_names if self.x_names is not None else self._numbers_below():
            half = text_width(text) / 2
            x = min(max(self.at_x(value), half + 1), self.width - half - 1)
            if x - half < end + 6:  # two would touch
                continue
            end = x + half
            drawn.append(element("text", text, x=x, y=self.bottom + TEXT + 5, text_anchor="middle"))
        return drawn

    def _numbers_below(self) -> list[tuple[float, str]]:
        """As many ticks as have room beside each other."""
        room = self.right - self.left
        for most in range(8, 1, -1):
            ticks = self.x.ticks(most)
            if sum(text_width(text) + 14 for _, text in ticks) <= room:
                return ticks
        return self.x.ticks(2)


def colour(number: int) -> str:
    """The class of the series at this position."""
    return f"c{number % COLOURS}"
