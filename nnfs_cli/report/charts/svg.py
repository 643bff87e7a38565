"""Elements of SVG as safe markup: every text in them is escaped, every number short."""

from __future__ import annotations

import unicodedata

from markupsafe import Markup, escape

NARROW, WIDE = "fijlrtI.,:;|'!()[] -1", "mwMW@%−±"


def element(name: str, /, *children: Markup | str, **attributes: object) -> Markup:
    """``<name attribute="…">children</name>``; `class_` and `text_anchor` lose their underscores.

    An attribute that is None is left out.
    """
    written = [
        Markup(' {}="{}"').format(key.rstrip("_").replace("_", "-"), shown(value))
        for key, value in attributes.items()
        if value is not None
    ]
    start = Markup("<") + name + Markup("").join(written)
    if not children:
        return start + Markup("/>")
    return start + Markup(">") + Markup("").join(map(escape, children)) + Markup(f"</{name}>")


def shown(value: object) -> str:
    """A coordinate with one decimal; the same number gives the same text everywhere."""
    if isinstance(value, float):
        text = f"{value:.1f}".removesuffix(".0")
        return "0" if text == "-0" else text
    return str(value)


def path(points: list[tuple[float, float]]) -> str:
    """The `d` of a line through the points."""
    return "M" + "L".join(f"{shown(x)} {shown(y)}" for x, y in points)


def text_width(text: str, size: float = 11.0) -> float:
    """About how wide a text is in a system font, rather too much than too little."""
    return sum(map(_width, text)) * size


def _width(letter: str) -> float:
    if letter in NARROW:
        return 0.36 if letter != "1" else 0.56
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.05
    return 0.92 if letter in WIDE else 0.68 if letter.isupper() else 0.58


def fitted(text: str, room: float, size: float = 11.0) -> str:
    """The text, its end left out where it would be wider than the room."""
    if text_width(text, size) <= room:
        return text
    while text and text_width(text + "…", size) > room:
        text = text[:-1]
    return text.rstrip() + "…"
