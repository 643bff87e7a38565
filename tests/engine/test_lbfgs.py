"""L-BFGS against the dense formula it abbreviates, the Wolfe conditions, and scikit-learn."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from nnfs_cli.engine.optimizers import LBFGS
from nnfs_cli.engine.optimizers.wolfe_search import Point, wolfe_point

DATASETS = Path(__file__).parents[2] / "datasets"


def rosenbrock(w: np.ndarray, g: np.ndarray) -> Callable[[], float]:
    """Its lowest point is 1, 1, …, at the end of a long bent valley."""

    def objective() -> float:
        a, b = w[:-1], w[1:]
        g[...] = 0
        g[:-1] += -400 * a * (b - a * a) - 2 * (1 - a)
        g[1:] += 200 * (b - a * a)
        return float((100 * (b - a * a) ** 2 + (1 - a) ** 2).sum())

    return objective


def test_finds_the_end_of_a_bent_valley_and_says_so() -> None:
    w = np.tile([-1.2, 1.0], 5)
    g = np.empty_like(w)
    optimizer = LBFGS(tolerance_gradient=1e-8, tolerance_change=0)
    optimizer.attach(w, g)
    objective = rosenbrock(w, g)
    values = [math.inf]
    while not optimizer.converged:
        values.append(optimizer.minimise(objective, 1.0))
        assert values[-1] < values[-2]
        assert objective() == values[-1]  # w, g and value agree
    np.testing.assert_allclose(w, 1, atol=1e-8)
    assert len(values) < 150
    assert optimizer.converged == "lbfgs has converged: the gradient is nearly 0"


def test_takes_the_direction_of_the_dense_formula() -> None:
    size, history = 6, 3
    generator = np.random.default_rng(2)
    spread = generator.normal(size=(size, size))
    a = spread @ spread.T + np.eye(size)
    w, g = generator.normal(size=size), np.empty(size)

    def objective() -> float:
        g[...] = a @ w
        return 0.5 * float(w @ a @ w)

    optimizer = LBFGS(history=history, tolerance_gradient=0, tolerance_change=0)
    optimizer.attach(w, g)
    pairs: list[tuple[np.ndarray, np.ndarray]] = []
    for step in range(1, 8):
        before = w.copy()
        optimizer.minimise(objective, 1.0)
        s = w - before
        if step > 1:
            wanted = -dense_inverse(pairs[-history:]) @ (a @ before)
            cosine = wanted @ s / np.linalg.norm(wanted) / np.linalg.norm(s)
            assert cosine == pytest.approx(1, abs=1e-9)
        pairs.append((s, a @ s))


def dense_inverse(pairs: list[tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    """The inverse of the curvature by the BFGS formula, written out as matrices."""
    s, y = pairs[-1]
    one = np.eye(len(s))
    h = one * (s @ y) / (y @ y)
    for s, y in pairs:
        left = one - np.outer(s, y) / (s @ y)
        h = left @ h @ left.T + np.outer(s, s) / (s @ y)
    return h


LINES: dict[str, tuple[Callable[[float], float], Callable[[float], float]]] = {
    "parabola": (lambda x: (x - 3) ** 2, lambda x: 2 * (x - 3)),
    "far away": (lambda x: (x / 100 - 3) ** 2, lambda x: (x / 100 - 3) / 50),
    "very near": (lambda x: (1000 * x - 3) ** 2, lambda x: 2000 * (1000 * x - 3)),
    "waves": (lambda x: math.sin(5 * x) - x / 2, lambda x: 5 * math.cos(5 * x) - 1 / 2),
    "a wall": (lambda x: -x if x < 0.7 else math.inf, lambda x: -1.0 if x < 0.7 else math.nan),
    "nothing beyond": (
        lambda x: math.nan if x > 0.01 else (x - 0.005) ** 2,
        lambda x: math.nan if x > 0.01 else 2 * (x - 0.005),
    ),
}


@pytest.mark.parametrize("name", LINES)
@pytest.mark.parametrize("first", [1e-3, 1.0, 50.0])
def test_the_line_search_keeps_its_conditions(name: str, first: float) -> None:
    value, slope = LINES[name]
    sign = -1.0 if slope(0.0) > 0 else 1.0  # always downhill

    def line(length: float) -> Point:
        return Point(length, value(sign * length), sign * slope(sign * length))

    start = line(0.0)
    found = wolfe_point(line, start, first)
    assert found is not None
    assert found == line(found.length)
    assert found.value <= start.value + 1e-4 * found.length * start.slope
    if name != "a wall":  # whose slope never becomes flat
        assert abs(found.slope) <= 0.9 * abs(start.slope)


def test_a_line_that_only_rises_has_no_point() -> None:
    start = Point(0.0, 1.0, -1e-30)
    assert wolfe_point(lambda length: Point(length, 1 + length, 1.0), start, 1.0) is None


def test_ends_where_no_step_helps() -> None:
    w, g = np.array([1.0, 2.0]), np.zeros(2)

    def walled_in() -> float:
        g[...] = [1, 1]
        return 3.0 if w.tolist() == [1, 2] else math.inf

    optimizer = LBFGS()
    optimizer.attach(w, g)
    optimizer.minimise(walled_in, 1.0)
    assert "no step makes the loss smaller" in optimizer.converged
    np.testing.assert_array_equal(w, [1, 2])


def test_ends_at_once_at_the_bottom() -> None:
    w, g = np.ones(4), np.empty(4)
    optimizer = LBFGS()
    optimizer.attach(w, g)
    assert optimizer.minimise(rosenbrock(w, g), 1.0) == 0
    assert optimizer.converged
    np.testing.assert_array_equal(w, 1)
