"""What an image model says about its inputs: the shape of an image, and the scale of its pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from nnfs_cli.data.json_entry import JsonEntry
from nnfs_cli.data.pixels import PixelScale
from nnfs_cli.errors import ModelFileError


@dataclass(frozen=True)
class ImageInputs:
    """What new images must be brought to before the network sees them."""

    shape: tuple[int, int, int]
    """(height, width, channels)"""
    scale: PixelScale
    resize: bool
    """whether images of another size are stretched, because those of training were"""

    @property
    def input_names(self) -> tuple[str, ...]:
        """What enters the network, for a person."""
        height, width, channels = self.shape
        colors = {1: "grey", 3: "RGB", 4: "RGBA"}
        return (f"{height} x {width} pixels, {colors.get(channels, f'{channels} channels')}",)

    def to_json(self) -> dict[str, Any]:
        """The `inputs` of a model file."""
        return {
            "kind": "images",
            "shape": list(self.shape),
            "resize": self.resize,
            "pixels": self.scale.to_json(self.shape),
        }

    @classmethod
    def from_json(cls, inputs: object, where: str) -> ImageInputs:
        """The inverse of `to_json`. Raises ModelFileError at a place under `where`."""
        entry = JsonEntry(inputs, where, ("kind", "shape", "resize", "pixels"))
        entry.choice("kind", ("images",))
        shape, resize = entry.list("shape"), entry.values["resize"]
        if len(shape) != 3 or not all(type(size) is int and size > 0 for size in shape):
            raise ModelFileError("expected [height, width, channels]", f"{where}.shape")
        if not isinstance(resize, bool):
            raise ModelFileError("expected true or false", f"{where}.resize")
        height, width, channels = shape
        full = height, width, channels
        scale = PixelScale.from_json(entry.values["pixels"], f"{where}.pixels", full)
        return cls(full, scale, resize)
