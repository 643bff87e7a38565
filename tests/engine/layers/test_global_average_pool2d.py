"""global_average_pool2d by its definition."""

from __future__ import annotations

import numpy as np
import pytest

from nnfs_cli.engine.layers.global_average_pool2d import GlobalAveragePool2D
from nnfs_cli.errors import ConfigError
from tests.engine.pictures import alone, pictures


def test_mean_of_each_channel_and_back() -> None:
    layer = GlobalAveragePool2D()
    alone(layer, (4, 3, 2))
    assert layer.output_shape == (2,)
    x = pictures((4, 3, 2), 5)
    y = layer.forward(x, training=True)
    np.testing.assert_allclose(y.values, x.values.mean(axis=(0, 1)))
    dy = np.arange(10.0).reshape(2, 5)
    dx = layer.backward(dy.copy())
    np.testing.assert_allclose(dx, np.broadcast_to(dy / 12, (4, 3, 2, 5)))


def test_a_table_has_no_channels() -> None:
    with pytest.raises(ConfigError, match="global_average_pool2d needs pictures"):
        GlobalAveragePool2D().setup((7,))
