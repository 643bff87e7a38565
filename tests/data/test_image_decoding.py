"""What comes out of image files of every kind, and of files that are none."""

from __future__ import annotations

import io
import os
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFile

from nnfs_cli.data.image_decoding import (
    MOST_WAITING,
    converted,
    in_parallel,
    read_pixels,
    read_shape,
)
from nnfs_cli.data.image_geometry import ImageGeometry
from nnfs_cli.errors import DataError

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)


def saved(path: Path, image: Image.Image, **options: object) -> Path:
    image.save(path, **options)
    return path


def corners() -> Image.Image:
    """Three wide, two high: red at the top left, blue at the bottom right, white elsewhere."""
    image = Image.new("RGB", (3, 2), WHITE)
    image.putpixel((0, 0), RED)
    image.putpixel((2, 1), BLUE)
    return image


def test_rgb_is_height_width_channels(tmp_path: Path) -> None:
    pixels = read_pixels(saved(tmp_path / "a.png", corners()), "keep")
    assert pixels.shape == (2, 3, 3)
    assert pixels.dtype == np.uint8
    assert tuple(pixels[0, 0]) == RED
    assert tuple(pixels[1, 2]) == BLUE


@pytest.mark.parametrize(
    ("mode", "channels"),
    [("1", 1), ("L", 1), ("P", 3), ("RGB", 3), ("LA", 4), ("RGBA", 4), ("I;16", 1)],
)
def test_kept_channels(tmp_path: Path, mode: str, channels: int) -> None:
    path = saved(tmp_path / "a.png", Image.new(mode, (5, 4)))
    assert read_pixels(path, "keep").shape == (4, 5, channels)
    assert read_shape(path, "keep") == (4, 5, channels)


@pytest.mark.parametrize(("color", "channels"), [("grayscale", 1), ("rgb", 3), ("rgba", 4)])
@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "LA", "RGBA", "I;16"])
def test_asked_channels(tmp_path: Path, mode: str, color: str, channels: int) -> None:
    path = saved(tmp_path / "a.png", Image.new(mode, (5, 4)))
    assert read_pixels(path, color).shape == (4, 5, channels)  # type: ignore[arg-type]
    assert read_shape(path, color) == (4, 5, channels)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["a.png", "a.tif"])
def test_sixteen_bits_become_eight_by_their_range(tmp_path: Path, name: str) -> None:
    values = np.array([[0, 257, 65535], [128, 129, 32896]], np.uint16)
    path = saved(tmp_path / name, Image.fromarray(values))
    assert read_pixels(path, "keep")[:, :, 0].tolist() == [[0, 1, 255], [0, 1, 128]]


def test_floats_are_refused(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.tif", Image.fromarray(np.ones((2, 2), np.float32)))
    with pytest.raises(DataError, match="not of 8 or 16 bits"):
        read_pixels(path, "keep")


def test_one_bit_is_black_and_white(tmp_path: Path) -> None:
    image = Image.fromarray(np.array([[True, False]]))
    path = saved(tmp_path / "a.png", image)
    assert read_pixels(path, "keep").tolist() == [[[255], [0]]]


def test_cmyk_is_seen_as_rgb(tmp_path: Path) -> None:
    image = Image.new("CMYK", (8, 8), (0, 255, 255, 0))
    pixels = read_pixels(saved(tmp_path / "a.jpg", image, quality=100), "keep")
    assert pixels.shape == (8, 8, 3)
    assert np.abs(pixels.astype(int) - RED).max() < 6


def test_palette_colors_are_looked_up(tmp_path: Path) -> None:
    image = corners().convert("P", palette=Image.Palette.ADAPTIVE)
    pixels = read_pixels(saved(tmp_path / "a.png", image), "keep")
    assert np.array_equal(pixels, np.asarray(corners()))


def test_transparent_palette_color(tmp_path: Path) -> None:
    image = Image.new("P", (2, 1))
    image.putpalette([*RED, *GREEN])
    image.putpixel((1, 0), 1)
    path = saved(tmp_path / "a.png", image, transparency=1)
    assert read_pixels(path, "keep").tolist() == [[[*RED, 255], [*GREEN, 0]]]
    assert read_pixels(path, "rgb").tolist() == [[[*RED], [*WHITE]]]


def test_transparency_becomes_white_where_alpha_must_go(tmp_path: Path) -> None:
    ink = Image.new("LA", (2, 1), (0, 0))
    ink.putpixel((1, 0), (0, 255))
    path = saved(tmp_path / "a.png", ink)
    assert read_pixels(path, "grayscale").tolist() == [[[255], [0]]]


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("name", ["a.png", "a.tif", "a.jpg", "a.webp"])
def test_the_cameras_rotation_is_applied(tmp_path: Path, name: str, orientation: int) -> None:
    """Orientation 6: the camera's right edge is the top, so a photo must be turned clockwise."""
    image = corners().resize((48, 32), Image.Resampling.NEAREST)
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = saved(tmp_path / name, image, exif=exif)
    red_at = {1: "tl", 2: "tr", 3: "br", 4: "bl", 5: "tl", 6: "tr", 7: "br", 8: "bl"}[orientation]
    pixels = read_pixels(path, "keep")
    assert pixels.shape == ((32, 48, 3) if orientation < 5 else (48, 32, 3))
    assert read_shape(path, "keep") == pixels.shape
    y, x = (4 if "t" in red_at else -5), (4 if "l" in red_at else -5)
    assert np.abs(pixels[y, x].astype(int) - RED).max() < 40


def test_broken_remarks_of_a_camera_do_no_harm(tmp_path: Path) -> None:
    exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x07\x01\x12\0\x03\0\0\xff\xff\xff\xff\xff\xff"
    path = saved(tmp_path / "a.jpg", Image.new("L", (4, 4), 9), exif=exif)
    (result,) = in_parallel(lambda p: read_pixels(p, "keep"), [path])
    assert not isinstance(result, DataError)
    assert result.shape == (4, 4, 1)


def test_an_animation_is_its_first_frame(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (4, 3), color) for color in (RED, BLUE)]
    path = saved(tmp_path / "a.gif", frames[0], save_all=True, append_images=frames[1:])
    assert np.array_equal(read_pixels(path, "rgb"), np.full((3, 4, 3), RED))


