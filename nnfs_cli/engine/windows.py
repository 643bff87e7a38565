"""Windows that slide over a picture, along one of its sides at a time.

Convolution and pooling look at a picture through windows of one size, each some pixels further
than the one before. Both sides of a picture are cut in the same way, independently.
"""

from __future__ import annotations

from dataclasses import dataclass

from nnfs_cli.engine.buffers import Shape
from nnfs_cli.errors import ConfigError
from nnfs_cli.option_types import Padding, Sides


def both_sides(size: Sides) -> tuple[int, int]:
    """(height, width), where one number may stand for both."""
    if isinstance(size, int):
        return size, size
    height, width = size
    return height, width


@dataclass(frozen=True)
class Windows:
    """`count` windows along one side of a picture; window j covers the places from
    j * stride - before on, `size` of them. Places outside the picture are padding.
    """

    side: int
    size: int
    stride: int
    before: int
    count: int

    @classmethod
    def along(cls, side: int, size: int, stride: int, padding: Padding) -> Windows:
        """As TensorFlow and Keras place them.

        `valid`: as many whole windows as fit. `same`: one for each `stride` pixels, with as much
        padding as that takes, half of it in front; an odd one goes behind.
        """
        if padding == "valid":
            return cls(side, size, stride, 0, max(0, (side - size) // stride + 1))
        count = -(-side // stride)
        missing = max(0, (count - 1) * stride + size - side)
        return cls(side, size, stride, missing // 2, count)

    @property
    def reach(self) -> int:
        """How many places, padding included, the windows cover from the first to the last."""
        return (self.count - 1) * self.stride + self.size

    @property
    def padded(self) -> bool:
        """Whether some window covers padding."""
        return self.before > 0 or self.reach > self.side

    @property
    def tile(self) -> bool:
        """Whether no place lies in more than one window, none between two, none in padding."""
        return self.stride == self.size and not self.padded

    def meeting(self, offset: int) -> tuple[slice, slice]:
        """The windows whose place number `offset` lies inside the picture, and these places."""
        shift = offset - self.before
        first = max(0, -(shift // self.stride))
        last = min(self.count - 1, (self.side - 1 - shift) // self.stride)
        if last < first:
            return slice(0, 0), slice(0, 0)
        start, stop = first * self.stride + shift, last * self.stride + shift + 1
        return slice(first, last + 1), slice(start, stop, self.stride)


def windows_over(
    picture: Shape, size: Sides, strides: Sides, padding: Padding, layer: str, what: str
) -> tuple[Windows, Windows]:
    """The windows along height and width of (height, width, channels).

    Raises ConfigError, naming the `layer` and what its windows are called, where there are none.
    """
    check_picture(picture, layer)
    sizes, steps = both_sides(size), both_sides(strides)
    rows, columns = (
        Windows.along(*each, padding) for each in zip(picture[:2], sizes, steps, strict=True)
    )
    if not (rows.count and columns.count):
        raise ConfigError(
            f"{layer}: {what} {sizes[0]} x {sizes[1]} does not fit into the "
            f"{picture[0]} x {picture[1]} (height x width) that arrive",
            hint=f"Write a smaller {what.replace(' ', '_')}, or padding: same.",
        )
    return rows, columns


def check_picture(shape: Shape, layer: str) -> None:
    """Raises ConfigError where examples of `shape` are no pictures."""
    if len(shape) != 3:
        arriving = " x ".join(map(str, shape))
        raise ConfigError(
            f"{layer} needs pictures (height x width x channels), but {arriving} "
            f"{'number arrives' if arriving == '1' else 'numbers arrive'}",
            hint="It goes in front of flatten and dense layers, and needs dataset.images.",
        )
