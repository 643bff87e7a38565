"""Which pixels of an image a network sees: its centre, then stretched or in means of blocks.

Training, evaluation and prediction ask the same object, which stands in the config and in the
model file, so that one file gives the same pixels to all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from nnfs_cli.errors import DataError

if TYPE_CHECKING:  # what decodes files needs no NumPy, which takes long to load
    import numpy as np
    import numpy.typing as npt

Size: TypeAlias = tuple[int, int]
"""(height, width)"""


class WrongSize(DataError):
    """An image is readable, but has not the pixels that are asked for."""


@dataclass(frozen=True)
class ImageGeometry:
    """What is done to every upright image: `crop` first, then one of the two others or none."""

    crop: Size | None = None
    """the centre that is kept"""
    size: Size | None = None
    """what the image is stretched to"""
    downsample: int = 1
    """the side of the square blocks whose mean becomes one pixel"""

    @property
    def takes_any_size(self) -> bool:
        """Whether images that differ in size become alike, if only they are large enough."""
        return self.crop is not None or self.size is not None

    def size_of(self, height: int, width: int) -> Size:
        """The size that an image has afterwards."""
        height, width = self.size or self.crop or (height, width)
        return height // self.downsample, width // self.downsample

    def size_before(self, height: int, width: int) -> Size:
        """The size of the files that become `height` x `width`; with a crop the smallest."""
        return self.crop or (height * self.downsample, width * self.downsample)

    def require(self, height: int, width: int, path: Path | str) -> None:
        """Raise WrongSize where an image has no such centre, or is not made of whole blocks."""
        if self.crop is not None and (height < self.crop[0] or width < self.crop[1]):
            raise WrongSize(
                f"has {height} x {width} pixels (height x width), too few for a crop of "
                f"{self.crop[0]} x {self.crop[1]}",
                str(path),
                hint="Use larger images, or train with a smaller `crop: [height, width]`.",
            )
        height, width = self.crop or (height, width)
        if problem := uneven(height, width, self.downsample):
            way_out = whole_blocks(height, width, self.downsample)
            raise WrongSize(problem, str(path), hint=f"{way_out} in the config's dataset.")


def uneven(height: int, width: int, side: int) -> str:
    """What to say where so many pixels are not made of whole blocks; "" where they are."""
    if height % side == width % side == 0:
        return ""
    blocks = f"blocks of {side} x {side}"
    return f"{height} x {width} pixels (height x width) do not divide into {blocks}"


def whole_blocks(height: int, width: int, side: int) -> str:
    """The way out of `uneven`: the largest crop that can be cut, or smaller blocks."""
    crop = [length - length % side for length in (height, width)]
    return f"Set `crop: {crop}`" if all(crop) else "Set a smaller `downsample`"


def corner(height: int, width: int, crop: Size) -> tuple[int, int]:
    """The top row and left column of an image's centre; of an odd rest, less is cut here."""
    return (height - crop[0]) // 2, (width - crop[1]) // 2


def centre(images: npt.NDArray[np.uint8], crop: Size | None) -> npt.NDArray[np.uint8]:
    """The centre of images of shape (..., height, width, channels), which are large enough."""
    if crop is None:
        return images
    top, left = corner(images.shape[-3], images.shape[-2], crop)
    return images[..., top : top + crop[0], left : left + crop[1], :]
