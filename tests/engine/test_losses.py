"""Losses against PyTorch, scikit-learn, differences of their own values, and by hand."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from nnfs_cli.engine.activations import ACTIVATIONS
from nnfs_cli.engine.buffers import Buffer
from nnfs_cli.engine.layers.activation import ActivationLayer
from nnfs_cli.engine.layers.dense import Dense
from nnfs_cli.engine.losses import LOSSES
from nnfs_cli.engine.losses.loss import Loss
from nnfs_cli.engine.network import Network
from nnfs_cli.task import Task

OUTPUTS, ROWS = 3, 8
CASES: list[tuple[str, dict[str, Any]]] = [
    ("mse", {}),
    ("mae", {}),
    ("huber", {}),
    ("huber", {"delta": 0.3}),
    ("log_cosh", {}),
    ("poisson", {}),
    ("binary_crossentropy", {}),
    ("binary_crossentropy", {"label_smoothing": 0.2}),
    ("hinge", {}),
    ("binary_focal", {}),
    ("binary_focal", {"gamma": 0.5, "alpha": 0.25}),
    ("categorical_crossentropy", {}),
    ("categorical_crossentropy", {"label_smoothing": 0.1}),
    ("categorical_focal", {}),
    ("categorical_focal", {"gamma": 0.5, "alpha": 0.25}),
]
each_case = pytest.mark.parametrize(("name", "options"), CASES)


def examples(loss: Loss) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """x in front of the last activation, p and t, all (outputs, rows)"""
    generator = np.random.default_rng(4)
    x = generator.normal(size=(OUTPUTS, ROWS))
    task = loss.tasks[0]
    p = np.empty_like(x)
    ACTIVATIONS.create(loss.linked_activation or "linear").forward(x, p)
    if task is Task.MULTICLASS:
        return x, p, np.eye(OUTPUTS)[generator.integers(0, OUTPUTS, ROWS)].T
    if loss.needs_positive:
        return x, p, generator.integers(0, 5, x.shape).astype(float)
    if task is Task.BINARY:
        return x, p, generator.integers(0, 2, x.shape).astype(float)
    return x, p, generator.normal(size=x.shape) * 2


def in_pytorch(name: str, options: dict[str, Any], x: Any, p: Any, t: Any) -> Any:
    """the loss of each row, in PyTorch's own words"""
    import torch
    from torch.nn import functional as f

    smoothing = options.get("label_smoothing", 0)
    gamma, alpha = options.get("gamma", 2.0), options.get("alpha")
    if name == "mse":
        return f.mse_loss(p, t, reduction="none").mean(0)
    if name == "mae":
        return f.l1_loss(p, t, reduction="none").mean(0)
    if name == "huber":
        return f.huber_loss(p, t, reduction="none", delta=options.get("delta", 1.0)).mean(0)
    if name == "log_cosh":
        return torch.log(torch.cosh(p - t)).mean(0)
    if name == "poisson":
        rest = torch.xlogy(t, t) - t
        return (f.poisson_nll_loss(x, t, log_input=True, reduction="none") + rest).mean(0)
    if name == "binary_crossentropy":
        smooth = t * (1 - smoothing) + 0.5 * smoothing  # Keras' formula
        return f.binary_cross_entropy_with_logits(x, smooth, reduction="none").mean(0)
    if name == "hinge":
        return torch.clamp(1 - torch.where(t > 0.5, 1.0, -1.0) * x, min=0).mean(0)
    if name == "binary_focal":
        plain = f.binary_cross_entropy_with_logits(x, t, reduction="none")
        balance = 1 if alpha is None else torch.where(t > 0.5, alpha, 1 - alpha)
        return (balance * (1 - torch.exp(-plain)) ** gamma * plain).mean(0)
    plain = f.cross_entropy(x.T, t.T, reduction="none", label_smoothing=smoothing)
    if name == "categorical_crossentropy":
        return plain
    return (alpha or 1.0) * (1 - torch.exp(-plain)) ** gamma * plain


