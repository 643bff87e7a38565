"""What an unquoted YAML word means, by the rules of YAML 1.2.

PyYAML follows YAML 1.1, where `no` is false, `12:30` is 750 and `1e-3` is text. Reading uses the
rules below instead, and writing quotes whatever either version would take for something else.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from yaml.resolver import BaseResolver

PREFIX = "tag:yaml.org,2002:"
TEXT, LIST, MAPPING = PREFIX + "str", PREFIX + "seq", PREFIX + "map"
LARGEST_INTEGER = 2**63 - 1

# tag, the words it stands for, the characters they begin with
RULES = (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", list("-+0123456789")),
    (
        "float",
        r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"
        r"|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)",
        list("-+.0123456789"),
    ),
)


def teach(resolver: type[BaseResolver]) -> None:
    """Make a PyYAML resolver recognise plain words by YAML 1.2."""
    for name, words, first in RULES:
        resolver.add_implicit_resolver(PREFIX + name, re.compile(rf"(?:{words})\Z"), first)


def scalar_value(tag: str, text: str) -> object:
    """The value of a word that has been resolved to `tag`.

    Raises KeyError for a tag that YAML 1.2's core schema does not have, ValueError with a
    sentence for a word that is no such value.
    """
    return READERS[tag](text)


def _integer(text: str) -> int:
    digits = len(text.lstrip("+-"))
    value = int(text, 0 if text[1:2] in ("o", "x") else 10) if digits <= 30 else LARGEST_INTEGER + 1
    if abs(value) > LARGEST_INTEGER:
        raise ValueError("this whole number is too large: at most 9223372036854775807 is possible")
    return value


def _number(text: str) -> float:
    word = text.lower()
    return float(word.replace(".inf", "inf").replace(".nan", "nan"))


def _matching(name: str, words: str, read: Callable[[str], object]) -> Callable[[str], object]:
    """`read` for words of this kind only: an explicit tag (`!!int abc`) can claim anything."""
    pattern = re.compile(words)

    def checked(text: str) -> object:
        if not pattern.fullmatch(text):
            raise ValueError(f"'{text}' is not what its tag !!{name} says")
        return read(text)

    return checked


def _text(text: str) -> str:
    if any("\ud800" <= character <= "\udfff" or character == "\0" for character in text):
        raise ValueError(
            "an escape in this text stands for something that is not a character: leave it out"
        )
    return text


_READ: dict[str, Callable[[str], object]] = {
    "null": lambda _: None,
    "bool": lambda text: text.lower() == "true",
    "int": _integer,
    "float": _number,
}
READERS: dict[str, Callable[[str], object]] = {
    TEXT: _text,
    **{PREFIX + name: _matching(name, words, _READ[name]) for name, words, _ in RULES},
}
