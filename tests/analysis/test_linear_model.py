"""The linear model against scikit-learn, the closed form, and its own limits."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnfs_cli.analysis import linear_model as module
from nnfs_cli.analysis.linear_model import linear_model
from nnfs_cli.build.plan import Plan, make_plan
from nnfs_cli.config.loading import load_config
from nnfs_cli.engine.network import Network

ROOT = Path(__file__).parent.parent.parent


def plan_of(name: str, *overrides: str) -> Plan:
    return make_plan(load_config(ROOT / "configs" / f"{name}.yaml", list(overrides)))


def weights_of(network: Network | None) -> tuple[Any, Any]:
    """W (inputs, outputs) and b (outputs,)"""
    assert network is not None
    views = network.vector.layers[0]
    return views["weights"].value, views["biases"].value


def rows_of(plan: Plan) -> tuple[Any, Any]:
    """x without the column of ones, and t, of the training rows"""
    rows, dataset = plan.data.split.training, plan.data.dataset
    return dataset.x[rows, :-1].astype(np.float64), dataset.t[rows].astype(np.float64)


def test_regression_is_ridge_in_closed_form() -> None:
    """mean (x w + b - t)^2 + |w|^2 / n, so w = (x' x + I)^-1 x' t on centred columns."""
    plan = plan_of("diabetes", "training.precision=float64")
    model = linear_model(plan, 10)
    x, t = rows_of(plan)
    middle = x - x.mean(axis=0)
    expected = np.linalg.solve(middle.T @ middle + np.eye(x.shape[1]), middle.T @ (t - t.mean()))
    w, b = weights_of(model.network)
    np.testing.assert_allclose(w, expected, atol=2e-3)
    np.testing.assert_allclose(b, t.mean() - x.mean(axis=0) @ expected[:, 0], atol=2e-3)


@pytest.mark.parametrize("name", ["iris", "breast_cancer"])
def test_classes_are_logistic_regression(name: str) -> None:
    """scikit-learn minimises C times the sum of losses plus |w|^2 / 2, so C = 1 / 2 is the same."""
    linear = pytest.importorskip("sklearn.linear_model")
    plan = plan_of(name)
    x, t = rows_of(plan)
    true = t.argmax(axis=1) if t.shape[1] > 1 else t[:, 0]
    theirs = linear.LogisticRegression(C=0.5, tol=1e-8, max_iter=5000).fit(x, true)
    rows = plan.data.split.test
    p = linear_model(plan, 10).outputs(rows)
    assert p is not None
    expected = theirs.predict_proba(plan.data.dataset.x[rows, :-1])
    np.testing.assert_allclose(p, expected[:, -p.shape[1] :], atol=0.01)
    assert np.mean(np.abs(p - expected[:, -p.shape[1] :])) < 2e-3


def test_it_is_the_same_each_time() -> None:
    first, again = (linear_model(plan_of("iris"), 10) for _ in range(2))
    assert np.array_equal(weights_of(first.network)[0], weights_of(again.network)[0])
    assert first.remark == ""


def test_images_are_read_as_the_network_reads_them() -> None:
    plan = plan_of("digits_images")
    p = linear_model(plan, 10).outputs(plan.data.split.test)
    assert p is not None
    right = p.argmax(axis=1) == plan.data.dataset.t[plan.data.split.test].argmax(axis=1)
    assert right.mean() > 0.93


def test_of_many_rows_it_learns_from_some(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = plan_of("breast_cancer")
    monkeypatch.setattr(module, "FREE_WORK", 6.0 * 31 * 4 * module.LOOKS * 200)
    monkeypatch.setattr(module, "ROWS_FOR_AN_INPUT", 5)
    model = linear_model(plan, 0)
    assert model.rows == 200
    assert model.remark == "The linear model learned from 200 of the 398 training rows."
    monkeypatch.setattr(module, "ROWS_FOR_AN_INPUT", 50)
    none = linear_model(plan, 0)
    assert none.outputs(plan.data.split.test) is None
    assert none.remark.startswith("No linear model beside it: with so many inputs")
    assert linear_model(plan, 10_000).rows == 398  # beside a long training it has time for all


def test_the_numbers_of_words_have_no_order() -> None:
    plan = plan_of("reviews_embedding")
    assert linear_model(plan, 10).remark.endswith("the numbers of words have no order.")


def test_rows_weigh_as_in_training() -> None:
    """With a weight of nearly 0 the class of the many counts as little as if it were rare."""
    plan = plan_of("breast_cancer")
    weights = {plan.data.targets.classes[0]: 0.001}
    training = plan.config.training.model_copy(update={"class_weight": weights})
    light = replace(plan, config=plan.config.model_copy(update={"training": training}))
    rows = plan.data.split.test
    even, tilted = (linear_model(of, 10).outputs(rows) for of in (plan, light))
    assert even is not None
    assert tilted is not None
    assert tilted.mean() > even.mean() + 0.1
