"""Exact states of a training run, so that it goes on as if it had never stopped.

A checkpoint is one file: a line with sizes and a checksum, a JSON header that says what the state
holds, and the bytes of its arrays. Nothing in it is code, no size in it is believed before it
agrees with the file's length, and a damaged one is noticed and the one before it taken.
"""

from __future__ import annotations

import math
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from nnfs_cli.errors import ModelFileError
from nnfs_cli.files.atomic_files import write_atomically
from nnfs_cli.files.json_files import JsonObject, dump_json, parse_json
from nnfs_cli.limits import CHECKPOINT_BYTES

State: TypeAlias = Mapping[str, Any]
"""text, numbers (NaN and infinity too), booleans, None, arrays, and mappings of those"""

VERSION = 5
"""2: a dense layer's numbers lie unit by unit; 3: schedules have a state too; 4: the config that
decides, and more about the best epoch; 5: long rows of a dense layer begin at cache lines"""
NEWEST_KEPT = 3
FILE_NAME = re.compile(r"step-(\d{9,15})(-best)?\.checkpoint")
FIRST_LINE = re.compile(rb"nn-checkpoint ([1-9]\d{0,8}) (\d{1,12}) ([0-9a-f]{8})\n")
"""format version, bytes of the header, checksum of header and arrays"""
DTYPES = ("<f4", "<f8", "<i4", "<i8", "|u1", "|b1")


@dataclass(frozen=True)
class Resumption:
    """The newest state that can be read."""

    path: Path
    state: dict[str, Any]
    warnings: tuple[str, ...]
    """a sentence for each newer checkpoint that cannot be read"""


def save_checkpoint(folder: Path, step: int, state: State, *, best: bool = False) -> Path:
    """Write the state after `step` steps; then delete all but the newest three and the best.

    `best` says that this one is the best so far. Checkpoints of later steps are deleted too:
    they belong to a future that was left when the run was resumed.
    """
    folder.mkdir(exist_ok=True)
    path = folder / f"step-{step:09d}{'-best' if best else ''}.checkpoint"
    write_atomically(path, _packed(state))
    past = [other for other in checkpoints(folder) if _step(other) < step]
    kept = {path, *past[1 - NEWEST_KEPT :]}
    if not best:
        kept.update([other for other in past if _is_best(other)][-1:])
    for other in checkpoints(folder):
        if other not in kept:
            other.unlink(missing_ok=True)
    return path


def checkpoints(folder: Path) -> list[Path]:
    """All checkpoints in `folder`, the oldest first."""
    if not folder.is_dir():
        return []
    found = [path for path in folder.iterdir() if FILE_NAME.fullmatch(path.name)]
    return sorted(found, key=lambda path: (_step(path), path.name))


def newest_checkpoint(folder: Path) -> Resumption:
    """The state to go on from: the newest that is not damaged.

    Raises ModelFileError where there is none.
    """
    warnings: list[str] = []
    for path in reversed(checkpoints(folder)):
        try:
            return Resumption(path, load_checkpoint(path), tuple(warnings))
        except ModelFileError as error:
            warnings.append(f"{error}; the checkpoint before it is used")
    raise ModelFileError(
        "there is no checkpoint here that can be read",
        str(folder),
        "This run cannot go on; train it again from its config.resolved.yaml.",
    )


def load_checkpoint(path: Path) -> dict[str, Any]:
    """The saved state, to the same bits. Raises ModelFileError for a file that is damaged."""
    if path.stat().st_size > CHECKPOINT_BYTES:
        raise ModelFileError(
            f"this checkpoint is larger than {CHECKPOINT_BYTES:,} bytes", str(path)
        )
    content = memoryview(path.read_bytes())
    first_line = FIRST_LINE.match(content)
    if first_line is None:
        raise ModelFileError("this is not a checkpoint", str(path))
    version, header_size, checksum = int(first_line[1]), int(first_line[2]), int(first_line[3], 16)
    if version != VERSION:
        age = "newer" if version > VERSION else "older"
        raise ModelFileError(f"version {version} is {age} than is read ({VERSION})", str(path))
    rest = content[first_line.end() :]
    if zlib.crc32(rest) != checksum:
        raise ModelFileError("this checkpoint is damaged: its checksum is another", str(path))
    header = parse_json(bytes(rest[:header_size]), str(path), what="checkpoint header")
    return _unpacked(header, rest[header_size:], str(path))


