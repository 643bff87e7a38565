"""Images without labels, a few at a time, so that any number of them can be predicted.

A file that cannot be read does not end the stream: its row stays, with the error beside it, so
that answer k always belongs to image k.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

import numpy as np

from nnfs_cli.data.idx import is_idx
from nnfs_cli.data.idx_images import IdxImages, idx_images_in
from nnfs_cli.data.image_decoding import AS_IT_IS, COLORS, Pixels
from nnfs_cli.data.image_files import images_below, is_image, missing, no_images
from nnfs_cli.data.image_geometry import ImageGeometry, WrongSize
from nnfs_cli.data.image_reading import Color, Shape, opened
from nnfs_cli.data.pixel_rows import OtherShape, copies_of_size, decoded, paths_in
from nnfs_cli.errors import DataError

CHUNK = 256
CHUNK_BYTES = 2**26
"""of pixels, unless a single image has more"""


@dataclass(frozen=True)
class ImageChunk:
    """Some images without labels, as `read_images` gives them."""

    files: tuple[str, ...]
    pixels: Pixels
    """shape (images, height * width * channels); zeros where there is an error"""
    errors: tuple[DataError | None, ...]


def read_images(
    source: Path, shape: Shape, geometry: ImageGeometry = AS_IT_IS
) -> Iterator[ImageChunk]:
    """Images to predict, some at a time: a file, a folder and all below it, or an IDX file.

    Colours are brought to the channels of `shape` (height, width, channels); a height or width
    that the `geometry` does not bring to it is the image's own error. Raises DataError when there
    are no images at all.
    """
    color = COLORS[shape[2]]
    if source.is_dir():
        return read_folder(source, shape, color, geometry)
    if not source.exists():
        raise missing(source, "image, folder or IDX file")
    if is_idx(source):
        return read_idx(IdxImages.open(source), shape, color, geometry)
    if not is_image(source.name):
        with opened(source):  # raises: a file of another kind is a mistake, not a damaged image
            pass
    return read_files(source.parent, [source.name], shape, color, geometry)


def read_folder(
    folder: Path, shape: Shape, color: Color, geometry: ImageGeometry
) -> Iterator[ImageChunk]:
    """All images below a folder, or those of the IDX files in it."""
    names = images_below(folder)
    if names:
        return read_files(folder, names, shape, color, geometry)
    found = idx_images_in(folder)
    if not found:
        raise no_images(folder)
    return chain.from_iterable(read_idx(images, shape, color, geometry) for images in found)


def read_files(
    folder: Path, names: Sequence[str], shape: Shape, color: Color, geometry: ImageGeometry
) -> Iterator[ImageChunk]:
    found = decoded(paths_in(folder, names), shape, color, geometry, hashed=False)
    at_a_time = max(1, min(CHUNK, CHUNK_BYTES // math.prod(shape)))
    for start in range(0, len(names), at_a_time):
        files = tuple(names[start : start + at_a_time])
        pixels = np.zeros((len(files), math.prod(shape)), np.uint8)
        errors: list[DataError | None] = [None] * len(files)
        for row, image in enumerate(islice(found, len(files))):
            if isinstance(image, WrongSize):
                needed = geometry.size_before(*shape[:2])
                image.hint = f"Make copies: {copies_of_size(folder, *needed)}"
            if isinstance(image, DataError):
                errors[row] = image
            else:
                pixels[row] = np.frombuffer(image.pixels, np.uint8)
        yield ImageChunk(files, pixels, tuple(errors))


def read_idx(
    images: IdxImages, shape: Shape, color: Color, geometry: ImageGeometry
) -> Iterator[ImageChunk]:
    found = images.converted_shape(color, geometry)
    if found != shape:
        raise OtherShape(images.file.path, found, shape, geometry)
    names = iter(images.names)
    for pixels in images.blocks(color, geometry):
        yield ImageChunk(tuple(islice(names, len(pixels))), pixels, (None,) * len(pixels))
