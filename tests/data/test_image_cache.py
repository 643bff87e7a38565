"""Pixels out of the cache are those of the files, whatever happened to either in between."""

from __future__ import annotations

import gzip
import math
import os
import shutil
import struct
from collections.abc import Callable
from dataclasses import replace
from mmap import mmap
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from nnfs_cli.data import cache_entries, image_cache, pixel_sources
from nnfs_cli.data.file_digest import file_digest
from nnfs_cli.data.images import ImageData, ImageRequest, load_images
from nnfs_cli.errors import DataError

Bytes = npt.NDArray[np.uint8]


@pytest.fixture(autouse=True)
def everything_decoded_is_worth_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image_cache, "SMALLEST_DECODED", 1)


@pytest.fixture
def images(tmp_path: Path) -> Path:
    for number in range(12):
        save(tmp_path / "images" / "abc"[number % 3] / f"{number}.png", number)
    return tmp_path / "images"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def picture(seed: int) -> Bytes:
    return np.random.default_rng(seed).integers(0, 256, (5, 4), np.uint8)


def save(path: Path, seed: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(picture(seed)).save(path, compress_level=0)  # and so all are of one length


def entries(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.images"))


def came_from_cache(data: ImageData) -> bool:
    return any("decoded before" in note for note in data.notes)


def facts(data: ImageData) -> object:
    """Everything but the notes, comparable."""
    pixels = data.pixels.shape, data.pixels.dtype, data.pixels.tobytes()
    return pixels, data.labels.tolist(), data.shape, data.classes, data.files, data.parts


def test_the_second_time_it_comes_from_the_cache(images: Path, folder: Path) -> None:
    request = ImageRequest(images)
    first, second = (load_images(request, cache=folder) for _ in range(2))
    assert first.notes == (f"the decoded pixels are kept for the next time in {folder}/",)
    assert second.notes == (f"decoded before: the pixels come from {folder}/",)
    assert facts(first) == facts(second) == facts(load_images(request))
    for row, name in enumerate(second.files):
        assert second.pixels[row].tolist() == picture(int(Path(name).stem)).ravel().tolist()
    assert (folder / ".gitignore").read_text() == "*\n"


def test_pixels_stay_in_the_file(images: Path, folder: Path) -> None:
    """A view of the mapped entry, both times: no copy, and nobody can write to it."""
    for _ in range(2):
        owner: object = load_images(ImageRequest(images), cache=folder).pixels
        while isinstance(owner, np.ndarray):
            assert not owner.flags.writeable
            owner = owner.base
        assert isinstance(owner, mmap)


def change_a_byte_but_neither_size_nor_time(images: Path) -> None:
    path = images / "b/4.png"
    before = path.stat()
    save(path, 99)
    assert path.stat().st_size == before.st_size
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def swap_two(images: Path) -> None:
    (images / "a/0.png").rename(images / "x")
    (images / "a/3.png").rename(images / "a/0.png")
    (images / "x").rename(images / "a/3.png")


@pytest.mark.parametrize(
    "change",
    [
        change_a_byte_but_neither_size_nor_time,
        swap_two,
        lambda images: save(images / "b/12.png", 12),
        lambda images: (images / "b/4.png").unlink(),
    ],
)
def test_a_changed_folder_is_decoded_anew(
    images: Path, folder: Path, change: Callable[[Path], None]
) -> None:
    request = ImageRequest(images)
    load_images(request, cache=folder)
    change(images)
    data = load_images(request, cache=folder)
    assert not came_from_cache(data)
    assert facts(data) == facts(load_images(request))
    assert came_from_cache(load_images(request, cache=folder))


def test_names_and_labels_are_read_every_time(images: Path, folder: Path) -> None:
    request = ImageRequest(images)
    load_images(request, cache=folder)
    (images / "c").rename(images / "d")
    data = load_images(request, cache=folder)
    assert came_from_cache(data), "the same bytes in the same order"
    assert data.classes == ("a", "b", "d")
    assert facts(data) == facts(load_images(request))


CHANGES = [
    {"color": "rgb"},
    {"size": (3, 3)},
    {"size": (4, 5)},
    {"crop": (5, 3)},
    {"crop": (4, 4), "downsample": 2},
]


@pytest.mark.parametrize("changes", CHANGES, ids=str)
def test_another_request_is_another_entry(
    images: Path, folder: Path, changes: dict[str, object]
) -> None:
    request = ImageRequest(images)
    load_images(request, cache=folder)
    other = replace(request, **changes)  # type: ignore[arg-type]
    data = load_images(other, cache=folder)
    assert not came_from_cache(data)
    assert facts(data) == facts(load_images(other))
    assert len(entries(folder)) == 2


@pytest.mark.parametrize("version", ["nnfs_cli.data.image_cache.__version__", "PIL.__version__"])
def test_other_versions_do_not_trust_it(
    images: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    load_images(ImageRequest(images), cache=folder)
    monkeypatch.setattr(version, "99")
    assert not came_from_cache(load_images(ImageRequest(images), cache=folder))


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[:-9],
        lambda content: content[:-1] + bytes([content[-1] ^ 1]),
        lambda _: b"",
        lambda _: b"x" * 99,
    ],
)
def test_a_damaged_entry_is_replaced(
    images: Path, folder: Path, damage: Callable[[bytes], bytes]
) -> None:
    request = ImageRequest(images)
    expected = facts(load_images(request, cache=folder))
    (entry,) = entries(folder)
    good = entry.read_bytes()
    entry.unlink()  # what is mapped must not change
    entry.write_bytes(damage(good))
    data = load_images(request, cache=folder)
    assert not came_from_cache(data)
    assert facts(data) == expected
    assert entry.read_bytes() == good


def test_an_image_that_changes_after_it_was_read_is_read_again(
    images: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = image_cache._write

    def write_and_change(*arguments: object) -> bytes:
        content = write(*arguments)  # type: ignore[arg-type]
        save(images / "a/0.png", 77)
        return content

    monkeypatch.setattr(image_cache, "_write", write_and_change)
    before = facts(load_images(ImageRequest(images)))
    assert facts(load_images(ImageRequest(images), cache=folder)) == before
    data = load_images(ImageRequest(images), cache=folder)
    assert not came_from_cache(data)
    assert facts(data) == facts(load_images(ImageRequest(images))) != before


def test_entries_of_other_images_are_told_by_their_bytes(
    images: Path, folder: Path, tmp_path: Path
) -> None:
    """A folder that took the place of another one, with files of the same names and times."""
    load_images(ImageRequest(images), cache=folder)
    images.rename(tmp_path / "away")
    for number in range(12):
        path = images / "abc"[number % 3] / f"{number}.png"
        save(path, 100 + number)
        about = (tmp_path / "away" / path.relative_to(images)).stat()
        os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns))
    data = load_images(ImageRequest(images), cache=folder)
    assert not came_from_cache(data)
    assert data.pixels[0].tolist() == picture(100).ravel().tolist()


