"""Clipping: which limit does what, by hand."""

from __future__ import annotations

import numpy as np

from nnfs_cli.training.gradient_clip import GradientClip


def clipped(clip: GradientClip, scale: float = 1.0) -> list[float]:
    gradients = np.array([3.0, -4.0, 0.0], np.float32) * np.float32(scale)
    clip.apply(gradients, scale)
    return (gradients / scale).tolist()


def test_no_limit_and_one_that_is_not_reached_change_nothing() -> None:
    for clip in (GradientClip(), GradientClip(norm=5.0), GradientClip(value=4.0)):
        assert clipped(clip) == [3, -4, 0]


def test_norm_keeps_the_direction() -> None:
    np.testing.assert_allclose(clipped(GradientClip(norm=1.0)), [0.6, -0.8, 0], rtol=1e-6)


def test_value_limits_each_number() -> None:
    assert clipped(GradientClip(value=3.5)) == [3, -3.5, 0]
    assert clipped(GradientClip(value=0.5)) == [0.5, -0.5, 0]


def test_limits_are_of_the_gradient_before_its_scale() -> None:
    for clip in (GradientClip(norm=1.0), GradientClip(value=0.5)):
        np.testing.assert_allclose(clipped(clip, 0.25), clipped(clip), rtol=1e-6)
