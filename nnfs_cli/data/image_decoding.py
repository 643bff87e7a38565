"""One image file in, the pixels a person would see out: 8 bits, upright, in the colours asked for.

Pillow does the decoding. What it leaves to its callers is settled here: which formats may be
opened at all, a limit on the size, the camera's rotation, 16 bits, palettes and transparency, and
one kind of error for everything that damaged files make the decoders do.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Literal, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps, UnidentifiedImageError

from nnfs_cli.data.block_means import block_means
from nnfs_cli.data.image_files import is_image
from nnfs_cli.data.image_geometry import ImageGeometry, corner
from nnfs_cli.data.plain_png import read_plain_png
from nnfs_cli.errors import DataError

Color: TypeAlias = Literal["keep", "grayscale", "rgb", "rgba"]
Shape: TypeAlias = tuple[int, int, int]
"""(height, width, channels)"""
Pixels: TypeAlias = npt.NDArray[np.uint8]

FORMATS = ("PNG", "JPEG", "BMP", "GIF", "WEBP", "TIFF")
MOST_PIXELS = 89_478_485
"""of one image: where Pillow begins to suspect a decompression bomb"""
MODES = {"grayscale": "L", "rgb": "RGB", "rgba": "RGBA"}
COLORS: dict[int, Color] = {1: "grayscale", 3: "rgb", 4: "rgba"}
"""by number of channels"""
GREY_MODES = {"1", "L", "I", "F", "I;16", "I;16L", "I;16B", "I;16N"}
ORIENTATION = 0x0112
"""EXIF's tag; from 5 on, the camera lay on its side"""
AS_IT_IS = ImageGeometry()
REPLACE = "Mend, replace or delete it."
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


@contextmanager
def opened(path: Path) -> Iterator[Image.Image]:
    """The image in a file, not yet decoded; the first frame of an animation.

    Raises DataError for files that are empty, damaged, too large or no image at all. What is
    raised inside the block counts as damage too, since Pillow decodes as late as it can.
    """
    try:
        with path.open("rb") as file, Image.open(file, formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise too_large(path)
            yield image
    except (DataError, MemoryError):
        raise
    except UnidentifiedImageError as error:
        hint = REPLACE if is_image(path.name) else ""
        raise DataError(unidentified(path), str(path), hint) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise too_large(path) from error
    except Exception as error:  # decoders raise anything at all on damaged data
        reason = getattr(error, "strerror", None) or error
        raise DataError(f"cannot be read: {reason}", str(path), hint=REPLACE) from error


def too_large(path: Path) -> DataError:
    return DataError(f"has more than {MOST_PIXELS:,} pixels", str(path), hint="Make it smaller.")


def unidentified(path: Path) -> str:
    if path.stat().st_size == 0:
        return "is an empty file"
    return "is not a PNG, JPEG, BMP, GIF, WEBP or TIFF image" + (
        ", whatever its name says" if is_image(path.name) else ""
    )


def read_pixels(path: Path, color: Color, geometry: ImageGeometry = AS_IT_IS) -> Pixels:
    """The pixels of an image file, shape (height, width, channels).

    Color "keep" gives the channels the image has, palettes looked up: 1 (grey), 3 (RGB) or 4
    (RGB and alpha). Raises DataError, as WrongSize where the image does not fit the `geometry`.
    """
    plain = read_plain_png(path, MOST_PIXELS) if path.suffix.lower() == ".png" else None
    if plain is not None:
        geometry.require(plain.height, plain.width, path)
        return pixels_of(plain, color, geometry)
    with opened(path) as image:
        ImageOps.exif_transpose(image, in_place=True)
        geometry.require(image.height, image.width, path)
        return pixels_of(image, color, geometry)


def pixels_of(image: Image.Image, color: Color, geometry: ImageGeometry) -> Pixels:
    """As `read_pixels`, for an image in memory that fits."""
    image = in_color(in_eight_bits(image), color)
    if geometry.crop is not None and image.size != geometry.crop[::-1]:
        height, width = geometry.crop
        top, left = corner(image.height, image.width, geometry.crop)
        image = image.crop((left, top, left + width, top + height))
    if geometry.size is not None and image.size != geometry.size[::-1]:
        image = image.resize(geometry.size[::-1], Image.Resampling.LANCZOS)
    pixels = np.asarray(image)
    return block_means(pixels.reshape(image.height, image.width, -1), geometry.downsample)


def converted(pixels: Pixels, color: Color, geometry: ImageGeometry = AS_IT_IS) -> Pixels:
    """As `read_pixels`, for pixels of shape (height, width, channels) that are already there."""
    grey = pixels.shape[2] == 1
    return pixels_of(Image.fromarray(pixels[:, :, 0] if grey else pixels), color, geometry)


def in_eight_bits(image: Image.Image) -> Image.Image:
    """16-bit grey as 8-bit grey (65535 becomes 255); other images as they are."""
    if not image.mode.startswith(("I", "F")):
        return image
    values = np.asarray(image)
    if values.dtype.kind == "f" or values.min() < 0 or values.max() > 65535:
        raise ValueError("its pixels are not of 8 or 16 bits")
    return Image.fromarray(((values.astype(np.uint32) + 128) // 257).astype(np.uint8))


def in_color(image: Image.Image, color: Color) -> Image.Image:
    """The image with 1, 3 or 4 channels. Transparent pixels become white where alpha must go."""
    mode = own_mode(image) if color == "keep" else MODES[color]
    if image.has_transparency_data and mode != "RGBA":
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image)
    return image if image.mode == mode else image.convert(mode)


def own_mode(image: Image.Image) -> str:
    """The mode nearest to an image's own: grey, RGB, or RGB with alpha."""
    if image.has_transparency_data:
        return "RGBA"
    return "L" if image.mode in GREY_MODES else "RGB"


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


@contextmanager
def pillow_warnings() -> Iterator[None]:
    """A suspicious size is an error; a camera's faulty remarks beside the image are nothing."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        warnings.filterwarnings("ignore", module=r"PIL\.", category=UserWarning)
        yield