def test_size_stretches(tmp_path: Path) -> None:
    image = Image.new("L", (40, 10))
    image.paste(200, (20, 0, 40, 10))
    pixels = read_pixels(saved(tmp_path / "a.png", image), "keep", ImageGeometry(size=(6, 8)))
    assert pixels.shape == (6, 8, 1)
    assert pixels[:, 0, 0].max() == 0
    assert pixels[:, -1, 0].min() == 200


def test_pixels_in_memory_convert_like_files() -> None:
    pixels = np.asarray(corners())
    assert np.array_equal(converted(pixels, "keep"), pixels)
    assert converted(pixels, "grayscale", ImageGeometry(size=(4, 4))).shape == (4, 4, 1)
    assert converted(pixels[:, :, :1], "rgb").shape == (2, 3, 3)


def png_bytes() -> bytes:
    buffer = io.BytesIO()
    Image.effect_noise((64, 64), 50).save(buffer, "PNG")
    return buffer.getvalue()


def huge_png() -> bytes:
    """The header of a PNG of 60,000 x 60,000 pixels in 60 bytes."""
    header = b"IHDR" + struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n\0\0\0\r" + header + struct.pack(">I", zlib.crc32(header))
        + b"\0\0\0\0IDAT\x35\xaf\x06\x1e"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is an empty file"),
        (b"just some words\n", "is not a PNG, JPEG"),
        (png_bytes()[:200], "cannot be read: .*truncated"),
        (png_bytes()[:60] + bytes(40) + png_bytes()[100:], "cannot be read"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "is not a PNG, JPEG"),
        (huge_png(), "more than 89,478,485 pixels"),
    ],
    ids=["empty", "text", "truncated", "corrupt", "postscript", "huge"],
)
def test_files_that_are_no_images(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(content)
    (error,) = in_parallel(lambda p: read_pixels(p, "keep"), [path])
    assert isinstance(error, DataError)
    assert error.where == str(path)
    with pytest.raises(DataError, match=message):
        raise error


def test_no_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="No such file"):
        read_pixels(tmp_path / "a.png", "keep")
    with pytest.raises(DataError, match=r"Is a directory|Permission denied"):
        read_pixels(tmp_path, "keep")


def test_truncated_images_stay_errors_for_all_of_pillow() -> None:
    assert not ImageFile.LOAD_TRUNCATED_IMAGES


def test_parallel_results_come_in_order_and_errors_in_their_place() -> None:
    def halve(number: int) -> int:
        if number % 2:
            raise DataError(f"{number} is odd")
        return number // 2

    items = range(2 * MOST_WAITING + 5)
    results = list(in_parallel(halve, items))
    assert [r if isinstance(r, int) else r.message for r in results] == [
        f"{n} is odd" if n % 2 else n // 2 for n in items
    ]


def test_the_first_of_slow_results_does_not_wait_for_many() -> None:
    done: list[int] = []
    steps = in_parallel(done.append, range(MOST_WAITING))
    next(iter(steps))
    assert len(done) <= (os.cpu_count() or 1)


def test_parallel_work_stops_when_nobody_listens() -> None:
    done: list[int] = []
    steps = in_parallel(done.append, range(100 * MOST_WAITING))
    next(iter(steps))
    steps.close()  # type: ignore[attr-defined]
    assert len(done) <= MOST_WAITING