def test_where_nothing_can_be_written_it_works_without(images: Path, tmp_path: Path) -> None:
    in_the_way = tmp_path / "a-file"
    in_the_way.write_text("")
    expected = facts(load_images(ImageRequest(images)))
    for folder in (in_the_way, tmp_path / "no" / "such" / "folder"):
        data = load_images(ImageRequest(images), cache=folder)
        assert facts(data) == expected
        assert data.notes == ()


def test_few_pixels_are_not_kept(
    images: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for least, kept in ((12 * 20 + 1, 0), (12 * 20, 1)):
        monkeypatch.setattr(image_cache, "SMALLEST_DECODED", least)
        load_images(ImageRequest(images), cache=folder)
        assert len(entries(folder)) == kept


def test_wrong_images_leave_nothing_behind(images: Path, folder: Path) -> None:
    (images / "b/7.png").write_bytes(b"")
    for request in (ImageRequest(images), ImageRequest(images, size=(2, 2))):
        with pytest.raises(DataError) as raised:
            load_images(request, cache=folder)
        assert str(raised.value) == f"{images / 'b/7.png'}: is an empty file"
        assert [path.name for path in folder.iterdir()] == [".gitignore"]


def no_disk(_: object) -> shutil._ntuple_diskusage:
    return shutil._ntuple_diskusage(100, 100, 0)


def test_a_full_disk_matters_only_where_memory_is_too_small(
    images: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", no_disk)
    request = ImageRequest(images)
    assert facts(load_images(request, cache=folder)) == facts(load_images(request))
    monkeypatch.setattr(image_cache, "memory_size", lambda: 239)
    with pytest.raises(DataError) as raised:
        load_images(request, cache=folder)
    assert raised.value.message == (
        f"the pixels take 0.0 GB, memory has 0.0 GB, and the disk with {folder}/ has 0.0 GB "
        "free: No space left on device"
    )
    assert entries(folder) == []


def test_an_entry_may_be_larger_than_all_others_together(
    images: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The training that needs it could not do without; the others make room."""
    load_images(ImageRequest(images), cache=folder)
    monkeypatch.setattr(cache_entries, "MOST_BYTES", 100)
    larger = ImageRequest(images, color="rgb")
    load_images(larger, cache=folder)
    assert came_from_cache(load_images(larger, cache=folder))
    assert len(entries(folder)) == 1


def write_idx(path: Path, numbers: Bytes) -> None:
    header = struct.pack(f">BBBB{numbers.ndim}I", 0, 0, 8, numbers.ndim, *numbers.shape)
    content = header + numbers.tobytes()
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)


@pytest.mark.parametrize("gz", ["", ".gz"])
def test_idx_files_as_soon_as_they_are_worth_it(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, gz: str
) -> None:
    images, source = np.stack([picture(seed) for seed in range(9)]), tmp_path / "idx"
    source.mkdir()
    for part, rows in (("train", slice(6)), ("t10k", slice(6, 9))):
        write_idx(source / f"{part}-images-idx3-ubyte{gz}", images[rows])
        write_idx(source / f"{part}-labels-idx1-ubyte{gz}", np.arange(9, dtype=np.uint8)[rows])
    request = ImageRequest(source)
    load_images(request, cache=folder)
    assert len(entries(folder)) == bool(gz), "what is not zipped is read faster than hashed"
    monkeypatch.setattr(image_cache, "SMALLEST_COPIED", 1)
    load_images(request, cache=folder)
    data = load_images(request, cache=folder)
    assert came_from_cache(data)
    assert facts(data) == facts(load_images(request))
    assert np.array_equal(data.pixels, images.reshape(9, -1))


def test_an_idx_file_that_changes_while_it_is_read_is_not_kept(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "train-images-idx3-ubyte.gz"
    write_idx(path, np.stack([picture(seed) for seed in range(9)]))
    write_idx(tmp_path / "train-labels-idx1-ubyte.gz", np.arange(9, dtype=np.uint8))

    def digest_and_change(name: str) -> bytes:
        digest = file_digest(name)
        write_idx(path, np.stack([picture(seed) for seed in range(20, 29)]))
        return digest

    monkeypatch.setattr(pixel_sources, "file_digest", digest_and_change)
    data = load_images(ImageRequest(path), cache=folder)
    assert entries(folder) == []
    assert data.pixels[0].tolist() == picture(20).ravel().tolist()


def test_folders_apart_share_the_entry(images: Path, tmp_path: Path, folder: Path) -> None:
    save(tmp_path / "apart/b/1.png", 50)
    request, apart = ImageRequest(images), {"test": tmp_path / "apart"}
    for _ in range(2):
        data = load_images(request, apart, folder)  # type: ignore[arg-type]
        assert data.parts == (None,) * 12 + ("test",)
        assert data.labels[-1] == 1
        assert np.array_equal(data.pixels[-1], picture(50).ravel())
        assert np.array_equal(data.pixels[:-1], load_images(request).pixels)
    assert came_from_cache(data)
    assert len(entries(folder)) == 1


def test_the_machine_tells_its_memory() -> None:
    assert 1e8 < image_cache.memory_size() <= math.inf
