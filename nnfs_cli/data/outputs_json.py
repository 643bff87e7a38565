"""The `outputs` of a model file, looked at closely before anyone believes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from nnfs_cli.errors import ModelFileError, raise_together
from nnfs_cli.suggestions import did_you_mean
from nnfs_cli.task import Task

KEYS = {
    Task.REGRESSION: ("target", "steps"),
    Task.BINARY: ("target", "classes", "threshold"),
    Task.MULTILABEL: ("target", "classes", "threshold"),
    Task.MULTICLASS: ("target", "classes"),
}


class Outputs(NamedTuple):
    """What the file says, with empty or usual values for what its task does not have."""

    target: tuple[str, ...]
    vocabularies: tuple[tuple[str, ...], ...]
    steps: tuple[list[Any], ...]
    threshold: float


def read_outputs(outputs: Mapping[str, Any], task: Task, where: str) -> Outputs:
    """Raises ModelFileError, with places under `where`, for all that is not as it is written."""
    _check_keys(outputs, task, where)
    target = _names(outputs["target"], f"{where}.target")
    if task is Task.BINARY and len(target) != 1:
        raise ModelFileError("a binary model has one target", f"{where}.target")
    if task is Task.REGRESSION:
        steps = _list(outputs["steps"], len(target), f"{where}.steps")
        checked = [_list(of_one, None, f"{where}.steps[{k}]") for k, of_one in enumerate(steps)]
        return Outputs(target, (), tuple(checked), 0.5)
    vocabularies = _vocabularies(outputs["classes"], task, len(target), f"{where}.classes")
    threshold = outputs.get("threshold", 0.5)
    if type(threshold) not in (int, float) or not 0 <= threshold <= 1:
        raise ModelFileError("expected a number from 0 to 1", f"{where}.threshold")
    return Outputs(target, vocabularies, (), float(threshold))


def _vocabularies(
    classes: object, task: Task, targets: int, where: str
) -> tuple[tuple[str, ...], ...]:
    """For each answer its class names: two of them for a yes or no."""
    if task is Task.MULTICLASS:
        return (_names(classes, where),)
    pairs = _list(classes, targets, where) if task is Task.MULTILABEL else [classes]
    places = [f"{where}[{k}]" for k in range(targets)] if task is Task.MULTILABEL else [where]
    names = tuple(_names(pair, place) for pair, place in zip(pairs, places, strict=True))
    for pair, place in zip(names, places, strict=True):
        _list(list(pair), 2, place)
    return names


def _check_keys(outputs: Mapping[str, Any], task: Task, where: str) -> None:
    known = KEYS[task]
    unknown = [key for key in outputs if key not in known]
    missing = [key for key in known if key not in outputs]
    raise_together(
        [ModelFileError(f"unknown key '{key}'{did_you_mean(key, known)}", where) for key in unknown]
        + [ModelFileError(f"the key '{key}' is missing", where) for key in missing]
    )


def _names(value: object, where: str) -> tuple[str, ...]:
    names = _list(value, None, where)
    if not names or not all(isinstance(name, str) for name in names):
        raise ModelFileError("expected a list of names", where)
    if len(set(names)) < len(names):
        raise ModelFileError("a name stands here twice", where)
    return tuple(names)


def _list(value: object, length: int | None, where: str) -> list[Any]:
    if not isinstance(value, list):
        raise ModelFileError("expected a list", where)
    if length is not None and len(value) != length:
        raise ModelFileError(f"expected {length} members, not {len(value)}", where)
    return value
