"""Networks built to go wrong, each in its own way, and others that do well."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TypeAlias

import pytest

from nnfs_cli.build.plan import Plan
from nnfs_cli.doctor.training_watch import TrainingWatch, is_power_of_2
from nnfs_cli.errors import TrainingError
from nnfs_cli.scoring import predict_rows

Planned: TypeAlias = Callable[..., Plan]
FOREVER = "training.early_stopping=null"
SGD = "training.optimizer=sgd"
IRIS, DIABETES = ("iris.csv", "species"), ("diabetes.csv", "progression")


def layers(activation: str, depth: int, units: int = 30) -> str:
    hidden = f"{{type: dense, units: {units}, activation: {activation}}}, " * depth
    return f"model.layers=[{hidden}{{type: dense}}]"


def watched(plan: Plan, epochs: int) -> TrainingWatch:
    """What is said in so many epochs."""
    network = plan.network()
    trainer = plan.trainer(network)
    watch = TrainingWatch(plan, network.vector.learned)
    dataset, rows = plan.data.dataset, plan.data.split.validation
    try:
        for report in trainer.run():
            p = predict_rows(network, dataset, rows)
            loss = plan.loss().value(p.T, dataset.t[rows].T.astype(p.dtype))
            watch.after_epoch(report, loss, network.vector.values)
            if report.epoch == epochs:
                break
    except TrainingError:
        pass
    return watch


def test_dead_units(planned: Planned) -> None:
    plan = planned(*IRIS, SGD, "training.learning_rate=5", layers("relu", 2))
    said = watched(plan, 8).said["dead"]
    assert said.what.endswith(
        "relu units of layer 2 (dense) answer 0 to each of the 64 training rows looked at"
    )
    assert "--set training.learning_rate=0.5" in said.change
    assert "--set model.layers.1.activation=leaky_relu" in said.change


def test_where_the_config_lists_no_layers_none_is_set_by_number(planned: Planned) -> None:
    plan = planned(*IRIS, SGD, "training.learning_rate=5")
    said = watched(plan, 8).said["dead"]
    assert "activation: leaky_relu in model.layers" in said.change


def test_a_vanishing_gradient(planned: Planned) -> None:
    plan = planned(*IRIS, SGD, "training.learning_rate=0.1", layers("sigmoid", 6))
    watch = watched(plan, 32)
    assert list(watch.said) == ["vanishing"]
    assert "layer 1 (dense)" in watch.said["vanishing"].what
    assert "model.layers.0.activation=relu" in watch.said["vanishing"].change


STEEP = (*DIABETES, SGD, "preprocessing.target=none", layers("tanh", 1, 16))


def test_an_exploding_gradient(planned: Planned) -> None:
    said = watched(planned(*STEEP, "training.learning_rate=0.3"), 8).said["exploding"]
    assert "--set training.gradient_clip=1" in said.change
    assert "--set preprocessing.target=standardize" in said.change


def test_a_clipped_gradient_does_not_explode(planned: Planned) -> None:
    plan = planned(*STEEP, "training.learning_rate=0.3", "training.gradient_clip=1")
    assert "exploding" not in watched(plan, 8).said


def test_a_learning_rate_too_high(planned: Planned) -> None:
    plan = planned(
        *IRIS, "training.optimizer=rmsprop", "training.learning_rate=3", layers("tanh", 1, 16)
    )
    watch = watched(plan, 64)
    assert list(watch.said) == ["rate too high"]
    assert "--set training.learning_rate=0.3" in watch.said["rate too high"].change


@pytest.mark.parametrize(("rate", "usual"), [("1e-5", "adam"), ("1e-4", "sgd")])
def test_a_learning_rate_too_low(planned: Planned, rate: str, usual: str) -> None:
    plan = planned(*IRIS, f"training.optimizer={usual}", f"training.learning_rate={rate}")
    watch = watched(plan, 8)
    assert list(watch.said) == ["rate too low"]
    assert "--set training.learning_rate=0.001" in watch.said["rate too low"].change


def test_a_warmup_is_no_learning_rate_too_low(planned: Planned) -> None:
    schedule = "training.schedule={type: constant, warmup: 100}"
    plan = planned(*IRIS, "training.epochs=400", "training.learning_rate=1e-4", schedule)
    assert not watched(plan, 32).said


def test_overfitting(planned: Planned) -> None:
    plan = planned(
        *DIABETES,
        FOREVER,
        "training.epochs=200",
        "training.learning_rate=0.01",
        layers("tanh", 1, 100),
    )
    said = watched(plan, 200).said["overfitting"]
    assert "has not been better since epoch" in said.what
    assert "training.early_stopping={patience: 10}" in said.change


def test_early_stopping_sees_to_overfitting_itself(planned: Planned) -> None:
    plan = planned(
        *DIABETES,
        "training.epochs=200",
        "training.learning_rate=0.01",
        "training.early_stopping={patience: 100}",
        layers("tanh", 1, 100),
    )
    assert not watched(plan, 200).said


@pytest.mark.parametrize(
    "plan_of",
    [
        (*IRIS,),
        (*DIABETES,),
        ("breast_cancer.csv", "diagnosis", "training.class_weight=balanced"),
        ("wine.csv", "cultivar", "training.optimizer={type: lbfgs}", layers("tanh", 1)),
        (*IRIS, SGD, "training.learning_rate=0.1", layers("relu", 5)),
        (*DIABETES, "preprocessing.target=none", "training.learning_rate=1", layers("tanh", 1, 16)),
        (*IRIS, "training.schedule=one_cycle", "training.learning_rate=0.01"),
        (
            *IRIS,
            "model.layers=[{type: dense, units: 20, activation: relu, l1: 0.05}, {type: dense}]",
        ),
    ],
)
def test_what_learns_well_is_left_in_peace(planned: Planned, plan_of: tuple[str, ...]) -> None:
    assert not watched(planned(*plan_of), 64).said


def test_each_thing_is_said_once(planned: Planned) -> None:
    plan = planned(*IRIS, SGD, "training.learning_rate=5", layers("relu", 2))
    network = plan.network()
    watch = TrainingWatch(plan, network.vector.learned)
    told = [
        concern
        for report in plan.trainer(network).run()
        for concern in watch.after_epoch(report, None, network.vector.values)
    ]
    assert told == list(watch.said.values())
    assert len({concern.why for concern in told}) <= len(told)


def test_it_looks_after_epochs_1_2_4_8() -> None:
    looked = [epoch for epoch in range(1, 70) if is_power_of_2(epoch)]
    assert looked == [1, 2, 4, 8, 16, 32, 64]


def test_its_state_survives(planned: Planned) -> None:
    plan = planned(*IRIS, SGD, "training.learning_rate=5", layers("relu", 2))
    watch = watched(plan, 20)
    again = TrainingWatch(plan, plan.network().vector.learned)
    again.load_state(watch.state())
    assert again.state() == watch.state()
    assert math.isfinite(again.course.loss)
    assert again.said == watch.said
