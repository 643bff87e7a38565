"""A process that decodes image files for another one: what it is asked, and how it answers.

On stdin comes a `Task` as one line of JSON, then a line `start stop` for each share of its files.
The answer to a share is a byte for each of its images (1: decoded, 0: left to the asker, who then
meets the same error in person), the digest of each, and the pixels of each. The process says
`READY` once, and ends with whoever asks, since stdin ends then.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from nnfs_cli.data.image_geometry import ImageGeometry
from nnfs_cli.data.image_reading import (
    Color,
    ImageBytes,
    Shape,
    pillow_warnings,
    read_image,
)
from nnfs_cli.errors import DataError

READY = b"."
DIGEST_BYTES = 32


@dataclass(frozen=True)
class Task:
    """Files to decode, all alike."""

    paths: Sequence[str]
    shape: Shape
    """which every image must have in the end"""
    color: Color
    geometry: ImageGeometry
    hashed: bool
    """whether the digest of each file is asked for; otherwise it is empty"""

    def to_line(self) -> bytes:
        return json.dumps(asdict(self)).encode() + b"\n"

    @classmethod
    def from_line(cls, line: bytes) -> Task:
        entries: dict[str, Any] = json.loads(line)
        geometry: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in entries.pop("geometry").items()
        }
        shape = tuple(entries.pop("shape"))
        return cls(**entries, shape=shape, geometry=ImageGeometry(**geometry))

    def read(self, number: int) -> ImageBytes:
        """Raises DataError; says nothing about the shape."""
        return read_image(self.paths[number], self.color, self.geometry, hashed=self.hashed)

    def answer_size(self, images: int) -> int:
        """Bytes of the answer to a share."""
        return images * (1 + DIGEST_BYTES * self.hashed + math.prod(self.shape))


def answer(task: Task, start: int, stop: int) -> list[bytes | memoryview]:
    """What the process says about a share, in pieces."""
    lost = ImageBytes(bytes(math.prod(task.shape)), task.shape, bytes(DIGEST_BYTES * task.hashed))
    images: list[ImageBytes] = []
    decoded = bytearray()
    with pillow_warnings():
        for number in range(start, stop):
            try:
                image = task.read(number)
            except DataError:
                image = None
            good = image is not None and image.shape == task.shape
            decoded.append(good)
            images.append(image if good and image is not None else lost)
    return [bytes(decoded), *(i.digest for i in images), *(i.pixels for i in images)]


def understood(task: Task, content: bytes) -> list[ImageBytes | None]:
    """The images of an answer, which are not copied; None for those that were not decoded."""
    digest, size = DIGEST_BYTES * task.hashed, math.prod(task.shape)
    count = len(content) // task.answer_size(1)
    pixels = memoryview(content)[count * (1 + digest) :]
    return [
        ImageBytes(
            pixels[place * size : (place + 1) * size],
            task.shape,
            content[count + place * digest : count + (place + 1) * digest],
        )
        if content[place]
        else None
        for place in range(count)
    ]


def serve() -> None:
    """Answer until stdin ends."""
    asked, answers = sys.stdin.buffer, sys.stdout.buffer
    answers.write(READY)
    answers.flush()
    task = Task.from_line(asked.readline())
    for line in asked:
        start, stop = line.split()
        answers.writelines(answer(task, int(start), int(stop)))
        answers.flush()
