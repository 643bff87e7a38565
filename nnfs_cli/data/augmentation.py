"""Training images changed a little every time they are seen: moved, turned, mirrored, brightened.

What happens to an image is a function of seed, epoch and row alone, so that a resumed run sees the
same pictures. It happens to the bytes, before they are scaled, to some hundred images at a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

Pixels: TypeAlias = npt.NDArray[np.uint8]
Draws: TypeAlias = npt.NDArray[np.float32]
Flip: TypeAlias = Literal["horizontal", "vertical", "both"]

DRAWS = 6
"""random numbers for an image: down, right, angle, two flips, brightness"""
STREAM = (0, 1)
"""of the seed and epoch's random numbers: other ones than the order of rows has"""
BRIGHTEST = 255
VALUES_AT_A_TIME = 65_536
"""so that all that is computed on the way stays in a core's second-level cache"""


@dataclass(frozen=True)
class Augmentation:
    """By how much an image is changed at most; 0 and None leave it alone."""

    shift: float = 0.0
    """of its height and its width"""
    rotate: float = 0.0
    """degrees, to either side"""
    flip: Flip | None = None
    """mirrored, every second image; "both" decides on each axis by itself"""
    brightness: float = 0.0
    """0.2 multiplies all its values by 0.8 to 1.2"""

    @property
    def moves(self) -> bool:
        """Whether pixels change their places."""
        return self.shift > 0 or self.rotate > 0 or self.flip is not None


