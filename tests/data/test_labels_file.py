"""labels.txt: any name survives being written and read; every wrong line is named."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnfs_cli.data.labels_file import (
    Label,
    labels_text,
    read_class_names,
    read_labels,
    read_labels_of,
)
from nnfs_cli.errors import DataError, ManyErrors

ANY_TEXT = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=12
)


def written(folder: Path, text: str) -> Path:
    path = folder / "labels.txt"
    path.write_bytes(text.encode())
    return path


def images(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()


@pytest.fixture(scope="module")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("labels")


@given(st.lists(st.tuples(ANY_TEXT, ANY_TEXT)))
def test_any_name_survives(shared_folder: Path, rows: list[tuple[str, str]]) -> None:
    labels = [Label(*row) for row in rows]
    assert read_labels(written(shared_folder, labels_text(labels))) == labels


@given(st.lists(st.tuples(ANY_TEXT, ANY_TEXT)))
def test_other_programs_read_it_as_csv(shared_folder: Path, rows: list[tuple[str, str]]) -> None:
    path = written(shared_folder, labels_text([Label(*row) for row in rows]))
    with path.open(encoding="utf-8", newline="") as file:
        assert list(map(tuple, csv.reader(file))) == [("filename", "class"), *rows]


def test_plain_names_are_written_plainly() -> None:
    assert labels_text([Label("a/b c.png", "São")]) == "filename,class\na/b c.png,São\n"


@pytest.mark.parametrize(
    "text",
    [
        "a.png,cat\nb.png,dog\n",
        "filename,class\na.png,cat\nb.png,dog",
        "\ufefffilename,class\r\na.png,cat\r\nb.png,dog\r\n",
        '\na.png, cat\n\n"b.png", "dog"\n\n',
    ],
    ids=["no header", "no end", "bom and crlf", "spaces and blank lines"],
)
def test_hand_written_forms(tmp_path: Path, text: str) -> None:
    assert read_labels(written(tmp_path, text)) == [Label("a.png", "cat"), Label("b.png", "dog")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a.png\n", r"labels.txt:1: expected a file name and a class, got 'a.png'"),
        ("a.png,x\na, b.png,cat\n", r"labels.txt:2: expected .* got 'a,b.png,cat'"),
        ("a.png,\n", "labels.txt:1: expected a file name and a class"),
        ('a.png,"cat\n', "labels.txt:1: cannot be read"),
        ("a.png,c\0t\n", "is not a text file"),
    ],
)
def test_wrong_lines(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(DataError) as raised:
        read_labels(written(tmp_path, text))
    assert re.search(message, str(raised.value))


def test_latin_1_is_an_error_with_a_way_out(tmp_path: Path) -> None:
    path = tmp_path / "labels.txt"
    path.write_bytes("a.png,café\n".encode("latin-1"))
    with pytest.raises(DataError, match="is not UTF-8") as raised:
        read_labels(path)
    assert "UTF-8" in raised.value.hint


def test_all_wrong_names_at_once(tmp_path: Path) -> None:
    images(tmp_path, "set/cat1.png", "outside.png")
    rows = "cat2.png,cat\ncat1.png,cat\n../outside.png,dog\n/etc/passwd,x\ncat1.png,dog\n"
    path = written(tmp_path / "set", rows)
    with pytest.raises(ManyErrors) as raised:
        read_labels_of(path, tmp_path / "set")
    lines = [str(error).split("labels.txt")[1].split(" in /")[0] for error in raised.value.errors]
    assert [line.split(":")[1] for line in lines] == ["1", "3", "4", "5"]
    assert "there is no image 'cat2.png'" in lines[0]
    assert str(raised.value.errors[0]).endswith("did you mean 'cat1.png'?")
    assert "leads out" in lines[1]
    assert "leads out" in lines[2]
    assert "has a label already" in lines[3]


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    images(tmp_path, "set/a.png", "secret.png")
    (tmp_path / "set" / "b.png").symlink_to(tmp_path / "secret.png")
    (tmp_path / "set" / "c.png").symlink_to(tmp_path / "set" / "a.png")
    path = written(tmp_path / "set", "c.png,x\nb.png,x\n")
    with pytest.raises(DataError, match=r"'b\.png' leads out") as raised:
        read_labels_of(path, tmp_path / "set")
    assert raised.value.where == f"{path}:2"


def test_many_missing_files_are_cut_short(tmp_path: Path) -> None:
    path = written(tmp_path, "".join(f"{n}.png,x\n" for n in range(1000)))
    with pytest.raises(ManyErrors, match="and 980 more") as raised:
        read_labels_of(path, tmp_path)
    assert len(raised.value.errors) == 21


def test_absurd_names_are_only_missing(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="there is no image"):
        read_labels_of(written(tmp_path, "a" * 5000 + ".png,x\n"), tmp_path)


def test_class_names_by_number_and_by_line(tmp_path: Path) -> None:
    path = tmp_path / "classes.txt"
    path.write_text('number,name\n7,seven\n0,"nought, zero"\n', encoding="utf-8")
    assert read_class_names(path) == {7: "seven", 0: "nought, zero"}
    path.write_text("zero\none\n\ntwo", encoding="utf-8")
    assert read_class_names(path) == {0: "zero", 1: "one", 2: "two"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "holds no class names"),
        ("0,a\nb\n", "expected number,name, got 'b'"),
        ("0,a\none,b\n", "expected number,name"),
        ("0,a\n0,b\n", "class 0 has a name already"),
    ],
)
def test_wrong_class_names(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "classes.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=message):
        read_class_names(path)


def test_a_missing_file_suggests_the_one_beside_it(tmp_path: Path) -> None:
    written(tmp_path, "")
    with pytest.raises(DataError, match=r"no such file; did you mean 'labels.txt'\?"):
        read_labels(tmp_path / "lables.txt")


def test_a_header_in_capitals_and_another_header(tmp_path: Path) -> None:
    images(tmp_path, "a.png")
    assert read_labels(written(tmp_path, "Filename,Class\na.png,x\n")) == [Label("a.png", "x")]
    with pytest.raises(DataError, match="no image 'File'") as raised:
        read_labels_of(written(tmp_path, "File,Label\na.png,x\n"), tmp_path)
    assert raised.value.hint == "A header must be filename,class."
