"""`nn label-images` and `nn resize-images`: streams, exit codes, and what is said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from PIL import Image
from typer.testing import CliRunner, Result

from nnfs_cli.cli.command_group import CommandGroup
from nnfs_cli.cli.images import label_images_command, resize_images_command

app = typer.Typer(cls=CommandGroup, rich_markup_mode=None)
app.command("label-images")(label_images_command)
app.command("resize-images")(resize_images_command)


def nn(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("cat/1.png", "dog/2.png"):
        (tmp_path / name).parent.mkdir()
        Image.new("L", (8, 4)).save(tmp_path / name)
    return tmp_path


def test_label_images(folder: Path) -> None:
    shown = nn("label-images", folder)
    assert shown.exit_code == 0
    assert shown.stdout == f"{folder / 'labels.txt'}\n"
    assert "2 images, 2 classes: cat, dog" in shown.stderr
    assert "Next: nn train" in shown.stderr
    assert (folder / "labels.txt").read_text() == "filename,class\ncat/1.png,cat\ndog/2.png,dog\n"


def test_label_images_as_json_and_quiet(folder: Path) -> None:
    shown = nn("label-images", folder, "--json", "--quiet")
    assert json.loads(shown.stdout) == {
        "labels": str(folder / "labels.txt"),
        "images": 2,
        "classes": ["cat", "dog"],
    }
    assert shown.stderr == ""


def test_label_images_with_names_for_numbers(folder: Path) -> None:
    (folder / "cat").rename(folder / "0")
    (folder / "dog").rename(folder / "1")
    (folder / "names.txt").write_text("the cat\nthe dog\n")
    assert nn("label-images", folder, "--classes", folder / "names.txt").exit_code == 0
    assert "1/2.png,the dog\n" in (folder / "labels.txt").read_text()


def test_label_images_of_one_class(folder: Path) -> None:
    assert nn("label-images", folder / "cat").exit_code == 0
    assert (folder / "cat/labels.txt").read_text() == "filename,class\n1.png,cat\n"
    assert nn("label-images", folder / "cat", "--label", "kitten").exit_code == 0
    assert (folder / "cat/labels.txt").read_text() == "filename,class\n1.png,kitten\n"


def test_resize_images(folder: Path) -> None:
    shown = nn("resize-images", folder, "--width", 6, "--height", 5)
    assert shown.exit_code == 0
    assert shown.stdout == f"{folder / 'resized'}\n"
    assert "2 images of 6 × 5 pixels" in shown.stderr
    with Image.open(folder / "resized/dog/2.png") as copy:
        assert copy.size == (6, 5)


@pytest.mark.parametrize("fit", ["crop", "pad", "stretch"])
def test_resize_images_elsewhere(folder: Path, tmp_path: Path, fit: str) -> None:
    out = tmp_path / "new" / "place"
    arguments = ["--width", 3, "--height", 9, "--fit", fit, "-o", out]
    assert nn("resize-images", folder / "cat", *arguments).exit_code == 0
    with Image.open(out / "1.png") as copy:
        assert copy.size == (3, 9)


def test_resize_images_lists_what_failed_and_says_so_to_the_shell(folder: Path) -> None:
    (folder / "cat/0.png").write_text("no image")
    shown = nn("resize-images", folder, "--width", 6, "--height", 5, "--quiet")
    assert shown.exit_code == 1
    assert f"{folder / 'cat/0.png'}: is not a PNG" in shown.stderr
    assert (folder / "resized/cat/1.png").exists()
    as_json = nn("resize-images", folder, "--width", 6, "--height", 5, "--json")
    assert as_json.exit_code == 1
    assert json.loads(as_json.stdout)["images"] == 2
    assert len(json.loads(as_json.stdout)["failed"]) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["label-images", "no-such-folder"],
        ["resize-images", "no-such-folder", "--width", 6, "--height", 5],
        ["resize-images", ".", "--width", 0, "--height", 5],
        ["resize-images", ".", "--width", 6],
        ["resize-images", ".", "--width", 6, "--height", 5, "--fit", "squeeze"],
    ],
)
def test_mistakes_of_the_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[object]
) -> None:
    monkeypatch.chdir(tmp_path)
    shown = nn(*arguments)
    assert shown.exit_code == 2
    assert shown.stdout == ""
    assert shown.stderr
    assert not any(tmp_path.iterdir())


def test_a_fit_that_does_not_exist_is_told_in_plain_words(folder: Path) -> None:
    shown = nn("resize-images", folder, "--width", 2, "--height", 2, "--fit", "cover")
    assert shown.exit_code == 2
    assert "'cover' is not one of 'crop', 'pad', 'stretch'" in shown.stderr
    assert "Value error" not in shown.stderr
