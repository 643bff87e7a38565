"""Cells of text that a spreadsheet would run as a formula, made harmless in the CSV we write.

Names of classes, columns and files come from data, perhaps from a stranger's, and people open our
tables with a double click. A text that begins as a formula gets an apostrophe in front, which
spreadsheets read as "this is text"; what names a person, a sign or a number is left alone. One
apostrophe is taken away again on reading, so that nothing is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

FORMULA = re.compile(r"\s*(=|[-+@].*[(|!])", re.DOTALL)
"""= begins one always; - + @ only in front of a call, a reference or a command"""
GUARDED = re.compile(rf"'+{FORMULA.pattern}", re.DOTALL)
SIGNS = "=(|!"
"""without one of these, no text is a formula"""


def harmless(text: str) -> str:
    """`text`, with an apostrophe in front where a spreadsheet would run it."""
    return f"'{text}" if FORMULA.match(text) or GUARDED.match(text) else text


def as_it_was(text: str) -> str:
    """The inverse of `harmless`."""
    return text[1:] if GUARDED.match(text) else text


def may_hold_formulas(texts: Iterable[str]) -> bool:
    """Whether it is worth looking at each of them."""
    every = "".join(texts)
    return any(sign in every for sign in SIGNS)
