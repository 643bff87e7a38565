"""The commands on images: a small network trained once, then asked about all kinds of files."""

from __future__ import annotations

import csv
import json
import struct
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image
from threadpoolctl import threadpool_info, threadpool_limits
from typer.testing import CliRunner

from nnfs_cli.cli.app import app


def nn(*arguments: str | Path) -> SimpleNamespace:
    """One command line, in this process."""
    done = CliRunner().invoke(app, list(map(str, arguments)))
    return SimpleNamespace(code=done.exit_code, out=done.stdout, err=done.stderr)


def picture(bright: str, seed: int, height: int = 4, width: int = 4) -> npt.NDArray[np.uint8]:
    """Noise with a bright half, on the left or at the top."""
    pixels = np.random.default_rng(seed).integers(0, 100, (height, width), np.uint8)
    pixels[(slice(None), slice(2)) if bright == "left" else slice(2)] += 150
    return pixels


def save(path: Path, pixels: npt.NDArray[np.uint8]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(path)


def save_both(folder: Path, images: int = 10, **shape: int) -> Path:
    for seed in range(images):
        for bright in ("left", "top"):
            save(folder / bright / f"{seed}.png", picture(bright, seed, **shape))
    return folder


def save_idx(path: Path, numbers: npt.NDArray[np.uint8]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    header = struct.pack(f">BBBB{numbers.ndim}I", 0, 0, 8, numbers.ndim, *numbers.shape)
    path.write_bytes(header + numbers.tobytes())


def write_config(folder: Path, dataset: str = "{images: images}", rest: str = "") -> Path:
    config = folder / "halves.yaml"
    config.write_text(
        f"dataset: {dataset}\n{rest}\ntraining: {{epochs: 2}}\n"
        f"output: {{plots: false, report: false, runs_dir: {json.dumps(str(folder / 'runs'))}}}\n",
        encoding="utf-8",
    )
    return config


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("halves")
    save_both(folder / "images")
    return folder


@pytest.fixture(scope="module")
def run(folder: Path) -> Path:
    done = nn("train", write_config(folder))
    assert done.code == 0, done.err
    return folder / "runs/halves-001"


def test_a_folder_keeps_a_row_for_every_file(run: Path, tmp_path: Path) -> None:
    save(tmp_path / "a/1.png", picture("left", 1))
    save(tmp_path / "a/2.PNG", picture("top", 1, width=6))
    (tmp_path / "3.png").write_bytes(b"")
    done = nn("predict", run, tmp_path)
    assert done.code == 0
    rows = list(csv.DictReader(done.out.splitlines()))
    assert list(rows[0]) == ["file", "predicted_class", "probability_class"]
    assert [row["file"] for row in rows] == ["3.png", "a/1.png", "a/2.PNG"]
    assert [bool(row["predicted_class"]) for row in rows] == [False, True, False]
    assert "1 image predicted\n2 images left empty:\n" in done.err
    assert "3.png: is an empty file" in done.err
    assert f"→ Make copies: nn resize-images {tmp_path} --width 4 --height 4" in done.err


def test_many_unreadable_images_are_counted(run: Path, tmp_path: Path) -> None:
    for number in range(30):
        (tmp_path / f"{number}.png").write_bytes(b"")
    done = nn("predict", run, tmp_path, "-o", tmp_path / "out.csv", "--json")
    counts = json.loads(done.out)
    assert (counts["rows"], counts["empty"], len(counts["problems"])) == (30, 30, 20)
    assert "and 10 more like these" in done.err
    assert done.err.count("Mend, replace or delete it.") == 1


def test_a_file_of_another_kind_is_a_mistake(run: Path, tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    done = nn("predict", run, tmp_path / "table.csv")
    assert (done.code, done.out) == (2, "")
    assert "table.csv: is not a PNG" in done.err
    assert "delete" not in done.err


def test_a_folder_of_idx_files(run: Path, tmp_path: Path) -> None:
    images = np.stack([picture("left", 1), picture("top", 2)])
    for part in ("t10k", "train"):
        save_idx(tmp_path / f"{part}-images-idx3-ubyte", images)
        save_idx(tmp_path / f"{part}-labels-idx1-ubyte", np.array([0, 1], np.uint8))
    done = nn("predict", run, tmp_path)
    files = [row["file"] for row in csv.DictReader(done.out.splitlines())]
    assert files == ["training/0", "training/1", "test/0", "test/1"]
    assert json.loads(nn("evaluate", run, tmp_path, "--json").out)["rows"] == 4
    assert nn("evaluate", run, tmp_path).out.lstrip().splitlines()[1].split()[:2] == ["4", "images"]


def test_evaluating_images_of_another_size(run: Path, tmp_path: Path) -> None:
    save_both(tmp_path, 2, width=6)
    save(tmp_path / "left/0.png", picture("left", 0))
    done = nn("evaluate", run, tmp_path)
    assert done.code == 2
    assert "must be 4 x 4 (height x width), but are 4 x 6 in 3 images" in done.err
    assert "config" not in done.err
    assert f"nn resize-images {tmp_path} --width 4 --height 4" in done.err


def test_evaluating_classes_that_the_model_does_not_know(run: Path, tmp_path: Path) -> None:
    for number in range(30):
        save(tmp_path / f"class {number}/1.png", picture("left", 1))
    done = nn("evaluate", run, tmp_path)
    assert done.code == 2
    assert "unknown class 'class 0'\n" in done.err
    assert "and 10 more like these\n  → The classes are left, top.\n" in done.err


def test_the_suggested_input_is_an_image(run: Path) -> None:
    for command in ("evaluate", "show"):
        assert nn(command, run).err.endswith(f"Next: nn predict {run} image.png\n")


def test_the_test_rows_are_predicted_alike(run: Path, folder: Path) -> None:
    with (run / "predictions.csv").open(encoding="utf-8") as file:
        expected = {row["file"]: float(row["probability_class"]) for row in csv.DictReader(file)}
    with threadpool_limits(2, user_api="blas"):
        out = nn("predict", run, folder / "images").out
        blas = [library for library in threadpool_info() if library["user_api"] == "blas"]
        assert all(library["num_threads"] == 1 for library in blas)
    found = {row["file"]: float(row["probability_class"]) for row in csv.DictReader(out.split())}
    assert {file: found[file] for file in expected} == pytest.approx(expected, rel=1e-6)


def test_all_paths_that_lead_nowhere_at_once(folder: Path) -> None:
    config = write_config(
        folder, "{images: imags, labels: folder}", "split: {test: nowhere, validation: images}"
    )
    done = nn("check", config)
    lines = done.err.splitlines()
    assert done.code == 2
    assert lines[0].startswith(
        f"{config}:1:19: dataset.images: there is no file or folder '{folder / 'imags'}'"
    )
    assert lines[0].endswith("; did you mean 'images'?")
    assert lines[1].endswith("; did you mean 'folders'?")
    assert lines[2].startswith(
        f"{config}:2:15: split.test: there is no file or folder '{folder / 'nowhere'}'"
    )
    assert lines[3:] == ["  → Paths are relative to the folder of the config."]


def test_the_data_to_learn_from_are_no_test(folder: Path) -> None:
    done = nn("check", write_config(folder, rest="split: {test: images}"))
    assert done.code == 2
    assert f"split.test: {folder / 'images'} is dataset.images already" in done.err


def test_images_of_a_single_class(tmp_path: Path) -> None:
    save(tmp_path / "images/left/1.png", picture("left", 1))
    done = nn("check", write_config(tmp_path))
    assert done.code == 2
    assert "all images are of the one class 'left'" in done.err
    assert "filters" not in done.err


def test_nothing_to_learn_from(tmp_path: Path) -> None:
    save_both(tmp_path / "images/test")
    done = nn("check", write_config(tmp_path))
    assert done.code == 2
    assert "holds no images to learn from" in done.err


def test_a_class_without_images_is_told(tmp_path: Path) -> None:
    save_both(tmp_path / "images/train")
    save_both(tmp_path / "images/test")
    save(tmp_path / "images/test/new/1.png", picture("left", 1))
    done = nn("check", write_config(tmp_path))
    assert done.code == 0
    assert "classes without an image to learn from: new" in done.out + done.err


def test_a_test_folder_of_another_size(tmp_path: Path) -> None:
    save_both(tmp_path / "images")
    save_both(tmp_path / "apart", width=6)
    done = nn("check", write_config(tmp_path, rest="split: {test: apart}"))
    assert done.code == 2
    assert "must be 4 x 4 (height x width), but are 4 x 6 in 20 images" in done.err


def test_a_model_cuts_new_images_as_those_of_training(tmp_path: Path) -> None:
    """A frame of noise around the halves changes nothing, in whichever form the images come."""
    rest = "{crop: [4, 4], downsample: 2}"
    for name, margin in (("images", 1), ("framed", 3)):
        noise = np.random.default_rng(margin)
        for seed in range(10):
            for bright in ("left", "top"):
                framed = noise.integers(0, 256, (4 + 2 * margin,) * 2, np.uint8)
                framed[margin:-margin, margin:-margin] = picture(bright, seed)
                save(tmp_path / name / bright / f"{seed}.png", framed)
    config = write_config(tmp_path, f"{{images: images, {rest[1:]}")
    assert "2 x 2 pixels, grey" in nn("check", config).out
    assert nn("train", config).code == 0
    run = tmp_path / "runs/halves-001"
    inputs = json.loads((run / "model.json").read_text(encoding="utf-8"))["inputs"]
    assert (inputs["shape"], inputs["crop"], inputs["downsample"]) == ([2, 2, 1], [4, 4], 2)
    assert "the centre of 4 x 4, means of 2 x 2 pixels" in nn("show", run).out
    answers = [nn("predict", run, tmp_path / name).out for name in ("images", "framed")]
    assert answers[0] == answers[1]
    assert answers[0].count("\n") == 21
    scores = [nn("evaluate", run, tmp_path / name, "--json").out for name in ("images", "framed")]
    assert json.loads(scores[0])["metrics"] == json.loads(scores[1])["metrics"]
    save(tmp_path / "small/left/1.png", picture("left", 1, width=3))
    assert "too few for a crop of 4 x 4" in nn("predict", run, tmp_path / "small").err
    done = nn("evaluate", run, tmp_path / "small")
    assert done.code == 2
    assert "a crop of 4 x 4 (height x width) is larger than 4 x 3 in 1 image" in done.err
    assert "config" not in done.err


def test_a_crop_larger_than_an_image_is_one_sentence_of_check(tmp_path: Path) -> None:
    save_both(tmp_path / "images", 3)
    save(tmp_path / "images/left/9.png", picture("left", 1, height=3))
    done = nn("check", write_config(tmp_path, "{images: images, crop: [4, 4]}"))
    assert done.code == 2
    assert done.err.splitlines()[0].endswith(
        "images: a crop of 4 x 4 (height x width) is larger than 3 x 4 in 1 image (left/9.png)"
    )
    assert "Set `crop: [3, 4]` in the config's dataset" in done.err


def test_all_members_of_an_ensemble_must_cut_images_alike(tmp_path: Path) -> None:
    save_both(tmp_path / "images", 6, height=6)
    rest = "split: {k_folds: 2, test: 0, final_model: ensemble}"
    config = write_config(tmp_path, "{images: images, crop: [4, 4], size: [3, 3]}", rest)
    done = nn("train", config)
    assert done.code == 0, done.err
    model = tmp_path / "runs/halves-001/model.json"
    assert nn("predict", model, tmp_path / "images").code == 0
    content = json.loads(model.read_text(encoding="utf-8"))
    content["members"][1]["inputs"]["crop"] = [5, 4]
    model.write_text(json.dumps(content), encoding="utf-8")
    done = nn("predict", model, tmp_path / "images")
    assert done.code == 2
    assert "members[1]: this member answers another question than the ensemble" in done.err
