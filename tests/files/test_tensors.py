"""Arrays through JSON and back, and the lies a file can tell about them."""

from __future__ import annotations

import base64
import json
import struct
from typing import Any, Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as st_numpy

from nnfs_cli.errors import ModelFileError
from nnfs_cli.files.json_files import dump_json
from nnfs_cli.files.tensors import tensor_from_json, tensor_to_json

SHAPES = st_numpy.array_shapes(min_dims=1, max_dims=3, max_side=4)
FINITE = {"allow_nan": False, "allow_infinity": False}
TENSORS = st_numpy.arrays(np.float32, SHAPES, elements=st.floats(width=32, **FINITE)) | (
    st_numpy.arrays(np.float64, SHAPES, elements=st.floats(**FINITE))
)


@given(TENSORS, st.sampled_from(["list", "base64"]))
def test_every_tensor_reads_back_with_the_same_bits(
    values: Any, form: Literal["list", "base64"]
) -> None:
    written = json.loads(dump_json(tensor_to_json(values, form)))
    read = tensor_from_json(written, values.shape, values.dtype, "w")
    assert read.dtype == values.dtype
    assert read.shape == values.shape
    assert read.tobytes() == values.tobytes()
    assert read.flags.writeable


def test_base64_is_little_endian_whatever_the_array_is() -> None:
    for stored in ("<f4", ">f4"):
        written = tensor_to_json(np.array([[1.5, -2.0]], stored), "base64")
        assert written == {
            "shape": (1, 2),
            "dtype": "float32",
            "base64": base64.b64encode(struct.pack("<2f", 1.5, -2.0)).decode(),
        }


@pytest.mark.parametrize("form", ["list", "base64"])
def test_numbers_that_are_none_are_not_written(form: Literal["list", "base64"]) -> None:
    with pytest.raises(ValueError, match="JSON has no number"):
        dump_json(tensor_to_json(np.array([0.0, np.nan]), form))


def packed(count: int, last: float = 0.0) -> str:
    return base64.b64encode(struct.pack(f"<{count}f", *[0.0] * (count - 1), last)).decode()


GOOD = {"shape": [2, 3], "dtype": "float32", "base64": packed(6)}


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (None, "w: expected a list of 2, got null"),
        ("AAAA", 'w: expected a list of 2, got "AAAA"'),
        (1, "w: expected a list of 2, got 1"),
        ([[1, 2, 3]], "w: expected 2 rows of 3 numbers, got 1"),
        ([[1, 2, 3], [1, 2]], "w[1]: expected 3 numbers, got 2"),
        ([[1, 2, 3], 4], "w[1]: expected a list of 3, got 4"),
        ([[1, 2, 3], [1, "2", 3]], 'w[1][1]: expected a number, got "2"'),
        ([[1, 2, 3], [True, 2, 3]], "w[1][0]: expected a number, got true"),
        ([[1, 2, None], [1, 2, 3]], "w[0][2]: expected a number, got null"),
        ([[1, 2, [3]], [1, 2, 3]], "w[0][2]: expected a number, got a list"),
        ([[1, 2, 1e39], [1, 2, 3]], "w[0]: number 3 is not finite, or too large for float32"),
        ({"base64": packed(6)}, "w: a tensor has the keys shape, dtype and base64"),
        (GOOD | {"shape": [10**9, 10**9]}, "w.shape: this has to be [2, 3]"),
        (GOOD | {"shape": "2x3"}, "w.shape: this has to be [2, 3]"),
        (GOOD | {"dtype": "object"}, 'w.dtype: expected "float32", got "object"'),
        (GOOD | {"base64": packed(5)}, "w.base64: expected 32 characters of base64 for 24 bytes"),
        (GOOD | {"base64": None}, "w.base64: expected 32 characters of base64 for 24 bytes, got n"),
        (GOOD | {"base64": "*" * 32}, "w.base64: this is not the base64 form of 24 bytes"),
        (GOOD | {"base64": "é" * 32}, "w.base64: this is not the base64 form of 24 bytes"),
        (GOOD | {"base64": "A" * 31 + "="}, "w.base64: this is not the base64 form of 24 bytes"),
        (GOOD | {"base64": packed(6, float("inf"))}, "w: number 6 is not finite"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(value: object, message: str) -> None:
    with pytest.raises(ModelFileError) as caught:
        tensor_from_json(value, (2, 3), np.float32, "w")
    assert str(caught.value).startswith(message)