@each_case
def test_values_and_gradients_are_those_of_pytorch(name: str, options: dict[str, Any]) -> None:
    torch = pytest.importorskip("torch")
    loss = LOSSES.create(name, **options)
    x, p, t = examples(loss)
    their_x = torch.tensor(x, requires_grad=True)
    their_p = {
        "softmax": lambda: torch.softmax(their_x, 0),
        "sigmoid": their_x.sigmoid,
        "exponential": their_x.exp,
    }.get(loss.linked_activation or "", lambda: their_x)()
    rows = in_pytorch(name, options, their_x, their_p, torch.tensor(t))
    weights = np.arange(1.0, ROWS + 1)
    (rows * torch.tensor(weights)).mean().backward()
    np.testing.assert_allclose(loss.per_row(p, t), rows.detach().numpy(), rtol=1e-9, atol=1e-12)
    assert loss.value(p, t) == pytest.approx(rows.mean().item(), rel=1e-9)
    out = np.empty_like(p)
    linked = loss.linked_activation is not None
    gradient = (loss.linked_gradient if linked else loss.gradient)(p, t, out)
    np.testing.assert_allclose(gradient * weights, their_x.grad.numpy(), rtol=1e-6, atol=1e-9)


@each_case
def test_gradient_is_the_slope_of_the_value(name: str, options: dict[str, Any]) -> None:
    loss = LOSSES.create(name, **options)
    _, p, t = examples(loss)
    weights = np.linspace(0.5, 1.5, ROWS)
    slope, h = np.empty_like(p), 1e-6
    for index in np.ndindex(p.shape):
        above, below = p.copy(), p.copy()
        above[index] += h
        below[index] -= h
        slope[index] = (loss.value(above, t, weights) - loss.value(below, t, weights)) / (2 * h)
    gradient = loss.gradient(p, t, np.empty_like(p)) * weights
    np.testing.assert_allclose(gradient, slope, rtol=1e-5, atol=1e-8)


@each_case
def test_both_routes_are_equal(name: str, options: dict[str, Any]) -> None:
    loss = LOSSES.create(name, **options)
    if loss.linked_activation is None:
        return
    x, p, t = examples(loss)
    long_way = loss.gradient(p, t, np.empty_like(p), 3.0)
    ACTIVATIONS.create(loss.linked_activation).backward(x, p, long_way, np.empty_like(p))
    short_way = loss.linked_gradient(p, t, np.empty_like(p), 3.0)
    np.testing.assert_allclose(short_way, long_way, rtol=1e-8, atol=1e-12)


LN2, LN3 = math.log(2), math.log(3)
BY_HAND: list[tuple[str, dict[str, Any], float, float, float]] = [
    ("huber", {}, 0.5, 0.0, 0.125),
    ("huber", {}, 3.0, 0.0, 2.5),
    ("huber", {"delta": 2.0}, -3.0, 0.0, 4.0),
    ("log_cosh", {}, LN2, 0.0, math.log(1.25)),
    ("log_cosh", {}, 1000.0, 0.0, 1000 - LN2),
    ("poisson", {}, 2.0, 2.0, 0.0),
    ("poisson", {}, 1.0, 3.0, 3 * LN3 - 2),
    ("poisson", {}, 1.5, 0.0, 1.5),
    ("hinge", {}, 0.5, 1.0, 1.0),
    ("hinge", {}, 0.75, 0.0, 1 + LN3),
    ("hinge", {}, 0.75, 1.0, 0.0),
    ("binary_focal", {}, 0.5, 1.0, LN2 / 4),
    ("binary_focal", {"gamma": 1.0, "alpha": 0.25}, 0.5, 0.0, 0.375 * LN2),
    ("binary_crossentropy", {"label_smoothing": 0.5}, 0.75, 1.0, 2 * LN2 - 0.75 * LN3),
]


@pytest.mark.parametrize(("name", "options", "p", "t", "value"), BY_HAND)
def test_by_hand(name: str, options: dict[str, Any], p: float, t: float, value: float) -> None:
    loss = LOSSES.create(name, **options)
    assert loss.value(np.array([[p]]), np.array([[t]])) == pytest.approx(value, rel=1e-9)


