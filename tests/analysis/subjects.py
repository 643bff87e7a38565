"""Subjects whose answers can be worked out by hand: a network of one linear layer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nnfs_cli.analysis.subject import Subject, View
from nnfs_cli.data.raw_columns import CategoricalColumn, NumericColumn, RawColumn
from nnfs_cli.data.table_encoder import TableEncoder
from nnfs_cli.data.targets import TargetEncoder
from nnfs_cli.engine.components import ACTIVATIONS, LAYERS
from nnfs_cli.engine.layers.activation import ActivationLayer
from nnfs_cli.engine.network import Network
from nnfs_cli.task import Task

ROWS = 200


def columns(rows: int = ROWS, seed: int = 0) -> tuple[RawColumn, ...]:
    """Two numbers with units of their own, a word, and a number that nobody uses."""
    draw = np.random.default_rng(seed)
    return (
        NumericColumn("age", draw.normal(50, 10, rows)),
        NumericColumn("income", draw.normal(3000, 500, rows)),
        CategoricalColumn("city", draw.integers(0, 3, rows).astype(np.int32), ("A", "B", "C")),
        NumericColumn("noise", draw.normal(0, 1, rows)),
    )


def encoder_of(features: Sequence[RawColumn], numeric: Sequence[str] = ()) -> TableEncoder:
    everyone = np.arange(features[0].rows)
    missing = {column.name: "drop" for column in features}
    return TableEncoder.fit(features, everyone, numeric=numeric, missing=missing, unknown={})


def linear_network(
    weights: Sequence[Sequence[float]], biases: Sequence[float] = (), activation: str = ""
) -> Network:
    """y = x W + b in float64; `weights` is W, a row for each input."""
    W = np.array(weights, float)
    layers = [LAYERS.create("dense", units=W.shape[1])]
    layers += [ActivationLayer(ACTIVATIONS.create(activation))] if activation else []
    network = Network(layers, (len(W),), np.float64)
    views = network.vector.layers[0]
    views["weights"].value[...] = W
    views["biases"].value[...] = biases or 0
    return network


def subject_of(
    network: Network, features: Sequence[RawColumn], encoder: TableEncoder, t: np.ndarray
) -> Subject:
    targets = TargetEncoder(Task.REGRESSION, ("y",), scalers=(None,))
    x = encoder.encode(features, np.float64).x
    return Subject((View(network, encoder, targets, x),), t, targets)


WEIGHTS = [[2.0], [0.01], [1.0], [-3.0], [5.0], [0.0]]  # age, income, city A B C, noise


def linear_subject(numeric: Sequence[str] = ()) -> Subject:
    """y = 2 age + income / 100 + (1, -3 or 5 by city), and t is y."""
    features = columns()
    encoder = encoder_of(features, numeric)
    network = linear_network(WEIGHTS)
    x = encoder.encode(features, np.float64).x
    return subject_of(network, features, encoder, network.predict(x))
