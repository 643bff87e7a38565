"""What all optimizers share: memory that fades ends at 0, not among numbers that are slow."""

from __future__ import annotations

import numpy as np
import pytest

from nnfs_cli.engine.optimizers import OPTIMIZERS

FADING = [name for name in OPTIMIZERS if OPTIMIZERS[name].slots and name != "lbfgs"]


@pytest.mark.parametrize("name", FADING)
def test_what_fades_becomes_0_before_it_is_subnormal(name: str) -> None:
    """The first weight gets a gradient in the first step only, the second in every step."""
    w = np.ones(2, np.float32)
    g = np.empty_like(w)
    optimizer = OPTIMIZERS.create(name)
    optimizer.attach(w, g)
    for step in range(1, 2001):
        g[...] = np.array([step == 1, 1]) * optimizer.gradient_scale(0.001)
        optimizer.step(0.001, step)
        for slot in optimizer.state.values():
            memory = np.abs(slot[:2].astype(np.float64))
            assert not ((memory > 0) & (memory < np.finfo(np.float32).tiny)).any(), step
    assert np.isfinite(w).all()
    assert any(slot[1] != 0 for slot in optimizer.state.values())
