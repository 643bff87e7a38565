"""Rows of pixels from image files, which must all have one shape to fit.

Two files that differ in size are the most common mistake with images, so the error lists every
size there is and both ways out.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from shlex import quote

import numpy as np

from nnfs_cli.data.image_decoding import (
    COLORS,
    Color,
    Pixels,
    Shape,
    in_parallel,
    read_pixels,
    read_shape,
)
from nnfs_cli.data.image_files import how_many, raise_first
from nnfs_cli.errors import DataError
from nnfs_cli.suggestions import listed


class OtherShape(DataError):
    """An image is readable, but not of the shape that is needed."""

    def __init__(self, path: Path, found: Shape, needed: Shape) -> None:
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


def decoded(
    paths: Sequence[Path], shape: Shape, color: Color, size: tuple[int, int] | None
) -> Iterator[Pixels | DataError]:
    """The pixels of each file, shape (height * width * channels,), or what is wrong with it."""

    def decode(path: Path) -> Pixels:
        image = read_pixels(path, color, size)
        if image.shape != shape:
            raise OtherShape(path, image.shape, shape)
        return image.reshape(-1)

    return in_parallel(decode, paths)


def shape_of_first(paths: Sequence[Path], color: Color, size: tuple[int, int] | None) -> Shape:
    """The shape of the first image that can be opened. Raises DataError when none can."""
    errors = []
    for shape in in_parallel(lambda path: read_shape(path, color), paths):
        if not isinstance(shape, DataError):
            return (*(size or shape[:2]), shape[2])
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
    folder: Path, files: Sequence[str], color: Color, needed: Shape | None
) -> list[DataError]:
    """What keeps images from having one shape, or the one that is needed.

    That is unreadable files, their sizes, and their colours.
    """
    unreadable: list[DataError] = []
    sizes: dict[tuple[int, int], list[str]] = {}
    colors: dict[str, list[str]] = {}
    shapes = in_parallel(lambda name: read_shape(folder / name, color), files)
    for name, shape in zip(files, shapes, strict=True):
        if isinstance(shape, DataError):
            unreadable.append(shape)
        else:
            sizes.setdefault(shape[:2], []).append(name)
            colors.setdefault(COLORS[shape[2]], []).append(name)
    differences = []
    if needed is not None:
        differences.append(not_the_size(folder, sizes, needed))
    elif len(sizes) > 1:
        differences.append(differing_sizes(folder, sizes))
    if len(colors) > 1:
        differences.append(differing_colors(folder, colors))
    return [*unreadable[:20], *differences]


def not_the_size(folder: Path, sizes: dict[tuple[int, int], list[str]], needed: Shape) -> DataError:
    height, width, _ = needed
    others = {f"{h} x {w}": names for (h, w), names in sizes.items() if (h, w) != (height, width)}
    return DataError(
        f"the images must be {height} x {width} (height x width), but are {counted(others)}",
        str(folder),
        hint=f"Make copies of that size: {copies_of_size(folder, height, width)}",
    )


def differing_sizes(folder: Path, sizes: dict[tuple[int, int], list[str]]) -> DataError:
    height, width = max(sizes, key=lambda size: len(sizes[size]))
    named = {f"{h} x {w}": names for (h, w), names in sizes.items()}
    return DataError(
        f"the images have {len(sizes)} sizes (height x width): {counted(named)}",
        str(folder),
        hint=f"Set `size: [{height}, {width}]` in the config's dataset, or make copies of one "
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
