from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, TypeAlias

from rich.console import Group

from nnfs_cli.cli.evaluation_view import after_evaluation, most_confused

Shown: TypeAlias = Callable[[object], list[str]]

DETAILS = {
    "per_class": {
        "set\x1bosa": {"precision": 1.0, "recall": 0.5, "f1": 2 / 3, "support": 1200},
        "[b]": {"precision": 0.25, "recall": None, "f1": None, "support": 0},
    },
    "micro": {},
    "macro": {},
    "confusion_matrix": [[600, 600], [0, 0]],
}


def evaluation(details: dict[str, Any]) -> SimpleNamespace:
    metrics = {"accuracy": 0.5}
    return SimpleNamespace(
        rows=1200,
        kind="row",
        metrics=metrics,
        baseline=metrics,
        linear={},
        intervals={},
        verdict="No better.",
        details=details,
        threshold={"sick": 0.5},
    )


def test_an_evaluation_shows_classes_and_confusions(shown: Shown) -> None:
    lines = shown(Group(*after_evaluation(evaluation(DETAILS))))
    assert lines[0].split() == ["1,200", "rows", "Baseline"]
    assert "set\\x1bosa      1.0000   0.5000   0.6667   1,200" in lines
    assert "[b]             0.2500        –        –       0" in lines
    assert ["set\\x1bosa", "600", "600"] in [line.split() for line in lines]
    assert lines[-1] == "No better."


def test_a_threshold_is_told_where_it_is_not_a_half(shown: Shown) -> None:
    judged = evaluation(DETAILS)
    assert not any("hreshold" in line for line in shown(Group(*after_evaluation(judged))))
    judged.threshold = {"sick": 0.25}
    assert "Threshold 0.2500" in shown(Group(*after_evaluation(judged)))
    judged.threshold = {"sick": 0.25, "o\x1bld": 0.5}
    assert "Thresholds sick 0.2500, o\\x1bld 0.5000" in shown(Group(*after_evaluation(judged)))


def test_calibration_is_shown_on_request(shown: Shown) -> None:
    tenth = {"above": 0.9, "up_to": 1.0, "rows": 1200, "mean_predicted": 0.95, "observed": 0.75}
    judged = evaluation(DETAILS | {"calibration": {"error": 0.2, "bins": [tenth]}})
    assert not any("alibration" in line for line in shown(Group(*after_evaluation(judged))))
    lines = shown(Group(*after_evaluation(judged, with_calibration=True)))
    assert "Calibration, expected error 0.2000" in lines
    assert ["0.9", "–", "1.0", "0.9500", "0.7500", "1,200"] in [line.split() for line in lines]


def test_regression_has_no_classes_to_show(shown: Shown) -> None:
    lines = shown(Group(*after_evaluation(evaluation({}))))
    assert len([line for line in lines if line]) == 4


def test_labels_with_a_matrix_each_show_their_scores_only(shown: Shown) -> None:
    matrices = [[[1, 2], [3, 4]], [[5, 6], [7, 8]]]
    lines = shown(Group(*after_evaluation(evaluation(DETAILS | {"confusion_matrix": matrices}))))
    assert not any("predicted" in line for line in lines)
    assert any("Precision" in line for line in lines)


def test_of_many_classes_the_worst_confusions_are_shown(shown: Shown) -> None:
    classes = [f"class {place}" for place in range(20)]
    matrix = [[5] * 20 for _ in range(20)]
    matrix[3][7] = 99
    lines = shown(most_confused(matrix, classes))
    assert lines[3].split() == ["class", "3", "class", "7", "99"]
    assert len(lines) == 3 + 8
