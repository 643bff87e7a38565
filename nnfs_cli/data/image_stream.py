"""Images without labels, a few at a time, so that any number of them can be predicted.

A file that cannot be read does not end the stream: its row stays, with the error beside it, so
that answer k always belongs to image k.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nnfs_cli.data.idx import is_idx
from nnfs_cli.data.idx_images import IdxImages
from nnfs_cli.data.image_decoding import COLORS, Color, Pixels, Shape
from nnfs_cli.data.image_files import images_below, missing, no_images
from nnfs_cli.data.pixel_rows import OtherShape, fill
from nnfs_cli.errors import DataError

CHUNK = 256


@dataclass(frozen=True)
class ImageChunk:
    """Some images without labels, as `read_images` gives them."""

    files: tuple[str, ...]
    pixels: Pixels
    """shape (images, height * width * channels); zeros where there is an error"""
    errors: tuple[DataError | None, ...]


def read_images(source: Path, shape: Shape, *, resize: bool = False) -> Iterator[ImageChunk]:
    """Images to predict, some at a time: of one file, a folder and all below it, or an IDX file.

    Colours are brought to the channels of `shape` (height, width, channels); another height or
    width is the image's own error, unless `resize` allows to stretch it. Raises DataError when
    there are no images at all.
    """
    color, size = COLORS[shape[2]], shape[:2] if resize else None
    if source.is_dir():
        return read_files(source, images_below(source) or none_in(source), shape, color, size)
    if not source.exists():
        raise missing(source, "image, folder or IDX file")
    if is_idx(source):
        return read_idx(IdxImages.open(source), shape, color, size)
    return read_files(source.parent, [source.name], shape, color, size)


def none_in(folder: Path) -> list[str]:
    raise no_images(folder)


def read_files(
    folder: Path, names: Sequence[str], shape: Shape, color: Color, size: tuple[int, int] | None
) -> Iterator[ImageChunk]:
    for start in range(0, len(names), CHUNK):
        files = tuple(names[start : start + CHUNK])
        pixels = np.zeros((len(files), math.prod(shape)), np.uint8)
        errors = fill(pixels, [folder / name for name in files], shape, color, size)
        yield ImageChunk(files, pixels, tuple(errors))


def read_idx(
    images: IdxImages, shape: Shape, color: Color, size: tuple[int, int] | None
) -> Iterator[ImageChunk]:
    found = images.converted_shape(color, size)
    if found != shape:
        raise OtherShape(images.file.path, found, shape)
    start = 0
    for pixels in images.blocks(color, size):
        names = tuple(map(str, range(start, start + len(pixels))))
        yield ImageChunk(names, pixels, (None,) * len(pixels))
        start += len(pixels)
