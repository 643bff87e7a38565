"""YAML text to PyYAML's tree of nodes, with limits and with errors that a person understands.

PyYAML's own Python reader does the parsing, because the C one crashes on deep nesting. Depth,
number of values and aliases are counted while it reads: what is too much is never built.
"""

from __future__ import annotations

from yaml.composer import Composer
from yaml.error import Mark, MarkedYAMLError
from yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent, Event, NodeEvent
from yaml.nodes import Node
from yaml.parser import Parser
from yaml.reader import Reader, ReaderError
from yaml.resolver import BaseResolver
from yaml.scanner import Scanner
from yaml.tokens import Token

from nnfs_cli.config.source_map import Place
from nnfs_cli.config.yaml_problems import explained
from nnfs_cli.config.yaml_rules import teach
from nnfs_cli.errors import ConfigError
from nnfs_cli.limits import CONFIG_ALIASES, CONFIG_DEPTH, CONFIG_VALUES

LIMITED = "A config names the data; the data stand in files of their own."
TOO_MUCH = "which no config needs"
NO_CHARACTER = "an escape in this text stands for something that is not a character: leave it out"


def read_nodes(text: str, origin: str, order: int) -> Node | None:
    """The root of the only document in `text`, or None if there is none.

    Raises ConfigError with the place, in `origin`, of what cannot be read.
    """

    def error(message: str, line: int, column: int, hint: str = "") -> ConfigError:
        return ConfigError(message, str(Place(order, line + 1, column + 1, origin)), hint)

    try:
        reader = _NodeReader(text)
    except ReaderError as unreadable:
        line, column = _line_and_column(text, unreadable.position)
        message = f"the character U+{ord(text[unreadable.position]):04X} cannot stand in YAML"
        raise error(message, line, column, "Remove it.") from None
    try:
        return reader.get_single_node()
    except _TooMuchError as too_much:
        raise error(str(too_much), *reader.position(), LIMITED) from None
    except MarkedYAMLError as problem:
        mark = _mark(problem)
        line, column = (mark.line, mark.column) if mark else reader.position()
        message, hint = explained(problem.problem or "")
        raise error(message, line, column, hint) from None
    except (ValueError, OverflowError):  # "\UFFFFFFFF" makes PyYAML ask for such a character
        raise error(NO_CHARACTER, *reader.position()) from None


def _mark(error: MarkedYAMLError) -> Mark | None:
    """Where the mistake is: PyYAML notices some of them only long after they began."""
    noticed_late = ("could not find expected ':'", "found unexpected end of stream")
    return error.context_mark if error.problem in noticed_late else error.problem_mark


def _line_and_column(text: str, position: int) -> tuple[int, int]:
    """Both from 0."""
    return text.count("\n", 0, position), position - text.rfind("\n", 0, position) - 1


class _TooMuchError(Exception):
    """A limit is reached."""


class _NodeReader(Reader, Scanner, Parser, Composer, BaseResolver):
    """PyYAML's reader without the part that makes Python objects, and with limits."""

    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)
        Composer.__init__(self)
        BaseResolver.__init__(self)
        self.depth = self.count = self.aliases = 0

    def position(self) -> tuple[int, int]:
        """Line and column, from 0, to which the text has been read."""
        return self.line, self.column

    def fetch_flow_collection_start(self, token: type[Token]) -> None:
        """Note a bracket; the scanner meets a thousand of them before the first event comes."""
        super().fetch_flow_collection_start(token)
        if self.flow_level > CONFIG_DEPTH:
            raise _TooMuchError(f"more than {CONFIG_DEPTH:,} levels of nesting, {TOO_MUCH}")

    def get_event(self) -> Event:
        """The next event, counted."""
        event: Event = super().get_event()  # type: ignore[no-untyped-call]
        if isinstance(event, CollectionEndEvent):
            self.depth -= 1
            return event
        self.depth += isinstance(event, CollectionStartEvent)
        self.aliases += isinstance(event, AliasEvent)
        self.count += isinstance(event, NodeEvent)
        for number, most, things in (
            (self.depth, CONFIG_DEPTH, "levels of nesting"),
            (self.aliases, CONFIG_ALIASES, "aliases"),
            (self.count, CONFIG_VALUES, "keys and values"),
        ):
            if number > most:
                raise _TooMuchError(f"more than {most:,} {things}, {TOO_MUCH}")
        return event


teach(_NodeReader)
