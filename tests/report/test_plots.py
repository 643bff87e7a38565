"""Pictures are looked at, not tested; what is tested is that every run gets them, readable,
the same bytes each time, whatever its numbers and names are."""

from __future__ import annotations

import subprocess
import sys
import warnings
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from nnfs_cli.report.drawing import file_names, shortened
from nnfs_cli.report.history import metric_panels
from nnfs_cli.report.plots import (
    plot_confusion_matrices,
    plot_confusion_matrix,
    plot_history,
    plot_predicted_against_true,
)

SVG = "{http://www.w3.org/2000/svg}"


def history(epochs: int, **columns: float) -> list[dict[str, float]]:
    return [
        {"epoch": epoch, **{name: value / epoch for name, value in columns.items()}}
        for epoch in range(1, epochs + 1)
    ]


def texts(svg: Path) -> list[str]:
    tree = ElementTree.parse(svg)
    return ["".join(text.itertext()).strip() for text in tree.iter(f"{SVG}text")]


def names(files: list[Path]) -> list[str]:
    """The files' names, once each pair has been read as an SVG and as a PNG of a fair size."""
    for svg, png in zip(files[::2], files[1::2], strict=True):
        assert len(texts(svg)) > 3
        with Image.open(png) as picture:
            assert min(picture.size) > 400
    return [file.name for file in files]


def test_a_history_is_drawn_as_loss_and_metrics(tmp_path: Path) -> None:
    rows = history(30, loss=1, validation_loss=1.2, validation_accuracy=0.9, validation_f1=0.8)
    files = plot_history(rows, tmp_path / "plots", best_epoch=17)
    assert names(files) == ["loss.svg", "loss.png", "metrics.svg", "metrics.png"]
    assert {"training", "validation", "best epoch: 17", "epoch"} <= set(texts(files[0]))
    assert {"accuracy", "F1", "best epoch: 17"} <= set(texts(files[2]))


def test_metrics_that_share_a_scale_share_a_panel() -> None:
    names = ["f1", "top_3_accuracy", "brier", "log_loss", "mape"]
    panels = metric_panels(history(3, **{f"validation_{name}": 0.5 for name in names}))
    assert [list(curves) for curves in panels.values()] == [
        ["F1", "top_3_accuracy"],
        ["Brier", "log loss"],
        ["MAPE"],
    ]


def test_a_wide_loss_is_drawn_on_a_logarithmic_scale(tmp_path: Path) -> None:
    assert "20" in texts(plot_history(history(30, loss=30), tmp_path, None)[0])
    labels = texts(plot_history(history(300, loss=100), tmp_path, None)[0])
    assert {"1", "10", "100"} <= set(labels)
    assert not any("mathdefault" in label for label in labels)


def test_without_validation_there_is_no_picture_of_metrics(tmp_path: Path) -> None:
    files = plot_history(history(3, loss=1), tmp_path, best_epoch=None)
    assert names(files) == ["loss.svg", "loss.png"]
    assert "validation" not in texts(files[0])


def test_rows_may_be_text_with_empty_cells(tmp_path: Path) -> None:
    rows = [
        {"epoch": "1", "loss": "0.5", "validation_loss": "", "validation_r2": ""},
        {"epoch": "2", "loss": "0.4", "validation_loss": "0.6", "validation_r2": "-0.25"},
    ]
    files = plot_history(rows, tmp_path, best_epoch=2)
    assert "R²" in texts(files[2])


@pytest.mark.parametrize("value", [0.0, -1.0, 1e-320, 1e308, float("inf"), float("nan")])
@pytest.mark.parametrize("epochs", [1, 2])
def test_no_number_stops_the_pictures(tmp_path: Path, value: float, epochs: int) -> None:
    rows = history(epochs, loss=value, validation_loss=1.0, validation_rmse=value)
    assert names(plot_history(rows, tmp_path, best_epoch=1))[:2] == ["loss.svg", "loss.png"]
    numbers = np.array([[value], [value], [1.0]])
    assert names(plot_predicted_against_true(numbers, numbers, ["y"], tmp_path))


def test_the_confusion_matrix_shows_counts_and_names(tmp_path: Path) -> None:
    counts = np.array([[10, 0, 3], [1, 9, 0], [0, 0, 0]])
    files = plot_confusion_matrix(counts, ["cat", "dog", "$a_1$ & <b>"], tmp_path)
    assert names(files) == ["confusion_matrix.svg", "confusion_matrix.png"]
    shown = texts(files[0])
    assert shown.count("$a_1$ & <b>") == 2
    assert {"10", "77%", "9", "90%", "3", "23%", "1", "0"} <= set("\n".join(shown).split())


