"""Rows of pixels from image files, which must all have one shape to fit.

Two files that differ in size are the most common mistake with images, so the error lists every
size there is and both ways out.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from shlex import quote

import numpy as np

from nnfs_cli.data.image_decoding import COLORS, Pixels, in_parallel, read_shape
from nnfs_cli.data.image_files import how_many, raise_first
from nnfs_cli.data.image_geometry import ImageGeometry, Size, WrongSize, whole_blocks
from nnfs_cli.data.image_reading import Color, ImageBytes, Shape
from nnfs_cli.data.image_worker import Task
from nnfs_cli.data.shared_decoding import read_all
from nnfs_cli.errors import DataError
from nnfs_cli.suggestions import listed


class OtherShape(WrongSize):
    """An image is readable, but not of the shape that is needed."""

    def __init__(
        self, path: Path | str, found: Shape, needed: Shape, geometry: ImageGeometry
    ) -> None:
        found, needed = (shape_before(shape, geometry) for shape in (found, needed))
        if found[:2] == needed[:2]:
            message = f"is {shape_text(found)}, not {shape_text(needed)}"
        else:
            sizes = [f"{height} x {width}" for height, width, _ in (found, needed)]
            message = f"has {sizes[0]} pixels (height x width), not {sizes[1]}"
        super().__init__(message, str(path))


def copies_of_size(folder: Path, height: int, width: int) -> str:
    """The command that brings all images of a folder to one size."""
    return f"nn resize-images {quote(str(folder))} --width {width} --height {height}"


def shape_text(shape: Shape) -> str:
    height, width, channels = shape
    return f"{height} x {width} ({COLORS[channels]})"


def shape_before(shape: Shape, geometry: ImageGeometry) -> Shape:
    """What a file must have for its image to become of that shape."""
    return (*geometry.size_before(*shape[:2]), shape[2])


def paths_in(folder: Path, names: Sequence[str]) -> list[str]:
    """Where the files of a folder are; a `Path` for each of many would take as long as reading."""
    inside = str(folder / "_")[:-1]
    return [inside + name.replace("/", os.sep) for name in names]


def decoded(
    paths: Sequence[str], shape: Shape, color: Color, geometry: ImageGeometry, *, hashed: bool
) -> Iterator[ImageBytes | DataError]:
    """The pixels of each file, with its digest if files are `hashed`, or what is wrong with it."""
    task = Task(paths, shape, color, geometry, hashed)
    for path, image in zip(paths, read_all(task), strict=True):
        if isinstance(image, DataError) or image.shape == shape:
            yield image
        else:
            yield OtherShape(path, image.shape, shape, geometry)


def shape_of_first(
    folder: Path, names: Sequence[str], color: Color, geometry: ImageGeometry
) -> Shape:
    """The shape that the first image becomes which can be opened.

    Raises DataError when none can, or when it is not made of whole blocks, as then none is.
    """
    errors = []
    shapes = in_parallel(lambda name: read_shape(folder / name, color), names)
    for name, shape in zip(names, shapes, strict=True):
        if not isinstance(shape, DataError):
            if not geometry.takes_any_size:
                geometry.require(*shape[:2], folder / name)
            return (*geometry.size_of(*shape[:2]), shape[2])
        errors.append(shape)
    raise_first(errors)
    raise AssertionError("there was no image to look at")


def allocate(images: int, shape: Shape) -> Pixels:
    """Room for the pixels. Raises DataError when the memory does not hold them."""
    try:
        return np.zeros((images, math.prod(shape)), np.uint8)
    except MemoryError as error:
        raise DataError(
            f"no memory for {how_many(images)} of {shape_text(shape)}",
            hint="Set a smaller `size: [height, width]` in the config's dataset.",
        ) from error


def disagreements(
    folder: Path,
    files: Sequence[str],
    color: Color,
    geometry: ImageGeometry,
    needed: Shape | None,
) -> list[DataError]:
    """What keeps images from having one shape, or the one that is needed.

    That is unreadable files, their sizes, and their colours.
    """
    unreadable: list[DataError] = []
    sizes: dict[Size, list[str]] = {}
    colors: dict[str, list[str]] = {}
    shapes = in_parallel(lambda name: read_shape(folder / name, color), files)
    for name, shape in zip(files, shapes, strict=True):
        if isinstance(shape, DataError):
            unreadable.append(shape)
        else:
            sizes.setdefault(shape[:2], []).append(name)
            colors.setdefault(COLORS[shape[2]], []).append(name)
    differences = [*wrong_sizes(folder, sizes, geometry, needed)]
    if len(colors) > 1:
        differences.append(differing_colors(folder, colors))
    return [*unreadable[:20], *differences]


def wrong_sizes(
    folder: Path, sizes: dict[Size, list[str]], geometry: ImageGeometry, needed: Shape | None
) -> Iterator[DataError]:
    """At most one sentence about all sizes that there are."""
    if geometry.crop is not None:
        height, width = geometry.crop
        small = {(h, w): names for (h, w), names in sizes.items() if h < height or w < width}
        if small:
            yield too_small(folder, small, geometry, trained=needed is not None)
    elif geometry.takes_any_size:
        return
    elif needed is not None:
        yield not_the_size(folder, sizes, shape_before(needed, geometry))
    elif len(sizes) > 1:
        yield differing_sizes(folder, sizes, geometry.downsample)


def too_small(
    folder: Path, small: dict[Size, list[str]], geometry: ImageGeometry, *, trained: bool
) -> DataError:
    """Images with fewer pixels than the crop, which is a model's if that is `trained`."""
    assert geometry.crop is not None
    height, width = geometry.crop
    copies = f"ake larger copies: {copies_of_size(folder, height, width)}"
    lowest, narrowest = (min(size[side] for size in small) for side in (0, 1))
    smaller = whole_blocks(min(lowest, height), min(narrowest, width), geometry.downsample)
    named = {f"{h} x {w}": names for (h, w), names in small.items()}
    return DataError(
        f"a crop of {height} x {width} (height x width) is larger than {counted(named)}",
        str(folder),
        hint=f"M{copies}" if trained else f"{smaller} in the config's dataset, or m{copies}",
    )


