"""Where in the config every value stands, so that any later mistake can name its place.

Paths are written with dots: `model.layers.0.units`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


def one_line(text: str) -> str:
    """`text` with spaces for line ends and for what would steer a terminal."""
    return "".join(character if character.isprintable() else " " for character in text)


@dataclass(frozen=True, order=True)
class Place:
    """A spot in the config file, or a `--set` of the command line, sorted as one reads them."""

    order: int
    """0 in the file; 1, 2 … in the first, second … override"""
    line: int
    column: int
    origin: str = field(compare=False)
    """the file as the user typed it, or the override"""

    def __str__(self) -> str:
        place = self.origin if self.order else f"{self.origin}:{self.line}:{self.column}"
        return one_line(place)


@dataclass(frozen=True)
class SourceMap:
    """The places of all values, and of the keys in front of them."""

    file: str
    values: Mapping[str, Place] = field(default_factory=dict)
    keys: Mapping[str, Place] = field(default_factory=dict)

    def where(self, path: str = "", *, key: bool = False) -> str:
        """The place of a value (or its key) and its path, for the front of an error message.

        ``configs/iris.yaml:14:14: training.optimizer``. What is not written in the file, because
        it is a default, is looked for where it would have to be: at the nearest parent.
        """
        place = self.place(path, key=key)
        if not path or (place.order and place.origin.startswith(f"--set {path}=")):
            return str(place)
        return one_line(f"{place}: {path}")

    def place(self, path: str = "", *, key: bool = False) -> Place:
        """The place of a value, or of its key; the nearest parent's if it is not in the file."""
        places = self.keys if key and path in self.keys else self.values
        while path and path not in places:
            path = path.rpartition(".")[0]
        return places.get(path) or Place(0, 1, 1, self.file)

    def overridden(self, path: str, override: SourceMap, place: Place) -> SourceMap:
        """The same map after an override: all at and under `path` is what `override` knows.

        What had to be made above it, and what has no place of its own, is at `place`.
        """

        def merged(old: Mapping[str, Place], new: Mapping[str, Place]) -> dict[str, Place]:
            made = {above: place for above in _with_parents(path) if above not in self.values}
            kept = {
                known: place
                for known, place in old.items()
                if known != path and not known.startswith(f"{path}.")
            }
            return {path: place, **made, **kept, **new}

        return SourceMap(
            self.file, merged(self.values, override.values), merged(self.keys, override.keys)
        )


def _with_parents(path: str) -> list[str]:
    steps = path.split(".")
    return [".".join(steps[:count]) for count in range(1, len(steps) + 1)]
