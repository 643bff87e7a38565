"""Shapley values against closed forms, against their definition, and against the answer itself."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from nnfs_cli.analysis import attribution as module
from nnfs_cli.analysis.attribution import attribution
from nnfs_cli.analysis.subject import Subject, View
from nnfs_cli.data.raw_columns import CategoricalColumn, NumericColumn, RawColumn
from nnfs_cli.data.scaling import Standardize
from nnfs_cli.data.targets import TargetEncoder
from nnfs_cli.engine.components import ACTIVATIONS, LAYERS
from nnfs_cli.engine.layers.activation import ActivationLayer
from nnfs_cli.engine.network import Network
from nnfs_cli.task import Task
from tests.analysis.subjects import columns, encoder_of, linear_subject

TYPICAL: tuple[RawColumn, ...] = (
    NumericColumn("age", np.array([50.0])),
    NumericColumn("income", np.array([3000.0])),
    CategoricalColumn("city", np.array([1], np.int32), ("A", "B", "C")),
    NumericColumn("noise", np.array([0.0])),
)


def bent_network(inputs: int, outputs: int, activation: str, seed: int = 0) -> Network:
    layers = [
        LAYERS.create("dense", units=6),
        ActivationLayer(ACTIVATIONS.create("tanh")),
        LAYERS.create("dense", units=outputs),
        ActivationLayer(ACTIVATIONS.create(activation)),
    ]
    network = Network(layers, (inputs,), np.float64)
    network.initialize(np.random.default_rng(seed))
    return network


TARGETS = {
    Task.REGRESSION: TargetEncoder(
        Task.REGRESSION, ("y", "z"), scalers=(Standardize(100.0, 20.0), None)
    ),
    Task.BINARY: TargetEncoder(Task.BINARY, ("sick",), (("no", "yes"),)),
    Task.MULTILABEL: TargetEncoder(Task.MULTILABEL, ("a", "b"), (("0", "1"), ("0", "1"))),
    Task.MULTICLASS: TargetEncoder(Task.MULTICLASS, ("kind",), (("u", "v", "w"),)),
}
ACTIVATION = {Task.REGRESSION: "linear", Task.MULTICLASS: "softmax"}


def bent_subject(task: Task, members: int = 1, rows: int = 12) -> Subject:
    features, targets = columns(rows), TARGETS[task]
    views = []
    for member in range(members):
        numeric = ["standardize"] if member % 2 == 0 else ["minmax"]
        encoder = encoder_of(features, numeric)
        activation = ACTIVATION.get(task, "sigmoid")
        network = bent_network(encoder.width, targets.outputs, activation, member)
        x = encoder.encode(features, np.float64).x
        views.append(View(network, encoder, targets, x))
    return Subject(tuple(views), np.empty((rows, 0), np.float32), targets)


def test_a_linear_function_shares_weight_times_distance() -> None:
    found = attribution(linear_subject(), TYPICAL)
    age, income, city, _ = columns()
    assert isinstance(age, NumericColumn)
    assert isinstance(income, NumericColumn)
    assert isinstance(city, CategoricalColumn)
    adds = np.array([1.0, -3.0, 5.0])
    expected = [
        2 * (age.values - 50),
        0.01 * (income.values - 3000),
        adds[city.codes] - adds[1],
        np.zeros(len(age.values)),
    ]
    np.testing.assert_allclose(found.effects[:, :, 0], np.transpose(expected), atol=1e-9)
    np.testing.assert_allclose(found.typical, 2 * 50 + 30 - 3)


@pytest.mark.parametrize("task", list(Task))
@pytest.mark.parametrize("members", [1, 3])
@pytest.mark.parametrize("most_exact", [9, 0])
def test_effects_add_up_to_the_answer(
    task: Task, members: int, most_exact: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_EXACT", most_exact)
    subject = bent_subject(task, members)
    found = attribution(subject, TYPICAL)
    p = subject.decoded(subject.outputs())
    answers = p.max(axis=1, keepdims=True) if task is Task.MULTICLASS else p
    np.testing.assert_allclose(found.answers, answers, rtol=1e-12)
    np.testing.assert_allclose(found.typical + found.effects.sum(axis=1), answers, rtol=1e-12)
    assert np.abs(found.effects).max() > 1e-3, "something moved the answers"


def test_exact_values_are_the_mean_over_all_orders() -> None:
    subject = bent_subject(Task.REGRESSION).take(np.arange(2))
    view = subject.views[0]
    typical = view.encoder.encode(TYPICAL, np.float64).x[0]
    stretches = [[0], [1], [2, 3, 4], [5]]

    def answer(row: np.ndarray, chosen: tuple[int, ...]) -> np.ndarray:
        blend = typical.copy()
        for place in chosen:
            blend[stretches[place]] = row[stretches[place]]
        return subject.decoded(view.outputs(blend[None]))[0]

    found = attribution(subject, TYPICAL)
    for number, row in enumerate(view.x):
        shares = np.zeros((4, 2))
        for order in permutations(range(4)):
            for k, place in enumerate(order):
                shares[place] += answer(row, order[: k + 1]) - answer(row, order[:k])
        np.testing.assert_allclose(found.effects[number], shares / 24, atol=1e-9)


def test_estimated_values_come_near_the_exact_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    subject = bent_subject(Task.BINARY)
    exact = attribution(subject, TYPICAL).effects
    monkeypatch.setattr(module, "MOST_EXACT", 0)
    estimated = attribution(subject, TYPICAL, seed=1).effects
    assert 0 < np.abs(estimated - exact).max() < 0.1 * np.abs(exact).max()
    np.testing.assert_array_equal(estimated, attribution(subject, TYPICAL, seed=1).effects)
    assert (estimated != attribution(subject, TYPICAL, seed=2).effects).any()


def test_a_row_does_not_depend_on_the_rows_beside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_EXACT", 0)
    subject = bent_subject(Task.BINARY)
    together = attribution(subject, TYPICAL).effects
    monkeypatch.setattr(module, "MOST_ROWS_AT_A_TIME", 5)
    monkeypatch.setattr(module, "SETS_AT_A_TIME", 2)
    monkeypatch.setattr(module, "NUMBERS_AT_A_TIME", 40)
    np.testing.assert_allclose(attribution(subject, TYPICAL).effects, together, atol=1e-12)
    alone = attribution(subject.take(np.array([7])), TYPICAL).effects
    np.testing.assert_allclose(alone[0], together[7], atol=1e-12)


def test_the_typical_row_has_no_effects() -> None:
    subject = bent_subject(Task.MULTICLASS)
    view = subject.views[0]
    typical = View(
        view.network, view.encoder, view.targets, view.encoder.encode(TYPICAL, np.float64).x
    )
    found = attribution(Subject((typical,), np.empty((1, 0), np.float32), subject.targets), TYPICAL)
    np.testing.assert_allclose(found.effects, 0, atol=1e-15)


def test_no_rows_have_no_effects() -> None:
    found = attribution(bent_subject(Task.MULTILABEL).take(np.arange(0)), TYPICAL)
    assert found.effects.shape == (0, 4, 2)
    assert found.answers.shape == (0, 2)
