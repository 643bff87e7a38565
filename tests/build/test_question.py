"""The task follows from target, last activation and loss; contradictions say the way out."""

from __future__ import annotations

import numpy as np
import pytest

from nnfs_cli.build.question import (
    Hints,
    check_counts,
    infer_task,
    standardizes_numbers,
    usual_activation,
)
from nnfs_cli.data.raw_columns import NumericColumn
from nnfs_cli.data.targets import TargetFacts
from nnfs_cli.errors import NNError
from nnfs_cli.task import Task

PRICE = TargetFacts("price", "numeric", 900, False, False, ("1.5", "2.5"))
GRADE = TargetFacts("grade", "numeric", 5, True, False, ("1", "2", "3", "4", "5"))
COUNT = TargetFacts("count", "numeric", 300, True, False, ("1", "2"))
SICK = TargetFacts("sick", "numeric", 2, True, True, ("0", "1"))
SPECIES = TargetFacts("species", "categorical", 3, False, False, ("setosa", "versicolor"))
STATE = TargetFacts("state", "categorical", 2, False, True, ("off", "on"))
CONSTANT = TargetFacts("constant", "categorical", 1, False, False, ("a",))


@pytest.mark.parametrize(
    ("targets", "activation", "loss", "task"),
    [
        ([PRICE], None, None, Task.REGRESSION),
        ([COUNT], None, None, Task.REGRESSION),
        ([GRADE], None, None, Task.MULTICLASS),
        ([GRADE], "linear", None, Task.REGRESSION),
        ([GRADE], None, "mse", Task.REGRESSION),
        ([GRADE], "softmax", None, Task.MULTICLASS),
        ([SICK], None, None, Task.BINARY),
        ([SICK], "sigmoid", None, Task.BINARY),
        ([SICK], "sigmoid", "mse", Task.BINARY),
        ([SICK], "softmax", None, Task.MULTICLASS),
        ([SICK], "linear", "mse", Task.REGRESSION),
        ([STATE], None, None, Task.BINARY),
        ([STATE], None, "binary_crossentropy", Task.BINARY),
        ([SPECIES], None, None, Task.MULTICLASS),
        ([SPECIES], None, "categorical_crossentropy", Task.MULTICLASS),
        ([SICK, STATE], None, None, Task.MULTILABEL),
        ([SICK, STATE], "sigmoid", None, Task.MULTILABEL),
        ([SICK, SICK], "softmax", None, Task.MULTICLASS),
        ([PRICE, COUNT], None, None, Task.REGRESSION),
        ([PRICE, SICK], "linear", "mae", Task.REGRESSION),
        ([GRADE], None, "huber", Task.REGRESSION),
        ([SICK], "linear", "log_cosh", Task.REGRESSION),
        ([GRADE], None, "poisson", Task.REGRESSION),
        ([COUNT], "softplus", "poisson", Task.REGRESSION),
        ([SICK], None, "hinge", Task.BINARY),
        ([SICK, STATE], "sigmoid", "hinge", Task.MULTILABEL),
        ([STATE], None, "binary_focal", Task.BINARY),
        ([STATE], None, "categorical_focal", Task.MULTICLASS),
    ],
)
def test_task(
    targets: list[TargetFacts], activation: str | None, loss: str | None, task: Task
) -> None:
    assert infer_task(targets, Hints(activation, loss)) is task


@pytest.mark.parametrize(
    ("targets", "activation", "loss", "words"),
    [
        ([SPECIES], "sigmoid", "categorical_crossentropy", "end with softmax"),
        ([SPECIES], "softmax", "mse", "use categorical_crossentropy"),
        ([SPECIES], "softmax", "binary_crossentropy", "end with sigmoid"),
        ([SPECIES], "linear", "categorical_crossentropy", "end with softmax"),
        ([SICK], "relu", "binary_crossentropy", "end with sigmoid"),
        ([PRICE], "sigmoid", "mae", "end with linear"),
        ([PRICE], "softmax", "huber", "end with linear"),
        ([COUNT], "linear", "poisson", "end with softplus or exponential"),
        ([COUNT], "sigmoid", "poisson", "end with exponential"),
        ([SICK], "linear", "hinge", "end with sigmoid"),
        ([SICK], "tanh", "binary_focal", "end with sigmoid"),
        ([SPECIES], "sigmoid", "categorical_focal", "end with softmax"),
        ([SPECIES], "linear", None, "holds text"),
        ([SPECIES], "sigmoid", None, "3 different values"),
        ([PRICE], "softmax", None, "holds fractions"),
        ([CONSTANT], None, None, "single value"),
        ([PRICE, SPECIES], None, None, "holds text"),
    ],
)
def test_contradiction_says_what_to_change(
    targets: list[TargetFacts], activation: str | None, loss: str | None, words: str
) -> None:
    with pytest.raises(NNError) as caught:
        infer_task(targets, Hints(activation, loss, "c.yaml:9", "c.yaml:12", "c.yaml:3"))
    assert words in str(caught.value) + caught.value.hint
    assert caught.value.where.startswith("c.yaml:")


def test_only_some_of_many_values_are_shown() -> None:
    letters = TargetFacts("letter", "categorical", 26, False, False, tuple("ABCDEFGHIJ"))
    with pytest.raises(NNError, match=r"26 different values \(A, B, C, D, E, F …\)"):
        infer_task([letters], Hints("sigmoid", None))


def test_numbers_are_standardized_but_where_predictions_are_positive() -> None:
    assert standardizes_numbers("auto", Hints(None, None))
    assert standardizes_numbers("auto", Hints("linear", "huber"))
    assert not standardizes_numbers("auto", Hints("softplus", "mse"))
    assert not standardizes_numbers("auto", Hints(None, "poisson"))
    assert standardizes_numbers("standardize", Hints("softplus", "mse"))
    assert not standardizes_numbers("none", Hints(None, None))
    with pytest.raises(NNError, match="half of the standardized numbers are below 0"):
        standardizes_numbers("standardize", Hints(None, "poisson"))


def test_a_network_for_counts_ends_with_exponential() -> None:
    assert usual_activation(Task.REGRESSION, "poisson") == "exponential"
    assert usual_activation(Task.REGRESSION, "huber") == "linear"
    assert usual_activation(Task.BINARY, "hinge") == "sigmoid"


def test_counts_are_not_below_zero() -> None:
    column, rows = NumericColumn("calls", np.array([3.0, 0.0, -2.0])), np.array([1, 5, 9])
    check_counts([column], Hints(None, "mse"), rows)
    check_counts([column.take(slice(2))], Hints(None, "poisson"), rows)
    with pytest.raises(NNError, match="target 'calls' is -2 in row 9, but poisson"):
        check_counts([column], Hints(None, "poisson"), rows)
