"""What the first layer of a network for images looks for, as pictures of its weights."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from nnfs_cli.report.material import Material
from nnfs_cli.report.png import data_address
from nnfs_cli.report.sections.section import Section, section

MOST = 48
FOR, AGAINST = np.array([224, 122, 40.0]), np.array([52, 122, 224.0])
MOST_MAP_SIDE = 64
"""pixels; the weights of larger images are no picture a person learns from"""


def first_layer(material: Material) -> Section | None:
    """None for tables, and where the first layer with weights is not dense or a convolution."""
    model = material.model
    if model is None or not material.is_images:
        return None
    layer = next((layer for layer in model.layers if layer.arrays), None)
    if layer is None or "weights" not in layer.arrays:
        return None
    height, width, channels = model.inputs["shape"]
    weights = np.asarray(layer.arrays["weights"], np.float64)
    if layer.type == "dense" and weights.shape[0] == height * width * channels:
        if max(height, width) > MOST_MAP_SIDE:
            return None
        maps = weights.T.reshape(-1, height, width, channels)
    elif layer.type == "conv2d":
        maps = weights.transpose(3, 0, 1, 2)
    else:
        return None
    # the units with the strongest weights first
    order = np.argsort(-np.square(maps).sum(axis=(1, 2, 3)), kind="stable")[:MOST]
    return section(
        "first_layer",
        "First layer",
        pictures=[(int(unit), data_address(coloured(maps[unit]))) for unit in order],
        of=len(maps),
        kind="kernel" if layer.type == "conv2d" else "unit",
        channels=channels,
    )


def coloured(weights: npt.NDArray[np.float64]) -> npt.NDArray[np.uint8]:
    """Orange where a bright pixel speaks for, blue where it speaks against; clear at 0.

    `weights` is (height, width, channels); those of several channels are added up.
    """
    one = weights.sum(axis=2)
    most = np.abs(one).max()
    share = one / most if most else one
    pixels = np.zeros((*one.shape, 4), np.uint8)
    pixels[..., :3] = np.where(share[..., None] > 0, FOR, AGAINST).astype(np.uint8)
    pixels[..., 3] = np.rint(255 * np.abs(share)).astype(np.uint8)
    return pixels
