"""Twenty training steps against PyTorch: live where it is installed, recorded numbers always.

`python tests/engine/test_trajectories.py` records the numbers anew, from PyTorch.
"""

from __future__ import annotations

import json
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
    "adam": ("adam", {}),
    "adam_other_betas": ("adam", {"beta_1": 0.8, "beta_2": 0.9, "epsilon": 1e-3}),
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

    first = [torch.tensor(w, requires_grad=True) for w in first_weights()]
    w1, b1, w2, b2 = first
    name, options = CASES[case]
    if name == "sgd":
        optimizer = torch.optim.SGD(first, lr=LEARNING_RATE, **options)
    else:
        betas = (options.get("beta_1", 0.9), options.get("beta_2", 0.999))
        epsilon = options.get("epsilon", 1e-8)
        optimizer = torch.optim.Adam(first, lr=LEARNING_RATE, betas=betas, eps=epsilon)
    for x, labels in zip(*batches(), strict=True):
        logits = torch.relu(torch.tensor(x) @ w1 + b1) @ w2 + b2
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(logits, torch.tensor(labels)).backward()
        optimizer.step()
    return [w.detach().numpy() for w in first]


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
