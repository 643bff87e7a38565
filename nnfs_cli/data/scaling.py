"""The scalers: they bring a column of numbers to a common size, and back.

Large inputs make large gradients; columns of like size are learnt alike. A scaler is fitted once,
on training rows, and its statistics live on in the model file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, ClassVar, TypeAlias

import numpy as np
import numpy.typing as npt

from nnfs_cli.data.json_entry import JsonEntry
from nnfs_cli.errors import ConfigError, ModelFileError
from nnfs_cli.suggestions import did_you_mean, listed

Values: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True)
class MinMax:
    """To [-1, 1]:  z = 2 (x - min) / (max - min) - 1;  0 where all training values are equal.

    With `clip`, a value beyond those of training counts as the nearest of them.
    """

    type: ClassVar[str] = "minmax"
    minimum: float
    maximum: float
    clip: bool = False

    @classmethod
    def fit(cls, x: Values) -> MinMax:
        """Learn from values (rows,), NaN left out."""
        known = x[~np.isnan(x)]
        return cls(float(known.min()), float(known.max())) if len(known) else cls(0.0, 0.0)

    @property
    def _center(self) -> float:
        return (self.minimum + self.maximum) / 2

    @property
    def _radius(self) -> float:
        return (self.maximum - self.minimum) / 2

    def apply(self, x: Values) -> Values:
        if self.clip:
            x = np.clip(x, self.minimum, self.maximum)
        return _divided(x - self._center, self._radius)

    def inverse(self, z: Values) -> Values:
        return z * self._radius + self._center

    def to_json(self) -> dict[str, Any]:
        values = asdict(self)
        if not self.clip:
            del values["clip"]
        return {"type": self.type, **values}

    @classmethod
    def from_json(cls, step: Mapping[str, Any], where: str) -> MinMax:
        """The inverse of `to_json`. Raises ModelFileError."""
        entry = JsonEntry(step, where, ("type", "minimum", "maximum"), optional=("clip",))
        entry.choice("type", (cls.type,))
        clip = step.get("clip", False)
        if not isinstance(clip, bool):
            raise ModelFileError("'clip' is not true or false", where)
        scaler = cls(entry.number("minimum"), entry.number("maximum"), clip)
        if scaler.minimum > scaler.maximum:
            raise ModelFileError("the minimum is above the maximum", where)
        return scaler


@dataclass(frozen=True)
class Standardize:
    """To mean 0 and deviation 1:  z = (x - mean) / std;  0 where all training values are equal.

    std is the root of the mean squared deviation (divided by n).
    """

    type: ClassVar[str] = "standardize"
    mean: float
    std: float

    @classmethod
    def fit(cls, x: Values) -> Standardize:
        """Learn from values (rows,), NaN left out."""
        known = x[~np.isnan(x)]
        if not len(known):
            return cls(0.0, 0.0)
        if known.min() == known.max():  # rounding would leave a tiny deviation
            return cls(float(known[0]), 0.0)
        return cls(float(known.mean()), float(known.std()))

    def apply(self, x: Values) -> Values:
        return _divided(x - self.mean, self.std)

    def inverse(self, z: Values) -> Values:
        return z * self.std + self.mean

    def to_json(self) -> dict[str, Any]:
        return {"type": self.type, **asdict(self)}

    @classmethod
    def from_json(cls, step: Mapping[str, Any], where: str) -> Standardize:
        """The inverse of `to_json`. Raises ModelFileError."""
        entry = JsonEntry(step, where, required=("type", "mean", "std"))
        entry.choice("type", (cls.type,))
        scaler = cls(entry.number("mean"), entry.number("std"))
        if scaler.std < 0:
            raise ModelFileError("std is negative", where)
        return scaler


Scaler: TypeAlias = MinMax | Standardize
SCALERS: dict[str, type[MinMax] | type[Standardize]] = {
    scaler.type: scaler for scaler in (MinMax, Standardize)
}


def fit_scalers(names: tuple[str, ...], x: Values, clip: bool = False) -> tuple[Scaler, ...]:
    """One scaler after the other, each fitted on what the one before made of x (rows,).

    `clip` is for minmax: whether values beyond those of training count as the nearest of them.
    """
    scalers: list[Scaler] = []
    for name in names:
        if name not in SCALERS:
            raise ConfigError(
                f"unknown scaler '{name}'{did_you_mean(name, SCALERS)}",
                hint=f"Known scalers: {listed(SCALERS)}.",
            )
        scaler = SCALERS[name].fit(x)
        scalers.append(replace(scaler, clip=clip) if isinstance(scaler, MinMax) else scaler)
        x = scaler.apply(x)
    return tuple(scalers)


def scaler_from_json(step: Mapping[str, Any], where: str) -> Scaler:
    """The scaler of one entry of `steps`. Raises ModelFileError."""
    kind = JsonEntry(step, where).choice("type", tuple(SCALERS))
    return SCALERS[kind].from_json(step, where)


def _divided(x: Values, by: float) -> Values:
    """x / by; a column that never varied says nothing: 0 (and NaN where x is NaN)."""
    return x / by if by else x * 0.0
