"""Arrays of pixels, and their shapes, from image files and from images in memory.

`in_parallel` is for whatever is done to many files, one by one.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt
from PIL import Image

from nnfs_cli.data.image_geometry import ImageGeometry
from nnfs_cli.data.image_reading import (
    MODES,
    Color,
    Shape,
    opened,
    own_mode,
    pillow_warnings,
    pixels_of,
    read_image,
)
from nnfs_cli.errors import DataError

Pixels: TypeAlias = npt.NDArray[np.uint8]

COLORS: dict[int, Color] = {1: "grayscale", 3: "rgb", 4: "rgba"}
"""by number of channels"""
ORIENTATION = 0x0112
"""EXIF's tag; from 5 on, the camera lay on its side"""
AS_IT_IS = ImageGeometry()
TIMED = 8
"""items at first, of which the median counts: the very first one also loads a decoder"""
WORTH_A_THREAD = 1e-4
"""seconds; reading two thousand thumbnails of 35 µs takes two threads twice as long as one"""
MOST_WAITING = 256
"""results at a time"""
SOON = 0.1
"""seconds, after which somebody who watches wants to see progress"""

Item = TypeVar("Item")
Result = TypeVar("Result")


def read_pixels(path: Path, color: Color, geometry: ImageGeometry = AS_IT_IS) -> Pixels:
    """As `image_reading.read_image`: pixels of shape (height, width, channels), only to be read."""
    image = read_image(str(path), color, geometry, hashed=False)
    return np.frombuffer(image.pixels, np.uint8).reshape(image.shape)


def converted(pixels: Pixels, color: Color, geometry: ImageGeometry = AS_IT_IS) -> Pixels:
    """As `read_pixels`, for pixels of shape (height, width, channels) that are already there."""
    grey = pixels.shape[2] == 1
    image = Image.fromarray(pixels[:, :, 0] if grey else pixels)
    content, shape = pixels_of(image, color, geometry)
    return np.frombuffer(content, np.uint8).reshape(shape)


def read_shape(path: Path, color: Color) -> Shape:
    """The shape of an upright image, mostly without decoding. Raises DataError."""
    with opened(path) as image:
        mode = own_mode(image) if color == "keep" else MODES[color]
        if image.format == "TIFF":
            image.load()  # which turns these, and only these, upright
        height, width = image.height, image.width
        lying = image.getexif().get(ORIENTATION, 1) >= 5
        return (width, height, len(mode)) if lying else (height, width, len(mode))


def in_parallel(
    work: Callable[[Item], Result], items: Sequence[Item]
) -> Iterator[Result | DataError]:
    """The result, or the DataError, of each item in order, worked on by all processors.

    The first few are timed: a photo is work enough to hand out, but threads that share thumbnails
    only wait for each other.
    """

    def attempt(item: Item) -> Result | DataError:
        try:
            return work(item)
        except DataError as error:
            return error

    seconds = []
    for item in items[:TIMED]:
        began = perf_counter()
        with pillow_warnings():
            result = attempt(item)
        seconds.append(perf_counter() - began)
        yield result
    rest = items[TIMED:]
    if rest:
        workers = 1 if median(seconds) < WORTH_A_THREAD else os.cpu_count() or 1
        yield from in_groups(attempt, rest, workers)


def in_groups(
    work: Callable[[Item], Result], items: Sequence[Item], workers: int
) -> Iterator[Result]:
    """A few items at a time are shared out, and more when that was done soon."""
    executor = ThreadPoolExecutor(workers)
    start, size = 0, workers
    try:
        while start < len(items):
            began, group = perf_counter(), items[start : start + size]
            shares = [group[worker::workers] for worker in range(workers)]
            with pillow_warnings():
                done = list(executor.map(lambda share: list(map(work, share)), shares))
            start += size
            if perf_counter() - began < SOON:
                size = min(2 * size, MOST_WAITING)
            yield from (done[place % workers][place // workers] for place in range(len(group)))
    finally:
        executor.shutdown(cancel_futures=True)
