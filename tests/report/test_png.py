"""Pictures in the page, read back by Pillow."""

from __future__ import annotations

import base64
import io

import numpy as np
import pytest
from PIL import Image

from nnfs_cli.report.png import data_address, thumbnail


@pytest.mark.parametrize(("channels", "mode"), [(1, "L"), (3, "RGB"), (4, "RGBA")])
def test_read_back(channels: int, mode: str) -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (5, 7, channels), np.uint8)
    content = base64.b64decode(data_address(pixels).removeprefix("data:image/png;base64,"))
    image = Image.open(io.BytesIO(content))
    assert image.mode == mode
    assert (np.asarray(image).reshape(pixels.shape) == pixels).all()


def test_a_thumbnail_is_of_means() -> None:
    pixels = np.arange(16, dtype=np.uint8).reshape(4, 4, 1) * 10
    assert thumbnail(pixels, 2)[..., 0].tolist() == [[25, 45], [105, 125]]
    assert thumbnail(pixels, 4) is pixels


@pytest.mark.parametrize(("height", "width"), [(300, 200), (65, 64), (1, 500), (1000, 3)])
def test_a_thumbnail_is_small(height: int, width: int) -> None:
    small = thumbnail(np.zeros((height, width, 3), np.uint8), 64)
    assert max(small.shape) <= 64
    assert small.ndim == 3
