"""Twenty training steps against PyTorch: live where it is installed, recorded numbers always.

`python tests/engine/test_trajectories.py` records the numbers anew, from PyTorch.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnfs_cli.engine.activations import ACTIVATIONS
from nnfs_cli.engine.buffers import Buffer
from nnfs_cli.engine.layers.activation import ActivationLayer
from nnfs_cli.engine.layers.dense import Dense
from nnfs_cli.engine.losses import LOSSES
from nnfs_cli.engine.network import Network
from nnfs_cli.engine.optimizers import OPTIMIZERS

RECORDED = Path(__file__).with_name("recorded_trajectories.json")
STEPS = 20
LEARNING_RATE = 0.05
CASES: dict[str, tuple[str, dict[str, Any]]] = {
    "sgd": ("sgd", {}),
    "sgd_momentum": ("sgd", {"momentum": 0.9}),
    "sgd_nesterov": ("sgd", {"momentum": 0.9, "nesterov": True}),
    "adagrad": ("adagrad", {}),
    "adagrad_from_above_0": ("adagrad", {"initial_square": 0.1, "epsilon": 1e-3}),
    "rmsprop": ("rmsprop", {}),
    "rmsprop_momentum": ("rmsprop", {"rho": 0.95, "momentum": 0.8, "epsilon": 1e-3}),
    "rmsprop_centered": ("rmsprop", {"centered": True, "epsilon": 1e-3}),
    "rmsprop_both": ("rmsprop", {"momentum": 0.5, "centered": True, "epsilon": 1e-3}),
    "adadelta": ("adadelta", {}),
    "adadelta_long_memory": ("adadelta", {"rho": 0.99, "epsilon": 1e-3}),
    "adam": ("adam", {}),
    "adam_other_betas": ("adam", {"beta_1": 0.8, "beta_2": 0.9, "epsilon": 1e-3}),
    "adamw": ("adamw", {}),
    "adamw_strong_decay": ("adamw", {"weight_decay": 0.5, "beta_1": 0.8}),
    "amsgrad": ("amsgrad", {"beta_2": 0.5}),
    "nadam": ("nadam", {}),
    "nadam_fast_growth": ("nadam", {"momentum_growth": 0.3, "epsilon": 1e-3}),
    "lion": ("lion", {}),
    "lion_decay": ("lion", {"beta_1": 0.8, "beta_2": 0.95, "weight_decay": 0.5}),
}
PYTORCH: dict[str, tuple[str, dict[str, Any]]] = {
    "sgd": ("SGD", {}),
    "adagrad": ("Adagrad", {}),
    "rmsprop": ("RMSprop", {"alpha": 0.9}),
    "adadelta": ("Adadelta", {}),
    "adam": ("Adam", {}),
    "adamw": ("AdamW", {}),
    "amsgrad": ("Adam", {"amsgrad": True}),
    "nadam": ("NAdam", {}),
}
"""what PyTorch calls them, and the options that make its defaults ours"""
PYTORCH_OPTIONS: dict[str | tuple[str, str], str] = {
    "epsilon": "eps",
    ("rmsprop", "rho"): "alpha",
    "initial_square": "initial_accumulator_value",
    "momentum_growth": "momentum_decay",
}


def batches() -> tuple[np.ndarray, np.ndarray]:
    """x (steps, n, 4) and classes (steps, n)"""
    generator = np.random.default_rng(11)
    return generator.normal(size=(STEPS, 6, 4)), generator.integers(0, 3, (STEPS, 6))


def first_weights() -> list[np.ndarray]:
    generator = np.random.default_rng(5)
    shapes = [(4, 8), (8,), (8, 3), (3,)]
    return [generator.normal(0, 0.5, shape) for shape in shapes]


def our_weights(case: str, dtype: type = np.float64) -> list[np.ndarray]:
    """the weights and biases after twenty steps, in the order of `first_weights`"""
    relu, softmax = (ActivationLayer(ACTIVATIONS.create(f)) for f in ("relu", "softmax"))
    network = Network([Dense(8), relu, Dense(3), softmax], (4,), dtype)
    views = [view.value for layer in network.vector.layers for view in layer.values()]
    for view, first in zip(views, first_weights(), strict=True):
        view[...] = first
    name, options = CASES[case]
    optimizer = OPTIMIZERS.create(name, **options)
    optimizer.attach(network.vector.values, network.vector.gradients)
    loss = LOSSES.create("categorical_crossentropy")
    for step, (x, labels) in enumerate(zip(*batches(), strict=True), start=1):
        rows = np.concatenate([x, np.ones((len(x), 1))], axis=1).astype(dtype)
        p = network.forward(Buffer.of_rows(rows, (4,)), training=True)
        t = np.eye(3, dtype=dtype)[labels].T
        network.backward(loss, p, t, optimizer.gradient_scale(LEARNING_RATE))
        optimizer.step(LEARNING_RATE, step)
    return [view.copy() for view in views]


def torch_weights(case: str) -> list[np.ndarray]:
    import torch

    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)  # NAdam keeps a scalar in it
    try:
        first = [torch.tensor(w, requires_grad=True) for w in first_weights()]
        w1, b1, w2, b2 = first
        step = torch_step(case, first)
        for x, labels in zip(*batches(), strict=True):
            logits = torch.relu(torch.tensor(x) @ w1 + b1) @ w2 + b2
            for w in first:
                w.grad = None
            torch.nn.functional.cross_entropy(logits, torch.tensor(labels)).backward()
            step()
    finally:
        torch.set_default_dtype(before)
    return [w.detach().numpy() for w in first]


def torch_step(case: str, weights: list[Any]) -> Callable[[], object]:
    """PyTorch's optimizer for a case; as it has no Lion, that is written down from the paper"""
    import torch

    name, options = CASES[case]
    if name == "lion":
        return lion_step(weights, **options)
    theirs, more = PYTORCH[name]
    for ours, value in options.items():
        key = PYTORCH_OPTIONS.get((name, ours)) or PYTORCH_OPTIONS.get(ours) or ours
        more = {**more, key: value}
    if betas := {key: more.pop(key) for key in ("beta_1", "beta_2") if key in more}:
        more["betas"] = (betas.get("beta_1", 0.9), betas.get("beta_2", 0.999))
    return getattr(torch.optim, theirs)(weights, lr=LEARNING_RATE, **more).step


