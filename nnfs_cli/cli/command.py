"""One command of `nn`, and how its words are read: text and paths as they stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from typer.core import TyperCommand


class Command(TyperCommand):
    """A Typer command that reads text and paths itself."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Give every option its value."""
        read_plainly(self.get_params(ctx))
        return super().parse_args(ctx, args)


class Reader:
    """What Typer asks for a value; stands where its own readers would."""

    def __init__(self, read: Callable[[Any], object]) -> None:
        self.read = read

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """`value` is what was written: nothing, a word, or all words of an option that repeats."""
        if param.multiple:
            return [self.read(word) for word in value or ()]
        return None if value is None else self.read(value)


READERS: dict[object, Callable[[Any], object]] = {
    str: str,
    Path: Path,
    list[str]: str,
    bool: bool,
}
"""by the annotation of an option"""


def read_plainly(parameters: Iterable[Any]) -> None:
    """Spare Typer from asking pydantic, which takes as long to import as NumPy, to make text of
    text. Versions before 0.27 do not ask it, and what is set here is set in vain. Numbers and
    choices are left to Typer.
    """
    for parameter in parameters:
        descriptor = getattr(parameter, "type_descriptor", None)
        read = READERS.get(getattr(descriptor, "annotation", None))
        if read is not None:
            parameter._runtime_param = Reader(read)
