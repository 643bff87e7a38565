"""One image file in, the bytes a person would see out: 8 bits, upright, in the colours asked for.

Pillow does the decoding. What it leaves to its callers is settled here: which formats may be
opened at all, a limit on the size, the camera's rotation, 16 bits, palettes and transparency, and
one kind of error for everything that damaged files make the decoders do. NumPy is imported only
for the few images that need it: the processes that decode a large folder start without it.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

from PIL import Image, ImageOps, UnidentifiedImageError

from nnfs_cli.data.image_files import is_image
from nnfs_cli.data.image_geometry import ImageGeometry, corner
from nnfs_cli.data.plain_png import read_plain_png
from nnfs_cli.errors import DataError
from nnfs_cli.limits import IMAGE_BYTES, IMAGE_PIXELS

Color: TypeAlias = Literal["keep", "grayscale", "rgb", "rgba"]
Shape: TypeAlias = tuple[int, int, int]
"""(height, width, channels)"""

FORMATS = ("PNG", "JPEG", "BMP", "GIF", "WEBP", "TIFF")
MODES = {"grayscale": "L", "rgb": "RGB", "rgba": "RGBA"}
GREY_MODES = {"1", "L", "I", "F", "I;16", "I;16L", "I;16B", "I;16N"}
REPLACE = "Mend, replace or delete it."
READ_ONLY = os.O_RDONLY | getattr(os, "O_BINARY", 0)


class ImageBytes(NamedTuple):
    """What was read from one file."""

    pixels: bytes | memoryview
    """row by row, the channels of a pixel side by side"""
    shape: Shape
    digest: bytes
    """SHA-256 of the very content that was decoded; empty where nobody asked for it"""


def read_image(path: str, color: Color, geometry: ImageGeometry, *, hashed: bool) -> ImageBytes:
    """The pixels of an image file.

    Color "keep" gives the channels the image has, palettes looked up: 1 (grey), 3 (RGB) or 4
    (RGB and alpha). Raises DataError, as WrongSize where the image does not fit the `geometry`.
    """
    content = _content(path)
    digest = sha256(content).digest() if hashed else b""
    plain = read_plain_png(content, IMAGE_PIXELS)
    if plain is not None:
        geometry.require(plain.height, plain.width, path)
        return ImageBytes(*pixels_of(plain, color, geometry), digest)
    with _named(path), Image.open(BytesIO(content), formats=FORMATS) as image:
        _require_few_pixels(image, path)
        ImageOps.exif_transpose(image, in_place=True)
        geometry.require(image.height, image.width, path)
        return ImageBytes(*pixels_of(image, color, geometry), digest)


def _content(path: str) -> bytes:
    """The bytes of a file. Raises DataError."""
    with _named(path):
        file = os.open(path, READ_ONLY)  # half the time of open()
        try:
            size = os.fstat(file).st_size
            if size > IMAGE_BYTES:
                raise DataError(f"has {size / 1e9:.1f} GB, too much for one image", path, REPLACE)
            content = os.read(file, size + 1)
            while len(content) < size and (more := os.read(file, size - len(content))):
                content += more
        finally:
            os.close(file)
        return content


@contextmanager
def opened(path: Path) -> Iterator[Image.Image]:
    """The image in a file, not yet decoded; the first frame of an animation.

    Raises DataError for files that are empty, damaged, too large or no image at all. What is
    raised inside the block counts as damage too, since Pillow decodes as late as it can.
    """
    place = str(path)
    with _named(place), path.open("rb") as file, Image.open(file, formats=FORMATS) as image:
        _require_few_pixels(image, place)
        yield image


@contextmanager
def _named(path: str) -> Iterator[None]:
    """Whatever goes wrong in the block is one sentence about the file."""
    try:
        yield
    except (DataError, MemoryError):
        raise
    except UnidentifiedImageError as error:
        hint = REPLACE if is_image(Path(path).name) else ""
        raise DataError(_unidentified(Path(path)), path, hint) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large(path) from error
    except Exception as error:  # decoders raise anything at all on damaged data
        reason = getattr(error, "strerror", None) or error
        raise DataError(f"cannot be read: {reason}", path, hint=REPLACE) from error


def _require_few_pixels(image: Image.Image, path: str) -> None:
    if image.width * image.height > IMAGE_PIXELS:
        raise _too_large(path)


def _too_large(path: str) -> DataError:
    return DataError(f"has more than {IMAGE_PIXELS:,} pixels", path, hint="Make it smaller.")


def _unidentified(path: Path) -> str:
    if path.stat().st_size == 0:
        return "is an empty file"
    return "is not a PNG, JPEG, BMP, GIF, WEBP or TIFF image" + (
        ", whatever its name says" if is_image(path.name) else ""
    )


def pixels_of(image: Image.Image, color: Color, geometry: ImageGeometry) -> tuple[bytes, Shape]:
    """The pixels of an image in memory that fits, and their shape."""
    image = in_color(in_eight_bits(image), color)
    if geometry.crop is not None and image.size != geometry.crop[::-1]:
        height, width = geometry.crop
        top, left = corner(image.height, image.width, geometry.crop)
        image = image.crop((left, top, left + width, top + height))
    if geometry.size is not None and image.size != geometry.size[::-1]:
        image = image.resize(geometry.size[::-1], Image.Resampling.LANCZOS)
    shape = image.height, image.width, len(image.mode)
    if geometry.downsample == 1:
        return image.tobytes(), shape
    return _means(image.tobytes(), shape, geometry.downsample)


def _means(pixels: bytes, shape: Shape, side: int) -> tuple[bytes, Shape]:
    import numpy as np

    from nnfs_cli.data.block_means import block_means

    means = block_means(np.frombuffer(pixels, np.uint8).reshape(shape), side)
    height, width, channels = means.shape
    return means.tobytes(), (height, width, channels)


def in_eight_bits(image: Image.Image) -> Image.Image:
    """16-bit grey as 8-bit grey (65535 becomes 255); other images as they are."""
    if not image.mode.startswith(("I", "F")):
        return image
    import numpy as np

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


@contextmanager
def pillow_warnings() -> Iterator[None]:
    """A suspicious size is an error; a camera's faulty remarks beside the image are nothing."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        warnings.filterwarnings("ignore", module=r"PIL\.", category=UserWarning)
        yield