def lion_step(
    weights: list[Any], beta_1: float = 0.9, beta_2: float = 0.99, weight_decay: float = 0.0
) -> Callable[[], None]:
    import torch

    means = [torch.zeros_like(w) for w in weights]

    def step() -> None:
        with torch.no_grad():
            for w, m in zip(weights, means, strict=True):
                c = beta_1 * m + (1 - beta_1) * w.grad
                w -= LEARNING_RATE * (torch.sign(c) + weight_decay * w)
                m.copy_(beta_2 * m + (1 - beta_2) * w.grad)

    return step


@pytest.mark.parametrize("case", CASES)
def test_recorded_trajectory(case: str) -> None:
    recorded = json.loads(RECORDED.read_text())[case]
    for ours, theirs in zip(our_weights(case), recorded, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-12)


@pytest.mark.parametrize("case", CASES)
def test_float32_stays_close(case: str) -> None:
    recorded = json.loads(RECORDED.read_text())[case]
    for ours, theirs in zip(our_weights(case, np.float32), recorded, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-5)


@pytest.mark.parametrize("case", CASES)
def test_live_against_pytorch(case: str) -> None:
    pytest.importorskip("torch")
    for ours, theirs in zip(our_weights(case), torch_weights(case), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-12)


if __name__ == "__main__":
    numbers = {case: [w.tolist() for w in torch_weights(case)] for case in CASES}
    RECORDED.write_text(json.dumps(numbers) + "\n")
