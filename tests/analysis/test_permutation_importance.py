"""Importance against what can be worked out: a linear function, and scikit-learn's own."""

from __future__ import annotations

import numpy as np
import pytest

from nnfs_cli.analysis import permutation_importance as module
from nnfs_cli.analysis.permutation_importance import permutation_importance
from nnfs_cli.data.raw_columns import NumericColumn
from nnfs_cli.engine.components import METRICS
from tests.analysis.subjects import columns, encoder_of, linear_network, linear_subject, subject_of


def test_a_column_that_is_not_used_has_no_importance() -> None:
    found = permutation_importance(linear_subject(), METRICS.create("r2"))
    assert found is not None
    of = {one.column: one for one in found.columns}
    assert of["noise"].mean == 0
    assert of["noise"].spread == 0
    assert [one.column for one in found.columns[:2]] == ["age", "income"]
    assert found.score == pytest.approx(1)
    assert found.note == ""


def test_the_loss_of_mse_is_twice_the_variance_of_what_a_column_adds() -> None:
    """E (w x - w x')^2 = 2 w^2 var(x) for independent draws x, x' of the same column."""
    found = permutation_importance(linear_subject(), METRICS.create("rmse"), repeats=60)
    assert found is not None
    of = {one.column: one for one in found.columns}
    variances = [np.var(2 * columns()[0].values), np.var(columns()[1].values / 100)]
    for name, variance in zip(["age", "income"], variances, strict=True):
        squares = np.mean(np.square(of[name].drops))  # the score without scrambling is 0
        assert squares == pytest.approx(2 * variance, rel=0.05)
        assert len(of[name].drops) == 60
        assert of[name].mean == pytest.approx(np.mean(of[name].drops))
        assert of[name].spread == pytest.approx(np.std(of[name].drops))


def test_a_category_is_scrambled_as_a_whole() -> None:
    """All its inputs move together, so no row ever has two categories or none."""
    found = permutation_importance(linear_subject(), METRICS.create("rmse"), repeats=200)
    assert found is not None
    city = next(one for one in found.columns if one.column == "city")
    adds = np.array([1.0, -3.0, 5.0])[columns()[2].codes]
    assert np.mean(np.square(city.drops)) == pytest.approx(2 * adds.var(), rel=0.05)


def test_the_seed_decides() -> None:
    subject, metric = linear_subject(), METRICS.create("mae")
    first, same, other = (permutation_importance(subject, metric, seed=s) for s in (1, 1, 2))
    assert first == same
    assert first != other


def test_what_has_no_score_has_no_importance() -> None:
    subject = linear_subject().take(np.arange(0))
    assert permutation_importance(subject, METRICS.create("r2")) is None


def test_some_of_many_rows_are_drawn_and_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_ROWS", 50)
    found = permutation_importance(linear_subject(), METRICS.create("mae"))
    assert found is not None
    assert (found.rows, found.of_rows) == (50, 200)
    assert found.note == "Measured on 50 of 200 rows, drawn at random."


def test_of_many_columns_those_that_move_the_outputs_most(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "MOST_COLUMNS", 2)
    found = permutation_importance(linear_subject(), METRICS.create("mae"))
    assert found is not None
    assert [one.column for one in found.columns] == ["age", "income"]
    assert found.left_out == 2
    assert "the 2 of 4 columns" in found.note


def test_scikit_learn_finds_the_same() -> None:
    inspection = pytest.importorskip("sklearn.inspection")
    linear_model = pytest.importorskip("sklearn.linear_model")
    draw = np.random.default_rng(5)
    x = draw.normal(size=(400, 4))
    y = x @ [3.0, 1.0, 0.3, 0.0] + draw.normal(0, 0.5, 400)
    peer = linear_model.LinearRegression().fit(x, y)
    theirs = inspection.permutation_importance(
        peer, x, y, scoring="r2", n_repeats=50, random_state=0
    )
    features = tuple(NumericColumn(f"x{k}", x[:, k]) for k in range(4))
    network = linear_network(peer.coef_[:, None], [float(peer.intercept_)])
    subject = subject_of(network, features, encoder_of(features), y[:, None])
    ours = permutation_importance(subject, METRICS.create("r2"), repeats=50)
    assert ours is not None
    of = {one.column: one for one in ours.columns}
    for k in range(4):
        error = 5 * theirs.importances_std[k] / np.sqrt(50) + 1e-9
        assert of[f"x{k}"].mean == pytest.approx(theirs.importances_mean[k], abs=error)
        assert of[f"x{k}"].spread == pytest.approx(theirs.importances_std[k], rel=0.5, abs=1e-4)