def _step(path: Path) -> int:
    match = FILE_NAME.fullmatch(path.name)
    return int(match[1]) if match else -1


def _is_best(path: Path) -> bool:
    return path.stem.endswith("-best")


def _packed(state: State) -> bytes:
    arrays: list[JsonObject] = []
    pieces: list[bytes] = []
    plain = dict(_without_arrays(state, [], arrays, pieces))
    header = dump_json({"state": plain, "arrays": arrays})
    rest = b"".join([header, *pieces])
    return b"nn-checkpoint %d %d %08x\n" % (VERSION, len(header), zlib.crc32(rest)) + rest


def _without_arrays(
    state: State, path: Sequence[str], arrays: list[JsonObject], pieces: list[bytes]
) -> Iterator[tuple[str, object]]:
    """`state` with None where an array or float stood; those go to `arrays` and `pieces`.

    Floats lie among the arrays because JSON has no NaN and no infinity.
    """
    for key, value in state.items():
        place = [*path, key]
        if isinstance(value, Mapping):
            yield key, dict(_without_arrays(value, place, arrays, pieces))
        elif isinstance(value, (np.ndarray, np.generic, float)):
            array, is_float = np.asarray(value), isinstance(value, float)
            stored = array.astype(array.dtype.newbyteorder("<"))
            if stored.dtype.str not in DTYPES:
                raise TypeError(f"{'.'.join(place)}: cannot keep an array of {array.dtype}")
            shape = None if is_float else array.shape
            arrays.append({"path": place, "dtype": stored.dtype.str, "shape": shape})
            pieces.append(stored.tobytes())
            yield key, None
        else:
            yield key, value


def _unpacked(header: Any, pieces: memoryview, where: str) -> dict[str, Any]:
    """The inverse of `_without_arrays`; nothing is made before all sizes are known to be right."""
    try:
        state: dict[str, Any] = dict(header["state"])
        sizes = [_size(array["dtype"], array["shape"]) for array in header["arrays"]]
        if sum(sizes) != len(pieces):
            raise ValueError("the arrays are not as long as it says")
        for array, size in zip(header["arrays"], sizes, strict=True):
            _put(state, array["path"], _value(pieces[:size], array["dtype"], array["shape"]))
            pieces = pieces[size:]
    except (LookupError, TypeError, ValueError) as error:
        raise ModelFileError(f"this is not a checkpoint's header: {error}", where) from None
    return state


def _size(dtype: str, shape: list[int] | None) -> int:
    """Bytes of an array. Raises ValueError for what is no size and no type of ours."""
    lengths = shape or []
    if dtype not in DTYPES or not all(type(length) is int and length >= 0 for length in lengths):
        raise ValueError(f"no array is {dtype} of shape {shape}")
    return math.prod(lengths) * np.dtype(dtype).itemsize


def _value(piece: memoryview, dtype: str, shape: list[int] | None) -> npt.NDArray[Any] | float:
    """An array of its own, in the byte order of this machine; a float where there is no shape."""
    numbers = np.frombuffer(piece, dtype)
    if shape is None:
        return float(numbers[0])
    return numbers.reshape(shape).astype(numbers.dtype.newbyteorder("="))


def _put(state: dict[str, Any], path: list[str], value: object) -> None:
    """Replace the None that stands at `path`."""
    for key in path[:-1]:
        state = state[key]
    if state[path[-1]] is not None:
        raise ValueError(f"something else stands at {path}")
    state[path[-1]] = value
