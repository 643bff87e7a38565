"""From files to the array of pixels, labels and parts; all that is wrong with them at once."""

from __future__ import annotations

import gzip
import struct
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from nnfs_cli.data.class_names import numbered
from nnfs_cli.data.image_geometry import ImageGeometry
from nnfs_cli.data.image_stream import CHUNK, ImageChunk, read_images
from nnfs_cli.data.images import ImageRequest, load_images
from nnfs_cli.errors import DataError, ManyErrors

Bytes = npt.NDArray[np.uint8]


def picture(seed: int, height: int = 4, width: int = 3, channels: int = 1) -> Bytes:
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, channels), np.uint8)
    return pixels[:, :, 0] if channels == 1 else pixels


def save(path: Path, pixels: Bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(path)


def write_idx(path: Path, numbers: Bytes) -> Path:
    header = struct.pack(f">BBBB{numbers.ndim}I", 0, 0, 8, numbers.ndim, *numbers.shape)
    content = header + numbers.tobytes()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


def mnist_like(folder: Path, train: int = 6, test: int = 2, gz: str = "") -> tuple[Bytes, Bytes]:
    images = np.stack([picture(n) for n in range(train + test)])
    labels = np.arange(train + test, dtype=np.uint8) % 3
    for name, rows in {"train": slice(train), "t10k": slice(train, None)}.items():
        write_idx(folder / f"{name}-images-idx3-ubyte{gz}", images[rows])
        write_idx(folder / f"{name}-labels-idx1-ubyte{gz}", labels[rows])
    return images, labels


def test_pixels_stand_in_rows_with_their_labels(tmp_path: Path) -> None:
    for n in range(12):
        save(tmp_path / str(n % 3) / f"{n}.png", picture(n, channels=3))
    data = load_images(ImageRequest(tmp_path))
    assert data.shape == (4, 3, 3)
    assert data.pixels.shape == (12, 36)
    assert data.pixels.dtype == np.uint8
    assert data.labels.dtype == np.int64
    assert data.classes == ("0", "1", "2")
    assert data.parts == (None,) * 12
    for row, file in enumerate(data.files):
        number = int(Path(file).stem)
        assert np.array_equal(data.pixels[row], picture(number, channels=3).ravel())
        assert data.labels[row] == number % 3


def test_size_and_color_bring_different_images_together(tmp_path: Path) -> None:
    save(tmp_path / "a/1.png", picture(1, 5, 5))
    save(tmp_path / "b/1.png", picture(2, 7, 9, channels=4))
    data = load_images(ImageRequest(tmp_path, size=(4, 6), color="rgb"))
    assert data.shape == (4, 6, 3)
    assert data.pixels.shape == (2, 72)


def test_different_sizes_are_one_error_with_both_ways_out(tmp_path: Path) -> None:
    for n in range(3):
        save(tmp_path / f"a/{n}.png", picture(n, 28, 20))
    save(tmp_path / "b/9.png", picture(9, 30, 28))
    with pytest.raises(DataError) as raised:
        load_images(ImageRequest(tmp_path))
    assert raised.value.message == (
        "the images have 2 sizes (height x width): "
        "28 x 20 in 3 images (a/0.png, …), 30 x 28 in 1 image (b/9.png)"
    )
    assert "`size: [28, 20]`" in raised.value.hint
    assert f"nn resize-images {tmp_path} --width 20 --height 28" in raised.value.hint


def test_different_colors_and_sizes_and_damage_come_together(tmp_path: Path) -> None:
    save(tmp_path / "a/1.png", picture(1, 4, 4))
    save(tmp_path / "a/2.png", picture(1, 5, 4, channels=3))
    (tmp_path / "a/3.png").write_text("no image")
    with pytest.raises(ManyErrors) as raised:
        load_images(ImageRequest(tmp_path))
    assert len(raised.value.errors) == 3
    assert "grayscale in 1 image (a/1.png), rgb in 1 image (a/2.png)" in str(raised.value)
    assert "color" in raised.value.errors[2].hint


def test_all_unreadable_files_at_once(tmp_path: Path) -> None:
    for n in range(5):
        save(tmp_path / f"a/{n}.png", picture(n, 50, 50))
    (tmp_path / "a/0.png").write_bytes(b"")
    cut = (tmp_path / "a/3.png").read_bytes()[:-200]
    (tmp_path / "a/3.png").write_bytes(cut)
    (tmp_path / "a/4.png").write_text("words")
    with pytest.raises(ManyErrors) as raised:
        load_images(ImageRequest(tmp_path))
    assert [Path(error.where).name for error in raised.value.errors] == ["0.png", "3.png", "4.png"]


def test_classes_in_an_order_of_ones_own(tmp_path: Path) -> None:
    for n, name in enumerate(["cat", "dog", "cow"]):
        save(tmp_path / f"{name}/1.png", picture(n))
    data = load_images(ImageRequest(tmp_path, classes=("dog", "pig", "cow", "cat")))
    assert data.classes == ("dog", "pig", "cow", "cat")
    assert data.labels.tolist() == [3, 2, 0]
    with pytest.raises(ManyErrors, match=r"unknown class 'cow'\n.*did you mean 'dogs'\?"):
        load_images(ImageRequest(tmp_path, classes=("cat", "dogs")))


def test_numbers_take_the_name_at_their_position() -> None:
    labels, classes = numbered(["2", "0", "2"], ("zero", "one", "two"), "")
    assert labels.tolist() == [2, 0, 2]
    assert classes == ("zero", "one", "two")
    labels, classes = numbered(["10", "9", "10"], None, "")
    assert (labels.tolist(), classes) == ([1, 0, 1], ("9", "10"))
    with pytest.raises(DataError, match="unknown class '3'"):
        numbered(["3"], ("zero", "one", "two"), "")
    with pytest.raises(DataError, match=r"stands twice .* a"):
        numbered(["a"], ("a", "a"), "")


def test_labels_are_all_names_or_all_positions() -> None:
    names = ("1", "2", "3")
    assert numbered(["1", "3"], names, "")[0].tolist() == [0, 2]
    assert numbered(["0", "1", "2"], names, "")[0].tolist() == [0, 1, 2]
    with pytest.raises(DataError, match="unknown class '0'"):
        numbered(["0", "3"], names, "")


@pytest.mark.parametrize("gz", ["", ".gz"])
def test_the_four_files_of_mnist(tmp_path: Path, gz: str) -> None:
    images, labels = mnist_like(tmp_path, gz=gz)
    data = load_images(ImageRequest(tmp_path))
    assert data.shape == (4, 3, 1)
    assert np.array_equal(data.pixels, images.reshape(8, 12))
    assert np.array_equal(data.labels, labels)
    assert data.parts == ("training",) * 6 + ("test",) * 2
    assert len(set(data.files)) == 8


def test_one_idx_file_finds_its_labels(tmp_path: Path) -> None:
    images, labels = mnist_like(tmp_path)
    data = load_images(ImageRequest(tmp_path / "t10k-images-idx3-ubyte"))
    assert np.array_equal(data.pixels, images[6:].reshape(2, 12))
    assert np.array_equal(data.labels, [0, 1])
    assert data.classes == tuple(sorted(set(map(str, labels[6:]))))
    assert data.files == ("0", "1")
    assert data.parts == (None, None)


def test_idx_with_labels_of_another_name_and_names_for_classes(tmp_path: Path) -> None:
    images = write_idx(tmp_path / "pictures", np.stack([picture(1), picture(2)]))
    labels = write_idx(tmp_path / "answers.gz", np.array([2, 0], np.uint8))
    with pytest.raises(DataError, match="no file of labels"):
        load_images(ImageRequest(images))
    data = load_images(ImageRequest(images, labels, classes=("zero", "one", "two")))
    assert data.labels.tolist() == [2, 0]
    assert data.classes == ("zero", "one", "two")


def test_idx_in_another_size_and_color_equals_the_same_files(tmp_path: Path) -> None:
    pixels = np.stack([picture(n, 8, 6, channels=3) for n in range(3)])
    write_idx(tmp_path / "idx/images-idx4-ubyte", pixels)
    write_idx(tmp_path / "idx/labels-idx1-ubyte", np.arange(3, dtype=np.uint8))
    for n in range(3):
        save(tmp_path / f"files/{n}/1.png", pixels[n])
    for size, color in [(None, "keep"), ((4, 4), "keep"), ((4, 4), "grayscale"), (None, "rgba")]:
        from_idx, from_files = (
            load_images(ImageRequest(tmp_path / source, size=size, color=color))  # type: ignore[arg-type]
            for source in ("idx", "files")
        )
        assert from_idx.shape == from_files.shape
        assert np.array_equal(from_idx.pixels, from_files.pixels)


def test_wrong_idx_files(tmp_path: Path) -> None:
    mnist_like(tmp_path)
    images = tmp_path / "train-images-idx3-ubyte"
    with pytest.raises(DataError, match="has 2 labels for the 6 images"):
        load_images(ImageRequest(images, tmp_path / "t10k-labels-idx1-ubyte"))
    with pytest.raises(DataError, match="holds no images, but uint8 numbers in 1 dimension"):
        load_images(ImageRequest(tmp_path / "t10k-labels-idx1-ubyte", images))
    with pytest.raises(DataError, match=r"did you mean 'train-labels-idx1-ubyte'\?"):
        load_images(ImageRequest(images, tmp_path / "train-lables-idx1-ubyte"))
    with pytest.raises(DataError, match=r"did you mean 'train-images-idx3-ubyte'\?"):
        load_images(ImageRequest(tmp_path / "train-image-idx3-ubyte"))
    write_idx(tmp_path / "other-images-idx3-ubyte", np.stack([picture(1)]))
    write_idx(tmp_path / "other-labels-idx1-ubyte", np.zeros(1, np.uint8))
    (tmp_path / "another-images-idx3-ubyte").write_bytes(
        (tmp_path / "other-images-idx3-ubyte").read_bytes()
    )
    write_idx(tmp_path / "another-labels-idx1-ubyte", np.zeros(1, np.uint8))
    with pytest.raises(DataError, match="several IDX files of images"):
        load_images(ImageRequest(tmp_path))


def test_an_idx_file_of_any_name_needs_its_labels_named(tmp_path: Path) -> None:
    images = write_idx(tmp_path / "digits", np.stack([picture(0), picture(1)]))
    with pytest.raises(DataError, match=r"no file of labels beside it$"):
        load_images(ImageRequest(images))
    labels = write_idx(tmp_path / "answers", np.array([0, 1], np.uint8))
    assert load_images(ImageRequest(images, labels)).labels.tolist() == [0, 1]


def test_a_single_image_cannot_be_trained_on(tmp_path: Path) -> None:
    save(tmp_path / "a.png", picture(1))
    with pytest.raises(DataError, match="neither a folder of images nor an IDX file"):
        load_images(ImageRequest(tmp_path / "a.png"))


def all_of(chunks: Iterator[ImageChunk]) -> tuple[list[str], Bytes, list[DataError | None]]:
    every = list(chunks)
    return (
        [file for chunk in every for file in chunk.files],
        np.concatenate([chunk.pixels for chunk in every]),
        [error for chunk in every for error in chunk.errors],
    )


def test_a_stream_of_files_keeps_a_row_for_those_it_cannot_read(tmp_path: Path) -> None:
    for n in range(5):
        save(tmp_path / f"deep/{n}.png", picture(n))
    save(tmp_path / "deep/2.png", picture(2, 9, 9))
    (tmp_path / "deep/3.png").write_text("words")
    files, pixels, errors = all_of(read_images(tmp_path, (4, 3, 1)))
    assert files == [f"deep/{n}.png" for n in range(5)]
    assert [error is None for error in errors] == [True, True, False, False, True]
    assert "has 9 x 9 pixels (height x width), not 4 x 3" in str(errors[2])
    assert np.array_equal(pixels[4], picture(4).ravel())
    assert not pixels[2:4].any()
    _, _, errors = all_of(read_images(tmp_path, (4, 3, 1), ImageGeometry(size=(4, 3))))
    assert [error is None for error in errors] == [True, True, True, False, True]


def test_a_stream_of_one_image_takes_the_models_channels(tmp_path: Path) -> None:
    save(tmp_path / "a.png", picture(1, channels=3))
    files, pixels, errors = all_of(read_images(tmp_path / "a.png", (4, 3, 1)))
    assert (files, pixels.shape, errors) == (["a.png"], (1, 12), [None])


def test_a_stream_of_idx_comes_in_pieces(tmp_path: Path) -> None:
    images = np.stack([picture(n) for n in range(CHUNK + 3)])
    path = write_idx(tmp_path / "images.gz", images)
    chunks = list(read_images(path, (4, 3, 1)))
    assert [len(chunk.files) for chunk in chunks] == [CHUNK, 3]
    files, pixels, _ = all_of(iter(chunks))
    assert files == [str(n) for n in range(CHUNK + 3)]
    assert np.array_equal(pixels, images.reshape(CHUNK + 3, 12))
    with pytest.raises(DataError, match=r"has 4 x 3 pixels \(height x width\), not 5 x 5"):
        list(read_images(path, (5, 5, 3)))
    stretched = next(read_images(path, (5, 5, 3), ImageGeometry(size=(5, 5))))
    assert stretched.pixels.shape == (CHUNK, 75)


def test_a_stream_of_nothing(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="holds no images"):
        read_images(tmp_path, (4, 3, 1))
    with pytest.raises(DataError, match="no such image"):
        read_images(tmp_path / "a.png", (4, 3, 1))
