"""Training alone: our Trainer against PyTorch, scikit-learn, and the bare matrix products.

Everyone trains the same network on the same float32 data, from random weights, in the same number
of shuffled batches. Only training is timed; the loss that each ends with stands beside it.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from itertools import pairwise
from time import perf_counter
from typing import Any

PARSER = argparse.ArgumentParser(description=__doc__)
PARSER.add_argument("workloads", nargs="*", help="W1 W2 … (default: all)")
PARSER.add_argument("--threads", type=int, default=1)
PARSER.add_argument("--rounds", type=int, default=5)
ARGUMENTS = PARSER.parse_args() if __name__ == "__main__" else PARSER.parse_args([])
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = str(ARGUMENTS.threads)  # read when NumPy and PyTorch are imported

import numpy as np  # noqa: E402
import numpy.typing as npt  # noqa: E402

from benchmarks import convolution  # noqa: E402
from benchmarks.rounds import Comparison, interleaved, report  # noqa: E402
from nnfs_cli.aligned_arrays import aligned_zeros, in_rows, row_room  # noqa: E402
from nnfs_cli.data.batches import Batches  # noqa: E402
from nnfs_cli.data.dataset import Dataset  # noqa: E402
from nnfs_cli.data.pixels import PixelScale  # noqa: E402
from nnfs_cli.engine.components import ACTIVATIONS, LOSSES, OPTIMIZERS, SCHEDULES  # noqa: E402
from nnfs_cli.engine.layers.activation import ActivationLayer  # noqa: E402
from nnfs_cli.engine.layers.dense import Dense  # noqa: E402
from nnfs_cli.engine.network import Network  # noqa: E402
from nnfs_cli.task import Task  # noqa: E402
from nnfs_cli.training.trainer import Trainer  # noqa: E402


@dataclass(frozen=True)
class Workload:
    """A network and how it is trained."""

    name: str
    sizes: tuple[int, ...]
    activation: str
    batch_size: int
    optimizer: str
    learning_rate: float
    rows: int
    epochs: int
    pixels: bool = True
    description: str = ""
    """what is not a row of dense layers of `sizes`, but the network of benchmarks/convolution.py"""

    @property
    def title(self) -> str:
        network = self.description or f"{'-'.join(map(str, self.sizes))} {self.activation}"
        return f"{self.name} {network}, batch {self.batch_size}, {self.optimizer}"

    @property
    def convolutional(self) -> bool:
        return bool(self.description)


WORKLOADS = (
    Workload("W1", (784, 50, 10), "relu", 32, "sgd", 0.05, 60_000, 1),
    Workload("W2", (784, 128, 128, 10), "relu", 128, "adam", 0.001, 60_000, 1),
    Workload("W3", (784, 800, 800, 10), "relu", 256, "adam", 0.001, 20_000, 1),
    Workload("W4", (4, 50, 4), "sigmoid", 300, "sgd", 0.5, 4_000, 230, pixels=False),
    Workload("W5", (784, 30, 10), "sigmoid", 10, "sgd", 0.3, 60_000, 1),
    Workload(
        *("W6", (784, 10), "relu", 64, "adam", 0.001, 10_000, 1),
        description="conv 16 3x3, pool, conv 32 3x3, pool, 64-10 relu",
    ),
)

Numbers = npt.NDArray[Any]
LOSS: dict[str, float] = {}
"""the loss that each contestant ended with"""


def make_data(workload: Workload) -> tuple[Numbers, Numbers]:
    """Learnable data: x (rows, inputs), bytes or floats, and classes (rows,)."""
    generator = np.random.default_rng(0)
    classes = generator.integers(0, workload.sizes[-1], workload.rows)
    if workload.pixels:
        centres = generator.integers(0, 200, (workload.sizes[-1], workload.sizes[0]))
        if workload.convolutional:
            centres = convolution.in_blocks(centres)
        noise = generator.integers(0, 256, (workload.rows, workload.sizes[0]), dtype=np.uint8)
        return (centres[classes] // 4 + noise // 2).astype(np.uint8), classes
    centres = generator.normal(size=(workload.sizes[-1], workload.sizes[0]))
    noise = generator.normal(size=(workload.rows, workload.sizes[0]))
    return (centres[classes] + noise).astype(np.float32), classes


def our_network(workload: Workload) -> Network:
    last = ActivationLayer(ACTIVATIONS.create("softmax"))
    if workload.convolutional:
        layers = convolution.our_layers(workload.sizes[-1])
        return Network([*layers, last], convolution.SHAPE)
    layers = []
    for units in workload.sizes[1:-1]:
        layers += [Dense(units), ActivationLayer(ACTIVATIONS.create(workload.activation))]
    return Network([*layers, Dense(workload.sizes[-1]), last], (workload.sizes[0],))


def train_ours(workload: Workload, x: Numbers, classes: Numbers) -> float:
    network = our_network(workload)
    network.initialize(np.random.default_rng(0))
    t = np.eye(workload.sizes[-1], dtype=np.uint8)[classes]
    if workload.pixels:
        scale = PixelScale.fixed("unit")
        dataset = Dataset(x, t, network.input_shape, Task.MULTICLASS, scale)
    else:
        design = np.ones((len(x), x.shape[1] + 1), np.float32)
        design[:, :-1] = x
        dataset = Dataset(design, t, network.input_shape, Task.MULTICLASS)
    trainer = Trainer(
        network,
        LOSSES.create("categorical_crossentropy"),
        OPTIMIZERS.create(workload.optimizer),
        SCHEDULES.create("constant"),
        Batches(dataset, np.arange(len(x)), workload.batch_size, seed=0, shuffle=True),
        epochs=workload.epochs,
        learning_rate=workload.learning_rate,
        seed=0,
    )
    start = perf_counter()
    for epoch in trainer.run():
        LOSS["nn"] = epoch.loss
    return perf_counter() - start


def train_products(workload: Workload, _x: Numbers, _classes: Numbers) -> float:
    """The matrix products of forward and backward alone, on arrays that stay where they are."""
    sizes, n = workload.sizes, workload.batch_size
    steps = workload.epochs * -(-workload.rows // n)
    if workload.convolutional:
        return convolution.products_alone(sizes[-1], n, steps)
    weights = [_rows_of_ones(b, a + 1) for a, b in pairwise(sizes)]
    signals = [np.ones((size + 1, n), np.float32) for size in sizes]
    signals[0] = _rows_of_ones(n, sizes[0] + 1).T
    gradients = [np.ones((size, n), np.float32) for size in sizes]
    updates = [_rows_of_ones(b, a + 1) for a, b in pairwise(sizes)]
    start = perf_counter()
    for _ in range(steps):
        for w, h, y in zip(weights, signals, signals[1:], strict=False):
            np.matmul(w, h, out=y[:-1])
        for k in range(len(weights) - 1, -1, -1):
            np.matmul(gradients[k + 1], signals[k].T, out=updates[k])
            if k:
                np.matmul(weights[k].T[:-1], gradients[k + 1], out=gradients[k])
    return perf_counter() - start


def _rows_of_ones(rows: int, length: int) -> Numbers:
    """As they lie in our engine, where a long row begins at a cache line."""
    ones = in_rows(aligned_zeros(rows * row_room(length), np.float32), length)
    ones.fill(1)
    return ones


def torch_model(workload: Workload) -> Any:
    import torch

    if workload.convolutional:
        return convolution.torch_model(workload.sizes[-1])
    layers: list[Any] = []
    for inputs, units in pairwise(workload.sizes):
        layers += [torch.nn.Linear(inputs, units)]
        layers += [torch.nn.ReLU() if workload.activation == "relu" else torch.nn.Sigmoid()]
    return torch.nn.Sequential(*layers[:-1])


def train_torch(
    workload: Workload, x: Numbers, classes: Numbers, channels_last: bool = False
) -> float:
    """Eager PyTorch as a careful user writes it: tensors in memory, no DataLoader."""
    import torch

    torch.set_num_threads(ARGUMENTS.threads)
    torch.manual_seed(0)
    model = torch_model(workload)
    kinds = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}
    optimizer = kinds[workload.optimizer](model.parameters(), lr=workload.learning_rate)
    loss_of = torch.nn.CrossEntropyLoss()
    inputs = torch.from_numpy((x / 255 if workload.pixels else x).astype(np.float32))
    targets = torch.from_numpy(classes)
    if workload.convolutional:
        inputs = inputs.reshape(-1, 1, *convolution.SHAPE[:2])
    if channels_last:
        model = model.to(memory_format=torch.channels_last)
        inputs = inputs.contiguous(memory_format=torch.channels_last)
    start = perf_counter()
    for _ in range(workload.epochs):
        order = torch.randperm(len(inputs))
        total = torch.zeros(())
        for batch in order.split(workload.batch_size):
            optimizer.zero_grad()
            loss = loss_of(model(inputs[batch]), targets[batch])
            loss.backward()
            optimizer.step()
            total += loss.detach() * len(batch)
        LOSS["PyTorch channels-last" if channels_last else "PyTorch"] = float(total) / len(inputs)
    return perf_counter() - start


def train_sklearn(workload: Workload, x: Numbers, classes: Numbers) -> float:
    import warnings

    from sklearn.neural_network import MLPClassifier

    model = MLPClassifier(
        workload.sizes[1:-1],
        activation="relu" if workload.activation == "relu" else "logistic",
        solver=workload.optimizer,
        momentum=0.0,
        alpha=0.0,
        batch_size=workload.batch_size,
        learning_rate_init=workload.learning_rate,
        max_iter=workload.epochs,
        n_iter_no_change=workload.epochs + 1,
        random_state=0,
    )
    inputs = (x / 255 if workload.pixels else x).astype(np.float32)
    start = perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it was told to stop before it converges
        model.fit(inputs, classes)
    LOSS["scikit-learn"] = float(model.loss_)
    return perf_counter() - start


Train = Callable[[Workload, Numbers, Numbers], float]


def peers(workload: Workload) -> dict[str, Train]:
    """Everyone who is installed and has such networks."""
    every: list[tuple[str, str, Train]] = [("torch", "PyTorch", train_torch)]
    if workload.convolutional:
        channels_last = partial(train_torch, channels_last=True)
        every.append(("torch", "PyTorch channels-last", channels_last))
    else:
        every.append(("sklearn", "scikit-learn", train_sklearn))
    return {name: run for module, name, run in every if find_spec(module)}


def compare(workload: Workload, rounds: int) -> Comparison:
    x, classes = make_data(workload)
    contestants = {"nn": train_ours, **peers(workload), "products alone": train_products}
    turns = {name: partial(run, workload, x, classes) for name, run in contestants.items()}
    LOSS.clear()
    measured = interleaved(turns, rounds)
    return Comparison(workload.title, "s", measured, rounds, dict(LOSS))


def main() -> None:
    chosen = [w for w in WORKLOADS if w.name in ARGUMENTS.workloads or not ARGUMENTS.workloads]
    comparisons = []
    for workload in chosen:
        comparisons.append(compare(workload, ARGUMENTS.rounds))
        print(workload.name, comparisons[-1].measured, comparisons[-1].notes, flush=True)
    threads = ARGUMENTS.threads
    title = f"Training, {threads} thread{'s' * (threads > 1)} for everyone"
    report(f"engine-{threads}-thread", title, comparisons)


if __name__ == "__main__":
    main()
