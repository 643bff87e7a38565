"""Which images are found in a folder, and with which classes and parts."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnfs_cli.data.image_files import images_below, is_image, natural_order
from nnfs_cli.data.image_folders import FoundImages, find_images
from nnfs_cli.errors import DataError, ManyErrors


def touch(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()


def labels(folder: Path, text: str) -> Path:
    (folder / "labels.txt").write_text(text, encoding="utf-8")
    return folder / "labels.txt"


def pairs(found: FoundImages) -> list[tuple[str, str]]:
    return [(image.name, image.label) for image in found.images]


def test_extensions_in_any_case_and_nothing_hidden() -> None:
    names = ["a.PNG", "b.jpg", "c.JpEg", "d.bmp", "e.gif", "f.webp", "g.tif", "h.TIFF"]
    assert all(map(is_image, names))
    assert not any(map(is_image, ["Thumbs.db", ".a.png", "._a.png", "a.txt", "png", "a.png.txt"]))


def test_natural_order() -> None:
    names = ["b/1.png", "a/10.png", "a/2.png", "A/3.png", "a/x10y2.png", "a/x9y10.png"]
    assert sorted(names, key=natural_order) == [
        "a/2.png", "A/3.png", "a/10.png", "a/x9y10.png", "a/x10y2.png", "b/1.png"
    ]  # fmt: skip


@given(st.lists(st.text(max_size=8), unique=True), st.randoms())
def test_any_names_have_one_order(names: list[str], random: object) -> None:
    shuffled = list(names)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert sorted(shuffled, key=natural_order) == sorted(names, key=natural_order)


def test_class_folders_sort_by_number_then_name(tmp_path: Path) -> None:
    touch(tmp_path, "10/1.png", "9/12.png", "9/2.PNG", "9/deep/3.jpg", "9/Thumbs.db", "9/.x.png")
    touch(tmp_path, ".hidden/1.png", "__MACOSX/1.png", "resized/9/2.png", "readme.md")
    found = find_images(tmp_path)
    assert pairs(found) == [
        ("9/2.PNG", "9"), ("9/12.png", "9"), ("9/deep/3.jpg", "9"), ("10/1.png", "10")
    ]  # fmt: skip
    assert {image.part for image in found.images} == {None}
    assert found.notes == ()


def test_parts(tmp_path: Path) -> None:
    touch(tmp_path, "train/a/1.png", "train/b/1.png", "test/a/2.png", "validation/b/3.png")
    found = find_images(tmp_path)
    assert [(image.name, image.part) for image in found.images] == [
        ("train/a/1.png", "training"),
        ("train/b/1.png", "training"),
        ("validation/b/3.png", "validation"),
        ("test/a/2.png", "test"),
    ]
    assert [image.label for image in found.images] == ["a", "b", "b", "a"]


def test_parts_with_a_labels_file_each_or_together(tmp_path: Path) -> None:
    touch(tmp_path, "train/1.png", "test/1.png")
    labels(tmp_path / "train", "1.png,cat")
    labels(tmp_path / "test", "1.png,dog")
    each = find_images(tmp_path)
    labels(tmp_path, "train/1.png,cat\ntest/1.png,dog")
    together = find_images(tmp_path)
    assert each.images == together.images
    assert [image.part for image in each.images] == ["training", "test"]


@pytest.mark.parametrize("name", ["val", "valid", "dev", "Validation"])
def test_nearly_the_name_of_a_part(tmp_path: Path, name: str) -> None:
    touch(tmp_path, "train/a/1.png", f"{name}/a/1.png")
    with pytest.raises(DataError, match=f"'{name}' must be called 'validation'"):
        find_images(tmp_path)


def test_classes_may_be_called_like_parts(tmp_path: Path) -> None:
    touch(tmp_path, "train/1.png", "bus/1.png")
    assert [image.label for image in find_images(tmp_path).images] == ["bus", "train"]


def test_images_beside_two_parts_are_no_class(tmp_path: Path) -> None:
    touch(tmp_path, "train/a/1.png", "test/a/1.png", "rest/1.png")
    (tmp_path / "notes").mkdir()
    with pytest.raises(DataError, match="'rest' lies beside test, train"):
        find_images(tmp_path)
    (tmp_path / "rest/1.png").unlink()
    assert {image.part for image in find_images(tmp_path).images} == {"training", "test"}


def test_a_labels_file_comes_before_folders_and_is_reported(tmp_path: Path) -> None:
    touch(tmp_path, "a/1.png", "b/2.png", "b/3.png")
    labels(tmp_path, "b/2.png,two\na/1.png,one\n")
    found = find_images(tmp_path)
    assert pairs(found) == [("b/2.png", "two"), ("a/1.png", "one")]
    assert any("come from labels.txt" in note for note in found.notes)
    assert any("1 image" in note for note in found.notes)
    assert pairs(find_images(tmp_path, "folders"))[0] == ("a/1.png", "a")


def test_a_labels_file_elsewhere_names_images_of_the_folder(tmp_path: Path) -> None:
    touch(tmp_path / "images", "1.png")
    path = labels(tmp_path, "1.png,cat")
    assert pairs(find_images(tmp_path / "images", path)) == [("1.png", "cat")]


def test_images_without_a_class(tmp_path: Path) -> None:
    touch(tmp_path, "1.png")
    with pytest.raises(DataError, match=r"no class for 1 image \(1.png\)") as raised:
        find_images(tmp_path)
    assert "nn label-images" in raised.value.hint
    touch(tmp_path, "2.png", "cat/1.png")
    with pytest.raises(
        DataError, match=r"no class for 2 images .* beside the class sub-folders cat"
    ):
        find_images(tmp_path)


def test_a_folder_without_images_says_what_it_holds(tmp_path: Path) -> None:
    touch(tmp_path, "a/1.heic", "a/2.heic")
    with pytest.raises(DataError, match=r"holds no images; found 2 \.heic"):
        find_images(tmp_path)


def test_an_empty_class_folder_is_reported(tmp_path: Path) -> None:
    touch(tmp_path, "a/1.png", "b/1.heic")
    assert find_images(tmp_path).notes == ("no class, because without images: b",)


def test_wrong_folders(tmp_path: Path) -> None:
    touch(tmp_path, "photos/a/1.png")
    with pytest.raises(DataError, match=r"no such folder; did you mean 'photos'\?"):
        find_images(tmp_path / "potos")
    with pytest.raises(DataError, match="is a file, not a folder"):
        find_images(tmp_path / "photos/a/1.png")


def test_links_that_go_round_in_circles_end(tmp_path: Path) -> None:
    touch(tmp_path, "a/1.png")
    (tmp_path / "a" / "up").symlink_to(tmp_path, target_is_directory=True)
    assert images_below(tmp_path) == ["a/1.png"]


def test_names_that_are_no_text(tmp_path: Path) -> None:
    try:
        (tmp_path / "caf\udce9.png").touch()
    except OSError:
        pytest.skip("this file system allows text only")
    with pytest.raises(DataError, match="not valid UTF-8: 'caf"):
        images_below(tmp_path)


def test_all_wrong_part_names_at_once(tmp_path: Path) -> None:
    touch(tmp_path, "training/a/1.png", "testing/a/1.png")
    with pytest.raises(ManyErrors, match=r"(?s)'testing'.*'training'"):
        find_images(tmp_path)
