"""YAML text to plain values, with the place of every one of them.

Config files travel between people, so the reader expects the worst: nothing is ever executed,
and what repeats itself through aliases is limited before it fills the memory.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode, SequenceNode

from nnfs_cli.config.source_map import Place, SourceMap, one_line
from nnfs_cli.config.yaml_nodes import LIMITED, read_nodes
from nnfs_cli.config.yaml_rules import LIST, MAPPING, PREFIX, TEXT, scalar_value
from nnfs_cli.errors import ConfigError
from nnfs_cli.limits import CONFIG_BYTES, CONFIG_DEPTH, CONFIG_VALUES

ONE_WORD = "Write one word in front of the colon: 'epochs: 10'."


@dataclass(frozen=True)
class Document:
    """What a YAML text says, where, and what is wrong with it that does not stop the reading."""

    value: Any
    source: SourceMap
    mistakes: tuple[tuple[Place, ConfigError], ...] = ()


def read_yaml(content: bytes | str, origin: str, order: int = 0, path: str = "") -> Document:
    """Read one YAML document; `path` is where in the config it belongs ("" for the whole).

    Raises ConfigError for what cannot be read at all. Duplicate keys, tags and merge keys are
    reported beside the value instead, so that they can be told together with later mistakes.
    """
    text = _decoded(content, origin)
    root = read_nodes(text, origin, order)
    building = _Building(origin, order)
    value = None if root is None else building.value(root, path, depth=0)
    source = SourceMap(origin, building.values, building.keys)
    return Document(value, source, tuple(building.mistakes))


def _decoded(content: bytes | str, origin: str) -> str:
    if len(content) > CONFIG_BYTES:
        raise ConfigError(
            f"the file is larger than {CONFIG_BYTES:,} bytes, too large for a config",
            origin,
            LIMITED,
        )
    if isinstance(content, str):
        return content
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = error.start - content.rfind(b"\n", 0, error.start)
        where = f"{origin}:{line}:{column}"
        raise ConfigError("this is not UTF-8 text", where, "Save the file as UTF-8.") from None


class _Building:
    """Values from nodes, noting places and mistakes on the way."""

    def __init__(self, origin: str, order: int) -> None:
        self.origin, self.order = origin, order
        self.values: dict[str, Place] = {}
        self.keys: dict[str, Place] = {}
        self.mistakes: list[tuple[Place, ConfigError]] = []
        self.count = 0

    def value(self, node: Node, path: str, depth: int) -> Any:
        self._limit(node, depth)
        self.values.setdefault(path, self.place(node))
        if isinstance(node, ScalarNode):
            return self._scalar(node, path)
        if node.tag not in (LIST, MAPPING) or (node.tag == LIST) != isinstance(node, SequenceNode):
            self._unknown_tag(node, path)
            return None
        if isinstance(node, MappingNode):
            return self._mapping(node, path, depth)
        assert isinstance(node, SequenceNode)
        return [
            self.value(item, _under(path, index), depth + 1)
            for index, item in enumerate(node.value)
        ]

    def _limit(self, node: Node, depth: int) -> None:
        """Aliases repeat what they stand for: what they unfold to is limited too."""
        self.count += 1
        if depth > CONFIG_DEPTH or self.count > CONFIG_VALUES:
            raise ConfigError(
                "the aliases in this file unfold to more than a config can need",
                str(self.place(node)),
                "Write the values out instead of repeating them with '*'.",
            )

    def _scalar(self, node: ScalarNode, path: str) -> object:
        try:
            return scalar_value(node.tag, node.value)
        except KeyError:
            self._unknown_tag(node, path)
            return None
        except ValueError as error:
            self.mistake(node, path, str(error))
            return one_line(node.value)

    def _mapping(self, node: MappingNode, path: str, depth: int) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = self._key(key_node, path)
            if key is None:
                continue
            inner = _under(path, key)
            if key in values:
                first = self.keys[inner]
                self.mistake(
                    key_node,
                    inner,
                    f"the key '{key}' stands here a second time; the first is in line {first.line}",
                    "Remove one of the two.",
                )
                continue
            self.keys[inner] = self.place(key_node)
            if _starts_below(key_node, value_node):
                self.values[inner] = self.place(key_node)
            values[key] = self.value(value_node, inner, depth + 1)
        return values

    def _key(self, node: Node, path: str) -> str | None:
        """The key as it is written, or None after noting why it is none."""
        if not isinstance(node, ScalarNode):
            self.mistake(
                node, path, "a key must be a plain word, not a list or a mapping", ONE_WORD
            )
            return None
        key: str = node.value
        try:
            scalar_value(TEXT, key)
        except ValueError as error:
            self.mistake(node, path, str(error))
            return None
        if key == "<<" and node.style is None:
            hint = "Write the keys out."
            self.mistake(node, path, "merge keys ('<<') are not part of YAML 1.2", hint)
            return None
        return key

    def _unknown_tag(self, node: Node, path: str) -> None:
        tag = node.tag.replace(PREFIX, "!!")
        hint = "Remove it; text that begins with '!' needs quotes."
        self.mistake(node, path, f"the tag {tag} means nothing in a config", hint)

    def place(self, node: Node) -> Place:
        mark = node.start_mark
        return Place(self.order, mark.line + 1, mark.column + 1, self.origin)

    def mistake(self, node: Node, path: str, message: str, hint: str = "") -> None:
        place = self.place(node)
        where = SourceMap(self.origin, {path: place}).where(path)
        self.mistakes.append((place, ConfigError(one_line(message), where, hint)))


def _under(path: str, step: str | int) -> str:
    return f"{path}.{step}" if path else str(step)


def _starts_below(key: Node, value: Node) -> bool:
    """Whether a value begins in a line under its key: readers then look at the key for it."""
    return isinstance(value, CollectionNode) and value.start_mark.line > key.start_mark.line
