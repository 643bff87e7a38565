"""The short way through a PNG ends at the same pixels as Pillow's, or leaves the file to Pillow."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from nnfs_cli.data.image_decoding import read_pixels
from nnfs_cli.data.image_geometry import ImageGeometry
from nnfs_cli.data.plain_png import SIGNATURE, read_plain_png
from nnfs_cli.errors import DataError

ENOUGH = 10_000
GEOMETRIES = (
    ImageGeometry(),
    ImageGeometry(size=(4, 4)),
    ImageGeometry(crop=(6, 4), downsample=2),
)


def chunk(kind: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)


def png(*chunks: bytes, width: int = 3, height: int = 5, color: int = 0, depth: int = 8) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, 0)
    return SIGNATURE + chunk(b"IHDR", header) + b"".join(chunks) + chunk(b"IEND", b"")


ROWS = np.random.default_rng(0).integers(0, 256, (5, 4), np.uint8)
ROWS[:, 0] = range(5)  # each row by another of the five filters
DATA = zlib.compress(ROWS.tobytes())


def by_hand() -> list[list[int]]:
    """The filters undone as the standard defines them, pixel after pixel (clause 9)."""
    above, found = [0, 0, 0], []
    for kind, *values in ROWS.tolist():
        row: list[int] = []
        for x, value in enumerate(values):
            a, b, c = (row[x - 1], above[x], above[x - 1]) if x else (0, above[0], 0)
            p = a + b - c
            paeth = min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]
            row.append((value + (0, a, b, (a + b) // 2, paeth)[kind]) % 256)
        found.append(row)
        above = row
    return found


@pytest.mark.parametrize("cuts", [(), (1,), (4, 9)])
def test_every_filter_and_any_number_of_chunks(tmp_path: Path, cuts: tuple[int, ...]) -> None:
    path = tmp_path / "1.png"
    edges = (0, *cuts, len(DATA))
    pieces = [DATA[a:b] for a, b in pairwise(edges)]
    path.write_bytes(png(chunk(b"gAMA", b"\0\0\xb1\x8f"), *(chunk(b"IDAT", p) for p in pieces)))
    image = read_plain_png(path.read_bytes(), ENOUGH)
    assert image is not None
    assert np.asarray(image).tolist() == by_hand()


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA"])
@pytest.mark.parametrize("color", ["keep", "grayscale", "rgb", "rgba"])
def test_the_same_pixels_as_by_pillow(
    tmp_path: Path, mode: str, color: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "1.PNG"
    shape = (7, 9, len(mode))[: 2 if mode == "L" else 3]
    pixels = np.random.default_rng(1).integers(0, 256, shape, np.uint8)
    Image.fromarray(pixels).save(path)
    assert read_plain_png(path.read_bytes(), ENOUGH) is not None
    short = [read_pixels(path, color, each) for each in GEOMETRIES]  # type: ignore[arg-type]
    monkeypatch.setattr("nnfs_cli.data.image_reading.read_plain_png", lambda *_: None)
    for each, found in zip(GEOMETRIES, short, strict=True):
        assert np.array_equal(found, read_pixels(path, color, each))  # type: ignore[arg-type]


def test_what_is_not_plain_is_left_to_pillow(tmp_path: Path) -> None:
    grey = Image.fromarray(ROWS)
    turned = Image.Exif()
    turned[0x0112] = 6
    remark = PngImagePlugin.PngInfo()
    remark.add_text("XML:com.adobe.xmp", '<x tiff:Orientation="6"/>')
    for number, save in enumerate(
        [
            lambda path: grey.convert("P").save(path),
            lambda path: grey.convert("1").save(path),
            lambda path: grey.convert("LA").save(path),
            lambda path: grey.convert("I;16").save(path),
            lambda path: grey.save(path, transparency=7),
            lambda path: grey.save(path, exif=turned),
            lambda path: grey.save(path, pnginfo=remark),
            lambda path: grey.save(path, save_all=True, append_images=[grey.convert("RGB")]),
            lambda path: grey.save(path, "JPEG"),
        ]
    ):
        path = tmp_path / f"{number}.png"
        save(path)
        assert read_plain_png(path.read_bytes(), ENOUGH) is None, number


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[:-1],
        lambda content: content[:50],
        lambda content: content[:20],
        lambda content: b"",
        lambda content: content.replace(DATA, DATA[:-1] + b"?"),
        lambda content: content.replace(b"IDAT", b"IDOT"),
        lambda _: png(chunk(b"IDAT", DATA), height=6),
        lambda _: png(chunk(b"IDAT", DATA), depth=3),
        lambda _: png(chunk(b"IDAT", DATA), color=1),
        lambda _: png(chunk(b"IDAT", DATA), width=0),
        lambda _: png(chunk(b"IDAT", b"no zlib stream")),
        lambda _: png(),
    ],
)
def test_pillow_is_the_judge_of_damage(
    tmp_path: Path, damage: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "1.png"
    path.write_bytes(damage(png(chunk(b"IDAT", DATA))))

    def verdict() -> object:
        try:
            return read_pixels(path, "keep").tolist()
        except DataError as error:
            return str(error)

    found = verdict()
    monkeypatch.setattr("nnfs_cli.data.image_reading.read_plain_png", lambda *_: None)
    assert found == verdict()


def test_a_picture_may_be_too_large(tmp_path: Path) -> None:
    path = tmp_path / "1.png"
    path.write_bytes(png(chunk(b"IDAT", DATA)))
    assert read_plain_png(path.read_bytes(), 15) is not None
    assert read_plain_png(path.read_bytes(), 14) is None
