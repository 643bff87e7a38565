"""Checkpoints: the same bits back, the right ones kept, the damaged ones noticed."""

from __future__ import annotations

import math
import re
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as st_numpy

from nnfs_cli.errors import ModelFileError
from nnfs_cli.run.checkpoint import (
    VERSION,
    checkpoints,
    load_checkpoint,
    newest_checkpoint,
    save_checkpoint,
)

KEYS = st.text(st.characters(exclude_categories=["Cs"]), max_size=4)
ARRAYS = st.sampled_from([np.float32, np.float64, np.int64, np.uint8, np.bool_]).flatmap(
    lambda dtype: st_numpy.arrays(dtype, st_numpy.array_shapes(min_dims=0, min_side=0, max_side=3))
)
PLAIN = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | KEYS
STATES = st.dictionaries(
    KEYS,
    st.recursive(
        PLAIN | st.floats() | ARRAYS, lambda inner: st.dictionaries(KEYS, inner), max_leaves=8
    ),
)


def same_bits(one: Any, other: Any) -> bool:
    if isinstance(one, dict):
        return (
            isinstance(other, dict)
            and list(one) == list(other)
            and all(same_bits(one[key], other[key]) for key in one)
        )
    if isinstance(one, np.ndarray):
        alike = (one.dtype, one.shape) == (other.dtype, other.shape)
        return alike and one.tobytes() == other.tobytes()
    if isinstance(one, float):
        return type(other) is float and struct.pack("<d", one) == struct.pack("<d", other)
    return type(one) is type(other) and one == other


@settings(max_examples=40)
@given(STATES)
def test_every_state_comes_back_with_the_same_bits(
    tmp_path_factory: pytest.TempPathFactory, state: dict[str, Any]
) -> None:
    path = save_checkpoint(tmp_path_factory.getbasetemp() / "checkpoints", 1, state)
    assert same_bits(load_checkpoint(path), state)


def test_a_trainers_state_comes_back_ready_to_use(tmp_path: Path) -> None:
    state = {
        "epoch": 3,
        "score": math.nan,
        "best": -math.inf,
        "values": np.arange(6, dtype=np.float32).reshape(2, 3).T,
        "slots": {"m": np.zeros(0, np.float64), "v": np.full(2, np.nan, ">f4")},
        "monitor": None,
    }
    loaded = load_checkpoint(save_checkpoint(tmp_path, 12, state))
    assert list(loaded) == list(state)
    assert np.isnan(loaded["score"])
    assert loaded["best"] == -math.inf
    assert loaded["values"].tolist() == [[0, 3], [1, 4], [2, 5]]
    assert loaded["slots"]["v"].dtype == np.float32
    loaded["values"][0, 0] = 7  # not a view of something frozen


def test_arrays_of_objects_are_refused(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match=r"slots\.m: cannot keep an array of object"):
        save_checkpoint(tmp_path, 1, {"slots": {"m": np.array([{}])}})


def steps(folder: Path) -> list[str]:
    return [
        path.name.removesuffix(".checkpoint").removeprefix("step-")
        for path in sorted(folder.iterdir())
    ]


def test_the_newest_three_and_the_best_are_kept(tmp_path: Path) -> None:
    for step in range(1, 8):
        save_checkpoint(tmp_path, step, {"step": step}, best=step in (1, 2))
    assert steps(tmp_path) == ["000000002-best", "000000005", "000000006", "000000007"]
    assert newest_checkpoint(tmp_path).state == {"step": 7}
    (best,) = tmp_path.glob("*-best*")
    assert load_checkpoint(best) == {"step": 2}


def test_the_best_may_be_among_the_newest(tmp_path: Path) -> None:
    for step in range(1, 8):
        save_checkpoint(tmp_path, step, {}, best=True)
    assert steps(tmp_path) == ["000000005-best", "000000006-best", "000000007-best"]


def test_a_resumed_run_forgets_the_future_it_left(tmp_path: Path) -> None:
    for step in (10, 20, 30):
        save_checkpoint(tmp_path, step, {"run": 1}, best=step == 30)
    save_checkpoint(tmp_path, 20, {"run": 2}, best=True)
    assert steps(tmp_path) == ["000000010", "000000020-best"]


def test_steps_are_ordered_as_numbers(tmp_path: Path) -> None:
    for step in (999_999_999, 1_000_000_000):
        save_checkpoint(tmp_path, step, {"step": step})
    assert newest_checkpoint(tmp_path).state == {"step": 1_000_000_000}


