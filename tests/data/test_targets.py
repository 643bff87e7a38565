"""Targets: into arrays and back into the user's words and units, also through a model file."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnfs_cli.data.raw_columns import CategoricalColumn, NumericColumn, RawColumn
from nnfs_cli.data.targets import TargetEncoder, TargetFacts, describe_target
from nnfs_cli.errors import DataError, ModelFileError, NNError
from nnfs_cli.task import Task

NAN = float("nan")


def words(name: str, *rows: str) -> CategoricalColumn:
    vocabulary = tuple(sorted(set(rows)))
    return CategoricalColumn(name, np.array([*map(vocabulary.index, rows)], np.int32), vocabulary)


def numbers(name: str, *values: float) -> NumericColumn:
    return NumericColumn(name, np.array(values, float))


def fitted(task: Task, *columns: RawColumn, standardize: bool = True) -> TargetEncoder:
    rows = np.arange(len(columns[0].missing()))
    return TargetEncoder.fit(columns, task, rows, standardize=standardize)


SPECIES = words("species", "setosa", "virginica", "setosa", "versicolor")
SICK, OLD = numbers("sick", 0, 1, 0, 0), words("old", "no", "yes", "yes", "no")
ONE_HOT = (numbers("cat", 1, 0, 0), numbers("dog", 0, 1, 0), numbers("cow", 0, 0, 1))

ENCODERS: dict[str, Callable[[], tuple[TargetEncoder, tuple[RawColumn, ...]]]] = {
    "numbers": lambda: (fitted(Task.REGRESSION, SICK, standardize=False), (SICK,)),
    "scaled": lambda: (
        fitted(Task.REGRESSION, numbers("a", 3, 5, 10), numbers("b", -1, 0, 1)),
        (numbers("a", 3, 5, 10), numbers("b", -1, 0, 1)),
    ),
    "binary": lambda: (fitted(Task.BINARY, OLD), (OLD,)),
    "labels": lambda: (fitted(Task.MULTILABEL, SICK, OLD), (SICK, OLD)),
    "classes": lambda: (fitted(Task.MULTICLASS, SPECIES), (SPECIES,)),
    "one-hot": lambda: (fitted(Task.MULTICLASS, *ONE_HOT), ONE_HOT),
}


# --- what a target holds ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "facts"),
    [
        (words("s", "b", "a", "c"), ("s", "categorical", 3, False, False, ("a", "b", "c"))),
        (numbers("n", 2, 1, 2, NAN), ("n", "numeric", 2, True, True, ("1", "2"))),
        (numbers("n", -3, 0, 7), ("n", "numeric", 3, True, False, ("-3", "0", "7"))),
        (numbers("n", 0.5, 1), ("n", "numeric", 2, False, True, ("0.5", "1"))),
        (numbers("n", 0, 0), ("n", "numeric", 1, True, True, ("0",))),
        (numbers("n", 5, 5), ("n", "numeric", 1, True, False, ("5",))),
        (
            NumericColumn("n", np.array([1.0, 1.0]), ("no", "yes")),
            ("n", "boolean", 1, False, True, ("yes",)),
        ),
    ],
)  # fmt: skip
def test_facts_about_a_target(column: RawColumn, facts: tuple[Any, ...]) -> None:
    assert describe_target(column) == TargetFacts(*facts)


def test_few_examples_stand_for_many_values() -> None:
    facts = describe_target(numbers("n", *range(100)))
    assert facts.distinct == 100
    assert len(facts.examples) == 10


# --- into arrays --------------------------------------------------------------------------------


def test_classes_become_one_hot_rows() -> None:
    encoder = fitted(Task.MULTICLASS, SPECIES)
    assert encoder.classes == ("setosa", "versicolor", "virginica")
    t = encoder.encode([SPECIES])
    assert t.dtype == np.uint8
    assert t.tolist() == [[1, 0, 0], [0, 0, 1], [1, 0, 0], [0, 1, 0]]


def test_numbers_of_few_values_can_be_classes() -> None:
    column = numbers("quality", 3, 7, 3)
    encoder = fitted(Task.MULTICLASS, column)
    assert encoder.classes == ("3", "7")
    assert encoder.encode([column]).tolist() == [[1, 0], [0, 1], [1, 0]]


def test_yes_and_no_become_one_and_zero() -> None:
    encoder = fitted(Task.BINARY, OLD)
    assert encoder.classes == encoder.labels == ("no", "yes")
    assert encoder.encode([OLD]).tolist() == [[0], [1], [1], [0]]


def test_several_labels_are_columns() -> None:
    encoder = fitted(Task.MULTILABEL, SICK, OLD)
    assert encoder.encode([SICK, OLD]).tolist() == [[0, 0], [1, 1], [0, 1], [0, 0]]
    assert encoder.vocabularies == (("0", "1"), ("no", "yes"))
    assert encoder.labels == encoder.output_names == ("sick", "old")


def test_a_label_that_is_always_zero_is_still_a_label() -> None:
    encoder = fitted(Task.MULTILABEL, numbers("rare", 0, 0, 0, 0), OLD)
    assert encoder.vocabularies[0] == ("0", "1")


def test_one_hot_columns_are_the_classes() -> None:
    encoder = fitted(Task.MULTICLASS, *ONE_HOT)
    assert encoder.classes == encoder.output_names == ("cat", "dog", "cow")
    assert encoder.answer_names == ("class",)
    assert np.array_equal(encoder.encode(ONE_HOT), np.eye(3))


def test_numbers_are_scaled_by_the_training_rows_alone() -> None:
    column = numbers("price", 10, 20, 1000)
    encoder = TargetEncoder.fit([column], Task.REGRESSION, np.array([0, 1]), standardize=True)
    t = encoder.encode([column])
    assert t.dtype == np.float32
    assert t[:, 0].tolist() == [-1, 1, 197]


def test_numbers_stay_as_they_are_when_asked() -> None:
    encoder = fitted(Task.REGRESSION, numbers("n", 10, 20), standardize=False)
    assert encoder.encode([numbers("n", 10, 20)]).tolist() == [[10], [20]]
    assert encoder.decode(np.array([[7.5]])).tolist() == [[7.5]]


# --- and back -----------------------------------------------------------------------------------


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=30))
def test_decoding_undoes_the_scaling(values: list[float]) -> None:
    column = numbers("n", *values)
    encoder = fitted(Task.REGRESSION, column)
    back = encoder.decode(encoder.encode([column]))
    assert back.dtype == np.float64
    spread = max(abs(value) for value in values)
    np.testing.assert_allclose(back[:, 0], values, rtol=1e-6, atol=1e-6 * spread + 1e-30)


def test_answers_are_given_in_the_words_of_the_file() -> None:
    p = np.array([[0.2, 0.5, 0.3], [0.6, 0.3, 0.1]])
    names = fitted(Task.MULTICLASS, SPECIES).class_names(p)
    assert names.tolist() == [["versicolor"], ["setosa"]]
    labels = fitted(Task.MULTILABEL, SICK, OLD).class_names(np.array([[0.5, 0.6], [0.7, 0.1]]))
    assert labels.tolist() == [["0", "yes"], ["1", "no"]]


def test_the_threshold_decides_what_is_a_yes() -> None:
    encoder = TargetEncoder.fit([OLD], Task.BINARY, np.arange(4), standardize=False, threshold=0.8)
    assert encoder.class_names(np.array([[0.8], [0.81]])).tolist() == [["no"], ["yes"]]


def test_each_label_may_have_a_threshold_of_its_own() -> None:
    encoder = fitted(Task.MULTILABEL, SICK, OLD).with_threshold((0.8, 0.1))
    named = encoder.class_names(np.array([[0.8, 0.1], [0.9, 0.2]], np.float32))
    # 0.8 and 0.1 as float32 are a little above the numbers themselves
    assert named.tolist() == [["1", "yes"], ["1", "yes"]]
    named = encoder.class_names(np.array([[0.8, 0.1], [0.9, 0.2]]))
    assert named.tolist() == [["0", "no"], ["1", "yes"]]
    outputs = json.loads(json.dumps(encoder.to_json()))
    assert outputs["threshold"] == [0.8, 0.1]
    assert TargetEncoder.from_json(outputs, Task.MULTILABEL, "m") == encoder


@pytest.mark.parametrize("kind", [kind for kind in ENCODERS if kind not in ("numbers", "scaled")])
def test_targets_taken_for_predictions_name_their_own_classes(kind: str) -> None:
    encoder, columns = ENCODERS[kind]()
    named = encoder.class_names(encoder.encode(columns))
    if kind == "one-hot":
        assert named[:, 0].tolist() == ["cat", "dog", "cow"]
        return
    for column, answers in zip(columns, named.T, strict=True):
        spelled = [column.vocabulary[code] for code in column.codes] if isinstance(
            column, CategoricalColumn
        ) else [str(int(value)) for value in column.values]  # fmt: skip
        assert answers.tolist() == spelled


# --- what cannot be -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("task", "columns", "message"),
    [
        (Task.REGRESSION, [SPECIES], "holds text"),
        (Task.REGRESSION, [numbers("n", 1, NAN)], "missing in 1 row"),
        (Task.BINARY, [SPECIES], "a yes or no has two"),
        (Task.MULTILABEL, [SICK, numbers("n", 1, 2, 3, 4)], "a yes or no has two"),
    ],
)
def test_targets_that_do_not_fit_the_task(
    task: Task, columns: list[RawColumn], message: str
) -> None:
    with pytest.raises(DataError, match=message):
        fitted(task, *columns)


def test_rows_that_are_not_one_hot_are_refused() -> None:
    columns = numbers("cat", 1, 1, 0), numbers("dog", 0, 1, 0)
    with pytest.raises(DataError, match=r"in 2 rows .* cat, dog .* first is row 2"):
        fitted(Task.MULTICLASS, *columns).encode(columns)


def test_new_data_in_another_order_and_with_fewer_classes() -> None:
    encoder = fitted(Task.MULTICLASS, SPECIES)
    assert encoder.encode([words("species", "virginica", "virginica")]).tolist() == [[0, 0, 1]] * 2


# --- the model file -----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ENCODERS)
def test_the_model_file_gives_the_same_encoder_back(kind: str) -> None:
    encoder, columns = ENCODERS[kind]()
    outputs = json.loads(json.dumps(encoder.to_json()))
    back = TargetEncoder.from_json(outputs, encoder.task, "m")
    assert back == encoder
    assert np.array_equal(back.encode(columns), encoder.encode(columns))


def test_outputs_as_the_model_file_has_them() -> None:
    assert fitted(Task.BINARY, OLD).to_json() == {
        "target": ["old"], "classes": ["no", "yes"], "threshold": 0.5,
    }  # fmt: skip
    assert fitted(Task.MULTICLASS, SPECIES).to_json() == {
        "target": ["species"], "classes": ["setosa", "versicolor", "virginica"],
    }  # fmt: skip
    assert fitted(Task.MULTILABEL, SICK, OLD).to_json() == {
        "target": ["sick", "old"], "classes": [["0", "1"], ["no", "yes"]], "threshold": 0.5,
    }  # fmt: skip
    assert fitted(Task.REGRESSION, numbers("n", 1, 3)).to_json() == {
        "target": ["n"], "steps": [[{"type": "standardize", "mean": 2.0, "std": 1.0}]],
    }  # fmt: skip


GOOD = {"target": ["old"], "classes": ["no", "yes"], "threshold": 0.5}
GOOD_LABELS = {"target": ["a", "b"], "classes": [["0", "1"], ["0", "1"]], "threshold": 0.5}
GOOD_NUMBERS: dict[str, Any] = {"target": ["a"], "steps": [[]]}


@pytest.mark.parametrize(
    ("task", "outputs", "place"),
    [
        (Task.BINARY, {**GOOD, "target": "old"}, "m"),
        (Task.BINARY, {**GOOD, "target": []}, "m"),
        (Task.BINARY, {**GOOD, "target": [3]}, "m"),
        (Task.BINARY, {**GOOD, "target": ["a", "b"]}, "m"),
        (Task.BINARY, {**GOOD, "classes": ["no"]}, "m.classes"),
        (Task.BINARY, {**GOOD, "classes": ["no", "no"]}, "m.classes"),
        (Task.BINARY, {**GOOD, "threshold": "0.5"}, "m"),
        (Task.BINARY, {**GOOD, "threshold": 1.5}, "m"),
        (Task.BINARY, {**GOOD, "threshold": True}, "m"),
        (Task.BINARY, {**GOOD, "threshold": [0.5]}, "m"),
        (Task.BINARY, {**GOOD, "treshold": 0.5}, "m"),
        (Task.MULTILABEL, {**GOOD_LABELS, "threshold": [0.5]}, "m.threshold"),
        (Task.MULTILABEL, {**GOOD_LABELS, "threshold": [0.5, 2]}, "m.threshold[1]"),
        (Task.MULTILABEL, {**GOOD_LABELS, "threshold": [None, 0.5]}, "m.threshold[0]"),
        (Task.BINARY, {"target": ["old"], "classes": ["no", "yes"]}, "m"),
        (Task.MULTICLASS, {"target": ["old"], "classes": None}, "m"),
        (Task.MULTILABEL, {**GOOD_LABELS, "classes": [["0", "1"]]}, "m.classes"),
        (Task.MULTILABEL, {**GOOD_LABELS, "classes": [["0", "1"], ["0"]]}, "m.classes"),
        (Task.REGRESSION, {**GOOD_NUMBERS, "steps": []}, "m.steps"),
        (Task.REGRESSION, {**GOOD_NUMBERS, "steps": [{}]}, "m.steps[0]"),
        (Task.REGRESSION, {**GOOD_NUMBERS, "steps": [[{"type": "log"}]]}, "m.steps[0][0]"),
        (Task.REGRESSION, {**GOOD_NUMBERS, "steps": [[3]]}, "m.steps[0][0]"),
        (Task.REGRESSION, {**GOOD_NUMBERS, "steps": [[{}, {}]]}, "m.steps[0]"),
    ],
)
def test_outputs_that_are_damaged_are_refused_with_their_place(
    task: Task, outputs: dict[str, Any], place: str
) -> None:
    with pytest.raises(NNError) as raised:
        TargetEncoder.from_json(outputs, task, "m")
    assert all(isinstance(error, ModelFileError) for error in raised.value.mistakes())
    assert raised.value.mistakes()[0].where.startswith(place)


def test_true_answers_do_not_hang_on_the_threshold() -> None:
    target = CategoricalColumn("late", np.array([0, 1, 1], np.int32), ("no", "yes"))
    encoder = TargetEncoder.fit(
        [target], Task.BINARY, np.arange(3), standardize=False, threshold=1.0
    )
    assert encoder.true_names(encoder.encode([target]))[:, 0].tolist() == ["no", "yes", "yes"]
