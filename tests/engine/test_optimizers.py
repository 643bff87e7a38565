"""What optimizers do at the edges that twenty common steps do not reach."""

from __future__ import annotations

import numpy as np
import pytest

from nnfs_cli.engine.optimizers import OPTIMIZERS, RMSprop


def test_centered_rmsprop_bears_a_gradient_that_never_changes() -> None:
    """Then v - m^2 is 0, and in float32 now and then a little less."""
    w, g = np.zeros(1000, np.float32), np.empty(1000, np.float32)
    slopes = np.random.default_rng(0).normal(size=1000).astype(np.float32)
    optimizer = RMSprop(rho=0.5, centered=True)
    optimizer.attach(w, g)
    for step in range(1, 60):
        g[...] = slopes
        optimizer.step(1e-6, step)
    assert np.isfinite(w).all()


@pytest.mark.parametrize("start", [1, 4])
def test_nadam_can_go_back_to_an_earlier_step(start: int) -> None:
    outcomes = []
    for before in ((), (9,), (1, 2, 3)):
        w, g = np.ones(3), np.ones(3)
        optimizer = OPTIMIZERS.create("nadam")
        optimizer.attach(w, g)
        for step in before:
            optimizer.step(0.1, step)
        w[...] = 1
        for slot in optimizer.state.values():
            slot[...] = 0
        for step in range(start, start + 3):
            g[...] = [1, 2, -3]
            optimizer.step(0.1, step)
        outcomes.append(w)
    np.testing.assert_array_equal(outcomes[1], outcomes[0])
    np.testing.assert_array_equal(outcomes[2], outcomes[0])
