"""Which metrics, monitors and thresholds a config may ask for, and what is said of the others."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nnfs_cli.build.plan import Plan, make_plan
from nnfs_cli.config.loading import load_config
from nnfs_cli.errors import ConfigError, NNError


def plan_for(folder: Path, text: str, target: str = "late", rare: int = 30) -> Plan:
    source = np.random.default_rng(0)
    rows = ["x,late,cold,city,two,price"]
    for row in range(60):
        city = "abcd"[row % 4]
        rows.append(f"{source.random()},{row % 2},{int(row < rare)},{city},{city < 'c'},{row / 7}")
    (folder / "table.csv").write_text("\n".join(rows) + "\n")
    config = folder / "c.yaml"
    config.write_text(f"dataset: {{path: table.csv, features: [x], target: {target}}}\n{text}\n")
    return make_plan(load_config(config))


def titles(plan: Plan) -> list[str]:
    return [metric.title for metric in plan.metrics]


def test_auto_is_the_usual_ones_and_a_list_is_kept(tmp_path: Path) -> None:
    usual = ["accuracy", "precision", "recall", "f1", "roc_auc"]
    assert titles(plan_for(tmp_path, "")) == usual
    assert titles(plan_for(tmp_path, "", target="price")) == ["rmse", "mae", "r2"]
    chosen = "evaluation: {metrics: [{type: top_k_accuracy, k: 3}, brier]}"
    assert titles(plan_for(tmp_path, chosen, target="city")) == ["top_3_accuracy", "brier"]


def test_what_is_watched_is_measured(tmp_path: Path) -> None:
    stopping = "training: {early_stopping: {monitor: validation_%s}}\n"
    watched = plan_for(tmp_path, stopping % "log_loss" + "evaluation: {metrics: [f1]}")
    assert titles(watched) == ["f1", "log_loss"]
    top = "evaluation: {metrics: [{type: top_k_accuracy, k: 2}]}"
    watched = plan_for(tmp_path, stopping % "top_2_accuracy" + top, target="city")
    assert titles(watched) == ["top_2_accuracy"]
    assert titles(plan_for(tmp_path, stopping % "loss"))[0] == "accuracy"


@pytest.mark.parametrize(
    ("text", "target", "message"),
    [
        ("evaluation: {metrics: [rmse]}", "late", "rmse does not measure binary"),
        ("evaluation: {metrics: [mape, r2, mape]}", "price", "mape is there twice"),
        (
            "evaluation: {metrics: [{type: top_k_accuracy, k: 4}]}",
            "city",
            "of 4 classes the true one is always among the first 4",
        ),
        (
            "training: {early_stopping: {monitor: validation_auc}}",
            "late",
            "unknown metric 'validation_auc'; here it is called 'validation_roc_auc'",
        ),
        (
            "training: {early_stopping: {monitor: validation_brierr}}",
            "late",
            "unknown metric 'validation_brierr'; did you mean 'validation_brier'?",
        ),
        (
            "training: {early_stopping: {monitor: validation_top_3_accuracy}}",
            "city",
            "unknown metric 'validation_top_3_accuracy'",
        ),
        (
            "evaluation: {threshold: best_f1}\nsplit: {validation: 0}",
            "late",
            "best_f1 chooses the threshold on validation rows, and no rows are held back",
        ),
        ("evaluation: {threshold: 0.3}", "city", "the most probable of 4 classes"),
        (
            "evaluation: {threshold: best_f1}\n"
            "model: {layers: [{type: dense, activation: softmax}]}",
            "two",
            "the most probable of 2 classes",
        ),
        ("evaluation: {threshold: 0.3}", "price", "here numbers are predicted"),
        (
            "evaluation: {threshold: best_f1}",
            "[late, cold]",
            "all 6 validation rows have the same cold",
        ),
    ],
)
def test_what_cannot_be(tmp_path: Path, text: str, target: str, message: str) -> None:
    with pytest.raises(NNError) as raised:
        plan_for(tmp_path, text, target=target, rare=1)
    (error,) = raised.value.mistakes()
    assert isinstance(error, ConfigError)
    assert message in str(error)
    assert "c.yaml:" in error.where


def test_a_usual_threshold_may_be_written_for_any_task(tmp_path: Path) -> None:
    for target in ("late", "city", "price"):
        assert plan_for(tmp_path, "evaluation: {threshold: 0.5}", target).threshold_rule is None
    assert plan_for(tmp_path, "evaluation: {threshold: 0.3}").data.targets.threshold == 0.3
    assert plan_for(tmp_path, "evaluation: {threshold: youden}").threshold_rule == "youden"
