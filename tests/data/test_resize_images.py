"""Resized copies: their sizes, kinds and places, and the originals, which nobody touches."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from nnfs_cli.data.image_scaling import Fit, resized
from nnfs_cli.data.images import ImageRequest, load_images
from nnfs_cli.data.label_images import label_images
from nnfs_cli.data.resize_images import resize_job
from nnfs_cli.errors import ConfigError, DataError

FITS: list[Fit] = ["crop", "pad", "stretch"]
MODES = ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16", "I", "F"]


def save(path: Path, image: Image.Image, **options: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    image.save(path, **options)


def resize(folder: Path, out: Path | None = None, width: int = 6, height: int = 4) -> list[str]:
    job = resize_job(folder, out, width, height, "crop")
    return [str(error) for error in job.run() if error]


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("fit", FITS)
@pytest.mark.parametrize("mode", MODES)
@given(sizes=st.tuples(*[st.integers(1, 40)] * 4))
@settings(max_examples=8, deadline=None)
def test_every_mode_stays_itself_in_any_size(
    mode: str, fit: Fit, sizes: tuple[int, int, int, int]
) -> None:
    image = Image.new(mode, sizes[:2])
    if mode == "P":
        image.putpalette([9, 9, 9])
    copy = resized(image, sizes[2], sizes[3], fit)
    assert copy.mode == mode
    assert copy.size == sizes[2:]


@pytest.mark.parametrize("mode", MODES)
def test_the_same_size_changes_nothing(mode: str) -> None:
    """Noise in every mode; a filter at scale one is the identity."""
    noise = np.random.default_rng(0).integers(0, 256, (9, 7, 4), np.uint8)
    image = Image.fromarray(noise).convert("RGB" if mode in "1PCMYK" else "RGBA")
    if mode.startswith(("I", "F")):
        kind = {"I;16": np.uint16, "I": np.int32, "F": np.float32}[mode]
        image = Image.fromarray(noise[:, :, 0].astype(kind) * kind(257))
    elif mode == "P":
        image = image.convert("P", palette=Image.Palette.ADAPTIVE, colors=16)
    else:
        image = image.convert(mode)
    copy = resized(image, 7, 9, "stretch")
    shown = "RGBA" if mode in ("LA", "RGBA", "P") else mode
    before, after = (np.asarray(each.convert(shown)).astype(float) for each in (image, copy))
    assert np.array_equal(before, after)


def halves(width: int, height: int) -> Image.Image:
    """Left half dark (50), right half light (200)."""
    image = Image.new("L", (width, height), 50)
    image.paste(200, (width // 2, 0, width, height))
    return image


def test_stretch_shows_all_of_it_distorted() -> None:
    pixels = np.asarray(resized(halves(40, 10), 10, 10, "stretch"))
    assert pixels[:, 0].tolist() == [50] * 10
    assert pixels[:, -1].tolist() == [200] * 10


def test_crop_keeps_the_middle_and_the_proportions() -> None:
    image = halves(40, 10)
    image.paste(255, (0, 0, 10, 10))
    image.paste(255, (30, 0, 40, 10))
    pixels = np.asarray(resized(image, 10, 5, "crop"))
    assert pixels[:, :4].max() < 80
    assert pixels[:, -4:].max() < 230


def test_pad_shows_all_of_it_on_black() -> None:
    pixels = np.asarray(resized(halves(40, 10), 20, 20, "pad"))
    assert not pixels[:7].any()
    assert not pixels[13:].any()
    assert pixels[8:12, 0].min() == 50
    assert pixels[8:12, -1].min() == 200


def test_pad_is_transparent_where_there_is_transparency_and_black_in_cmyk() -> None:
    assert resized(Image.new("RGBA", (4, 2), "red"), 4, 4, "pad").getpixel((0, 0)) == (0, 0, 0, 0)
    cmyk = resized(Image.new("CMYK", (4, 2)), 4, 4, "pad")
    assert cmyk.convert("RGB").getpixel((0, 0)) == (0, 0, 0)


def test_a_palette_keeps_its_colors_and_its_transparent_one(tmp_path: Path) -> None:
    image = Image.new("P", (20, 20), 2)
    image.putpalette([255, 0, 0, 0, 255, 0, 0, 0, 255])
    image.paste(0, (0, 0, 10, 20))
    image.paste(1, (0, 10, 10, 20))
    save(tmp_path / "a.png", image, transparency=2)
    assert resize(tmp_path, width=10, height=10) == []
    with Image.open(tmp_path / "resized/a.png") as copy:
        assert copy.mode == "P"
        assert copy.getpalette() == image.getpalette()
        assert copy.info["transparency"] == 2
        assert [copy.getpixel(at) for at in [(0, 0), (0, 9), (9, 0)]] == [0, 1, 2]


def test_sixteen_bits_stay_sixteen(tmp_path: Path) -> None:
    steps = np.repeat(np.array([[1000, 1001, 65535]], np.uint16), 4, axis=0).repeat(4, axis=1)
    for name in ("a.png", "a.tif"):
        save(tmp_path / name, Image.fromarray(steps))
    assert resize(tmp_path, width=24, height=8) == []
    for name in ("a.png", "a.tif"):
        with Image.open(tmp_path / "resized" / name) as copy:
            pixels = np.asarray(copy)
        assert pixels[0, 0] == 1000
        assert pixels.max() == pixels[0, -1] == 65535
    bits_per_pixel = (tmp_path / "resized/a.png").read_bytes()[24]
    assert bits_per_pixel == 16
    assert pixels.dtype == np.uint16


@pytest.mark.parametrize(
    ("name", "mode", "format"),
    [
        ("a.JPG", "RGB", "JPEG"), ("b.jpeg", "CMYK", "JPEG"), ("c.jpg", "L", "JPEG"),
        ("d.bmp", "RGB", "BMP"), ("e.gif", "P", "GIF"), ("f.webp", "RGBA", "WEBP"),
        ("g.tif", "LA", "TIFF"), ("h.TIFF", "1", "TIFF"), ("i.png", "LA", "PNG"),
    ],
)  # fmt: skip
def test_formats_and_modes_stay(tmp_path: Path, name: str, mode: str, format: str) -> None:
    save(tmp_path / name, Image.new(mode, (9, 5), 1 if mode in "1P" else "white"))
    assert resize(tmp_path) == []
    with (
        Image.open(tmp_path / name) as original,
        Image.open(tmp_path / "resized" / name) as copy,
    ):
        assert (copy.format, copy.mode, copy.size) == (format, original.mode, (6, 4))


def test_the_cameras_rotation_becomes_real(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    save(tmp_path / "a.jpg", halves(64, 32), exif=exif)
    assert resize(tmp_path, width=16, height=32) == []
    with Image.open(tmp_path / "resized/a.jpg") as copy:
        assert 0x0112 not in copy.getexif()
        pixels = np.asarray(copy)
    assert pixels[:12].max() < 80
    assert pixels[-12:].min() > 170


def test_subfolders_labels_and_originals_stay(tmp_path: Path) -> None:
    for name in ("cat/1.png", "cat/deep/2.jpg", "dog, big/1.png"):
        save(tmp_path / name, halves(10, 8).convert("L"))
    label_images(tmp_path)
    (tmp_path / "notes.md").write_text("not an image")
    before = contents(tmp_path)
    assert resize(tmp_path) == []
    after = contents(tmp_path)
    assert {name: after[name] for name in before} == before
    assert set(contents(tmp_path / "resized")) == set(before) - {"notes.md"}
    data = load_images(ImageRequest(tmp_path / "resized"))
    assert (data.shape, data.classes) == ((4, 6, 1), ("cat", "dog, big"))
    assert resize(tmp_path) == []
    assert contents(tmp_path) == after


def test_unreadable_files_do_not_stop_the_others(tmp_path: Path) -> None:
    for n in range(3):
        save(tmp_path / f"{n}.png", halves(10, 8))
    (tmp_path / "1.png").write_bytes(b"")
    errors = resize(tmp_path)
    assert errors == [f"{tmp_path / '1.png'}: is an empty file"]
    assert sorted(contents(tmp_path / "resized")) == ["0.png", "2.png"]


def test_places_that_endanger_originals_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "set"
    save(folder / "cat/1.png", halves(10, 8))
    save(folder / "dog/2.png", halves(10, 8))
    (tmp_path / "link").symlink_to(folder)
    (tmp_path / "file").touch()
    for out in (folder, tmp_path, tmp_path / "link", folder / "cat" / ".."):
        with pytest.raises(DataError, match="could replace originals"):
            resize(folder, out)
    with pytest.raises(DataError, match=r"holds images of its own \(2.png\)"):
        resize(folder, folder / "dog")
    with pytest.raises(DataError, match="is a file"):
        resize(folder, tmp_path / "file")


def test_a_destination_inside_is_not_resized_again(tmp_path: Path) -> None:
    save(tmp_path / "cat/1.png", halves(10, 8))
    for _ in range(2):
        assert resize(tmp_path, tmp_path / "small") == []
        assert sorted(contents(tmp_path)) == ["cat/1.png", "small/cat/1.png"]


def test_a_link_in_the_destination_is_replaced_not_followed(tmp_path: Path) -> None:
    save(tmp_path / "set/1.png", halves(10, 8))
    before = contents(tmp_path / "set")
    (tmp_path / "out").mkdir()
    (tmp_path / "out/1.png").symlink_to(tmp_path / "set/1.png")
    assert resize(tmp_path / "set", tmp_path / "out") == []
    assert contents(tmp_path / "set") == before
    assert not (tmp_path / "out/1.png").is_symlink()


def test_nothing_to_do(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="holds no images"):
        resize(tmp_path)
    with pytest.raises(DataError, match="no such folder"):
        resize(tmp_path / "missing")
    with pytest.raises(ConfigError, match="more than 89,478,485 pixels"):
        resize(tmp_path, width=100_000, height=100_000)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_destination_that_cannot_be_written_ends_it(tmp_path: Path) -> None:
    save(tmp_path / "set/1.png", halves(10, 8))
    (tmp_path / "out").mkdir(mode=0o500)
    with pytest.raises(PermissionError):
        resize(tmp_path / "set", tmp_path / "out")
