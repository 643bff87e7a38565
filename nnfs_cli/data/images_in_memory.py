"""Images that are arrays already, as the pixels that a model sees."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from nnfs_cli.data.block_means import block_means
from nnfs_cli.data.image_geometry import centre
from nnfs_cli.data.image_inputs import ImageInputs
from nnfs_cli.data.pixels import Pixels
from nnfs_cli.errors import DataError

THE_DATA = "the data"


def pixels_in_memory(images: npt.NDArray[np.generic], inputs: ImageInputs) -> Pixels:
    """Pixels (images, height * width * channels) as the network sees them.

    `images` are uint8, (images, height, width, channels), or (images, height, width) for a
    model of grey images. They are cropped and averaged as the files of training were; what has
    to be stretched, or has other colours, raises DataError, since that is done to files alone.
    """
    if images.dtype != np.uint8:
        raise DataError(
            f"images are arrays of uint8, from 0 to 255, not of {images.dtype}",
            THE_DATA,
            "Write images.astype(np.uint8), times 255 if they go from 0 to 1.",
        )
    if images.ndim == 3 and inputs.shape[2] == 1:
        images = images[..., np.newaxis]
    geometry, wanted = inputs.geometry, inputs.shape
    height, width = geometry.size_before(*wanted[:2])
    fits = images.ndim == 4 and images.shape[3] == wanted[2]
    fits = fits and images.shape[1] >= height and images.shape[2] >= width
    if geometry.crop is None:
        fits = fits and images.shape[1:3] == (height, width)
    if not fits:
        shape = f"(images, {height}, {width}, {wanted[2]})"
        raise DataError(
            f"expected an array {shape}, got one of shape {images.shape}",
            THE_DATA,
            "Files are brought to the size and colours of the model: hand over their paths.",
        )
    seen = centre(np.asarray(images, np.uint8), geometry.crop)
    if geometry.size is not None and seen.shape[1:3] != geometry.size:
        raise DataError(
            "a crop that is stretched afterwards is done to files alone",
            THE_DATA,
            "Hand over the paths of the images.",
        )
    if geometry.downsample > 1:
        seen = block_means(seen, geometry.downsample)
    return np.ascontiguousarray(seen).reshape(len(seen), math.prod(wanted))
