"""A row as a person types it: ``age=50, city="Rome, Italy"``.

Names and values may stand in quotes, single or double, and have to where a comma, an equals sign
or a space at an end belongs to them; a quote inside quotes is written twice.
"""

from __future__ import annotations

import re

from nnfs_cli.errors import ConfigError

QUOTED = r"\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*'"
PAIR = re.compile(
    rf"\s*(?P<name>{QUOTED}|[^=,\"'][^=,]*?)\s*=\s*(?P<value>{QUOTED}|[^,\"'][^,]*?|)\s*(?:,|$)"
)
EXAMPLE = 'Write it like age=50, city="Rome, Italy".'


def read_row(text: str, where: str = "--row") -> dict[str, str]:
    """The values by name. Raises ConfigError for what is no list of NAME=VALUE."""
    values: dict[str, str] = {}
    place = 0
    while text[place:].strip():
        pair = PAIR.match(text, place)
        if pair is None:
            rest = text[place:].strip()
            raise ConfigError(f"'{rest}' does not begin with NAME=VALUE", where, EXAMPLE)
        name, value = _unquoted(pair["name"]), _unquoted(pair["value"])
        if name in values:
            raise ConfigError(f"'{name}' is there twice", where, "Give each column one value.")
        values[name] = value
        place = pair.end()
    if not values:
        raise ConfigError("the row is empty", where, EXAMPLE)
    return values


def _unquoted(text: str) -> str:
    quote = text[:1]
    if quote not in ("'", '"') or len(text) < 2:
        return text.strip()
    return text[1:-1].replace(2 * quote, quote)


def quoted(text: str) -> str:
    """A name or value as it can be typed, in quotes where it needs them."""
    plain = text and text == text.strip() and not set(text) & set(",='\"")
    return text if plain else '"{}"'.format(text.replace('"', '""'))
