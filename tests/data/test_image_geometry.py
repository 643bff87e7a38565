"""The same pixels of an image whichever way it comes, and one sentence where there are too few."""

from __future__ import annotations

import gzip
import struct
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from nnfs_cli.data.image_decoding import converted, read_pixels
from nnfs_cli.data.image_geometry import ImageGeometry, centre
from nnfs_cli.data.image_stream import read_images
from nnfs_cli.data.images import ImageData, ImageRequest, load_images
from nnfs_cli.errors import DataError

Bytes = npt.NDArray[np.uint8]


def picture(seed: int, height: int = 9, width: int = 8, channels: int = 1) -> Bytes:
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, channels), np.uint8)
    return pixels[:, :, 0] if channels == 1 else pixels


def save(path: Path, pixels: Bytes, **options: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(path, **options)
    return path


def write_idx(path: Path, numbers: Bytes) -> Path:
    header = struct.pack(f">BBBB{numbers.ndim}I", 0, 0, 8, numbers.ndim, *numbers.shape)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(header + numbers.tobytes()))
    return path


def both_kinds(folder: Path, channels: int = 1) -> tuple[Path, Path]:
    """The same five pictures as files of two classes and in an IDX file."""
    pictures = np.stack([picture(seed, channels=channels) for seed in range(5)])
    labels = np.array([0, 0, 0, 1, 1], np.uint8)
    for seed, label in enumerate(labels):
        save(folder / f"files/{label}/{seed}.png", pictures[seed])
    write_idx(folder / "idx/images-idx3-ubyte.gz", pictures)
    write_idx(folder / "idx/labels-idx1-ubyte.gz", labels)
    return folder / "files", folder / "idx"


@given(st.data())
def test_as_much_is_cut_on_either_side_and_an_odd_rest_below_and_right(data: st.DataObject) -> None:
    height, width = (data.draw(st.integers(1, 12)) for _ in range(2))
    crop = data.draw(st.integers(1, height)), data.draw(st.integers(1, width))
    rows, columns = np.indices((height, width), np.uint8)
    place = np.stack([rows, columns, rows], axis=2)
    found = converted(place, "keep", ImageGeometry(crop))
    assert np.array_equal(found, centre(place, crop))
    assert found.shape == (*crop, 3)
    for axis, whole in ((0, height), (1, width)):
        kept = np.unique(found[:, :, axis]).tolist()
        before, behind = kept[0], whole - 1 - kept[-1]
        assert kept == list(range(before, before + crop[axis]))
        assert behind - before == (whole - crop[axis]) % 2


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("color", ["keep", "grayscale", "rgba"])
@pytest.mark.parametrize(
    "geometry",
    [
        ImageGeometry(crop=(5, 6)),
        ImageGeometry(crop=(6, 6), downsample=2),
        ImageGeometry(crop=(6, 5), size=(4, 7)),
        ImageGeometry(crop=(6, 5), size=(6, 5)),
        ImageGeometry(crop=(3, 3), size=(9, 8)),
    ],
    ids=str,
)
def test_training_and_prediction_see_the_same_bits_of_files_and_idx(
    tmp_path: Path, geometry: ImageGeometry, color: str, channels: int
) -> None:
    def loaded(source: Path) -> ImageData:
        return load_images(
            ImageRequest(
                source,
                crop=geometry.crop,
                size=geometry.size,
                downsample=geometry.downsample,
                color=color,  # type: ignore[arg-type]
            )
        )

    files, idx = both_kinds(tmp_path, channels)
    expected = loaded(files)
    assert len(np.unique(expected.pixels)) > 10
    assert np.array_equal(expected.pixels, loaded(idx).pixels)
    for source in (files, idx / "images-idx3-ubyte.gz"):
        (chunk,) = read_images(source, expected.shape, geometry)
        assert chunk.errors == (None,) * 5
        assert np.array_equal(chunk.pixels, expected.pixels)


def test_the_crop_comes_before_the_size(tmp_path: Path) -> None:
    pixels = np.zeros((8, 8), np.uint8)
    pixels[2:6, 2:6] = 200
    path = save(tmp_path / "a.png", pixels)
    found = read_pixels(path, "keep", ImageGeometry(crop=(4, 4), size=(8, 6)))
    assert np.array_equal(found, np.full((8, 6, 1), 200)), "nothing of the margin is mixed in"


