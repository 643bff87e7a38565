"""Activations against PyTorch, against the definition, and by hand."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from nnfs_cli.engine.activations import ACTIVATIONS

X = np.linspace(-12, 12, 4801)


def values_and_slopes(name: str, x: np.ndarray, **options: Any) -> tuple[np.ndarray, np.ndarray]:
    f = ACTIVATIONS.create(name, **options)
    y, dy = np.empty_like(x), np.ones_like(x)
    f.forward(x, y)
    f.backward(x, y, dy, np.empty_like(x))
    return y, dy


IN_PYTORCH: list[tuple[str, dict[str, Any], str, dict[str, Any]]] = [
    ("leaky_relu", {}, "leaky_relu", {}),
    ("leaky_relu", {"negative_slope": 1.5}, "leaky_relu", {"negative_slope": 1.5}),
    ("elu", {}, "elu", {}),
    ("elu", {"alpha": 0.3}, "elu", {"alpha": 0.3}),
    ("elu", {"alpha": 2.0}, "elu", {"alpha": 2.0}),
    ("selu", {}, "selu", {}),
    ("gelu", {}, "gelu", {}),
    ("gelu", {"approximate": True}, "gelu", {"approximate": "tanh"}),
    ("swish", {}, "silu", {}),
    ("softplus", {}, "softplus", {"threshold": 100}),
    ("softsign", {}, "softsign", {}),
    ("hard_sigmoid", {}, "hardsigmoid", {}),
]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(("name", "options", "theirs", "their_options"), IN_PYTORCH)
def test_values_and_slopes_are_those_of_pytorch(
    name: str, options: dict[str, Any], theirs: str, their_options: dict[str, Any], dtype: type
) -> None:
    torch = pytest.importorskip("torch")
    x = X.astype(dtype)
    x = x[np.abs(np.abs(x) - 3) > 1e-6]  # where hard_sigmoid has a corner
    y, slope = values_and_slopes(name, x, **options)
    t = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    their_y = getattr(torch.nn.functional, theirs)(t, **their_options)
    their_y.sum().backward()
    exact = 1e-8 if name == "hard_sigmoid" else 1e-12  # PyTorch's 1 / 6 is in single precision
    tolerance = 2e-6 if dtype is np.float32 else exact
    np.testing.assert_allclose(y, their_y.detach().numpy(), rtol=tolerance, atol=tolerance)
    np.testing.assert_allclose(slope, t.grad.numpy(), rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float32, 1.2e-7), (np.float64, 4e-14)])
def test_probability_of_gelu_is_that_of_the_error_function(dtype: type, tolerance: float) -> None:
    x = X.astype(dtype)
    P = np.empty_like(x)
    ACTIVATIONS.create("gelu").probability(x, P)  # type: ignore[attr-defined]
    exact = [(1 + math.erf(float(value) / math.sqrt(2))) / 2 for value in x]
    np.testing.assert_allclose(P, exact, rtol=0, atol=tolerance)


BY_HAND: list[tuple[str, dict[str, Any], float, float, float]] = [
    ("elu", {"alpha": 2.0}, -math.log(2), -1.0, 1.0),
    ("elu", {"alpha": 2.0}, 3.0, 3.0, 1.0),
    ("selu", {}, 1.0, 1.0507009873554805, 1.0507009873554805),
    ("selu", {}, -math.log(2), -0.8790496, 0.8790496),
    ("softplus", {}, 0.0, math.log(2), 0.5),
    ("softplus", {}, math.log(3), math.log(4), 0.75),
    ("swish", {}, math.log(3), 0.75 * math.log(3), 0.75 + 0.1875 * math.log(3)),
    ("swish", {"beta": 2.0}, math.log(3) / 2, 0.375 * math.log(3), 0.75 + 0.1875 * math.log(3)),
    ("gelu", {}, 1.0, 0.8413447460685429, 0.8413447460685429 + 0.24197072451914337),
    ("softsign", {}, -3.0, -0.75, 0.0625),
    ("hard_sigmoid", {}, 1.5, 0.75, 1 / 6),
    ("hard_sigmoid", {}, 4.0, 1.0, 0.0),
    ("leaky_relu", {"negative_slope": 0.5}, -3.0, -1.5, 0.5),
]


@pytest.mark.parametrize(("name", "options", "x", "y", "slope"), BY_HAND)
def test_by_hand(name: str, options: dict[str, Any], x: float, y: float, slope: float) -> None:
    ours = values_and_slopes(name, np.array([[x]]), **options)
    np.testing.assert_allclose(np.ravel(ours), [y, slope], rtol=1e-7, atol=1e-12)


@pytest.mark.parametrize("name", [name for name in ACTIVATIONS if name != "softmax"])
def test_smaller_batches_after_larger_ones(name: str) -> None:
    """What is kept between batches does not leak into the next, in any order of sizes."""
    f = ACTIVATIONS.create(name)
    for size in (40, 7, 4801, 13):
        x = X[:: 4800 // (size - 1)][:size].astype(np.float32)
        y, dy = np.empty_like(x), np.ones_like(x)
        f.forward(x, y)
        f.backward(x, y, dy, np.empty_like(x))
        np.testing.assert_array_equal((y, dy), values_and_slopes(name, x))


def test_selu_keeps_mean_and_variance_through_many_layers() -> None:
    from nnfs_cli.engine.initializers import INITIALIZERS

    generator = np.random.default_rng(0)
    x = generator.normal(size=(200, 500))
    start = INITIALIZERS.create(ACTIVATIONS["selu"].initializer)
    for _ in range(20):
        x, _ = values_and_slopes("selu", start.draw((200, 200), 200, 200, generator).T @ x)
    assert abs(x.mean()) < 0.1
    assert abs(x.std() - 1) < 0.1
