"""Scalers: golden numbers, round trips, and strictness about what a model file says."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nnfs_cli.data.scaling import MinMax, Scaler, Standardize, fit_scalers, scaler_from_json
from nnfs_cli.errors import ConfigError, ModelFileError

COLUMNS = arrays(np.float64, st.integers(1, 20), elements=st.floats(-1e6, 1e6))
BOTH = pytest.mark.parametrize("kind", [MinMax, Standardize])


def test_golden_numbers() -> None:
    x = np.array([1.0, 2.0, 3.0, 6.0, np.nan])
    assert Standardize.fit(x) == Standardize(3.0, np.sqrt(3.5))
    assert MinMax.fit(x) == MinMax(1.0, 6.0)
    np.testing.assert_allclose(MinMax.fit(x).apply(x), [-1, -0.6, -0.2, 1, np.nan])
    np.testing.assert_allclose(Standardize(2.0, 4.0).apply(x), [-0.25, 0, 0.25, 1, np.nan])


@BOTH
@given(x=COLUMNS)
def test_inverse_undoes_apply(kind: type[Scaler], x: np.ndarray) -> None:
    scaler = kind.fit(x)
    np.testing.assert_allclose(scaler.inverse(scaler.apply(x)), x, rtol=1e-9, atol=1e-6)


@given(COLUMNS)
def test_ranges(x: np.ndarray) -> None:
    z = MinMax.fit(x).apply(x)
    assert z.min() >= -1 - 1e-9
    assert z.max() <= 1 + 1e-9
    assert abs(Standardize.fit(x).apply(x).mean()) < 1e-3


@BOTH
@pytest.mark.parametrize("value", [0.1, 1e9, 0.0])
def test_a_constant_column_becomes_zero(kind: type[Scaler], value: float) -> None:
    x = np.full(7, value)
    scaler = kind.fit(x)
    np.testing.assert_array_equal(scaler.apply(x), 0)
    np.testing.assert_allclose(scaler.inverse(np.zeros(7)), x)
    assert np.isnan(scaler.apply(np.array([np.nan]))[0])


@BOTH
@given(x=COLUMNS)
def test_json_reads_back(kind: type[Scaler], x: np.ndarray) -> None:
    scaler = kind.fit(x)
    assert scaler_from_json(json.loads(json.dumps(scaler.to_json())), "steps[0]") == scaler


def test_steps_follow_each_other() -> None:
    x = np.array([0.0, 5.0, 10.0])
    first, second = fit_scalers(("minmax", "standardize"), x)
    assert first == MinMax(0.0, 10.0)
    assert second == Standardize(0.0, np.sqrt(2 / 3))


def test_clipping_holds_values_in_the_range_of_training() -> None:
    (scaler, second) = fit_scalers(("minmax", "standardize"), np.array([0.0, 4.0]), clip=True)
    assert scaler == MinMax(0.0, 4.0, clip=True)
    assert second == Standardize(0.0, 1.0)
    x = np.array([-9.0, 0.0, 1.0, 4.0, 1e9, np.nan])
    np.testing.assert_array_equal(scaler.apply(x), [-1, -1, -0.5, 1, 1, np.nan])
    assert scaler.to_json() == {"type": "minmax", "minimum": 0.0, "maximum": 4.0, "clip": True}
    assert scaler_from_json(scaler.to_json(), "steps[0]") == scaler
    assert "clip" not in MinMax(0.0, 4.0).to_json()


def test_an_unknown_scaler() -> None:
    with pytest.raises(ConfigError, match="unknown scaler 'standardise'; did you mean 'standardi"):
        fit_scalers(("standardise",), np.ones(2))


@pytest.mark.parametrize(
    ("step", "message"),
    [
        ({"type": "standardize", "mean": 0.0}, "'std' is missing"),
        ({"type": "standardize", "mean": 0, "std": -1}, "std is negative"),
        ({"type": "standardize", "mean": 0, "std": 1, "sdt": 1}, "unknown key 'sdt'"),
        ({"type": "standardize", "mean": "0", "std": 1}, "'mean' is not a number"),
        ({"type": "standardize", "mean": True, "std": 1}, "'mean' is not a number"),
        ({"type": "standardize", "mean": float("inf"), "std": 1}, "'mean' is not finite"),
        ({"type": "minmax", "minimum": 2, "maximum": 1}, "the minimum is above the maximum"),
        ({"type": "minmax", "minimum": 1, "maximum": 2, "clip": 1}, "'clip' is not true or false"),
        ({"type": "log"}, "'type' is 'log', which is none of"),
        ({}, "'type' is not a text"),
        ([], "an object was expected"),
    ],
)
def test_a_model_file_is_read_with_suspicion(step: object, message: str) -> None:
    with pytest.raises(ModelFileError) as caught:
        scaler_from_json(step, "inputs.columns[3].steps[0]")  # type: ignore[arg-type]
    assert message in caught.value.message
    assert caught.value.where == "inputs.columns[3].steps[0]"