@pytest.mark.parametrize("classes", [1, 2, 30, 100])
def test_any_number_of_classes_fits_on_a_page(tmp_path: Path, classes: int) -> None:
    counts = np.diag(np.arange(classes)) + 1
    labels = [f"a class with the long name {number}" for number in range(classes)]
    svg, png = plot_confusion_matrix(counts, labels, tmp_path)
    with Image.open(png) as picture:
        assert max(picture.size) < 2500
    assert svg.stat().st_size < 500_000


def test_each_label_gets_its_own_confusion_matrix(tmp_path: Path) -> None:
    labels = ["rain/snow", "rain snow", "Rain-Snow"]
    counts = [np.eye(2, dtype=int)] * 3
    files = plot_confusion_matrices(counts, [["no", "yes"]] * 3, labels, tmp_path)
    stems = [file.stem.removeprefix("confusion_matrix_") for file in files[::2]]
    assert stems == ["rain-snow", "rain-snow-2", "Rain-Snow-3"]
    assert "Confusion matrix: rain/snow" in texts(files[0])
    assert "Confusion matrix: rain snow" in texts(files[2])


def test_each_target_gets_its_own_picture(tmp_path: Path) -> None:
    values = np.arange(20.0).reshape(10, 2)
    one = plot_predicted_against_true(values[:, :1], values[:, :1], ["price"], tmp_path)
    assert names(one) == ["predicted_against_true.svg", "predicted_against_true.png"]
    two = plot_predicted_against_true(values, values, ["price", "área_$"], tmp_path)
    assert names(two[2:]) == [
        "predicted_against_true_área_.svg",
        "predicted_against_true_área_.png",
    ]
    assert "true área_$" in texts(two[2])


def test_many_points_are_drawn_as_a_density(tmp_path: Path) -> None:
    source = np.random.default_rng(0)
    true = source.normal(size=(20_000, 1))
    svg, _ = plot_predicted_against_true(true, true, ["y"], tmp_path)
    assert "rows" in texts(svg)  # the scale of the density
    assert svg.stat().st_size < 200_000


def test_one_row_or_none_is_still_a_picture(tmp_path: Path) -> None:
    for rows in (0, 1):
        assert names(
            plot_predicted_against_true(np.ones((rows, 1)), np.ones((rows, 1)), ["y"], tmp_path)
        )


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.text(max_size=40), min_size=2, max_size=4))
def test_any_class_name_is_drawn_without_a_warning(tmp_path: Path, classes: list[str]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        counts = np.ones((len(classes), len(classes)), dtype=int)
        svg, _ = plot_confusion_matrix(counts, classes, tmp_path, label=classes[0])
    assert svg.parent == tmp_path
    ElementTree.parse(svg)


def test_the_same_numbers_give_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    program = (
        "import sys, pathlib, numpy as np\n"
        "from nnfs_cli.report.plots import *\n"
        "folder = pathlib.Path(sys.argv[1])\n"
        "plot_history([{'epoch': 1, 'loss': 2, 'validation_loss': 3}], folder, 1)\n"
        "plot_confusion_matrix(np.eye(3, dtype=int), list('abc'), folder)\n"
        "plot_predicted_against_true(np.ones((6000, 1)), np.ones((6000, 1)), ['y'], folder)\n"
        "assert 'matplotlib.pyplot' not in sys.modules\n"
    )
    for run in ("first", "second"):
        subprocess.run([sys.executable, "-c", program, str(tmp_path / run)], check=True)
    first = {file.name: file.read_bytes() for file in (tmp_path / "first").iterdir()}
    second = {file.name: file.read_bytes() for file in (tmp_path / "second").iterdir()}
    assert len(first) == 6
    assert first == second


def test_drawing_leaves_matplotlib_as_it_was(tmp_path: Path) -> None:
    import matplotlib

    before = dict(matplotlib.rcParams)
    plot_history(history(2, loss=1), tmp_path, None)
    assert dict(matplotlib.rcParams) == before


def test_names_are_made_fit_for_files_and_axes() -> None:
    assert file_names("plot", [""]) == ["plot"]
    assert file_names("plot", ["../a b/ü", "x-3", "x", "X"]) == [
        "plot_a-b-ü",
        "plot_x-3",
        "plot_x",
        "plot_X-4",
    ]
    assert shortened("two\nlines") == "two lines"
    assert shortened("a name that is far too long, part 17") == "a name that is…part 17"
    assert len(shortened("x" * 100)) == 24
    assert shortened("a\x1b\ud800") == "a��"
