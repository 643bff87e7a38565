"""Where pixels come from, all alike: image files and IDX files give their rows a few at a time.

So the rows can go anywhere, into memory or to a file, without ever being in memory at once.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

import numpy as np

from nnfs_cli.data.idx_images import IdxImages
from nnfs_cli.data.image_decoding import Color, Pixels, Shape
from nnfs_cli.data.image_files import raise_first
from nnfs_cli.data.image_geometry import ImageGeometry, WrongSize
from nnfs_cli.data.pixel_rows import decoded, disagreements
from nnfs_cli.errors import DataError, raise_together

BYTES_AT_A_TIME = 1 << 20


class PixelSource(Protocol):
    """Images of one shape that can be read, in an order of their own."""

    @property
    def rows(self) -> int: ...

    @property
    def paths(self) -> Sequence[Path]:
        """The files that the pixels come from."""

    @property
    def asked(self) -> object:
        """What makes other pixels of the same files; has a faithful `repr`."""

    @property
    def decodes(self) -> bool:
        """Whether reading is more than copying."""

    def blocks(self) -> Iterator[Pixels]:
        """All pixels, shape (some rows, height * width * channels). Raises DataError."""


@dataclass(frozen=True)
class FilePixels:
    """One image in each file, brought to a colour and a size."""

    folder: Path
    names: Sequence[str]
    shape: Shape
    color: Color
    geometry: ImageGeometry
    needed: Shape | None
    """the shape that a network prescribes, if there is one"""
    decodes = True

    @property
    def rows(self) -> int:
        return len(self.names)

    @cached_property
    def paths(self) -> list[Path]:
        return [self.folder / name for name in self.names]

    @property
    def asked(self) -> object:
        return "files", self.shape, self.color, self.geometry

    def blocks(self) -> Iterator[Pixels]:
        at_a_time = max(1, BYTES_AT_A_TIME // math.prod(self.shape))
        block: list[Pixels] = []
        errors: list[DataError] = []
        for image in decoded(self.paths, self.shape, self.color, self.geometry):
            if isinstance(image, WrongSize):
                asked = self.color, self.geometry, self.needed
                raise_together(disagreements(self.folder, self.names, *asked) or [image])
            if isinstance(image, DataError):
                errors.append(image)
                continue
            block.append(image)
            if len(block) == at_a_time:
                yield np.stack(block)
                block.clear()
        raise_first(errors)
        if block:
            yield np.stack(block)


@dataclass(frozen=True)
class IdxPixels:
    """The images of an IDX file, brought to a colour and a size."""

    images: IdxImages
    color: Color
    geometry: ImageGeometry

    @property
    def rows(self) -> int:
        return self.images.file.rows

    @property
    def paths(self) -> list[Path]:
        return [self.images.file.path]

    @property
    def asked(self) -> object:
        return "idx", self.color, self.geometry

    @property
    def decodes(self) -> bool:
        return self.images.file.zipped or not self.images.fits(self.color, self.geometry)

    def blocks(self) -> Iterator[Pixels]:
        return self.images.blocks(self.color, self.geometry)
