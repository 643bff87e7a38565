"""How much each row counts in training: by its class, by a column of the table, or by both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from nnfs_cli.build.prepared_data import PreparedData
from nnfs_cli.data.raw_columns import Indices
from nnfs_cli.errors import ConfigError, DataError, NNError, raise_together
from nnfs_cli.suggestions import did_you_mean, listed
from nnfs_cli.task import Task

ClassWeight: TypeAlias = Literal["balanced"] | Mapping[str, float] | None
PLACE = "training.class_weight"


def check_weights(class_weight: ClassWeight, data: PreparedData) -> None:
    """Raise ConfigErrors for weights of classes that these data do not have, and a DataError
    where nothing has any weight.
    """
    raise_together(list(_mistakes(class_weight, data)))
    row_weights(class_weight, data, data.split.training)


def _mistakes(class_weight: ClassWeight, data: PreparedData) -> Iterator[NNError]:
    if class_weight is None:
        return
    if data.task not in (Task.BINARY, Task.MULTICLASS):
        reason = {
            Task.REGRESSION: "numbers have no classes",
            Task.MULTILABEL: "a row has several labels and no class of its own",
        }
        yield ConfigError(
            f"class_weight weighs rows by their class, but this is {data.task.value}: "
            f"{reason[data.task]}",
            PLACE,
            hint="Leave it out; a column of the table can weigh rows: dataset.weight.",
        )
        return
    classes = data.targets.classes
    for name in class_weight if class_weight != "balanced" else ():
        if name not in classes:
            yield ConfigError(
                f"there is no class '{name}'{did_you_mean(name, classes)}",
                f"{PLACE}.{name}",
                hint=f"Classes: {listed(classes)}.",
            )


def row_weights(
    class_weight: ClassWeight, data: PreparedData, rows: Indices
) -> npt.NDArray[np.float32] | None:
    """The weight of every row of the dataset, shape (rows,); None where all count alike.

    A weight of the class times one of the row, divided by their mean over `rows`: so the loss is
    a weighted mean, and the learning rate means what it means without weights. Raises DataError
    where the weights of all these rows are 0.
    """
    dataset = data.dataset
    if class_weight is None and dataset.weights is None:
        return None
    weights = np.ones(dataset.rows) if dataset.weights is None else dataset.weights
    if class_weight is not None:
        weights = weights * _of_classes(class_weight, data, weights)[_classes(data)]
    mean = weights[rows].mean()
    if mean == 0:
        part = "training" if rows is data.split.training else "validation"
        place = "dataset.weight" if class_weight is None else PLACE
        raise DataError(f"every {part} row has the weight 0: nothing counts", place)
    normal: npt.NDArray[np.float32] = (weights / mean).astype(np.float32)
    return normal


def _classes(data: PreparedData) -> npt.NDArray[np.intp]:
    """The class of each row, shape (rows,)"""
    t = data.dataset.t
    return t.argmax(axis=1) if data.task is Task.MULTICLASS else t[:, 0].astype(np.intp)


def _of_classes(
    class_weight: Literal["balanced"] | Mapping[str, float],
    data: PreparedData,
    weights: npt.NDArray[np.float64],
) -> npt.NDArray[np.float64]:
    """The weight of each class, shape (classes,).

    `balanced` is n / (classes * count) as in scikit-learn, counted by weight where rows have
    weights, so that every class that occurs weighs the same in all.
    """
    names = data.targets.classes
    if class_weight != "balanced":
        return np.array([class_weight.get(name, 1.0) for name in names])
    training = data.split.training
    counts = np.bincount(_classes(data)[training], weights[training], len(names))
    occur = counts > 0
    balanced = np.ones(len(names))
    balanced[occur] = counts.sum() / (occur.sum() * counts[occur])
    return balanced
