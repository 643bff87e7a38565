"""What an image model says about its inputs: which pixels of an image, and their scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nnfs_cli.data.image_geometry import ImageGeometry, Size
from nnfs_cli.data.json_entry import JsonEntry
from nnfs_cli.data.pixels import PixelScale
from nnfs_cli.errors import ModelFileError

CHANNELS = {1: "grey", 3: "RGB", 4: "RGBA"}


@dataclass(frozen=True)
class ImageInputs:
    """What new images must be brought to before the network sees them."""

    shape: tuple[int, int, int]
    """(height, width, channels)"""
    scale: PixelScale
    resize: bool
    """whether images of another size are stretched, because those of training were"""
    crop: Size | None = None
    """(height, width) of the centre of each image, which alone is looked at"""
    downsample: int = 1
    """the side of the blocks of pixels whose means the network sees"""

    @property
    def geometry(self) -> ImageGeometry:
        """What turns an image into one of the `shape`."""
        size = self.shape[:2] if self.resize else None
        return ImageGeometry(self.crop, size, self.downsample)

    @property
    def input_names(self) -> tuple[str, ...]:
        """What enters the network, for a person."""
        height, width, channels = self.shape
        return (f"{height} x {width} pixels, {CHANNELS[channels]}",)

    def to_json(self) -> dict[str, Any]:
        """The `inputs` of a model file; a crop and blocks stand there only if there are some."""
        return {
            "kind": "images",
            "shape": list(self.shape),
            **({"crop": list(self.crop)} if self.crop else {}),
            "resize": self.resize,
            **({"downsample": self.downsample} if self.downsample > 1 else {}),
            "pixels": self.scale.to_json(self.shape),
        }

    @classmethod
    def from_json(cls, inputs: object, where: str) -> ImageInputs:
        """The inverse of `to_json`. Raises ModelFileError at a place under `where`."""
        required, optional = ("kind", "shape", "resize", "pixels"), ("crop", "downsample")
        entry = JsonEntry(inputs, where, required, optional)
        entry.choice("kind", ("images",))
        shape, resize = entry.list("shape"), entry.values["resize"]
        if not _are_lengths(shape, 3):
            raise ModelFileError("expected [height, width, channels]", f"{where}.shape")
        if shape[2] not in CHANNELS:
            raise ModelFileError("images have 1, 3 or 4 channels", f"{where}.shape")
        if not isinstance(resize, bool):
            raise ModelFileError("expected true or false", f"{where}.resize")
        height, width, channels = shape
        full = height, width, channels
        scale = PixelScale.from_json(entry.values["pixels"], f"{where}.pixels", full)
        crop = entry.list("crop") if "crop" in entry.values else None
        if not (crop is None or _are_lengths(crop, 2)):
            raise ModelFileError("expected [height, width]", f"{where}.crop")
        downsample = entry.values.get("downsample", 1)
        if not _are_lengths([downsample], 1):
            raise ModelFileError("expected a whole number of at least 1", f"{where}.downsample")
        centre = None if crop is None else (crop[0], crop[1])
        made = cls(full, scale, resize, centre, downsample)
        made._check_shape(where)
        return made

    def _check_shape(self, where: str) -> None:
        """Raise ModelFileError where images brought to it would have another shape after all."""
        if self.resize and self.downsample > 1:
            raise ModelFileError("images are either stretched or made of means", where)
        whole = self.geometry.size_before(*self.shape[:2])
        expected = tuple(length * self.downsample for length in self.shape[:2])
        if not self.resize and whole != expected:
            height, width = expected
            message = f"a network of that shape sees {height} x {width} pixels of an image"
            raise ModelFileError(message, f"{where}.crop")


def _are_lengths(values: Sequence[Any], count: int) -> bool:
    return len(values) == count and all(type(value) is int and value > 0 for value in values)
