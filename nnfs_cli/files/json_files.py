"""The one writer and the one reader of JSON, so that every file is strict and laid out alike.

Written files are made to be looked at (a row of a matrix is a line, what fits in a line stays
in one), are the same bytes for the same values, and give a float32 back with all its bits. Read
files may come from strangers: duplicate keys, NaN, wrong encodings and deep nesting are answered
with the line and column where they stand.
"""

from __future__ import annotations

import codecs
import math
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import orjson

from nnfs_cli.errors import ModelFileError
from nnfs_cli.limits import JSON_BYTES, JSON_DEPTH
from nnfs_cli.suggestions import did_you_mean_path

JsonObject: TypeAlias = dict[str, Any]

LINE_WIDTH = 100
INDENT = 2

LIST_TYPES = (list, tuple, np.ndarray)
STRUCTURE = re.compile(rb'[{}\[\]]|("[^"\\]*(?:\\.[^"\\]*)*")\s*(:?)')


def dump_json(value: object) -> bytes:
    """`value` as an indented JSON document in UTF-8, ending in a newline.

    NumPy arrays and scalars count as lists and numbers. Raises ValueError for NaN and infinity
    (what does not exist is None) and TypeError for what JSON has no form for.
    """
    return _laid_out(value, 0) + b"\n"


def _laid_out(value: object, margin: int) -> bytes:
    if isinstance(value, (np.ndarray, np.generic)) and value.ndim < 2:
        return _numbers(np.asarray(value))
    if isinstance(value, Mapping):
        members = [_name(key) + _laid_out(value[key], margin + INDENT) for key in value]
        return _bracketed(b"{", members, b"}", margin)
    if isinstance(value, LIST_TYPES):
        return _list(value, margin)
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"JSON has no number for {value}")
    return orjson.dumps(value)


def _name(key: object) -> bytes:
    if not isinstance(key, str):
        raise TypeError(f"JSON keys are text, not {key!r}")
    return orjson.dumps(key) + b": "


def _list(values: Sequence[object] | npt.NDArray[Any], margin: int) -> bytes:
    """Numbers stay in one line however many they are; a list of lists gets a line for each."""
    members = [_laid_out(value, margin + INDENT) for value in values]
    has_lists = any(isinstance(value, LIST_TYPES) for value in values)
    if has_lists and len(members) > 1:
        return _bracketed(b"[", members, b"]", margin, width=0)
    if any(member[:1] in b'[{"' for member in members):
        return _bracketed(b"[", members, b"]", margin)
    return b"[" + b", ".join(members) + b"]"


def _bracketed(
    start: bytes, members: Sequence[bytes], end: bytes, margin: int, width: int = LINE_WIDTH
) -> bytes:
    """`members` in one line if that fits in `width`, else each on its own."""
    line = start + b", ".join(members) + end
    if not members or (margin + len(line) <= width and b"\n" not in line):
        return line
    indentation = b"\n" + b" " * (margin + INDENT)
    inner = (b"," + indentation).join(members)
    return start + indentation + inner + b"\n" + b" " * margin + end


def _numbers(values: npt.NDArray[Any]) -> bytes:
    """A vector, or a single number (shape ()), with the shortest digits that say its value."""
    if not np.isfinite(values).all():
        raise ValueError("JSON has no number for NaN and infinity")
    native = np.ascontiguousarray(values, dtype=values.dtype.newbyteorder("="))
    text = _digits(native)
    if native.dtype == np.float32 and not np.array_equal(_read_back(text), native):
        # 7.038531e-26 names one float32, but on the way through float64 becomes its neighbour
        text = _digits(native.astype(np.float64))
    text = text.replace(b",", b", ")
    return text if values.ndim else text[1:-1]


def _digits(values: npt.NDArray[Any]) -> bytes:
    return orjson.dumps(values, option=orjson.OPT_SERIALIZE_NUMPY)


def _read_back(text: bytes) -> npt.NDArray[np.float32]:
    return np.array(orjson.loads(text), np.float32)


def load_json(path: Path, *, what: str) -> Any:
    """The value in the file; `what` names it in messages ("model file").

    Raises ModelFileError, with file:line:column, for a missing file and for anything that is
    not strict JSON: syntax, NaN, duplicate keys, nesting over 100 levels, text that is not
    UTF-8, more than 1 GiB.
    """
    return parse_json(_content(path, what), str(path), what=what)


def parse_json(content: bytes, where: str, *, what: str) -> Any:
    """The value that `content` spells; like `load_json`, for what is already in memory."""
    content = content.removeprefix(codecs.BOM_UTF8)
    try:
        value = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise _syntax_error(where, what, content, error) from None
    _check_structure(where, what, content)
    return value


def _content(path: Path, what: str) -> bytes:
    """The file's bytes, looked at no further than its size."""
    if not path.exists():
        raise ModelFileError(f"there is no such {what}{did_you_mean_path(path)}", str(path))
    if not path.is_file():
        raise ModelFileError(f"this is not a {what} but a folder or a device", str(path))
    if path.stat().st_size > JSON_BYTES:
        raise ModelFileError(f"this {what} is larger than {JSON_BYTES:,} bytes", str(path))
    return path.read_bytes()


def _syntax_error(
    where: str, what: str, content: bytes, error: orjson.JSONDecodeError
) -> ModelFileError:
    try:
        content.decode()
    except UnicodeDecodeError as undecodable:
        return ModelFileError(
            f"this {what} is not UTF-8 text",
            _place(where, content, undecodable.start),
            "Save the file as UTF-8, or copy it again if it was damaged.",
        )
    if content.strip()[:1] not in (b"{", b"["):
        return ModelFileError(f"this is not a {what}: it holds no JSON", where)
    return ModelFileError(
        f"this {what} is not valid JSON: {error.msg}",
        f"{where}:{error.lineno}:{error.colno}",
        "A file cut short or edited by hand reads like this; restore it or write it again.",
    )


def _check_structure(where: str, what: str, content: bytes) -> None:
    """Find duplicate keys and deep nesting in what is known to be valid JSON."""
    open_keys: list[set[bytes]] = []
    for token in STRUCTURE.finditer(content):
        character = content[token.start() : token.start() + 1]
        if character in b"}]":
            open_keys.pop()
        elif character in b"{[":
            open_keys.append(set())
            if len(open_keys) > JSON_DEPTH:
                place = _place(where, content, token.start())
                raise ModelFileError(f"this {what} is nested over {JSON_DEPTH} levels deep", place)
        elif token[2]:
            key = orjson.loads(token[1])
            if key in open_keys[-1]:
                where = _place(where, content, token.start())
                raise ModelFileError(
                    f"the key '{key}' stands here a second time", where, "Keep one."
                )
            open_keys[-1].add(key)


def _place(where: str, content: bytes, position: int) -> str:
    """``where:line:column`` of a byte; columns count characters."""
    line_start = content.rfind(b"\n", 0, position) + 1
    line = content.count(b"\n", 0, position) + 1
    column = len(content[line_start:position].decode(errors="replace")) + 1
    return f"{where}:{line}:{column}"