def test_smoothed_classes_by_hand() -> None:
    loss = LOSSES.create("categorical_crossentropy", label_smoothing=0.3)
    p, t = np.array([[0.5], [0.25], [0.25]]), np.array([[1.0], [0.0], [0.0]])
    assert loss.value(p, t) == pytest.approx(0.8 * LN2 + 2 * 0.1 * 2 * LN2)
    gradient = loss.linked_gradient(p, t, np.empty_like(p))
    np.testing.assert_allclose(gradient, [[-0.3], [0.15], [0.15]])


def test_focal_without_gamma_is_the_crossentropy() -> None:
    for focal, plain in (
        ("binary_focal", "binary_crossentropy"),
        ("categorical_focal", "categorical_crossentropy"),
    ):
        loss, usual = LOSSES.create(focal, gamma=0.0), LOSSES.create(plain)
        _, p, t = examples(usual)
        assert loss.value(p, t) == pytest.approx(usual.value(p, t))
        ours = loss.linked_gradient(p, t, np.empty_like(p))
        np.testing.assert_allclose(ours, usual.linked_gradient(p, t, np.empty_like(p)), rtol=1e-6)


def test_poisson_is_half_of_the_deviance_in_scikit_learn() -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    loss = LOSSES.create("poisson")
    _, p, t = examples(loss)
    assert 2 * loss.value(p, t) == pytest.approx(
        metrics.mean_poisson_deviance(t.ravel(), p.ravel())
    )


@each_case
def test_a_row_of_weight_two_counts_as_two_rows(name: str, options: dict[str, Any]) -> None:
    loss = LOSSES.create(name, **options)
    _, p, t = examples(loss)
    times = np.array([2, 1, 0, 1, 1, 3, 0, 0])  # mean 1
    repeated = loss.value(np.repeat(p, times, axis=1), np.repeat(t, times, axis=1))
    assert loss.value(p, t, times.astype(float)) == pytest.approx(repeated)
    assert loss.value(p, t, np.ones(ROWS)) == pytest.approx(loss.value(p, t))


@pytest.mark.parametrize("last", ["linear", "sigmoid"])
def test_weighted_gradients_of_a_network_are_those_of_pytorch(last: str) -> None:
    """The long way round (mse) and the linked one (binary_crossentropy)."""
    torch = pytest.importorskip("torch")
    generator = np.random.default_rng(2)
    x, weights = generator.normal(size=(ROWS, 4)), generator.uniform(0, 3, ROWS)
    t = generator.integers(0, 2, (1, ROWS)).astype(float)
    loss = LOSSES.create("mse" if last == "linear" else "binary_crossentropy")
    tanh, end = (ActivationLayer(ACTIVATIONS.create(name)) for name in ("tanh", last))
    network = Network([Dense(5), tanh, Dense(1), end], (4,), np.float64)
    network.initialize(generator)
    rows = Buffer.of_rows(np.hstack([x, np.ones((ROWS, 1))]), (4,))
    p = network.forward(rows, training=True).copy()
    network.backward(loss, p, t, weights=weights)
    views = [view for layer in network.vector.layers for view in layer.values()]
    w1, b1, w2, b2 = (torch.tensor(view.value.copy(), requires_grad=True) for view in views)
    logits = torch.tanh(torch.tensor(x) @ w1 + b1) @ w2 + b2
    error = (
        (logits - torch.tensor(t.T)) ** 2
        if last == "linear"
        else torch.nn.functional.binary_cross_entropy_with_logits(
            logits, torch.tensor(t.T), reduction="none"
        )
    )
    total = (error[:, 0] * torch.tensor(weights)).mean()
    total.backward()
    assert loss.value(p, t, weights) == pytest.approx(total.item(), rel=1e-12)
    for view, theirs in zip(views, (w1, b1, w2, b2), strict=True):
        np.testing.assert_allclose(view.gradient, theirs.grad.numpy(), rtol=1e-9, atol=1e-12)
