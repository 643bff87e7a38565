"""What `nn label-images` writes, read back by what training reads with."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nnfs_cli.data.image_folders import ALMOST_PARTS, find_images
from nnfs_cli.data.label_images import label_images
from nnfs_cli.errors import DataError, ManyErrors

NAMES = st.text(
    st.characters(codec="utf-8", exclude_characters="/\\\0"), min_size=1, max_size=10
).filter(
    lambda name: (
        not name.startswith(".")
        and name not in ("resized", "labels.txt")
        and name.casefold() not in ALMOST_PARTS
    )  # which are parts, not classes
)


def touch(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()


def lines(folder: Path) -> list[str]:
    return (folder / "labels.txt").read_text(encoding="utf-8").splitlines()


def test_class_folders(tmp_path: Path) -> None:
    touch(tmp_path, "dog/10.JPG", "dog/9.png", 'cat, "big"/é 1.webp', "dog/notes.txt")
    written = label_images(tmp_path)
    assert written == (tmp_path / "labels.txt", 3, ('cat, "big"', "dog"), ())
    assert lines(tmp_path) == [
        "filename,class",
        '"cat, ""big""/é 1.webp","cat, ""big"""',
        "dog/9.png,dog",
        "dog/10.JPG,dog",
    ]


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(files=st.sets(st.tuples(NAMES, NAMES), min_size=1, max_size=5))
def test_reading_the_labels_finds_what_the_folders_say(
    tmp_path_factory: pytest.TempPathFactory, files: set[tuple[str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("images")
    touch(folder, *(f"{label}/{name}.png" for label, name in files))
    before = find_images(folder).images
    label_images(folder)
    first = (folder / "labels.txt").read_bytes()
    assert find_images(folder).images == before
    label_images(folder)
    assert (folder / "labels.txt").read_bytes() == first


def test_one_file_for_train_and_test(tmp_path: Path) -> None:
    touch(tmp_path, "train/a/1.png", "test/b/1.png")
    before = find_images(tmp_path).images
    label_images(tmp_path)
    assert lines(tmp_path)[1:] == ["train/a/1.png,a", "test/b/1.png,b"]
    assert find_images(tmp_path).images == before


def test_flat_folder(tmp_path: Path) -> None:
    touch(tmp_path / "cats", "2.png", "10.png")
    label_images(tmp_path / "cats")
    assert lines(tmp_path / "cats") == ["filename,class", "2.png,cats", "10.png,cats"]
    label_images(tmp_path / "cats", label="a, b")
    assert lines(tmp_path / "cats")[1:] == ['2.png,"a, b"', '10.png,"a, b"']


def test_flat_folder_is_named_even_when_it_is_the_dot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    touch(tmp_path / "cats", "1.png", "resized/1.png")
    monkeypatch.chdir(tmp_path / "cats")
    label_images(Path())
    assert lines(Path())[1:] == ["1.png,cats"]


def test_names_for_numbers(tmp_path: Path) -> None:
    touch(tmp_path / "set", "0/1.png", "01/1.png", "10/1.png")
    names = tmp_path / "names.csv"
    names.write_text('0,zero\n1,"one, uno"\n10,ten\n', encoding="utf-8")
    assert label_images(tmp_path / "set", classes_file=names).classes == ("zero", "one, uno", "ten")
    assert lines(tmp_path / "set")[1:] == [
        "0/1.png,zero",
        '01/1.png,"one, uno"',
        "10/1.png,ten",
    ]


def test_classes_without_a_name_all_at_once_and_nothing_written(tmp_path: Path) -> None:
    touch(tmp_path / "set", "0/1.png", "3/1.png", "cat/1.png")
    names = tmp_path / "names.txt"
    names.write_text("zero\none\n", encoding="utf-8")
    with pytest.raises(ManyErrors, match=r"(?s)class '3'.*class 'cat'"):
        label_images(tmp_path / "set", classes_file=names)
    assert not (tmp_path / "set" / "labels.txt").exists()


def test_images_beside_class_folders(tmp_path: Path) -> None:
    touch(tmp_path, "1.png", "cat/1.png")
    with pytest.raises(DataError, match="no class for 1 image"):
        label_images(tmp_path)


def test_a_label_is_no_answer_for_class_folders(tmp_path: Path) -> None:
    touch(tmp_path, "cat/1.png")
    with pytest.raises(DataError, match="--label dog is for images"):
        label_images(tmp_path, label="dog")


def test_handmade_labels_are_not_overwritten(tmp_path: Path) -> None:
    touch(tmp_path, "1.png", "2.png")
    (tmp_path / "labels.txt").write_text("1.png,cat\n2.png,dog\n")
    with pytest.raises(DataError, match="was not made from folders") as raised:
        label_images(tmp_path)
    assert "delete" in raised.value.hint
    assert lines(tmp_path) == ["1.png,cat", "2.png,dog"]


def test_labels_of_before_are_replaced(tmp_path: Path) -> None:
    touch(tmp_path, "cat/1.png", "dog/1.png")
    label_images(tmp_path)
    (tmp_path / "cat/1.png").rename(tmp_path / "dog/2.png")
    label_images(tmp_path)
    assert lines(tmp_path)[1:] == ["dog/1.png,dog", "dog/2.png,dog"]


def test_links_out_of_the_folder(tmp_path: Path) -> None:
    touch(tmp_path, "elsewhere.png", "set/cat/1.png")
    (tmp_path / "set/cat/2.png").symlink_to(tmp_path / "elsewhere.png")
    with pytest.raises(DataError, match=r"2\.png: is a link out of the folder"):
        label_images(tmp_path / "set")
