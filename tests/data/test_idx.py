"""IDX files, against bytes put together by hand; headers that lie get no memory."""

from __future__ import annotations

import gzip
import struct
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnfs_cli.data.idx import IdxFile, is_idx
from nnfs_cli.errors import DataError

LABELS = bytes([0, 0, 8, 1, 0, 0, 0, 3, 7, 0, 255])
IMAGES = bytes([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, *range(6)])


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


@pytest.fixture(params=["file-ubyte", "file-ubyte.gz"])
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return tmp_path / request.param


def test_labels_and_images(path: Path) -> None:
    assert IdxFile.open(written(path, LABELS)).read().tolist() == [7, 0, 255]
    images = IdxFile.open(written(path, IMAGES))
    assert images.shape == (2, 1, 3)
    assert images.read().tolist() == [[[0, 1, 2]], [[3, 4, 5]]]
    assert is_idx(path)


@pytest.mark.parametrize(
    ("code", "letter"), [(8, "B"), (9, "b"), (0x0B, "h"), (0x0C, "i"), (0x0D, "f"), (0x0E, "d")]
)
def test_every_type_of_number(path: Path, code: int, letter: str) -> None:
    numbers = [1, 100, 3]
    content = struct.pack(f">BBBBI3{letter}", 0, 0, code, 1, 3, *numbers)
    assert IdxFile.open(written(path, content)).read().tolist() == numbers


@pytest.mark.parametrize("rows", [1, 2, 3, 100])
def test_blocks_are_the_whole_in_pieces(path: Path, rows: int) -> None:
    content = struct.pack(">BBBBII", 0, 0, 8, 2, 7, 2) + bytes(range(14))
    blocks = list(IdxFile.open(written(path, content)).blocks(rows))
    assert max(map(len, blocks)) <= rows
    assert np.concatenate(blocks).ravel().tolist() == list(range(14))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is not an IDX file"),
        (b"\0\0\x08", "is not an IDX file"),
        (b"P5 28 28 255\n", "is not an IDX file"),
        (b"\0\0\x07\x01\0\0\0\0", "is not an IDX file"),
        (b"\0\0\x08\x03\0\0\0\x02\0\0", "ends within its header"),
    ],
)
def test_other_files(path: Path, content: bytes, message: str) -> None:
    with pytest.raises(DataError, match=message):
        IdxFile.open(written(path, content))


def test_wrong_lengths(path: Path) -> None:
    for content in (IMAGES[:-1], IMAGES + b"x"):
        with pytest.raises(DataError, match=r"promises 2 x 1 x 3|ends before|is longer"):
            IdxFile.open(written(path, content)).read()


def test_a_lying_header_gets_no_memory(path: Path) -> None:
    content = b"\0\0\x0e\x03" + b"\xff" * 12 + bytes(100)
    tracemalloc.start()
    with pytest.raises(DataError, match="promises 4294967295 x 4294967295 x 4294967295"):
        IdxFile.open(written(path, content))
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()


@given(cut=st.integers(3, 40))
def test_a_cut_gzip_file_is_an_error(tmp_path_factory: pytest.TempPathFactory, cut: int) -> None:
    path = tmp_path_factory.mktemp("idx") / "file.gz"
    path.write_bytes(gzip.compress(IMAGES)[: -min(cut, 30)])
    with pytest.raises(DataError):
        IdxFile.open(path).read()


@given(content=st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.mktemp("idx") / "file"
    path.write_bytes(b"\0\0" + content)
    try:
        numbers = IdxFile.open(path).read()
    except DataError:
        return
    assert numbers.nbytes < len(content)
