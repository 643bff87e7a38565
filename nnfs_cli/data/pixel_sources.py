"""Where pixels come from, all alike: image files and IDX files give their rows a few at a time.

So the rows can go anywhere, into memory or to a file, without ever being in memory at once.
"""

from __future__ import annotations

import errno
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

import numpy as np

from nnfs_cli.data.file_digest import file_digest, state_of
from nnfs_cli.data.idx_images import IdxImages
from nnfs_cli.data.image_decoding import Pixels
from nnfs_cli.data.image_files import raise_first
from nnfs_cli.data.image_geometry import ImageGeometry, WrongSize
from nnfs_cli.data.image_reading import Color, Shape
from nnfs_cli.data.pixel_rows import decoded, disagreements, paths_in
from nnfs_cli.errors import DataError, raise_together

BYTES_AT_A_TIME = 1 << 20


class PixelSource(Protocol):
    """Images of one shape that can be read, in an order of their own."""

    @property
    def rows(self) -> int: ...

    @property
    def place(self) -> Path:
        """The folder, or the file, that holds them all."""

    @property
    def paths(self) -> Sequence[str]:
        """The files that the pixels come from."""

    @property
    def asked(self) -> object:
        """What makes other pixels of the same files; has a faithful `repr`."""

    @property
    def decodes(self) -> bool:
        """Whether reading is more than copying."""

    def blocks(self, digests: list[bytes] | None = None) -> Iterator[Pixels]:
        """All pixels, shape (some rows, height * width * channels), only to be read.

        The SHA-256 of each file that they come from is added to `digests`. Raises DataError, and
        OSError for a file that changed between the two.
        """


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

    @property
    def place(self) -> Path:
        return self.folder

    @cached_property
    def paths(self) -> list[str]:
        return paths_in(self.folder, self.names)

    @property
    def asked(self) -> object:
        return "files", self.shape, self.color, self.geometry

    def blocks(self, digests: list[bytes] | None = None) -> Iterator[Pixels]:
        at_a_time = max(1, BYTES_AT_A_TIME // math.prod(self.shape))
        block: list[bytes | memoryview] = []
        errors: list[DataError] = []
        asked = self.shape, self.color, self.geometry
        for image in decoded(self.paths, *asked, hashed=digests is not None):
            if isinstance(image, WrongSize):
                wanted = self.color, self.geometry, self.needed
                raise_together(disagreements(self.folder, self.names, *wanted) or [image])
            if isinstance(image, DataError):
                errors.append(image)
                continue
            if digests is not None:
                digests.append(image.digest)
            block.append(image.pixels)
            if len(block) == at_a_time:
                yield self._rows(block)
                block.clear()
        raise_first(errors)
        if block:
            yield self._rows(block)

    def _rows(self, images: list[bytes | memoryview]) -> Pixels:
        return np.frombuffer(b"".join(images), np.uint8).reshape(len(images), -1)


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
    def place(self) -> Path:
        return self.images.file.path

    @property
    def paths(self) -> list[str]:
        return [str(self.images.file.path)]

    @property
    def asked(self) -> object:
        return "idx", self.color, self.geometry

    @property
    def decodes(self) -> bool:
        return self.images.file.zipped or not self.images.fits(self.color, self.geometry)

    def blocks(self, digests: list[bytes] | None = None) -> Iterator[Pixels]:
        (path,) = self.paths
        before = state_of(path)
        if digests is not None:
            digests.append(file_digest(path))
        yield from self.images.blocks(self.color, self.geometry)
        if digests is not None and state_of(path) != before:
            raise OSError(errno.EAGAIN, "the images changed while they were read", path)
