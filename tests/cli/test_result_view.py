from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeAlias

from rich.console import Group

from nnfs_cli.cli.result_view import after_training, files_in, metrics_table, record
from nnfs_cli.data.targets import TargetEncoder
from nnfs_cli.experiment.threshold_choice import ThresholdChoice
from nnfs_cli.task import Task

Shown: TypeAlias = Callable[[object], list[str]]

RESULT: dict[str, Any] = {
    "status": "finished",
    "task": Task.MULTICLASS,
    "directory": Path("runs/iris-001"),
    "metrics": {
        "train": {"loss": 0.0512, "accuracy": 0.97143},
        "validation": {},
        "test": {"loss": 0.0611, "accuracy": 1.0, "roc_auc": None},
    },
    "baseline": {"accuracy": 1 / 3},
    "verdict": "The network beats [the] baseline.",
    "best_epoch": 31,
    "epochs": 1037,
    "seconds": 2.13,
    "next_command": "nn predict runs/iris-001 new.csv",
    "spread": {},
    "threshold": None,
    "ending": "",
    "warnings": (),
    "linear": {},
    "intervals": {},
    "remark": "",
}


def test_metrics_stand_by_part_with_the_baseline_beside(shown: Shown) -> None:
    assert shown(metrics_table(RESULT["metrics"], RESULT["baseline"])) == [
        "            Train     Test   Baseline",
        "─────────────────────────────────────",
        "loss       0.0512   0.0611",
        "accuracy   0.9714   1.0000     0.3333",
        "roc_auc                  –",
    ]


def test_intervals_stand_behind_the_last_part_and_the_linear_model_behind_them(
    shown: Shown,
) -> None:
    table = metrics_table(
        RESULT["metrics"],
        RESULT["baseline"],
        linear={"accuracy": 0.9, "roc_auc": 0.95},
        intervals={"accuracy": (0.8869, 1.0)},
    )
    assert shown(table) == [
        "                                 95 %",
        "           Train    Test     interval  Linear  Baseline",
        "───────────────────────────────────────────────────────",
        "loss      0.0512  0.0611",
        "accuracy  0.9714  1.0000  0.887–1.000  0.9000    0.3333",
        "roc_auc                –               0.9500",
    ]


def test_what_is_to_be_known_of_the_linear_model_stands_below_the_verdict(shown: Shown) -> None:
    said = SimpleNamespace(**RESULT | {"remark": "No linear model beside it: too large."})
    lines = shown(Group(*after_training(said)))
    assert lines[-2:] == [RESULT["verdict"], said.remark]


def test_after_training_names_go_out_as_they_are(shown: Shown) -> None:
    lines = shown(Group(*after_training(SimpleNamespace(**RESULT))))
    assert lines[0] == "1,037 epochs in 2.1 s, epoch 31 was the best"
    assert lines[-1] == "The network beats [the] baseline."


def test_of_interrupted_folds_it_says_how_many_are_done(shown: Shown) -> None:
    nothing_yet = {"metrics": {}, "baseline": {}, "epochs": 0, "best_epoch": None, "seconds": 0.0}
    said = {"status": "interrupted", "verdict": "1 of 4 folds are done."}
    lines = shown(Group(*after_training(SimpleNamespace(**RESULT | nothing_yet | said))))
    assert lines == ["Interrupted: 1 of 4 folds are done."]


def test_an_optimizer_that_was_done_says_so(shown: Shown) -> None:
    done = RESULT | {"status": "stopped", "ending": "lbfgs has converged"}
    lines = shown(Group(*after_training(SimpleNamespace(**done))))
    assert lines[:2] == [
        "Stopped early: 1,037 epochs in 2.1 s, epoch 31 was the best",
        "lbfgs has converged",
    ]


def test_a_chosen_threshold_is_told_with_its_reason(shown: Shown) -> None:
    labels = fit_labels("ra\x1bin", "fog").with_threshold((0.31, 0.5))
    chosen = ThresholdChoice(labels, "best_f1", 1200)
    lines = shown(Group(*after_training(SimpleNamespace(**RESULT | {"threshold": chosen}))))
    assert lines[1] == (
        "Thresholds ra\\x1bin 0.31, fog 0.5, each chosen for the best f1 on 1,200 validation rows"
    )
    kept = record(SimpleNamespace(**RESULT | {"threshold": chosen}))
    assert kept["threshold"] == {
        "values": {"ra\x1bin": 0.31, "fog": 0.5},
        "chosen_for": "best_f1",
        "validation_rows": 1200,
    }


def fit_labels(*names: str) -> TargetEncoder:
    return TargetEncoder(Task.MULTILABEL, names, (("0", "1"),) * len(names))


def test_the_record_has_every_part_under_its_own_name() -> None:
    kept = record(SimpleNamespace(**RESULT))
    assert kept["test"] == RESULT["metrics"]["test"]
    assert kept["task"] == "multiclass"
    assert kept["run"] == "runs/iris-001"


def test_files_are_listed_by_name(tmp_path: Path, shown: Shown) -> None:
    (tmp_path / "plots").mkdir()
    (tmp_path / "model.json").touch()
    assert shown(files_in(tmp_path))[-1].strip() == "model.json, plots/"