def test_nothing_to_resume_is_said(tmp_path: Path) -> None:
    assert checkpoints(tmp_path / "missing") == []
    with pytest.raises(ModelFileError, match="no checkpoint here that can be read"):
        newest_checkpoint(tmp_path)
    for step in (1, 2):
        save_checkpoint(tmp_path, step, {}).write_bytes(b"")
    with pytest.raises(ModelFileError, match="no checkpoint here that can be read"):
        newest_checkpoint(tmp_path)


def test_a_damaged_newest_one_is_passed_over_with_a_warning(tmp_path: Path) -> None:
    for step in (1, 2, 3):
        newest = save_checkpoint(tmp_path, step, {"step": step})
    newest.write_bytes(newest.read_bytes()[:-1])
    resumption = newest_checkpoint(tmp_path)
    assert resumption.state == {"step": 2}
    assert resumption.warnings == (
        f"{newest}: this checkpoint is damaged: its checksum is another; the checkpoint before it "
        "is used",
    )


@given(data=st.data())
def test_every_damaged_byte_is_noticed(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.getbasetemp() / "damaged"
    state = {"epoch": 1, "values": np.arange(9, dtype=np.float32)}
    path = save_checkpoint(folder, 1, state)
    content = bytearray(path.read_bytes())
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    path.write_bytes(content)
    with pytest.raises(ModelFileError):
        load_checkpoint(path)


def forged(path: Path, header: bytes, arrays: bytes = b"") -> Path:
    rest = header + arrays
    line = f"nn-checkpoint {VERSION} {len(header)} {zlib.crc32(rest):08x}\n"
    path.write_bytes(line.encode() + rest)
    return path


@pytest.mark.parametrize(
    ("header", "message"),
    [
        (b"[]", "not a checkpoint's header"),
        (b"null", "not a checkpoint's header"),
        (b'{"state": "", "arrays": []}', "not a checkpoint's header"),
        (b'{"state": ["ab"], "arrays": []}', "not a checkpoint's header"),
        (b"{}", "not a checkpoint's header"),
        (b'{"state": {}, "arrays": [{"path": ["w"]}]}', "not a checkpoint's header"),
        (b'{"state": {"a": 1, "a": 2}, "arrays": []}', "the key 'a' stands here a second time"),
        (b'{"state": {}, "arrays": []}', "the arrays are not as long as it says"),
    ],
)
def test_a_forged_header_is_refused(tmp_path: Path, header: bytes, message: str) -> None:
    with pytest.raises(ModelFileError, match=re.escape(message)):
        load_checkpoint(forged(tmp_path / "step-000000001.checkpoint", header, bytes(8)))


@pytest.mark.parametrize(
    ("dtype", "shape", "path"),
    [
        ("<f4", "[1000000, 1000000, 1000000]", '["w"]'),
        ("<f4", "[-2]", '["w"]'),
        ("<f4", "[2.0]", '["w"]'),
        ("<f4", "[true, 2]", '["w"]'),
        ("<f4", "2", '["w"]'),
        ("|O", "[1]", '["w"]'),
        ("<c8", "[1]", '["w"]'),
        ("<f4", "[2]", '["v"]'),
        ("<f4", "[2]", '["w", "v"]'),
        ("<f4", "[2]", "[]"),
        ("<f4", "[2]", '["epoch"]'),
        ("<f4", "null", '["w"]'),
    ],
)
def test_a_forged_array_is_refused(tmp_path: Path, dtype: str, shape: str, path: str) -> None:
    array = f'{{"path": {path}, "dtype": "{dtype}", "shape": {shape}}}'
    header = f'{{"state": {{"w": null, "epoch": 1}}, "arrays": [{array}]}}'.encode()
    with pytest.raises(ModelFileError, match="not a checkpoint's header"):
        load_checkpoint(forged(tmp_path / "step-000000001.checkpoint", header, bytes(8)))


def test_other_versions_and_other_files_are_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "step-000000001.checkpoint"
    for version, age in ((VERSION - 1, "older"), (VERSION + 1, "newer")):
        path.write_bytes(b"nn-checkpoint %d 0 00000000\n" % version)
        with pytest.raises(ModelFileError, match=f"version {version} is {age} than is read"):
            load_checkpoint(path)
    path.write_bytes(b"PK\x03\x04")
    with pytest.raises(ModelFileError, match="this is not a checkpoint"):
        load_checkpoint(path)
