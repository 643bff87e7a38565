"""Images in, one array of bytes out: the pixels, the class of each image, and its part.

Whatever the source is (class folders, `labels.txt`, IDX files), the result has the same form,
and pixels stay 8-bit numbers: they become float32 only in the batch that needs them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from nnfs_cli.data.class_names import numbered
from nnfs_cli.data.idx_images import IdxPair, idx_pairs
from nnfs_cli.data.image_decoding import Color, Pixels, Shape
from nnfs_cli.data.image_files import raise_first
from nnfs_cli.data.image_folders import LabelSource, Part, find_images
from nnfs_cli.data.pixel_rows import (
    OtherShape,
    allocate,
    disagreements,
    fill,
    shape_of_first,
    shape_text,
)
from nnfs_cli.errors import DataError, raise_together
from nnfs_cli.suggestions import listed


@dataclass(frozen=True)
class ImageRequest:
    """What a config says about its images."""

    images: Path
    """a folder, or an IDX file"""
    labels: LabelSource = "auto"
    """"auto", "folders", a `labels.txt` or an IDX file of labels"""
    size: tuple[int, int] | None = None
    """(height, width) to stretch every image to; None: all must agree"""
    color: Color = "keep"
    classes: tuple[str, ...] | None = None
    """names in the order of the labels; a class called 3 takes the name at position 3"""
    shape: Shape | None = None
    """that the images must have for a network that is there already; None: any"""


@dataclass(frozen=True)
class ImageData:
    """Labelled images in memory."""

    pixels: Pixels
    """shape (images, height * width * channels), row by row, channels last"""
    shape: Shape
    labels: npt.NDArray[np.int64]
    """shape (images,); positions in `classes`"""
    classes: tuple[str, ...]
    files: tuple[str, ...]
    """names relative to the folder; positions in an IDX file"""
    parts: tuple[Part | None, ...]
    """what each image is for, where the folder says it"""
    notes: tuple[str, ...] = ()
    """sentences about what was chosen or left out"""


def load_images(request: ImageRequest) -> ImageData:
    """Read labelled images. Raises DataError, for all files with errors at once."""
    pairs = idx_pairs(request.images, request.labels)
    return load_idx(request, pairs) if pairs else load_folder(request)


def load_folder(request: ImageRequest) -> ImageData:
    """The images of class folders or of a `labels.txt`."""
    found = find_images(request.images, request.labels)
    files = tuple(image.name for image in found.images)
    labels, classes = numbered(
        [image.label for image in found.images], request.classes, str(request.images)
    )
    paths = [request.images / name for name in files]
    shape = request.shape or shape_of_first(paths, request.color, request.size)
    pixels = allocate(len(files), shape)
    errors = []
    for error in fill(pixels, paths, shape, request.color, request.size):
        if isinstance(error, OtherShape):
            differences = disagreements(request.images, files, request.color, request.shape)
            raise_together(differences or [error])
        if error is not None:
            errors.append(error)
    raise_first(errors)
    parts = tuple(image.part for image in found.images)
    return ImageData(pixels, shape, labels, classes, files, parts, found.notes)


def load_idx(request: ImageRequest, pairs: Sequence[IdxPair]) -> ImageData:
    """The images of one or several IDX files, which must agree in size."""
    shapes = [pair.images.converted_shape(request.color, request.size) for pair in pairs]
    if len(set(shapes)) > 1:
        raise DataError(
            f"its files hold images of different shapes: {listed(map(shape_text, shapes))}",
            str(request.images),
            hint="Set `size: [height, width]` and `color:` in the config's dataset.",
        )
    if request.shape not in (None, shapes[0]):
        raise OtherShape(request.images, shapes[0], request.shape)
    texts = [str(label) for pair in pairs for label in pair.labels.read().tolist()]
    labels, classes = numbered(texts, request.classes, str(request.images))
    pixels = allocate(len(labels), shapes[0])
    start = 0
    for pair in pairs:
        end = start + pair.labels.rows
        pair.images.read_into(pixels[start:end], request.color, request.size)
        start = end
    parts = tuple(pair.images.part for pair in pairs for _ in range(pair.labels.rows))
    files = tuple(name for pair in pairs for name in pair.images.names)
    notes = tuple(f"the classes come from {pair.labels.path.name}" for pair in pairs)
    return ImageData(pixels, shapes[0], labels, classes, files, parts, notes)