def not_the_size(folder: Path, sizes: dict[Size, list[str]], needed: Shape) -> DataError:
    height, width, _ = needed
    others = {f"{h} x {w}": names for (h, w), names in sizes.items() if (h, w) != (height, width)}
    return DataError(
        f"the images must be {height} x {width} (height x width), but are {counted(others)}",
        str(folder),
        hint=f"Make copies of that size: {copies_of_size(folder, height, width)}",
    )


def differing_sizes(folder: Path, sizes: dict[Size, list[str]], side: int) -> DataError:
    """`side` is that of the blocks whose means are taken; no other size can be asked for then."""
    height, width = max(sizes, key=lambda size: len(sizes[size]))
    named = {f"{h} x {w}": names for (h, w), names in sizes.items()}
    smallest = [min(size[axis] for size in sizes) for axis in (0, 1)]
    way_out = f"Set `size: [{height}, {width}]`"
    if side > 1:
        way_out = whole_blocks(smallest[0], smallest[1], side)
    return DataError(
        f"the images have {len(sizes)} sizes (height x width): {counted(named)}",
        str(folder),
        hint=f"{way_out} in the config's dataset, or make copies of one "
        f"size: {copies_of_size(folder, height, width)}",
    )


def differing_colors(folder: Path, colors: dict[str, list[str]]) -> DataError:
    return DataError(
        f"the images differ in colour: {counted(colors)}",
        str(folder),
        hint="Set `color:` in the config's dataset to grayscale, rgb or rgba.",
    )


def counted(groups: dict[str, list[str]]) -> str:
    """``28 x 28 in 990 images (0/1.png, …), 30 x 28 in 1 image (7/3.png)``, most first."""
    by_count = sorted(groups.items(), key=lambda group: -len(group[1]))
    return listed(
        f"{what} in {how_many(len(names))} ({names[0]}{', …' if len(names) > 1 else ''})"
        for what, names in by_count
    )
