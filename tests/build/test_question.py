"""The task follows from target, last activation and loss; contradictions say the way out."""

from __future__ import annotations

import pytest

from nnfs_cli.build.question import Hints, infer_task
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
