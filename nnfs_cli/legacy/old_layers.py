"""The dense layers of an old model, looked at closely before any of their arrays is made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from nnfs_cli.engine.buffers import Shape
from nnfs_cli.errors import ModelFileError
from nnfs_cli.model.component_records import ComponentRecord
from nnfs_cli.model.layer_records import LayerRecord

Matrix = npt.NDArray[np.floating[Any]]


class OldLayer(NamedTuple):
    """y = f(W x + b), with W (nodes, inputs) and b (nodes,)."""

    W: Matrix
    b: Matrix
    activation: str


def dense_records(layers: Sequence[OldLayer], input_shape: Shape) -> tuple[LayerRecord, ...]:
    """The same layers as ours, whose weights are (inputs, units)."""
    records = []
    for layer in layers:
        nodes = len(layer.b)
        linear = layer.activation == "linear"
        records.append(
            LayerRecord(
                "dense",
                {"units": nodes},
                input_shape,
                (nodes,),
                None if linear else ComponentRecord(layer.activation),
                {"weights": np.ascontiguousarray(layer.W.T), "biases": layer.b},
            )
        )
        input_shape = (nodes,)
    return tuple(records)


def size(value: object, where: str) -> int:
    """A number of nodes. Raises ModelFileError."""
    if type(value) is not int or value < 1:
        raise ModelFileError("expected a whole number from 1", where)
    return value
