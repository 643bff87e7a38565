"""Which question is asked: regression, yes or no, several of them, or one class out of many.

It follows from the target, the last activation and the loss, as far as the config names them.
Where they contradict one another, the error says which of them to change.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nnfs_cli.data.raw_columns import NumericColumn, RawColumn
from nnfs_cli.data.targets import TargetFacts
from nnfs_cli.engine.components import ACTIVATIONS, LOSSES
from nnfs_cli.errors import ConfigError, DataError, NNError, raise_together
from nnfs_cli.task import Task

MOST_INTEGER_CLASSES = 10
"""a column of whole numbers with no more different values than this is taken for classes"""

LAST_ACTIVATION = {
    Task.REGRESSION: "linear",
    Task.BINARY: "sigmoid",
    Task.MULTILABEL: "sigmoid",
    Task.MULTICLASS: "softmax",
}
USUAL_LOSS = {
    Task.REGRESSION: "mse",
    Task.BINARY: "binary_crossentropy",
    Task.MULTILABEL: "binary_crossentropy",
    Task.MULTICLASS: "categorical_crossentropy",
}


@dataclass(frozen=True)
class Hints:
    """What the config says about the question; None where it says nothing."""

    activation: str | None
    loss: str | None
    activation_place: str = ""
    loss_place: str = ""
    target_place: str = ""


def contradictions(hints: Hints) -> Iterator[NNError]:
    """The error for a last activation and a loss that do not go together, if they do not."""
    if hints.activation is None or hints.loss is None:
        return
    outputs = ACTIVATIONS[hints.activation].outputs
    tasks = LOSSES[hints.loss].tasks
    if hints.loss == "mse" and outputs == "distribution":
        advice = "use categorical_crossentropy with softmax"
    elif Task.MULTICLASS in tasks and outputs != "distribution":
        advice = "end with softmax" + (
            ", or use binary_crossentropy with sigmoid" if outputs == "probabilities" else ""
        )
    elif tasks == (Task.BINARY, Task.MULTILABEL) and outputs != "probabilities":
        advice = "end with sigmoid" + (
            ", or use categorical_crossentropy with softmax" if outputs == "distribution" else ""
        )
    elif tasks == (Task.REGRESSION,) and outputs != "numbers":
        ending = usual_activation(Task.REGRESSION, hints.loss)
        advice = f"end with {ending}, or use {USUAL_LOSS[_task_of_activation(outputs, 1)]}"
    elif LOSSES[hints.loss].needs_positive and not ACTIVATIONS[hints.activation].positive:
        positive = [name for name in ACTIVATIONS if ACTIVATIONS[name].positive]
        advice = f"end with {' or '.join(positive)}, which are above 0, or use mse"
    else:
        return
    yield ConfigError(
        f"{hints.loss} cannot be the loss behind {hints.activation}; {advice}", hints.loss_place
    )


def infer_task(targets: Sequence[TargetFacts], hints: Hints) -> Task:
    """The task. Raises ConfigError or DataError where target, activation and loss disagree."""
    raise_together(list(contradictions(hints)))
    if hints.activation is not None:
        outputs = ACTIVATIONS[hints.activation].outputs
        task = _task_of_activation(outputs, len(targets))
        place = hints.activation_place
    elif hints.loss is not None and hints.loss != "mse":
        task = _task_of_loss(hints.loss, len(targets))
        place = hints.loss_place
    else:
        task = _task_of_targets(targets) if hints.loss is None else Task.REGRESSION
        place = hints.target_place
    _check_targets(targets, task, hints.activation or hints.loss or "", place)
    return task


def usual_activation(task: Task, loss: str | None) -> str:
    """What a network ends with where the config does not say."""
    if loss is not None and LOSSES[loss].needs_positive:
        return LOSSES[loss].linked_activation or LAST_ACTIVATION[task]
    return LAST_ACTIVATION[task]


def standardizes_numbers(wanted: str, hints: Hints) -> bool:
    """Whether the numbers to predict are standardized inside; `wanted` as the config says it.

    `auto` does it but where predictions are above 0, as standardized numbers are not. Raises
    ConfigError where the loss forbids what is wanted.
    """
    only_positive = hints.loss is not None and LOSSES[hints.loss].needs_positive
    if wanted == "standardize" and only_positive:
        raise ConfigError(
            f"half of the standardized numbers are below 0, but {hints.loss} is for counts",
            "preprocessing.target",
            hint="Write target: auto, or choose mse as the loss.",
        )
    if wanted != "auto":
        return wanted == "standardize"
    ends_positive = hints.activation is not None and ACTIVATIONS[hints.activation].positive
    return not (only_positive or ends_positive)


def check_counts(
    columns: Sequence[RawColumn], hints: Hints, row_numbers: npt.NDArray[np.int64]
) -> None:
    """Raise DataError for the first target below 0 where the loss is for counts."""
    if hints.loss is None or not LOSSES[hints.loss].needs_positive:
        return
    for column in columns:
        values = column.values if isinstance(column, NumericColumn) else np.empty(0)
        below = np.flatnonzero(values < 0)
        if len(below):
            raise DataError(
                f"target '{column.name}' is {values[below[0]]:g} in row "
                f"{row_numbers[below[0]]:,}, but {hints.loss} is for counts, from 0 on",
                hints.target_place,
                hint="Leave such rows out with a filter, or choose mse as the loss.",
            )


def _task_of_activation(outputs: str, targets: int) -> Task:
    if outputs == "distribution":
        return Task.MULTICLASS
    if outputs == "probabilities":
        return Task.BINARY if targets == 1 else Task.MULTILABEL
    return Task.REGRESSION


def _task_of_loss(loss: str, targets: int) -> Task:
    tasks = LOSSES[loss].tasks
    if Task.MULTILABEL in tasks and targets > 1:
        return Task.MULTILABEL
    return tasks[0]


def _task_of_targets(targets: Sequence[TargetFacts]) -> Task:
    """The task where only the target itself is known."""
    if len(targets) > 1:
        return Task.MULTILABEL if all(f.two_valued for f in targets) else Task.REGRESSION
    (target,) = targets
    if target.two_valued:
        return Task.BINARY
    few_integers = target.integer and target.distinct <= MOST_INTEGER_CLASSES
    return Task.MULTICLASS if target.kind != "numeric" or few_integers else Task.REGRESSION


def _check_targets(targets: Sequence[TargetFacts], task: Task, asked_by: str, place: str) -> None:
    """Does every target column hold what the task needs?"""
    because = f" ({asked_by} asks for that)" if asked_by else ""
    for target in targets:
        values = ", ".join(target.examples[:6]) + (" …" if target.distinct > 6 else "")
        if target.distinct < 2 and task.has_classes:
            raise DataError(
                f"target '{target.name}' has the single value {values}: nothing to tell apart",
                place,
                hint="Choose another target, or look at the filters.",
            )
        if task is Task.REGRESSION and target.kind == "categorical":
            raise DataError(
                f"target '{target.name}' holds text ({values}), not numbers{because}",
                place,
                hint="End with softmax (or sigmoid for two values) to predict classes.",
            )
        if task in (Task.BINARY, Task.MULTILABEL) and not target.two_valued:
            raise DataError(
                f"target '{target.name}' has {target.distinct:,} different values ({values}), "
                f"but a yes or no needs exactly two{because}",
                place,
                hint="End with softmax to choose among several classes, or with linear to "
                "predict a number.",
            )
        if task is Task.MULTICLASS and target.kind == "numeric" and not target.integer:
            raise DataError(
                f"target '{target.name}' holds fractions ({values}), not classes{because}",
                place,
                hint="End with linear to predict a number.",
            )
