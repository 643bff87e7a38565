"""The plane of two numbers: each point has the answer that a row there would get."""

from __future__ import annotations

import numpy as np

from nnfs_cli.analysis.decision_regions import decision_regions
from nnfs_cli.data.raw_columns import NumericColumn
from tests.analysis.subjects import encoder_of, linear_network, linear_subject, subject_of

LEFT = NumericColumn("u", np.array([0.0, 10.0, 4.0]))
UP = NumericColumn("v", np.array([-1.0, 1.0, 0.5]))


def test_every_point_has_its_own_answer() -> None:
    encoder = encoder_of([LEFT, UP], ["standardize"])
    scale_u, scale_v = LEFT.values.std(), UP.values.std()
    network = linear_network([[scale_u], [100 * scale_v]], [0.0])
    regions = decision_regions(subject_of(network, [LEFT, UP], encoder, np.zeros((3, 1))), steps=7)
    assert regions is not None
    assert regions.names == ("u", "v")
    assert regions.answers.shape == (7, 7, 1)
    assert (regions.xs[0], regions.xs[-1]) == (-0.5, 10.5)
    u, v = np.meshgrid(regions.xs, regions.ys)
    expected = (u - LEFT.values.mean()) + 100 * (v - UP.values.mean())
    np.testing.assert_allclose(regions.answers[:, :, 0], expected, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(regions.points, np.column_stack([LEFT.values, UP.values]))


def test_only_two_columns_of_numbers_make_a_plane() -> None:
    assert decision_regions(linear_subject()) is None
    word = NumericColumn("w", np.array([0.0, 1.0, 1.0]), ("no", "yes"))
    subject = subject_of(
        linear_network([[1.0], [1.0]]), [LEFT, word], encoder_of([LEFT, word]), np.zeros((3, 1))
    )
    assert decision_regions(subject) is None