def test_the_crop_is_of_the_upright_image(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter
    pixels = picture(1, 6, 9)
    path = save(tmp_path / "a.png", pixels, exif=exif)
    found = read_pixels(path, "keep", ImageGeometry(crop=(9, 2)))
    assert np.array_equal(found[:, :, 0], np.rot90(pixels, -1)[:, 2:4])


def test_a_crop_makes_images_of_several_sizes_alike(tmp_path: Path) -> None:
    sizes = [(4, 6), (5, 4), (9, 9)]
    for seed, (height, width) in enumerate(sizes):
        save(tmp_path / f"{seed}/1.png", picture(seed, height, width))
    data = load_images(ImageRequest(tmp_path, crop=(4, 4), downsample=2))
    assert data.shape == (2, 2, 1)
    first = picture(0, 4, 6)[:, 1:5].astype(float)
    blocks = [first[y : y + 2, x : x + 2].mean() for y in (0, 2) for x in (0, 2)]
    assert np.abs(data.pixels[0] - blocks).max() <= 0.5


def test_a_crop_larger_than_some_images_is_one_sentence(tmp_path: Path) -> None:
    for seed in range(4):
        save(tmp_path / f"{seed % 2}/{seed}.png", picture(seed, 9, 8 - seed % 2))
    with pytest.raises(DataError) as raised:
        load_images(ImageRequest(tmp_path, crop=(8, 8), downsample=2))
    assert raised.value.message == (
        "a crop of 8 x 8 (height x width) is larger than 9 x 7 in 2 images (1/1.png, …)"
    )
    assert "Set `crop: [8, 6]` in the config's dataset" in raised.value.hint


def test_a_crop_larger_than_the_images_of_an_idx_file(tmp_path: Path) -> None:
    _, idx = both_kinds(tmp_path)
    with pytest.raises(DataError, match=r"gz: has 9 x 8 pixels .*too few for a crop of 9 x 9"):
        load_images(ImageRequest(idx, crop=(9, 9)))


def test_sides_that_do_not_divide_are_one_sentence_with_the_crop_that_does(tmp_path: Path) -> None:
    files, idx = both_kinds(tmp_path)
    for source in (files, idx):
        with pytest.raises(DataError, match=r"9 x 8 pixels .* blocks of 2 x 2") as raised:
            load_images(ImageRequest(source, downsample=2))
        assert raised.value.hint.startswith("Set `crop: [8, 8]`")
    with pytest.raises(DataError) as raised:
        load_images(ImageRequest(files, downsample=9))
    assert "smaller `downsample`" in raised.value.hint


def test_differing_sizes_to_be_downsampled_are_told_as_the_files_have_them(tmp_path: Path) -> None:
    save(tmp_path / "a/1.png", picture(1, 8, 8))
    save(tmp_path / "b/1.png", picture(1, 7, 9))
    with pytest.raises(DataError, match=r"2 sizes .*8 x 8 in 1 image .*7 x 9") as raised:
        load_images(ImageRequest(tmp_path, downsample=2))
    assert "`crop: [6, 8]`" in raised.value.hint


def test_colors_that_differ_are_not_blamed_on_the_size(tmp_path: Path) -> None:
    save(tmp_path / "a/1.png", picture(1, 8, 8))
    save(tmp_path / "b/1.png", picture(1, 7, 9, channels=3))
    for changes in ({"size": (4, 4)}, {"crop": (4, 4)}):
        with pytest.raises(DataError, match=r"differ in colour: grayscale .* rgb [^\n]*$"):
            load_images(ImageRequest(tmp_path, **changes))  # type: ignore[arg-type]


def test_a_stream_tells_the_size_that_files_need(tmp_path: Path) -> None:
    for name, (height, width) in {"1": (8, 8), "2": (6, 8), "3": (9, 8)}.items():
        save(tmp_path / f"{name}.png", picture(1, height, width))
    (chunk,) = read_images(tmp_path, (4, 4, 1), ImageGeometry(downsample=2))
    right, small, odd = chunk.errors
    assert right is None
    assert small is not None
    assert odd is not None
    assert "has 6 x 8 pixels (height x width), not 8 x 8" in str(small)
    assert "9 x 8 pixels (height x width) do not divide into blocks of 2 x 2" in str(odd)
    assert {error.hint for error in (small, odd)} == {
        f"Make copies: nn resize-images {tmp_path} --width 8 --height 8"
    }
    (chunk,) = read_images(tmp_path, (4, 4, 1), ImageGeometry((8, 8), downsample=2))
    assert [error is None for error in chunk.errors] == [True, False, True]
    assert "too few for a crop of 8 x 8" in str(chunk.errors[1])
