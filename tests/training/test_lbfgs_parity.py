"""lbfgs on a small table: as low a loss as scikit-learn's, from the same weights."""

from __future__ import annotations

import csv
import warnings
from pathlib import Path

import numpy as np
import pytest

from nnfs_cli.data.batches import Batches
from nnfs_cli.data.dataset import Dataset
from nnfs_cli.engine.activations import ACTIVATIONS
from nnfs_cli.engine.layers.activation import ActivationLayer
from nnfs_cli.engine.layers.dense import Dense
from nnfs_cli.engine.losses import LOSSES
from nnfs_cli.engine.network import Network
from nnfs_cli.engine.optimizers import LBFGS
from nnfs_cli.engine.schedules import SCHEDULES
from nnfs_cli.task import Task
from nnfs_cli.training.full_batch import FullBatch
from nnfs_cli.training.trainer import Trainer

TABLE = Path(__file__).parents[2] / "datasets" / "breast_cancer.csv"
UNITS = 10
SCIKIT_LEARN = {
    ("tanh", 5.0): 0.0899843980,
    ("relu", 5.0): 0.0848949094,
    ("sigmoid", 5.0): 0.1634607819,
    ("tanh", 1.0): 0.0437128728,
    ("relu", 1.0): 0.0386023112,
    ("sigmoid", 1.0): 0.0828593783,
}
"""the objective that scikit-learn 1.9's MLPClassifier(solver="lbfgs") ends at, by activation and
alpha; with a small alpha there are many lowest points, some a little lower than others"""
CALLED = {"sigmoid": "logistic"}


def breast_cancer() -> tuple[np.ndarray, np.ndarray]:
    """x standardized (569, 30), rounded to float32, and t (569,)"""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    t = np.array([row.pop("diagnosis") == "malignant" for row in rows], np.uint8)
    x = np.array([[float(value) for value in row.values()] for row in rows])
    return ((x - x.mean(axis=0)) / x.std(axis=0)).astype(np.float32), t


def first_weights() -> list[np.ndarray]:
    generator = np.random.default_rng(4)
    return [generator.uniform(-0.3, 0.3, shape) for shape in ((30, UNITS), (UNITS,), (UNITS, 1), 1)]


def our_objective(activation: str, alpha: float) -> float:
    x, t = breast_cancer()
    l2 = alpha / 2 / len(x)  # scikit-learn halves alpha and divides it by the rows
    hidden, sigmoid = (ActivationLayer(ACTIVATIONS.create(f)) for f in (activation, "sigmoid"))
    network = Network([Dense(UNITS, l2=l2), hidden, Dense(1, l2=l2), sigmoid], (30,), np.float64)
    views = [view.value for layer in network.vector.layers for view in layer.values()]
    for view, first in zip(views, first_weights(), strict=True):
        view[...] = first
    with_ones = np.concatenate([x, np.ones((len(x), 1), np.float32)], axis=1)
    dataset = Dataset(with_ones, t[:, None], (30,), Task.BINARY)
    loss = LOSSES.create("binary_crossentropy")
    batches = Batches(dataset, np.arange(len(x)), 200, seed=0, shuffle=False)
    trainer = Trainer(
        network,
        loss,
        LBFGS(tolerance_gradient=1e-6, tolerance_change=1e-12),
        SCHEDULES.create("constant"),
        batches,
        epochs=1000,
        learning_rate=1.0,
        seed=0,
    )
    for _ in trainer.run():
        pass
    assert trainer.converged
    return FullBatch(network, loss, batches)()


def scikit_learn_objective(activation: str, alpha: float) -> float:
    from sklearn.neural_network import MLPClassifier

    x, t = breast_cancer()
    mlp = MLPClassifier(
        (UNITS,),
        activation=CALLED.get(activation, activation),
        solver="lbfgs",
        alpha=alpha,
        max_iter=1000,
        max_fun=100_000,
        tol=1e-6,
        warm_start=True,
    )
    x64 = x.astype(np.float64)
    mlp.max_iter = 1
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # one iteration does not converge
        mlp.fit(x64, t)
    w1, b1, w2, b2 = first_weights()
    mlp.coefs_, mlp.intercepts_ = [w1, w2], [b1, b2]
    mlp.max_iter = 1000
    mlp.fit(x64, t)
    p = mlp.predict_proba(x64)[:, 1]
    penalty = sum(float(np.square(w).sum()) for w in mlp.coefs_) * alpha / 2 / len(x)
    p = np.where(t, p, 1 - p)
    return float(-np.log(p).mean()) + penalty


@pytest.mark.parametrize(("activation", "alpha"), SCIKIT_LEARN)
def test_as_low_as_scikit_learn(activation: str, alpha: float) -> None:
    ours, theirs = our_objective(activation, alpha), SCIKIT_LEARN[activation, alpha]
    assert ours <= 1.01 * theirs
    if alpha > 1:
        assert ours == pytest.approx(theirs, rel=1e-3)


@pytest.mark.parametrize(("activation", "alpha"), list(SCIKIT_LEARN)[:3])
def test_recorded_numbers_are_scikit_learns(activation: str, alpha: float) -> None:
    pytest.importorskip("sklearn")
    recorded = SCIKIT_LEARN[activation, alpha]
    assert scikit_learn_objective(activation, alpha) == pytest.approx(recorded, rel=0.002)
