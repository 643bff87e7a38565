"""Partial dependence of a linear function is a line with its slope; of a category, its weights."""

from __future__ import annotations

import numpy as np
import pytest

from nnfs_cli.analysis import partial_dependence as module
from nnfs_cli.analysis.partial_dependence import partial_dependence
from nnfs_cli.data.raw_columns import NumericColumn
from tests.analysis.subjects import (
    columns,
    encoder_of,
    linear_network,
    linear_subject,
    subject_of,
)


@pytest.mark.parametrize(("column", "slope"), [("age", 2.0), ("income", 0.01), ("noise", 0.0)])
def test_a_linear_function_is_a_line_with_its_slope(column: str, slope: float) -> None:
    curve = partial_dependence(linear_subject(), column)
    assert curve is not None
    assert not isinstance(curve.values, tuple)
    assert curve.answers.shape == (20, 1)
    slopes = np.diff(curve.answers[:, 0]) / np.diff(curve.values)
    np.testing.assert_allclose(slopes, slope, atol=1e-9)


def test_the_line_goes_through_the_mean_of_the_rows() -> None:
    subject = linear_subject()
    curve = partial_dependence(subject, "age")
    assert curve is not None
    assert not isinstance(curve.values, tuple)
    at_mean = np.interp(columns()[0].values.mean(), curve.values, curve.answers[:, 0])
    assert at_mean == pytest.approx(subject.t.mean())


def test_the_grid_lies_between_the_quantiles_and_counts_every_row() -> None:
    curve = partial_dependence(linear_subject(), "age", points=5)
    assert curve is not None
    expected = np.quantile(columns()[0].values, [0.01, 0.255, 0.5, 0.745, 0.99])
    np.testing.assert_allclose(curve.values, expected, rtol=1e-9)
    assert curve.counts.sum() == 200


def test_categories_differ_by_their_weights() -> None:
    curve = partial_dependence(linear_subject(), "city")
    assert curve is not None
    assert curve.values == ("A", "B", "C")
    np.testing.assert_allclose(np.diff(curve.answers[:, 0]), [-4.0, 8.0])
    assert curve.counts.tolist() == np.bincount(columns()[2].codes).tolist()


def test_rare_categories_and_most_rows_are_left_out_and_that_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "MOST_ROWS", 20)
    monkeypatch.setattr(module, "MOST_CATEGORIES", 2)
    curve = partial_dependence(linear_subject(), "city")
    assert curve is not None
    assert len(curve.values) == 2
    assert curve.note == "Mean over 20 of 200 rows, drawn at random. 1 rarer values are left out."


def test_a_yes_or_no_has_two_values() -> None:
    smoker = NumericColumn("smoker", np.array([0.0, 1.0, 1.0]), ("no", "yes"))
    network = linear_network([[7.0]])
    subject = subject_of(network, [smoker], encoder_of([smoker]), np.zeros((3, 1)))
    curve = partial_dependence(subject, "smoker")
    assert curve is not None
    assert curve.values == ("no", "yes")
    np.testing.assert_allclose(curve.answers[:, 0], [0.0, 7.0])
    assert curve.counts.tolist() == [1, 2]


def test_few_different_numbers_are_a_grid_of_their_own() -> None:
    doors = NumericColumn("doors", np.array([2.0, 4.0, 4.0, 5.0]))
    network = linear_network([[1.0]])
    subject = subject_of(network, [doors], encoder_of([doors]), np.zeros((4, 1)))
    curve = partial_dependence(subject, "doors")
    assert curve is not None
    np.testing.assert_allclose(curve.values, [2, 4, 5])
    assert curve.counts.tolist() == [1, 2, 1]


def test_no_rows_have_no_curve() -> None:
    assert partial_dependence(linear_subject().take(np.arange(0)), "age") is None
