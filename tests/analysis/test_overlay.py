"""Overlay pictures: where they lie, and that red and blue are where they belong."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nnfs_cli.analysis.image_attribution import ImageAttribution
from nnfs_cli.analysis.overlay import GAP, heated, overlay_png
from nnfs_cli.analysis.overlay_files import refuse_overlay_folder, stem_of
from nnfs_cli.errors import ConfigError

HEAT = np.zeros((8, 8))
HEAT[1:3, 1:3], HEAT[5:7, 5:7] = 1.0, -0.5


def found(said: str | None = "seven") -> ImageAttribution:
    return ImageAttribution("class", said, 0.9, 0.1, HEAT, 0.0)


def test_red_speaks_for_it_and_blue_against() -> None:
    picture = np.asarray(heated(Image.new("L", (160, 160)), HEAT)).astype(int)
    red, green, blue = picture[40, 40]
    assert red > 180 > 2 * max(green, blue)
    red, green, blue = picture[120, 120]
    assert blue > 100
    assert blue > 2 * red
    assert (picture[120, 40] == 96).all(), "where there is no heat the image is grey"


@pytest.mark.parametrize("channels", [1, 3, 4])
@pytest.mark.parametrize("said", ["seven", None])
def test_the_image_and_the_overlay_side_by_side(channels: int, said: str | None) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, 64 * channels).astype(np.uint8)
    page = Image.open(io.BytesIO(overlay_png(found(said), pixels, (8, 8, channels))))
    side = 8 * 35
    assert page.width == 2 * side + 3 * GAP
    assert page.height > side + 2 * GAP
    left = np.asarray(page)[GAP : GAP + side, GAP : GAP + side]
    color = pixels.reshape(8, 8, channels)[..., :3]
    np.testing.assert_array_equal(left[17::35, 17::35], np.broadcast_to(color, (8, 8, 3)))
    caption = np.asarray(page.convert("L"))[side + 2 * GAP - 4 :]
    assert caption.min() < 60, "something is written there"


def test_a_large_image_keeps_its_size_and_no_heat_is_no_error() -> None:
    pixels = np.zeros(400 * 300, np.uint8)
    nothing = ImageAttribution("y", None, 1.0, 1.0, np.zeros((400, 300)), 0.0)
    page = Image.open(io.BytesIO(overlay_png(nothing, pixels, (400, 300, 1))))
    assert page.width == 2 * 300 + 3 * GAP


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("7.png", "7"),
        ("cats/1.jpg", "cats/1.jpg"),
        ("../up.png", "up"),
        ("/abs/x.png", "abs/x"),
        ("digits[3]", "digits[3]"),
    ],
)
def test_a_picture_is_called_as_its_image(name: str, stem: str) -> None:
    assert stem_of(name) == stem


def test_pictures_do_not_lie_among_the_images(tmp_path: Path) -> None:
    images = tmp_path / "images"
    images.mkdir()
    one = images / "a.png"
    one.write_bytes(b"")
    for folder, source in [(images, images), (images / "deep" / "er", images), (images, one)]:
        with pytest.raises(ConfigError, match="is where the images are"):
            refuse_overlay_folder(folder, source)
    with pytest.raises(ConfigError, match="is a file"):
        refuse_overlay_folder(one, images)
    refuse_overlay_folder(images / "overlays", one)
    refuse_overlay_folder(tmp_path / "overlays", images)
