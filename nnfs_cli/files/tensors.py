"""Arrays in JSON: as lists that a person can read, or as base64 where they are too many.

A file may come from anyone, so what it says about an array is compared with what the network
needs, and with the characters that are there, before any memory is asked for.
"""

from __future__ import annotations

import base64
import binascii
import math
from collections.abc import Sequence
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from nnfs_cli.errors import ModelFileError
from nnfs_cli.files.json_files import dump_json

Tensor: TypeAlias = npt.NDArray[np.floating[Any]]
TensorForm: TypeAlias = Literal["list", "base64"]

TENSOR_KEYS = {"shape", "dtype", "base64"}


def tensor_to_json(values: Tensor, form: TensorForm) -> object:
    """Something for `dump_json`. Raises ValueError where a number is not finite."""
    if form == "list":
        return values
    if not np.isfinite(values).all():
        raise ValueError("JSON has no number for NaN and infinity")
    little_endian = values.astype(values.dtype.newbyteorder("<"))
    return {
        "shape": values.shape,
        "dtype": values.dtype.name,
        "base64": base64.b64encode(little_endian.tobytes()).decode(),
    }


def tensor_from_json(
    value: object, shape: tuple[int, ...], dtype: npt.DTypeLike, where: str
) -> Tensor:
    """The array in either form, which must have `shape` and `dtype` and only finite numbers.

    Raises ModelFileError with `where`, to the row: ``model.json: layers[2].weights[17]``.
    """
    kind = np.dtype(dtype)
    if isinstance(value, dict):
        return _from_base64(value, shape, kind, where)
    values: Tensor = np.array(_rows(value, shape, kind, where), kind)
    return values.reshape(shape)


def _rows(value: object, shape: Sequence[int], dtype: np.dtype[Any], where: str) -> list[Tensor]:
    """The rows of nested lists, each a vector, once their lengths are known to be right."""
    length, *inner = shape
    if not isinstance(value, list):
        raise ModelFileError(f"expected a list of {length:,}, got {_in_words(value)}", where)
    if len(value) != length:
        raise ModelFileError(f"expected {length:,} {_unit(inner)}, got {len(value):,}", where)
    if not inner:
        return [_vector(value, dtype, where)]
    return [
        row
        for position, member in enumerate(value)
        for row in _rows(member, inner, dtype, f"{where}[{position}]")
    ]


def _vector(value: list[object], dtype: np.dtype[Any], where: str) -> Tensor:
    if not set(map(type, value)) <= {int, float}:
        position = next(i for i, v in enumerate(value) if type(v) not in (int, float))
        found = _in_words(value[position])
        raise ModelFileError(f"expected a number, got {found}", f"{where}[{position}]")
    with np.errstate(over="ignore"):
        vector: Tensor = np.array(value, dtype)
    _check_finite(vector, where)
    return vector


def _from_base64(
    value: dict[str, object], shape: tuple[int, ...], dtype: np.dtype[Any], where: str
) -> Tensor:
    if set(value) != TENSOR_KEYS:
        raise ModelFileError("a tensor has the keys shape, dtype and base64", where)
    if value["shape"] != list(shape):
        raise ModelFileError(f"this has to be {list(shape)}", f"{where}.shape")
    if value["dtype"] != dtype.name:
        found = _in_words(value["dtype"])
        raise ModelFileError(f'expected "{dtype.name}", got {found}', f"{where}.dtype")
    content = _decoded(value["base64"], math.prod(shape) * dtype.itemsize, f"{where}.base64")
    numbers = np.frombuffer(content, dtype.newbyteorder("<")).astype(dtype)
    _check_finite(numbers, where)
    return numbers.reshape(shape)


def _decoded(text: object, size: int, where: str) -> bytes:
    """`size` bytes from base64 text, whose length is checked first."""
    characters = 4 * -(-size // 3)
    if not isinstance(text, str) or len(text) != characters:
        found = f"{len(text):,} characters" if isinstance(text, str) else _in_words(text)
        raise ModelFileError(
            f"expected {characters:,} characters of base64 for {size:,} bytes, got {found}", where
        )
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        content = b""
    if len(content) != size:
        raise ModelFileError(f"this is not the base64 form of {size:,} bytes", where)
    return content


def _check_finite(numbers: Tensor, where: str) -> None:
    finite = np.isfinite(numbers)
    if not finite.all():
        position = int(np.argmin(finite))
        raise ModelFileError(
            f"number {position + 1:,} is not finite, or too large for {numbers.dtype.name}", where
        )


def _unit(inner: Sequence[int]) -> str:
    return f"rows of {inner[0]:,} numbers" if len(inner) == 1 else "members" if inner else "numbers"


def _in_words(value: object) -> str:
    if isinstance(value, (list, dict)):
        return "a list" if isinstance(value, list) else "an object"
    text = dump_json(value).decode().strip()
    return text if len(text) <= 40 else f"{text[:40]}…"
