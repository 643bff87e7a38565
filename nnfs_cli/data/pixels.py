"""How the 0 to 255 of a pixel becomes a number that a network learns well from.

Images stay bytes in memory, a quarter of the size of floats. The scale is therefore not applied
to the data but handed on with it, and takes effect when a batch is made.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, cast, get_args

import numpy as np
import numpy.typing as npt

from nnfs_cli.data.json_entry import JsonEntry
from nnfs_cli.data.raw_columns import Indices
from nnfs_cli.errors import ModelFileError
from nnfs_cli.files.tensors import tensor_from_json

Pixels: TypeAlias = npt.NDArray[np.uint8]
Floats: TypeAlias = npt.NDArray[np.float32]
PixelScaling: TypeAlias = Literal["none", "unit", "minmax", "standardize", "per_pixel"]
Shape: TypeAlias = tuple[int, int, int]
"""(height, width, channels)"""

FIXED: dict[str, tuple[float, float]] = {
    "none": (0.0, 1.0),
    "unit": (0.0, 255.0),
    "minmax": (127.5, 127.5),
}
"""mean and std of the scales that look at no data: pixels to [0, 255], [0, 1] and [-1, 1]"""

BYTES_AT_A_TIME = 1 << 20


@dataclass(frozen=True)
class PixelScale:
    """y = (pixel - mean) / std, with one mean and std for all channels or one per channel.

    Of type "per_pixel" there is one for every value of an image, as models have them that another
    program learned.
    """

    type: PixelScaling
    mean: tuple[float, ...]
    std: tuple[float, ...]

    @classmethod
    def fit(
        cls, pixels: Pixels, training_rows: Indices, type: PixelScaling, channels: int
    ) -> PixelScale:
        """`pixels` is (rows, height * width * channels), the channels of a pixel side by side."""
        if type != "standardize":
            return cls.fixed(type)
        moments = [_moments(counts) for counts in _histograms(pixels, training_rows, channels)]
        return cls(type, tuple(mean for mean, _ in moments), tuple(std for _, std in moments))

    @classmethod
    def fixed(cls, type: str) -> PixelScale:
        """The scale `none`, `unit` or `minmax`, which needs no data."""
        mean, std = FIXED[type]
        return cls(cast("PixelScaling", type), (mean,), (std,))

    @property
    def factor(self) -> float:
        """What the rows that `fill` writes are still to be multiplied by."""
        return 1 / self.std[0] if len(self.std) == 1 and self.type != "per_pixel" else 1.0

    def fill(self, pixels: Pixels, rows: Floats) -> None:
        """Write the design rows [x, 1] / factor of `pixels` (n, values) into `rows`
        (n, values + 1).

        Where all channels share a std, its place is in the first product of the network, which is
        far smaller than the pixels: factor (W^T x) is W^T (factor x).
        """
        x = rows[:, :-1]
        if len(self.std) > 1 or self.type == "per_pixel":
            dtype = rows.dtype if self.type == "per_pixel" else np.float32
            mean, std = np.tile([self.mean, self.std], x.shape[1] // len(self.std))
            np.subtract(pixels, mean.astype(dtype), out=x)
            x *= (1 / std).astype(dtype)
            rows[:, -1] = 1
            return
        if self.mean[0]:
            np.subtract(pixels, self.mean[0], out=x, dtype=np.float32)
        else:
            np.copyto(x, pixels)
        rows[:, -1] = self.std[0]

    def to_json(self, shape: Shape | None = None) -> dict[str, Any]:
        """`shape` is that of an image; only "per_pixel" needs it, to write a row of pixels in a
        line: the channels of a pixel side by side.
        """
        if self.type in FIXED:
            return {"type": self.type}
        mean, std = np.array(self.mean), np.array(self.std)
        if self.type == "per_pixel":
            assert shape is not None
            mean, std = mean.reshape(shape[0], -1), std.reshape(shape[0], -1)
        return {"type": self.type, "mean": mean.tolist(), "std": std.tolist()}

    @classmethod
    def from_json(cls, step: Mapping[str, Any], where: str, shape: Shape) -> PixelScale:
        """The inverse of `to_json`. Raises ModelFileError naming `where`."""
        height, width, channels = shape
        type = JsonEntry(step, where).choice("type", get_args(PixelScaling))
        if type in FIXED:
            JsonEntry(step, where, required=("type",))
            return cls.fixed(type)
        entry = JsonEntry(step, where, required=("type", "mean", "std"))
        if type == "per_pixel":
            rows = height, width * channels
            means, stds = (
                tensor_from_json(entry.values[key], rows, np.float64, f"{where}.{key}").ravel()
                for key in ("mean", "std")
            )
            if stds.min() <= 0:
                raise ModelFileError("every std has to be positive", f"{where}.std")
            return cls("per_pixel", tuple(means.tolist()), tuple(stds.tolist()))
        mean, std = entry.list("mean"), entry.list("std")
        if not (_are_numbers(mean, channels) and _are_numbers(std, channels) and min(std) > 0):
            raise ModelFileError(
                f"expected a 'mean' and a positive 'std' for each of {channels} channels", where
            )
        return cls("standardize", tuple(map(float, mean)), tuple(map(float, std)))


def _histograms(pixels: Pixels, rows: Indices, channels: int) -> npt.NDArray[np.int64]:
    """How often each value occurs in each channel, shape (channels, 256), without a float copy."""
    counts = np.zeros((channels, 256), np.int64)
    step = max(1, BYTES_AT_A_TIME // pixels.shape[1])
    for start in range(0, len(rows), step):
        by_pixel = pixels[rows[start : start + step]].reshape(-1, channels)
        for channel in range(channels):
            counts[channel] += np.bincount(by_pixel[:, channel], minlength=256)
    return counts


def _moments(counts: npt.NDArray[np.int64]) -> tuple[float, float]:
    """Mean and standard deviation of a histogram; a constant channel gets 1 and so becomes 0."""
    mean = float(np.average(np.arange(256), weights=counts))
    variance = float(np.average((np.arange(256) - mean) ** 2, weights=counts))
    return mean, math.sqrt(variance) or 1.0


def _are_numbers(values: Sequence[Any], length: int) -> bool:
    return len(values) == length and all(
        type(value) in (int, float) and math.isfinite(value) for value in values
    )