class Augmenter:
    """Changes images of one shape (height, width, channels), a few at a time."""

    def __init__(self, augmentation: Augmentation, shape: tuple[int, ...]) -> None:
        self.augmentation = augmentation
        self.height, self.width, self.channels = shape
        self.size = self.height * self.width
        n = self._at_a_time = max(1, VALUES_AT_A_TIME // (self.size * self.channels))
        self._bytes = np.empty((n * self.size, self.channels), np.uint8)
        if augmentation.rotate:
            # as much more as the pixel below and beside the last one is away
            beyond = self.width + 1
            self._numbers = np.zeros((n * self.size + beyond, self.channels), np.float32)
            self._corners = np.empty((4, n * self.size, self.channels), np.float32)

    @staticmethod
    def draws(seed: int, epoch: int, rows: int) -> Draws:
        """The random numbers of an epoch, in [0, 1), for each of its rows in their order."""
        generator = np.random.default_rng([seed, epoch, *STREAM])
        return generator.random((rows, DRAWS), dtype=np.float32)

    def apply(self, pixels: Pixels, draws: Draws) -> None:
        """Change `pixels` (n, height * width * channels) in place, as `draws` (n, DRAWS) say."""
        for start in range(0, len(pixels), self._at_a_time):
            some = slice(start, start + self._at_a_time)
            if self.augmentation.rotate:
                self._turn(pixels[some], draws[some])
            elif self.augmentation.moves:
                self._move(pixels[some], draws[some])
            if self.augmentation.brightness:
                self._brighten(pixels[some], draws[some])

    def _brighten(self, pixels: Pixels, draws: Draws) -> None:
        factor = 1 + np.float32(self.augmentation.brightness) * (2 * draws[:, 5:6] - 1)
        bright = np.multiply(pixels, factor, dtype=np.float32)
        np.minimum(bright, BRIGHTEST, out=bright)
        np.rint(bright, out=pixels, casting="unsafe")

    def _shifts(self, draws: Draws) -> tuple[Draws, Draws]:
        """How far each image moves down and to the right, in pixels."""
        shift = self.augmentation.shift
        down, right = (2 * draws[:, :2] - 1).T
        return down * np.float32(shift * self.height), right * np.float32(shift * self.width)

    def _flips(self, draws: Draws) -> tuple[Draws, Draws]:
        """-1 for images that are mirrored, else 1: upside down, and left to right."""
        flip = self.augmentation.flip
        upside_down = (draws[:, 3] < 0.5) & (flip in ("vertical", "both"))
        left_right = (draws[:, 4] < 0.5) & (flip in ("horizontal", "both"))
        one = np.float32(1)
        return np.where(upside_down, -one, one), np.where(left_right, -one, one)

    def _move(self, pixels: Pixels, draws: Draws) -> None:
        """By whole pixels: every pixel is a copy of one."""
        n = len(pixels)
        down, right = self._shifts(draws)
        upside_down, left_right = self._flips(draws)
        rows = _sources(self.height, down, upside_down)
        rows += np.arange(n)[:, None] * self.height
        rows *= self.width
        places = rows[:, :, None] + _sources(self.width, right, left_right)[:, None, :]
        before = self._bytes[: n * self.size]
        np.copyto(before, pixels.reshape(before.shape))
        np.take(before, places.reshape(-1), axis=0, out=pixels.reshape(before.shape), mode="clip")

    def _turn(self, pixels: Pixels, draws: Draws) -> None:
        """Each pixel is the mean of the four around the place it comes from, by their nearness."""
        n = len(pixels)
        y, x = self._places_before(draws)
        top, left = np.floor(y), np.floor(x)
        y -= top  # the shares of the pixels below and beside
        x -= left
        top *= self.width
        top += left
        places = top.astype(np.intp)
        places += (np.arange(n) * self.size)[:, None, None]
        below, beside = y.reshape(-1, 1), x.reshape(-1, 1)
        before = self._numbers
        np.copyto(before[: n * self.size], pixels.reshape(-1, self.channels))
        a, b, c, d = self._corners[:, : n * self.size]
        for corner, away in ((a, 0), (b, 1), (c, self.width), (d, self.width + 1)):
            np.take(before[away:], places.reshape(-1), axis=0, out=corner, mode="clip")
        for first, second, share in ((a, b, beside), (c, d, beside), (a, c, below)):
            second -= first
            second *= share
            first += second
        np.rint(a, out=pixels.reshape(a.shape), casting="unsafe")

    def _places_before(self, draws: Draws) -> tuple[Draws, Draws]:
        """Where each pixel comes from, y and x (n, height, width), within the image.

        With i, j and y, x counted from the centre and the angle with the clock:
        y = +-(cos (i - down) - sin (j - right)),  x = +-(sin (i - down) + cos (j - right))
        """
        down, right = self._shifts(draws)
        angle = np.float32(np.deg2rad(self.augmentation.rotate)) * (2 * draws[:, 2] - 1)
        cos, sin = np.cos(angle)[:, None], np.sin(angle)[:, None]
        middle_y, middle_x = (np.float32((size - 1) / 2) for size in (self.height, self.width))
        i = np.arange(self.height, dtype=np.float32) - middle_y - down[:, None]
        j = np.arange(self.width, dtype=np.float32) - middle_x - right[:, None]
        sign_y, sign_x = (sign[:, None] for sign in self._flips(draws))
        y = (sign_y * cos * i + middle_y)[:, :, None] - (sign_y * sin * j)[:, None, :]
        x = (sign_x * sin * i + middle_x)[:, :, None] + (sign_x * cos * j)[:, None, :]
        for places, size in ((y, self.height), (x, self.width)):
            # just inside the last pixel, so that there is one beyond it
            np.clip(places, 0, np.nextafter(np.float32(size - 1), np.float32(0)), out=places)
        return y, x


def _sources(size: int, shift: Draws, flipped: Draws) -> npt.NDArray[np.intp]:
    """For each image, which of `size` lines each line is a copy of, shape (n, size).

    Beyond the edge, the edge goes on.
    """
    found = np.arange(size) - np.rint(shift).astype(np.intp)[:, None]
    np.clip(found, 0, size - 1, out=found)
    return np.where(flipped[:, None] < 0, size - 1 - found, found)
