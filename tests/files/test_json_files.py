"""JSON that says exactly what was meant, and readers that believe nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as st_numpy

from nnfs_cli.errors import ModelFileError
from nnfs_cli.files.json_files import JSON_DEPTH, dump_json, load_json

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]))
)
KEYS = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner), max_leaves=20
)
FLOAT32 = st.floats(width=32, allow_nan=False, allow_infinity=False)
DOUBLE_ROUNDED = np.uint32(0x15AE43FD).view(np.float32)  # 7.038531e-26


def load(folder: Path, content: bytes) -> Any:
    path = folder / "model.json"
    path.write_bytes(content)
    return load_json(path, what="model file")


def refusal(folder: Path, content: bytes) -> str:
    with pytest.raises(ModelFileError) as caught:
        load(folder, content)
    return str(caught.value).removeprefix(str(folder) + "/")


@given(VALUES)
def test_any_value_reads_back_equal_by_any_reader(value: object) -> None:
    written = dump_json(value)
    assert json.loads(written) == value
    assert dump_json(json.loads(written)) == written


@given(st_numpy.arrays(np.float32, st_numpy.array_shapes(max_dims=3, max_side=4), elements=FLOAT32))
@example(np.array([DOUBLE_ROUNDED, -DOUBLE_ROUNDED]))
@example(np.array([[1e-45, 3.4028235e38], [-0.0, 1.1754944e-38]], np.float32))
def test_float32_reads_back_with_the_same_bits(values: Any) -> None:
    read = np.array(json.loads(dump_json(values)), np.float32).reshape(values.shape)
    assert read.tobytes() == values.tobytes()


def test_float32_is_written_with_its_own_digits() -> None:
    assert dump_json(np.float32(0.1)) == b"0.1\n"
    assert dump_json([np.array([1 / 3, 16777216], np.float32)]) == b"[[0.33333334, 16777216.0]]\n"


@given(st_numpy.arrays(np.float64, 3, elements=st.floats(allow_nan=False, allow_infinity=False)))
def test_float64_reads_back_with_the_same_bits(values: Any) -> None:
    assert np.array(json.loads(dump_json(values))).tobytes() == values.tobytes()


def test_every_array_is_written_whatever_its_layout() -> None:
    matrix = np.arange(6, dtype=np.float32).reshape(2, 3)
    assert json.loads(dump_json(matrix.T)) == [[0, 3], [1, 4], [2, 5]]
    assert json.loads(dump_json(matrix[:, ::2])) == [[0, 2], [3, 5]]
    assert json.loads(dump_json(matrix.astype(">f4"))) == [[0, 1, 2], [3, 4, 5]]
    assert json.loads(dump_json({"n": np.int64(3), "yes": np.bool_(True)})) == {"n": 3, "yes": True}


def test_the_layout_puts_a_row_of_a_matrix_on_a_line() -> None:
    value = {
        "type": "dense",
        "options": {"l1": 0, "l2": 0.5},
        "weights": np.array([[1, 2], [3, 4]], np.float32),
        "biases": list(range(40)),
        "classes": ["a" * 30, "b" * 30, "c" * 30, "d" * 30],
        "none": [],
    }
    assert dump_json(value).decode() == (
        "{\n"
        '  "type": "dense",\n'
        '  "options": {"l1": 0, "l2": 0.5},\n'
        '  "weights": [\n'
        "    [1.0, 2.0],\n"
        "    [3.0, 4.0]\n"
        "  ],\n"
        f'  "biases": [{", ".join(map(str, range(40)))}],\n'
        '  "classes": [\n'
        f'    "{"a" * 30}",\n'
        f'    "{"b" * 30}",\n'
        f'    "{"c" * 30}",\n'
        f'    "{"d" * 30}"\n'
        "  ],\n"
        '  "none": []\n'
        "}\n"
    )


@pytest.mark.parametrize("number", [float("nan"), float("inf"), np.float32("-inf")])
def test_numbers_that_json_lacks_are_refused(number: float) -> None:
    for value in (number, [number], {"loss": number}, np.array([[0, number]], np.float32)):
        with pytest.raises(ValueError, match="JSON has no number"):
            dump_json(value)


def test_keys_and_values_json_lacks_are_refused() -> None:
    with pytest.raises(TypeError, match="keys are text"):
        dump_json({1: "one"})
    with pytest.raises(TypeError):
        dump_json({"path": Path("x")})


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "model.json: this is not a model file: it holds no JSON"),
        (b"version: 1\n", "model.json: this is not a model file: it holds no JSON"),
        (b'{\n "a": tru}', "model.json:2:7: this model file is not valid JSON: invalid literal"),
        ('{"é":\n "é" x}'.encode(), "model.json:2:6: this model file is not valid JSON"),
        (b'{"loss": NaN}', "model.json:1:10: this model file is not valid JSON"),
        (b"[1e400]", "model.json:1:2: this model file is not valid JSON: number is infinity"),
        (b'{"a": 1,\n "a": 2}', "model.json:2:2: the key 'a' stands here a second time"),
        (b'{"a": {"b": 1, "\\u0062": 2}}', "model.json:1:16: the key 'b' stands here a second"),
        ('{"é": 1, "é": 2}'.encode(), "model.json:1:10: the key 'é' stands here a second time"),
        (b'{"a":\n  "\xff"}', "model.json:2:4: this model file is not UTF-8 text"),
        ('{"a": 1}'.encode("utf-16"), "model.json:1:1: this model file is not UTF-8 text"),
        (b"[" * 101 + b"]" * 101, "model.json:1:101: this model file is nested over 100 levels"),
        (b"[" * 100_000, "model.json:1:1026: this model file is not valid JSON: depth limit"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(tmp_path: Path, content: bytes, message: str) -> None:
    assert refusal(tmp_path, content).startswith(message)


def test_the_deepest_nesting_is_still_read(tmp_path: Path) -> None:
    assert load(tmp_path, b"[" * JSON_DEPTH + b"]" * JSON_DEPTH)


def test_equal_keys_of_different_objects_are_no_duplicates(tmp_path: Path) -> None:
    assert load(tmp_path, b'[{"a": {"a": "a"}}, {"a": ["a", "a", "{"]}]') == [
        {"a": {"a": "a"}},
        {"a": ["a", "a", "{"]},
    ]


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    assert load(tmp_path, b'\xef\xbb\xbf{"a": 1}') == {"a": 1}


def test_a_missing_file_is_answered_with_the_closest_name(tmp_path: Path) -> None:
    (tmp_path / "model.json").touch()
    with pytest.raises(ModelFileError, match=r"no such model file; did you mean 'model\.json'"):
        load_json(tmp_path / "modle.json", what="model file")
    with pytest.raises(ModelFileError, match="no such model file"):
        load_json(tmp_path / "nowhere" / "model.json", what="model file")
    with pytest.raises(ModelFileError, match="but a folder"):
        load_json(tmp_path, what="model file")


def test_a_file_that_is_too_large_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nnfs_cli.files.json_files.JSON_BYTES", 8)
    assert load(tmp_path, b"[1, 2,3]") == [1, 2, 3]
    assert refusal(tmp_path, b"[1, 2, 3]") == "model.json: this model file is larger than 8 bytes"


def strictly(content: bytes) -> Any:
    """What the standard library reads; ValueError for what our reader must refuse too."""

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pairs)) < len(pairs):
            raise ValueError("duplicate key")
        return dict(pairs)

    def finite(number: str) -> float:
        if not np.isfinite(float(number)):
            raise ValueError("infinite")
        return float(number)

    def refused(constant: str) -> float:
        raise ValueError(constant)

    value = json.loads(
        content.decode(), object_pairs_hook=unique, parse_float=finite, parse_constant=refused
    )
    json.dumps(value, ensure_ascii=False).encode()  # no lone surrogates
    return value


TOKENS = rb"""{ } [ ] : , " "a" "b" \ 0 -1.5e3 NaN null 1e400 "\u0061" "\\" "\"" "\ud800" """
FRAGMENTS = st.sampled_from([*TOKENS.split(), b" ", b"\n", b"\xff"])


@given(st.lists(FRAGMENTS, max_size=12).map(b"".join))
def test_fragments_are_read_as_the_standard_library_reads_them(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    agrees_with_the_standard_library(tmp_path_factory.getbasetemp(), content)


@given(VALUES, st.data())
def test_mutants_are_read_as_the_standard_library_reads_them(
    tmp_path_factory: pytest.TempPathFactory, value: object, data: st.DataObject
) -> None:
    written = bytearray(dump_json(value))
    start = data.draw(st.integers(0, len(written)))
    end = data.draw(st.integers(start, len(written)))
    written[start:end] = data.draw(FRAGMENTS | st.binary(max_size=3))
    agrees_with_the_standard_library(tmp_path_factory.getbasetemp(), bytes(written))


def agrees_with_the_standard_library(folder: Path, content: bytes) -> None:
    try:
        expected = strictly(content.removeprefix(b"\xef\xbb\xbf"))
    except ValueError:
        refusal(folder, content)
    else:
        assert load(folder, content) == expected
