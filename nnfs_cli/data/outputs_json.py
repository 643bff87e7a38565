"""The `outputs` of a model file, looked at closely before anyone believes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from nnfs_cli.data.json_entry import JsonEntry
from nnfs_cli.data.scaling import Standardize
from nnfs_cli.errors import ModelFileError
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
    vocabularies: tuple[tuple[str, ...], ...] = ()
    scalers: tuple[Standardize | None, ...] = ()
    threshold: float | tuple[float, ...] = 0.5


def read_outputs(outputs: Mapping[str, Any], task: Task, where: str) -> Outputs:
    """Raises ModelFileError, with places under `where`, for all that is not as it is written."""
    entry = JsonEntry(outputs, where, KEYS[task])
    target = entry.texts("target")
    if task is Task.REGRESSION:
        return Outputs(target, scalers=_scalers(entry, len(target)))
    if task is Task.MULTICLASS:
        return Outputs(target, (entry.texts("classes"),))
    pairs = _pairs(entry, task, len(target))
    return Outputs(target, pairs, threshold=_threshold(entry, task, len(target)))


def _threshold(entry: JsonEntry, task: Task, targets: int) -> float | tuple[float, ...]:
    """One number, or for several labels a list with one for each."""
    if task is Task.MULTILABEL and isinstance(entry.values["threshold"], list):
        several = entry.list("threshold")
        _check_length(several, targets, f"{entry.where}.threshold")
        return tuple(
            _share(JsonEntry({"threshold": one}, f"{entry.where}.threshold[{k}]"))
            for k, one in enumerate(several)
        )
    return _share(entry)


def _share(entry: JsonEntry) -> float:
    threshold = entry.number("threshold")
    if not 0 <= threshold <= 1:
        raise ModelFileError("'threshold' is not between 0 and 1", entry.where)
    return threshold


def _scalers(entry: JsonEntry, targets: int) -> tuple[Standardize | None, ...]:
    """For each target its only step, or None."""
    steps = entry.list("steps")
    _check_length(steps, targets, f"{entry.where}.steps")
    return tuple(_scaler(of_one, f"{entry.where}.steps[{k}]") for k, of_one in enumerate(steps))


def _scaler(steps: object, where: str) -> Standardize | None:
    if not isinstance(steps, list) or len(steps) > 1:
        raise ModelFileError("expected a list of at most one step", where)
    return Standardize.from_json(steps[0], f"{where}[0]") if steps else None


def _pairs(entry: JsonEntry, task: Task, targets: int) -> tuple[tuple[str, ...], ...]:
    """For each target its no and its yes; a binary model names its only pair directly."""
    classes = entry.list("classes") if task is Task.MULTILABEL else [entry.list("classes")]
    _check_length(classes, targets, f"{entry.where}.classes")
    pairs = [
        JsonEntry({"classes": pair}, f"{entry.where}.classes[{k}]").texts("classes")
        for k, pair in enumerate(classes)
    ]
    for pair in pairs:
        _check_length(pair, 2, f"{entry.where}.classes")
    return tuple(pairs)


def _check_length(values: Sequence[object], length: int, where: str) -> None:
    if len(values) != length:
        raise ModelFileError(f"expected {length} here, not {len(values)}", where)
