"""An image beside itself with what speaks for the answer in red, and against it in blue."""

from __future__ import annotations

import io

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from nnfs_cli.analysis.image_attribution import ImageAttribution
from nnfs_cli.data.pixels import Pixels

SIDE = 280
"""pixels of the longer side of an image, at least; larger images keep their size"""
GAP = 12
CAPTION = 40
FONT_SIZE = 14
PAPER, INK, FAINT = (255, 255, 255), (26, 26, 26), (110, 110, 110)
FOR, AGAINST = (214, 39, 40), (31, 88, 200)
STRONGEST = 99.5
"""the percentile of |heat| that is drawn in full colour"""
BLUR = 1 / 56
"""of the longer side: single pixels are too small to be seen"""


def overlay_png(found: ImageAttribution, pixels: Pixels, shape: tuple[int, int, int]) -> bytes:
    """A PNG of both, with the answer below. `pixels` are (features,), what the network sees."""
    image = as_image(pixels, shape)
    height, width = shape[:2]
    times = max(1, round(SIDE / max(height, width)))
    size = width * times, height * times
    left = image.convert("RGB").resize(size, Image.Resampling.NEAREST)
    right = heated(image.resize(size, Image.Resampling.NEAREST), found.heat)
    page = Image.new("RGB", (2 * size[0] + 3 * GAP, size[1] + 2 * GAP + CAPTION), PAPER)
    page.paste(left, (GAP, GAP))
    page.paste(right, (size[0] + 2 * GAP, GAP))
    _write_caption(page, found, size[1] + 2 * GAP - 4)
    out = io.BytesIO()
    page.save(out, "PNG")
    return out.getvalue()


def as_image(pixels: Pixels, shape: tuple[int, int, int]) -> Image.Image:
    """The pixels (features,) as an image; transparency is left out."""
    picture = pixels.reshape(shape)
    if shape[2] in (1, 2):
        return Image.fromarray(np.ascontiguousarray(picture[:, :, 0]))
    return Image.fromarray(np.ascontiguousarray(picture[:, :, :3]))


def heated(image: Image.Image, heat: npt.NDArray[np.float64]) -> Image.Image:
    """A pale copy in grey under the heat (height, width) of the pixels."""
    strongest = float(np.percentile(np.abs(heat), STRONGEST)) or float(np.abs(heat).max()) or 1.0
    scaled = Image.fromarray(np.clip(heat / strongest, -1, 1).astype(np.float32))
    large = scaled.resize(image.size, Image.Resampling.BICUBIC)
    radius = max(image.size) * BLUR
    strength = np.clip(np.asarray(_blurred(large, radius)), -1, 1)[:, :, None]
    grey = np.asarray(image.convert("L"), np.float64)[:, :, None]
    pale = 96 + 0.45 * grey  # neither black nor white, so that both colours can be seen
    color = np.where(strength > 0, FOR, AGAINST)
    opacity = np.abs(strength) ** 0.7
    mixed = (1 - opacity) * pale + opacity * color
    return Image.fromarray(np.rint(mixed).astype(np.uint8))


def _blurred(image: Image.Image, radius: float) -> Image.Image:
    """Pillow blurs no floats, so it is done in bytes, 0 in the middle."""
    middle = np.rint((np.asarray(image) * 0.5 + 0.5) * 255).clip(0, 255).astype(np.uint8)
    soft = Image.fromarray(middle).filter(ImageFilter.GaussianBlur(radius))
    return Image.fromarray((np.asarray(soft, np.float32) - 128) / 127)


def _write_caption(page: Image.Image, found: ImageAttribution, top: int) -> None:
    draw = ImageDraw.Draw(page)
    font = ImageFont.load_default(FONT_SIZE)
    said = f"{found.answer:.4g}"
    if found.said is not None:
        said = f"{found.said} (probability {found.answer:.4f})"
    draw.text((GAP, top), f"{found.target}: {said}", INK, font)
    words = (("red", FOR), (" speaks for it, ", FAINT), ("blue", AGAINST), (" against it", FAINT))
    if found.said is None:
        words = (("red", FOR), (" makes it more, ", FAINT), ("blue", AGAINST), (" less", FAINT))
    left = float(GAP)
    for word, color in words:
        draw.text((left, top + 20), word, color, font)
        left += draw.textlength(word, font)
