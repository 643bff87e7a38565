"""Pixel scales against the formulas they stand for, and through JSON and back."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nnfs_cli.data.pixels as pixels_module
from nnfs_cli.data.pixels import PixelScale
from nnfs_cli.errors import ModelFileError


def scaled(scale: PixelScale, pixels: np.ndarray) -> np.ndarray:
    rows = np.empty((len(pixels), pixels.shape[1] + 1), np.float32)
    scale.fill(pixels, rows)
    design = rows * np.float64(scale.factor)
    np.testing.assert_allclose(design[:, -1], 1, rtol=1e-7)
    return design[:, :-1]


@pytest.mark.parametrize(
    ("type", "expected"),
    [("none", [0, 51, 255]), ("unit", [0, 0.2, 1]), ("minmax", [-1, -0.6, 1])],
)
def test_fixed_scales_by_hand(type: Any, expected: list[float]) -> None:
    pixels = np.array([[0, 51, 255]], np.uint8)
    scale = PixelScale.fit(pixels, np.arange(1), type, channels=3)
    np.testing.assert_allclose(scaled(scale, pixels), [expected], atol=1e-7)


def test_standardize_makes_each_channel_of_the_training_rows_standard() -> None:
    generator = np.random.default_rng(0)
    pixels = generator.integers([0, 100, 5], [256, 120, 9], (40, 12, 3)).astype(np.uint8)
    pixels = pixels.reshape(40, 36)
    training = np.arange(0, 40, 2)
    scale = PixelScale.fit(pixels, training, "standardize", channels=3)
    by_channel = scaled(scale, pixels[training]).reshape(-1, 3)
    np.testing.assert_allclose(by_channel.mean(axis=0), 0, atol=1e-6)
    np.testing.assert_allclose(by_channel.std(axis=0), 1, atol=1e-6)


def test_statistics_do_not_depend_on_how_many_rows_are_counted_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (33, 8), dtype=np.uint8)
    whole = PixelScale.fit(pixels, np.arange(33), "standardize", 2)
    monkeypatch.setattr(pixels_module, "BYTES_AT_A_TIME", 40)
    assert PixelScale.fit(pixels, np.arange(33), "standardize", 2) == whole


def test_a_constant_channel_becomes_zero() -> None:
    pixels = np.full((5, 4), 17, np.uint8)
    scale = PixelScale.fit(pixels, np.arange(5), "standardize", 1)
    assert not scaled(scale, pixels).any()


numbers = st.floats(-1e6, 1e6)
positive = st.floats(1e-6, 1e6)


@given(st.lists(st.tuples(numbers, positive), min_size=1, max_size=4))
def test_json_gives_the_same_scale_back(moments: list[tuple[float, float]]) -> None:
    scale = PixelScale("standardize", *(tuple(values) for values in zip(*moments, strict=True)))
    assert PixelScale.from_json(scale.to_json(), "m", (1, 1, len(moments))) == scale


@pytest.mark.parametrize("type", ["none", "unit", "minmax"])
def test_fixed_scales_are_named_only(type: str) -> None:
    step = PixelScale.fixed(type).to_json()
    assert step == {"type": type}
    assert PixelScale.from_json(step, "m", (1, 1, 3)) == PixelScale.fixed(type)


@pytest.mark.parametrize(
    "step",
    [
        {},
        {"type": "log"},
        {"type": 3},
        {"type": "unit", "mean": [0]},
        {"type": "standardize"},
        {"type": "standardize", "mean": [1.0], "std": [1.0, 2.0]},
        {"type": "standardize", "mean": [1.0, 2.0], "std": [1.0, 0.0]},
        {"type": "standardize", "mean": [1.0, "2"], "std": [1.0, 1.0]},
        {"type": "standardize", "mean": [1.0, float("nan")], "std": [1.0, 1.0]},
        {"type": "standardize", "mean": [1.0, True], "std": [1.0, 1.0]},
    ],
)
def test_what_is_no_scale_is_refused_with_its_place(step: dict[str, Any]) -> None:
    with pytest.raises(ModelFileError) as raised:
        PixelScale.from_json(step, "m.json: inputs.pixels", (2, 1, 2))
    assert raised.value.where.startswith("m.json: inputs.pixels")


def test_every_pixel_may_have_moments_of_its_own() -> None:
    """In float64 to the last digit, written as the rows of the image, read back the same."""
    generator = np.random.default_rng(0)
    mean, std = generator.uniform(0, 255, 12), generator.uniform(0.1, 90, 12)
    scale = PixelScale("per_pixel", tuple(mean.tolist()), tuple(std.tolist()))
    pixels = generator.integers(0, 256, (5, 12), dtype=np.uint8)
    rows = np.empty((5, 13))
    scale.fill(pixels, rows)
    assert scale.factor == 1
    np.testing.assert_allclose(rows[:, :-1], (pixels - mean) / std, rtol=1e-14, atol=1e-13)
    assert (rows[:, -1] == 1).all()
    step = scale.to_json((2, 3, 2))
    assert step["mean"] == mean.reshape(2, 6).tolist()
    assert PixelScale.from_json(step, "m", (2, 3, 2)) == scale
    for wrong in ({**step, "std": [[0.0] * 6] * 2}, {**step, "mean": [[1.0] * 3] * 4}):
        with pytest.raises(ModelFileError, match=r"m\.(std|mean)"):
            PixelScale.from_json(wrong, "m", (2, 3, 2))
