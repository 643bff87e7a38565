"""An image in another size that is still the same kind of image.

Averages of neighbouring pixels make no sense for every kind: palette positions and single bits
are turned into colours first and back afterwards, 16-bit numbers take the way over floats.
"""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt
from PIL import Image

Fit: TypeAlias = Literal["crop", "pad", "stretch"]

BLACK = {"CMYK": (0, 0, 0, 255), "YCbCr": (0, 128, 128)}
"""where it is not zeros; zeros are transparent in kinds with transparency"""
NO_DITHER = Image.Dither.NONE
ROWS_AT_A_TIME = 16_384


def resized(image: Image.Image, width: int, height: int, fit: Fit) -> Image.Image:
    """A copy of `image` in pixels `width` x `height`, of the same mode.

    "crop" fills the new shape and cuts off what juts out, "pad" shows the whole image on black
    (on transparent, where there is transparency), "stretch" distorts it.
    """
    if image.mode == "P":
        return in_palette(fitted(in_colors(image), width, height, fit), image)
    if image.mode == "1":
        return fitted(image.convert("L"), width, height, fit).convert("1", dither=NO_DITHER)
    if image.mode.startswith("I"):
        numbers = np.asarray(image)
        floats = fitted(Image.fromarray(numbers.astype(np.float32)), width, height, fit)
        return Image.fromarray(whole_numbers(np.asarray(floats), numbers))
    return fitted(in_colors(image), width, height, fit)


def in_colors(image: Image.Image) -> Image.Image:
    """The image with its palette, or its one transparent colour, written out."""
    if image.has_transparency_data and image.mode in ("1", "L"):
        return image.convert("LA")
    if image.has_transparency_data and image.mode in ("P", "PA", "RGB"):
        return image.convert("RGBA")
    return image.convert("RGB") if image.mode == "P" else image


def fitted(image: Image.Image, width: int, height: int, fit: Fit) -> Image.Image:
    """`resized` for images whose pixels can be averaged."""
    if fit == "stretch":
        return lanczos(image, width, height, (0, 0, image.width, image.height))
    across, down = width / image.width, height / image.height
    if fit == "crop":
        scale = max(across, down)
        left = max(0.0, (image.width - width / scale) / 2)
        top = max(0.0, (image.height - height / scale) / 2)
        return lanczos(image, width, height, (left, top, image.width - left, image.height - top))
    scale = min(across, down)
    inner = max(1, round(image.width * scale)), max(1, round(image.height * scale))
    canvas = Image.new(image.mode, (width, height), BLACK.get(image.mode, 0))
    whole = lanczos(image, *inner, (0, 0, image.width, image.height))
    canvas.paste(whole, ((width - inner[0]) // 2, (height - inner[1]) // 2))
    return canvas


def lanczos(
    image: Image.Image, width: int, height: int, box: tuple[float, float, float, float]
) -> Image.Image:
    return image.resize((width, height), Image.Resampling.LANCZOS, box=box)


def whole_numbers(
    floats: npt.NDArray[np.float32], original: npt.NDArray[np.integer[Any]]
) -> npt.NDArray[np.integer[Any]]:
    """Numbers of the original's type; the filter's overshoot is cut to the range they had."""
    lowest, highest = min(0, int(original.min())), int(original.max())
    rounded = np.rint(floats.astype(np.float64))  # float32 cannot hold every 32-bit number
    return np.clip(rounded, lowest, highest).astype(original.dtype.newbyteorder("="))


def in_palette(image: Image.Image, original: Image.Image) -> Image.Image:
    """The image in the palette of `original`, each pixel by the colour nearest to it."""
    palette = original.copy()
    palette.apply_transparency()
    colors = np.array(palette.getpalette("RGBA"), np.float32).reshape(-1, 4)
    pixels = np.asarray(image.convert("RGBA"), np.float32).reshape(-1, 4)
    found = Image.new("P", image.size)
    found.frombytes(nearest(visible(pixels), visible(colors)).tobytes())
    found.putpalette(original.getpalette() or [])
    if "transparency" in original.info:
        found.info["transparency"] = original.info["transparency"]
    return found


def visible(colors: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """RGBA with the colours dimmed by their alpha: all fully transparent colours are one."""
    return np.concatenate([colors[:, :3] * (colors[:, 3:] / 255), colors[:, 3:]], axis=1)


def nearest(
    pixels: npt.NDArray[np.float32], colors: npt.NDArray[np.float32]
) -> npt.NDArray[np.uint8]:
    """The position in `colors` (k, 4) that is nearest to each of `pixels` (n, 4).

    |p - c|² is smallest where |c|² - 2 p·c is.
    """
    lengths = (colors * colors).sum(axis=1)
    positions = np.empty(len(pixels), np.uint8)
    for start in range(0, len(pixels), ROWS_AT_A_TIME):
        rows = slice(start, start + ROWS_AT_A_TIME)
        positions[rows] = np.argmin(lengths - 2 * (pixels[rows] @ colors.T), axis=1)
    return positions
