"""What `auto` means while training, and what does not go with an optimizer of all rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from nnfs_cli.build.plan import Plan, make_plan
from nnfs_cli.build.training import clip_of
from nnfs_cli.config.loading import load_config
from nnfs_cli.errors import ConfigError, ManyErrors, NNError
from nnfs_cli.training.gradient_clip import GradientClip

IRIS = Path(__file__).parents[2] / "datasets" / "iris.csv"


def plan_of(folder: Path, training: str, layers: str = "auto") -> Plan:
    config = folder / "c.yaml"
    config.write_text(
        f"dataset: {{path: {IRIS.as_posix()}, target: species}}\n"
        f"model:\n  layers: {layers}\n"
        f"training: {{{training}}}\n",
        encoding="utf-8",
    )
    return make_plan(load_config(config))


def mistakes(folder: Path, training: str, layers: str = "auto") -> list[str]:
    with pytest.raises(NNError) as caught:
        plan_of(folder, training, layers)
    error = caught.value
    errors = error.errors if isinstance(error, ManyErrors) else [error]
    assert all(isinstance(each, ConfigError) and each.hint for each in errors)
    return [str(each).replace(str(folder / "c.yaml"), "c.yaml") for each in errors]


@pytest.mark.parametrize(
    ("training", "batch_size", "learning_rate"),
    [
        ("", 32, 0.001),
        ("optimizer: lion", 32, 0.0001),
        ("optimizer: adadelta, batch_size: full", 105, 1.0),
        ("optimizer: lbfgs", 105, 1.0),
        ("optimizer: lbfgs, batch_size: full, learning_rate: 0.5", 105, 0.5),
        ("optimizer: lbfgs, batch_size: 105", 105, 1.0),
        ("optimizer: sgd, batch_size: 1000, learning_rate: 2", 105, 2),
    ],
)
def test_auto(tmp_path: Path, training: str, batch_size: int, learning_rate: float) -> None:
    complete = plan_of(tmp_path, training).config.training
    assert complete.batch_size == batch_size
    assert complete.learning_rate == learning_rate


@pytest.mark.parametrize(
    ("written", "limit"),
    [
        ("null", None),
        ("1.5", GradientClip(norm=1.5)),
        ("{norm: 1.5}", GradientClip(norm=1.5)),
        ("{value: 0.5}", GradientClip(value=0.5)),
    ],
)
def test_gradient_clip(tmp_path: Path, written: str, limit: GradientClip | None) -> None:
    plan = plan_of(tmp_path, f"gradient_clip: {written}")
    assert clip_of(plan.config.training) == limit
    assert plan.trainer(plan.network()).gradient_clip == limit


@pytest.mark.parametrize("written", ["{}", "{norm: 1, value: 1}", "{norm: null}"])
def test_gradients_are_clipped_in_one_way(tmp_path: Path, written: str) -> None:
    assert mistakes(tmp_path, f"gradient_clip: {written}") == [
        "c.yaml:4:27: training.gradient_clip: gradients are clipped by norm or by value, one of "
        "them"
    ]


def test_what_does_not_go_with_lbfgs_is_told_at_once(tmp_path: Path) -> None:
    layers = "[{type: dense, units: 3, max_norm: 1}, {type: dropout, rate: 0.2}, batch_norm, dense]"
    training = "optimizer: lbfgs, batch_size: 104, gradient_clip: 1, schedule: cosine"
    assert mistakes(tmp_path, training, layers) == [
        "c.yaml:4:42: training.batch_size: lbfgs looks at all 105 training rows in every step, "
        "so there are no batches of 104",
        "c.yaml:4:62: training.gradient_clip: lbfgs measures its steps by the gradient, so it "
        "must not be clipped",
        "c.yaml:4:75: training.schedule: lbfgs finds the length of every step itself, so there "
        "is nothing to schedule",
        "c.yaml:3:12: model.layers.0: lbfgs must find weights as it left them, but max_norm "
        "shortens them",
        "c.yaml:3:50: model.layers.1: lbfgs compares the loss of different weights, which dropout "
        "would change at random",
        "c.yaml:3:78: model.layers.2: lbfgs takes few steps, too few for the statistics that "
        "batch_norm gathers on its way",
    ]


def test_a_warmup_is_a_schedule_too(tmp_path: Path) -> None:
    (told,) = mistakes(tmp_path, "optimizer: lbfgs, schedule: {type: constant, warmup: 2}")
    assert "nothing to schedule" in told


@pytest.mark.parametrize(
    ("units", "overrides", "expected"),
    [
        (8, [], 1),
        (20_000, [], 4),
        (20_000, ["split.k_folds=2"], 1),  # the folds share the cores
        (8, ["training.threads=3"], 3),
    ],
)
def test_wide_layers_get_threads_by_rule(
    tmp_path: Path,
    units: int,
    overrides: list[str],
    expected: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("nnfs_cli.matrix_threads.processors", lambda: 6)
    (tmp_path / "t.csv").write_text("x,y\n" + "".join(f"{n},{n % 7}.5\n" for n in range(2000)))
    layers = f"[{{type: dense, units: {units}}}, {{type: dense}}]"
    config = tmp_path / "t.yaml"
    config.write_text(
        f"dataset: {{path: t.csv, target: y}}\nmodel: {{layers: {layers}}}\n"
        "training: {batch_size: full, epochs: 1}\n"
    )
    plan = make_plan(load_config(config, overrides))
    assert plan.threads == plan.config.training.threads == expected
