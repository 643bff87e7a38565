"""One object of a model file, read with suspicion: every key known, every value of its type.

The scalers and encoders read their own entries with it, so that a damaged or foreign model file
answers with the place and the mistake, never with a wrong prediction.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from nnfs_cli.errors import ModelFileError
from nnfs_cli.suggestions import did_you_mean, listed


class JsonEntry:
    """A JSON object at `where`, an error's place. Without `required`, any keys may be there."""

    def __init__(
        self,
        values: object,
        where: str,
        required: Sequence[str] = (),
        optional: Sequence[str] = (),
    ) -> None:
        if not isinstance(values, Mapping):
            raise ModelFileError("an object was expected here", where)
        self.values: Mapping[str, Any] = values
        self.where = where
        if required:
            self._check_keys(required, [*required, *optional])

    def _check_keys(self, required: Sequence[str], known: Sequence[str]) -> None:
        for key in self.values:
            if key not in known:
                raise ModelFileError(f"unknown key '{key}'{did_you_mean(key, known)}", self.where)
        for key in required:
            if key not in self.values:
                raise ModelFileError(f"'{key}' is missing", self.where)

    def number(self, key: str) -> float:
        value = self.values.get(key)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ModelFileError(f"'{key}' is not a number", self.where)
        if not math.isfinite(value):
            raise ModelFileError(f"'{key}' is not finite", self.where)
        return float(value)

    def numbers(self, key: str) -> tuple[float, ...]:
        """A list of finite numbers."""
        value = self.list(key)
        if not all(type(number) in (int, float) and math.isfinite(number) for number in value):
            raise ModelFileError(f"'{key}' is not a list of numbers", self.where)
        return tuple(map(float, value))

    def text(self, key: str) -> str:
        value = self.values.get(key)
        if not isinstance(value, str):
            raise ModelFileError(f"'{key}' is not a text", self.where)
        return value

    def choice(self, key: str, choices: Sequence[str]) -> str:
        value = self.text(key)
        if value not in choices:
            message = f"'{key}' is '{value}', which is none of {listed(choices)}"
            raise ModelFileError(message, self.where)
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts that are all different, at least one."""
        value = self.list(key)
        if not value or not all(isinstance(text, str) for text in value):
            raise ModelFileError(f"'{key}' is not a list of texts", self.where)
        if len(set(value)) < len(value):
            raise ModelFileError(f"'{key}' holds a text twice", self.where)
        return tuple(value)

    def list(self, key: str) -> Sequence[Any]:
        value = self.values.get(key)
        if not isinstance(value, list):
            raise ModelFileError(f"'{key}' is not a list", self.where)
        return value
