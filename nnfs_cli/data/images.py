"""Images in, one array of bytes out: the pixels, the class of each image, and its part.

Whatever the source is (class folders, `labels.txt`, IDX files), the result has the same form,
and pixels stay 8-bit numbers: they become float32 only in the batch that needs them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

import numpy as np
import numpy.typing as npt

from nnfs_cli.data.class_names import numbered
from nnfs_cli.data.idx_images import IdxPair, idx_pairs
from nnfs_cli.data.image_cache import cached_pixels
from nnfs_cli.data.image_decoding import COLORS, Pixels
from nnfs_cli.data.image_folders import LabelSource, Part, find_images
from nnfs_cli.data.image_geometry import ImageGeometry, Size
from nnfs_cli.data.image_reading import Color, Shape
from nnfs_cli.data.pixel_rows import OtherShape, shape_of_first, shape_text
from nnfs_cli.data.pixel_sources import FilePixels, IdxPixels, PixelSource
from nnfs_cli.errors import DataError
from nnfs_cli.suggestions import listed


@dataclass(frozen=True)
class ImageRequest:
    """What a config says about its images."""

    images: Path
    """a folder, or an IDX file"""
    labels: LabelSource = "auto"
    """"auto", "folders", a `labels.txt` or an IDX file of labels"""
    crop: Size | None = None
    """(height, width) of the centre of every image that is looked at; None: all of it"""
    size: Size | None = None
    """(height, width) to stretch that to; None: all must agree"""
    downsample: int = 1
    """or the side of the blocks whose means are taken"""
    color: Color = "keep"
    classes: tuple[str, ...] | None = None
    """names in the order of the labels; a class called 3 takes the name at position 3"""
    shape: Shape | None = None
    """that the images must have for a network that is there already; None: any"""

    @property
    def geometry(self) -> ImageGeometry:
        return ImageGeometry(self.crop, self.size, self.downsample)


@dataclass(frozen=True)
class LabelledImages:
    """Everything about images except their pixels, which can be read."""

    sources: tuple[PixelSource, ...]
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


@dataclass(frozen=True)
class ImageData:
    """Labelled images, ready."""

    pixels: Pixels
    """shape (images, height * width * channels), row by row, channels last; only to be read"""
    shape: Shape
    labels: npt.NDArray[np.int64]
    classes: tuple[str, ...]
    files: tuple[str, ...]
    parts: tuple[Part | None, ...]
    notes: tuple[str, ...] = ()
    """the others are as those of `LabelledImages`"""


def load_images(
    request: ImageRequest, apart: Mapping[Part, Path] | None = None, cache: Path | None = None
) -> ImageData:
    """Read labelled images, and those that lie `apart` for one part of the data.

    Pixels may come from the folder `cache` and go there, if there is one. Raises DataError, for
    all files with errors at once.
    """
    main = find_labelled(request)
    found = [main]
    for part, place in (apart or {}).items():
        like = replace(request, images=place, labels="auto", color=COLORS[main.shape[2]])
        images = find_labelled(replace(like, classes=main.classes, shape=main.shape))
        found.append(replace(images, parts=(part,) * len(images.files)))
    kept = cached_pixels([source for each in found for source in each.sources], main.shape, cache)
    return ImageData(
        pixels=kept.pixels,
        shape=main.shape,
        labels=np.concatenate([each.labels for each in found]),
        classes=main.classes,
        files=tuple(chain.from_iterable(each.files for each in found)),
        parts=tuple(chain.from_iterable(each.parts for each in found)),
        notes=(*chain.from_iterable(each.notes for each in found), *kept.notes),
    )


def find_labelled(request: ImageRequest) -> LabelledImages:
    """What there is to read. Raises DataError."""
    pairs = idx_pairs(request.images, request.labels)
    return labelled_idx(request, pairs) if pairs else labelled_folder(request)


def labelled_folder(request: ImageRequest) -> LabelledImages:
    """The images of class folders or of a `labels.txt`."""
    found = find_images(request.images, request.labels)
    files = tuple(image.name for image in found.images)
    labels, classes = numbered(
        [image.label for image in found.images], request.classes, str(request.images)
    )
    asked = request.color, request.geometry
    shape = request.shape or shape_of_first(request.images, files, *asked)
    source = FilePixels(request.images, files, shape, *asked, request.shape)
    parts = tuple(image.part for image in found.images)
    return LabelledImages((source,), shape, labels, classes, files, parts, found.notes)


def labelled_idx(request: ImageRequest, pairs: Sequence[IdxPair]) -> LabelledImages:
    """The images of one or several IDX files, which must agree in size."""
    asked = request.color, request.geometry
    shapes = [pair.images.converted_shape(*asked) for pair in pairs]
    if len(set(shapes)) > 1:
        raise DataError(
            f"its files hold images of different shapes: {listed(map(shape_text, shapes))}",
            str(request.images),
            hint="Set `size: [height, width]` and `color:` in the config's dataset.",
        )
    if request.shape not in (None, shapes[0]):
        raise OtherShape(request.images, shapes[0], request.shape, request.geometry)
    texts = [str(label) for pair in pairs for label in pair.labels.read().tolist()]
    labels, classes = numbered(texts, request.classes, str(request.images))
    sources = tuple(IdxPixels(pair.images, *asked) for pair in pairs)
    parts = tuple(pair.images.part for pair in pairs for _ in range(pair.labels.rows))
    files = tuple(name for pair in pairs for name in pair.images.names)
    notes = tuple(f"the classes come from {pair.labels.path.name}" for pair in pairs)
    return LabelledImages(sources, shapes[0], labels, classes, files, parts, notes)
