"""A network as records: what each layer is and what it has learned, apart from the machinery.

Which arrays a layer has, and of which shapes, is asked of the layer itself (`parameters()`), so a
new layer is written and read without a word about it here.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy.typing as npt

from nnfs_cli.engine.activations import ACTIVATIONS
from nnfs_cli.engine.buffers import Shape
from nnfs_cli.engine.components import LAYERS
from nnfs_cli.engine.layers.activation import ActivationLayer
from nnfs_cli.engine.layers.layer import Layer
from nnfs_cli.engine.network import Network
from nnfs_cli.engine.parameters import Parameter
from nnfs_cli.errors import ModelFileError, NNError
from nnfs_cli.files.json_files import JsonObject
from nnfs_cli.files.tensors import Tensor, TensorForm, tensor_from_json, tensor_to_json
from nnfs_cli.model.component_records import (
    ComponentRecord,
    checked_name,
    checked_options,
    record_from_json,
    record_of,
    record_to_json,
)
from nnfs_cli.suggestions import did_you_mean

RESERVED = ("type", "inputs", "activation")
"""keys of a layer in a file that are neither options nor arrays"""


@dataclass(frozen=True, eq=False)
class LayerRecord:
    """One layer, the activation behind it included."""

    type: str
    options: Mapping[str, Any]
    """those that differ from their defaults"""
    input_shape: Shape
    output_shape: Shape
    activation: ComponentRecord | None = None
    arrays: Mapping[str, Tensor] = field(default_factory=dict)
    """what it has learned, by parameter name; dense: weights (inputs, units), biases (units,)"""
    statistics: Mapping[str, Tensor] = field(default_factory=dict)
    """what it has gathered from the data, by name"""

    @property
    def parameters(self) -> int:
        """How many numbers it has learned."""
        return sum(array.size for array in self.arrays.values())


def records_of(network: Network) -> tuple[LayerRecord, ...]:
    """The layers of a network with copies of their parameters."""
    records: list[LayerRecord] = []
    vector, shape = network.vector, network.input_shape
    for layer, views, gathered in zip(
        network.layers, vector.layers, vector.statistics, strict=True
    ):
        if type(layer) is ActivationLayer:  # not one that stands alone
            activation = record_of(ACTIVATIONS, layer.f)
            records[-1] = replace(records[-1], activation=activation)
        else:
            component = record_of(LAYERS, layer)
            before = shape
            if not isinstance(layer, ActivationLayer):  # which may be walked behind a pool
                shape = layer.output_shape
            records.append(
                LayerRecord(
                    component.type,
                    component.options,
                    before,
                    shape,
                    arrays={name: view.value.copy() for name, view in views.items()},
                    statistics={name: value.copy() for name, value in gathered.items()},
                )
            )
    return tuple(records)


def network_of(records: Sequence[LayerRecord], input_shape: Shape, dtype: npt.DTypeLike) -> Network:
    """The inverse of `records_of`: a network that predicts as the recorded one did."""
    layers: list[Layer] = []
    kept: list[tuple[Mapping[str, Tensor], Mapping[str, Tensor]]] = []
    for record in records:
        layers.append(LAYERS.create(record.type, **record.options))
        kept.append((record.arrays, record.statistics))
        if record.activation is not None:
            f = ACTIVATIONS.create(record.activation.type, **record.activation.options)
            layers.append(ActivationLayer(f))
            kept.append(({}, {}))
    network = Network(layers, input_shape, dtype)
    vector = network.vector
    for views, gathered, (arrays, statistics) in zip(
        vector.layers, vector.statistics, kept, strict=True
    ):
        for name, view in views.items():
            view.value[...] = arrays[name]
        for name, value in gathered.items():
            value[...] = statistics[name]
    return network


def layer_to_json(record: LayerRecord, form: TensorForm) -> JsonObject:
    """A layer for a model file: ``{"type", "inputs", options…, "activation", arrays…}``."""
    written: JsonObject = {"type": record.type}
    if record.arrays:
        written["inputs"] = math.prod(record.input_shape)
    written.update(record.options)
    if record.activation is not None:
        written["activation"] = record_to_json(record.activation)
    elif LAYERS[record.type].accepts_activation:
        written["activation"] = "linear"
    arrays = {**record.arrays, **record.statistics}
    return written | {name: tensor_to_json(array, form) for name, array in arrays.items()}


def layer_from_json(
    value: object, input_shape: Shape, dtype: npt.DTypeLike, where: str
) -> LayerRecord:
    """The inverse of `layer_to_json`, for a layer that is handed inputs of `input_shape`.

    Raises ModelFileError, with places below `where`, for everything that does not fit.
    """
    if not isinstance(value, dict):
        raise ModelFileError("expected a layer, as an object in braces", where)
    if "type" not in value:
        raise ModelFileError("the key 'type' is missing", where)
    name = checked_name(LAYERS, value["type"], f"{where}.type")
    given = {key: value[key] for key in LAYERS.options(name) if key in value}
    options = checked_options(LAYERS, name, given, where)
    layer = _set_up(name, options, input_shape, dtype, where)
    learned, gathered = layer.parameters(), layer.statistics()
    _check_keys(value, name, [*learned, *gathered], where)
    _check_inputs(value, input_shape, where)

    def read(declared: Mapping[str, Parameter]) -> dict[str, Tensor]:
        return {
            key: tensor_from_json(value[key], parameter.shape, dtype, f"{where}.{key}")
            for key, parameter in declared.items()
        }

    return LayerRecord(
        name,
        options,
        input_shape,
        layer.output_shape,
        _activation(value, layer, where),
        read(learned),
        read(gathered),
    )


def _set_up(
    name: str, options: dict[str, Any], input_shape: Shape, dtype: npt.DTypeLike, where: str
) -> Layer:
    """The layer, ready for its inputs."""
    if "function" in options:
        record_from_json(ACTIVATIONS, options["function"], f"{where}.function")
    try:
        layer = LAYERS.create(name, **options)
        layer.setup(input_shape, dtype)
        layer.parameters()  # for what only shows there, such as an unknown initializer
    except NNError as error:
        raise ModelFileError(error.message, where, error.hint) from None
    return layer


def _check_keys(value: JsonObject, name: str, parameters: Sequence[str], where: str) -> None:
    known = [*RESERVED, *LAYERS.options(name), *parameters]
    for key in value:
        if key not in known:
            suggestion = did_you_mean(key, known)
            raise ModelFileError(f"layer '{name}' has no '{key}'{suggestion}", where)
    for key in parameters:
        if key not in value:
            raise ModelFileError(f"the key '{key}' is missing", where)


def _check_inputs(value: JsonObject, input_shape: Shape, where: str) -> None:
    arriving = math.prod(input_shape)
    if value.get("inputs", arriving) != arriving:
        raise ModelFileError(
            f"the layer says it has {value['inputs']} inputs, but {arriving:,} arrive from in "
            "front of it",
            f"{where}.inputs",
        )


def _activation(value: JsonObject, layer: Layer, where: str) -> ComponentRecord | None:
    if value.get("activation") in (None, "linear"):  # which is none at all
        return None
    if not layer.accepts_activation:
        raise ModelFileError("this layer takes no activation", f"{where}.activation")
    return record_from_json(ACTIVATIONS, value["activation"], f"{where}.activation")
