"""Lines of a config with comments beside them: what PyYAML's writer cannot do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from textwrap import wrap

from nnfs_cli.config.dump import dump_value
from nnfs_cli.config.source_map import one_line

COMMENT_AT = 28
"""the place of comments beside short lines"""
WIDTH = 100


@dataclass
class ConfigLines:
    """A config that grows line by line."""

    lines: list[str] = field(default_factory=list)

    def comment(self, texts: Iterable[str]) -> None:
        """Lines of their own; what could steer a terminal or end the comment becomes a space."""
        self.lines += [f"# {one_line(text)}".rstrip() for text in texts]

    def add(self, line: str, comment: str = "") -> None:
        """A line as it is to stand there, values quoted where they must be.

        What does not fit beside it stands above it.
        """
        said = one_line(comment)
        beside = f"{line:<{COMMENT_AT}}  # {said}"
        if said and len(beside) > WIDTH:
            indent = " " * (len(line) - len(line.lstrip()))
            self.lines += [f"{indent}# {part}" for part in wrap(said, WIDTH - len(indent) - 2)]
            said = ""
        self.lines.append(beside if said else line)

    def key(self, key: str, value: object, comment: str = "", indent: int = 2) -> None:
        """A key with its value in the same line."""
        self.add(f"{' ' * indent}{key}: {in_yaml(value)}", comment)

    def items(self, key: str, values: Sequence[tuple[object, str]], indent: int = 2) -> None:
        """A key with a list, an item a line, each with its comment."""
        self.add(f"{' ' * indent}{key}:")
        for value, comment in values:
            self.add(f"{' ' * indent}  - {in_yaml(value)}", comment)

    @property
    def text(self) -> str:
        return "\n".join([*self.lines, ""])


def in_yaml(value: object) -> str:
    """A value in one line, quoted where it must be."""
    return dump_value(value)
