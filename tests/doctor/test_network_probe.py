from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
import pytest

from nnfs_cli.build.plan import Plan
from nnfs_cli.doctor.network_probe import NetworkProbe, constant_loss, evenly
from nnfs_cli.engine.buffers import Buffer

Planned: TypeAlias = Callable[..., Plan]
LAYERS = (
    "model.layers=[{type: dense, units: 8, activation: relu}, {type: dropout, rate: 0.5}, "
    "{type: batch_norm}, {type: dense, units: 5, activation: relu, l1: 0.1}, {type: dense}]"
)


@pytest.fixture
def plan(planned: Planned) -> Plan:
    return planned("iris.csv", "species", LAYERS, "training.precision=float64")


def test_units_that_never_fire_are_counted(plan: Plan) -> None:
    network = plan.network()
    network.vector.layers[0]["biases"].value[:3] = -1e6
    first, *_, hidden, last = NetworkProbe(plan).look(network.vector.values)
    assert (first.index, first.type, first.dead, first.units) == (0, "dense", 3, 8)
    assert (hidden.index, hidden.units) == (3, 0)  # l1 means to switch units off
    assert (last.index, last.units) == (4, 0)


def test_the_gradient_is_that_of_the_loss(plan: Plan) -> None:
    """Against the slope along the gradient itself, measured on the same rows in a third network."""
    network = plan.network()
    probe = NetworkProbe(plan)
    values = network.vector.values
    vitals = [v for v in probe.look(values) if v.gradient is not None]
    assert [v.index for v in vitals] == [0, 3, 4]
    x = Buffer.of_rows(probe._x, network.input_shape, probe._factor)

    def objective(place: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
        network.vector.values[...] = place
        return plan.loss().value(network.forward(x), probe._t) + network.vector.penalty()

    vector = probe.network.vector
    position = max(place for place, views in enumerate(vector.layers) if views)
    direction = np.zeros_like(values)
    places = vector.stretches[position]
    direction[places] = vector.gradients[places]
    step = 1e-6 / vitals[-1].gradient
    before = values.copy()
    slope = (objective(before + step * direction) - objective(before - step * direction)) / 2e-6
    assert vitals[-1].gradient == pytest.approx(slope, rel=1e-5)
    assert vitals[-1].weights == pytest.approx(
        np.sqrt(sum(np.square(view.value).sum() for view in vector.layers[position].values()))
    )


def test_a_look_leaves_the_network_alone(plan: Plan) -> None:
    network = plan.network()
    before = network.vector.values.copy()
    NetworkProbe(plan).look(network.vector.values)
    assert network.vector.values.tobytes() == before.tobytes()
    assert not network.vector.gradients.any()


def test_few_rows_are_taken_evenly() -> None:
    assert evenly(np.arange(10), 20).tolist() == list(range(10))
    assert evenly(np.arange(101), 5).tolist() == [0, 25, 50, 75, 100]


def test_the_constant_loss_of_classes_is_their_entropy(planned: Planned) -> None:
    plan = planned("iris.csv", "species")
    labels = plan.data.dataset.t[plan.data.split.training].argmax(axis=1)
    share = np.bincount(labels) / len(labels)
    assert constant_loss(plan) == pytest.approx(-(share * np.log(share)).sum(), rel=1e-5)


def test_the_constant_loss_of_numbers_is_their_variance(planned: Planned) -> None:
    plan = planned("diabetes.csv", "progression", "preprocessing.target=none")
    t = plan.data.dataset.t[plan.data.split.training].astype(np.float64)
    assert constant_loss(plan) == pytest.approx(t.var(), rel=1e-5)


def test_with_weighted_classes_it_is_that_of_equal_classes(planned: Planned) -> None:
    plan = planned("breast_cancer.csv", "diagnosis", "training.class_weight=balanced")
    assert constant_loss(plan) == pytest.approx(np.log(2), rel=1e-4)


def test_hinge_has_none(planned: Planned) -> None:
    plan = planned("breast_cancer.csv", "diagnosis", "model.loss=hinge")
    assert constant_loss(plan) is None
