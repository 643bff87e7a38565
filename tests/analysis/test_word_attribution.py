"""Words that moved an answer: exact for a linear network, adding up for every other."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import pytest

from nnfs_cli.analysis.attribution import attribution, causes, how
from nnfs_cli.analysis.subject import Subject, View
from nnfs_cli.data.raw_columns import CategoricalColumn, NumericColumn, RawColumn, TextColumn
from nnfs_cli.data.scaling import Standardize
from nnfs_cli.data.table_encoder import TableEncoder
from nnfs_cli.data.targets import TargetEncoder
from nnfs_cli.data.text_options import TextOptions
from nnfs_cli.engine.components import ACTIVATIONS, LAYERS
from nnfs_cli.engine.layers.activation import ActivationLayer
from nnfs_cli.engine.network import Network
from nnfs_cli.task import Task

TEXTS = ["good food good wine", "bad food", "good", "slow bad wine", "food", "unheard"]
AGE = NumericColumn("age", np.array([20.0, 30.0, 40.0, 50.0, 60.0, 70.0]))
CITY = CategoricalColumn("city", np.array([0, 1, 0, 1, 0, 1], np.int32), ("Oslo", "Rome"))
REVIEW = TextColumn("review", np.array(TEXTS, object))
TYPICAL: list[RawColumn] = [
    NumericColumn("age", np.array([45.0])),
    CategoricalColumn("city", np.array([0], np.int32), ("Oslo", "Rome")),
    TextColumn("review", np.array([""], object)),
]
NUMBER = TargetEncoder(Task.REGRESSION, ("y",), scalers=(Standardize(10.0, 4.0),))
KINDS = TargetEncoder(Task.MULTICLASS, ("kind",), (("u", "v", "w"),))
LABELS = TargetEncoder(Task.MULTILABEL, ("a", "b"), (("0", "1"), ("0", "1")))


def encoder(training: list[int], encode_as: str = "counts") -> TableEncoder:
    return TableEncoder.fit(
        (AGE, CITY, REVIEW),
        np.array(training),
        numeric=["standardize"],
        missing={"age": "drop", "city": "drop", "review": cast(Any, "empty")},
        unknown={},
        texts={"review": TextOptions(encode_as=cast(Any, encode_as), min_rows=1)},
    )


def view(reads: TableEncoder, targets: TargetEncoder, seed: int = 0, *, bent: bool = True) -> View:
    last = {Task.REGRESSION: "linear", Task.MULTICLASS: "softmax"}.get(targets.task, "sigmoid")
    hidden = [LAYERS.create("dense", units=5), ActivationLayer(ACTIVATIONS.create("relu"))]
    layers = [
        *(hidden if bent else []),
        LAYERS.create("dense", units=targets.outputs),
        ActivationLayer(ACTIVATIONS.create(last)),
    ]
    network = Network(layers, (reads.width,), np.float64)
    network.initialize(np.random.default_rng(seed))
    return View(network, reads, targets, reads.encode((AGE, CITY, REVIEW), np.float64).x)


def subject_of(targets: TargetEncoder, *views: View) -> Subject:
    return Subject(views, np.empty((6, 0), np.float32), targets)


def test_of_a_linear_network_each_word_has_weight_times_count() -> None:
    reads = encoder([0, 1, 2, 3, 4])
    one = view(reads, NUMBER, bent=False)
    found = attribution(subject_of(NUMBER, one), TYPICAL)
    W = dict(
        zip(reads.input_names, one.network.vector.layers[0]["weights"].value[:, 0], strict=True)
    )
    effect = dict(zip(found.columns, found.effects[0, :, 0], strict=True))
    assert effect["review=good"] == pytest.approx(4 * W["review=good"] * 2)
    assert effect["review=wine"] == pytest.approx(4 * W["review=wine"])
    assert effect["review=bad"] == 0
    std = np.std(AGE.values[:5])
    assert effect["age"] == pytest.approx(4 * W["age"] * (20 - 45) / std)
    effect = dict(zip(found.columns, found.effects[1, :, 0], strict=True))
    assert effect["city"] == pytest.approx(4 * (W["city=Rome"] - W["city=Oslo"]))


@pytest.mark.parametrize("targets", [NUMBER, KINDS, LABELS])
def test_the_effects_add_up(targets: TargetEncoder) -> None:
    """Of an ensemble too, whose members know different words."""
    views = view(encoder([0, 1, 2]), targets, 1), view(encoder([3, 4], "tfidf"), targets, 2)
    subject = subject_of(targets, *views)
    found = attribution(subject, TYPICAL)
    assert {"review=good", "review=slow", "age", "city"} <= {*found.columns}
    p = subject.decoded(subject.outputs())
    answers = p.max(axis=1, keepdims=True) if targets is KINDS else p
    np.testing.assert_allclose(found.answers, answers)
    change = np.maximum(np.abs(found.answers - found.typical), 0.05)
    error = np.abs(found.typical + found.effects.sum(axis=1) - found.answers)
    assert (error <= 0.01 * change + 1e-9).all()
    assert np.abs(found.effects).max() > 0.01


def test_what_can_move_an_answer() -> None:
    bags = encoder([1])
    assert causes([bags]) == ("age", "city", "review=bad", "review=food")
    assert how([bags]) == "integrated gradients of words and columns"
    sequence = encoder([1], "sequence")
    assert causes([sequence]) == ("age", "city", "review")
    assert how([sequence]) == "Shapley values, exact"
