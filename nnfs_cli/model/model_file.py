"""model.json: one file with everything that prediction needs, and no code.

Written files are the same bytes for the same model and give back the same bits. Read files may
come from strangers: names are looked up in closed tables, and every array is compared with what
the layers and inputs before it imply, before it is made.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, TypeAlias

from nnfs_cli import __version__
from nnfs_cli.data.sequence_length import sequence_length
from nnfs_cli.engine.buffers import Shape
from nnfs_cli.engine.components import LOSSES
from nnfs_cli.engine.network import Network
from nnfs_cli.errors import ModelFileError, NNError, raise_together, with_hint
from nnfs_cli.files.atomic_files import write_atomically
from nnfs_cli.files.json_files import JsonObject, dump_json, load_json
from nnfs_cli.limits import IMAGE_VALUES, MODEL_NUMBER
from nnfs_cli.model.component_records import ComponentRecord, record_from_json, record_to_json
from nnfs_cli.model.layer_records import (
    LayerRecord,
    layer_from_json,
    layer_to_json,
    network_of,
)
from nnfs_cli.run.run_directory import model_path
from nnfs_cli.suggestions import did_you_mean, listed
from nnfs_cli.task import Task

FORMAT = "nn-model"
VERSION = 1
REQUIRED = ("format", "version", "task", "inputs", "outputs", "layers", "loss")
OPTIONAL = ("created_by", "precision", "parameters", "metrics", "training")
NETWORK = ("inputs", "outputs", "precision", "layers", "loss")
"""what the file has once for its network, and an ensemble for each of its members"""
WHERE_FROM = "A model file is the model.json that nn train leaves in a run directory."
OLDER = "A model of an older program is made one of ours by: nn import OLD -o model.json"
NOT_EDITED = "It was edited or damaged: restore it, or train again."
MOST_LISTED_PARAMETERS = 100_000
"""up to so many, `weights: auto` writes lists that a person can read"""

Precision: TypeAlias = Literal["float32", "float64"]
WeightsForm: TypeAlias = Literal["auto", "list", "base64"]


@dataclass(frozen=True, eq=False)
class ModelFile:
    """What a model file says."""

    task: Task
    inputs: JsonObject
    """how rows or images become what enters the network, as their encoder wrote it"""
    outputs: JsonObject
    """what the network's outputs mean, as the encoder of targets wrote it"""
    layers: tuple[LayerRecord, ...]
    loss: ComponentRecord
    precision: Precision = "float32"
    metrics: JsonObject = field(default_factory=dict)
    training: JsonObject = field(default_factory=dict)
    created_by: str = f"nnfs_cli {__version__}"
    members: tuple[ModelFile, ...] = ()
    """of an ensemble: its networks, whose mean is the answer; inputs, layers and loss are then
    those of the first"""

    @property
    def input_shape(self) -> Shape:
        """(features,) or (height, width, channels)"""
        return self.layers[0].input_shape

    @property
    def parameters(self) -> int:
        """How many numbers have been learned."""
        if self.members:
            return sum(member.parameters for member in self.members)
        return sum(layer.parameters for layer in self.layers)

    def network(self) -> Network:
        """The trained network."""
        return network_of(self.layers, self.input_shape, self.precision)


def write_model(path: Path, model: ModelFile, weights: WeightsForm = "auto") -> None:
    """Write `model`, its arrays as lists or as base64. Raises ValueError for NaN and infinity."""
    if weights == "auto":
        weights = "list" if model.parameters <= MOST_LISTED_PARAMETERS else "base64"
    head = {
        "format": FORMAT,
        "version": VERSION,
        "created_by": model.created_by,
        "task": model.task.value,
    }
    tail = {
        "parameters": model.parameters,
        "metrics": model.metrics,
        "training": model.training,
    }
    if not model.members:
        write_atomically(path, dump_json(head | _network_to_json(model, weights) | tail))
        return
    members = [_network_to_json(member, weights) for member in model.members]
    write_atomically(path, dump_json(head | {"outputs": model.outputs, "members": members} | tail))


def _network_to_json(model: ModelFile, weights: Literal["list", "base64"]) -> JsonObject:
    return {
        "inputs": model.inputs,
        "outputs": model.outputs,
        "precision": model.precision,
        "layers": [layer_to_json(layer, weights) for layer in model.layers],
        "loss": record_to_json(model.loss),
    }


def read_model(path: Path) -> ModelFile:
    """The model in a file, or in the run directory that `path` names.

    Raises ModelFileError, with places like ``model.json: layers[2].weights``, for everything
    that is not as this program would have written it.
    """
    file = model_path(path)
    with with_hint(WHERE_FROM):
        content = load_json(file, what="model file")
    with with_hint(NOT_EDITED):
        return model_from_json(content, str(file))


def model_from_json(content: object, file: str) -> ModelFile:
    """The inverse of what `write_model` writes; `file` names it in errors."""
    values = _checked_head(content, file)
    task = Task(_choice(values["task"], [task.value for task in Task], f"{file}: task"))
    if "members" in values:
        members = _members(values["members"], task, file)
        outputs = _object(values["outputs"], f"{file}: outputs")
        model = replace(members[0], outputs=outputs, members=members)
    else:
        model = _network_from_json(values, task, f"{file}: ")
    model = replace(
        model,
        metrics=_metrics(values.get("metrics", {}), f"{file}: metrics"),
        training=_training(values.get("training", {}), f"{file}: training"),
        created_by=str(values.get("created_by", "")),
    )
    _check_outputs(model, f"{file}: ")
    if values.get("parameters", model.parameters) != model.parameters:
        raise ModelFileError(
            f"the layers hold {model.parameters:,} parameters, not {values['parameters']}",
            f"{file}: parameters",
        )
    return model


def _network_from_json(values: JsonObject, task: Task, where: str) -> ModelFile:
    """The part of a file that is one network; `where` stands before the places in errors."""
    precision = _choice(
        values.get("precision", "float32"), ["float32", "float64"], f"{where}precision"
    )
    inputs, outputs = (_object(values[key], f"{where}{key}") for key in ("inputs", "outputs"))
    return ModelFile(
        task=task,
        inputs=inputs,
        outputs=outputs,
        layers=_layers(values["layers"], _input_shape(inputs, where), precision, where),
        loss=record_from_json(LOSSES, values["loss"], f"{where}loss"),
        precision="float64" if precision == "float64" else "float32",
    )


def _members(value: object, task: Task, file: str) -> tuple[ModelFile, ...]:
    """The networks of an ensemble."""
    members = []
    for position, member in enumerate(_list(value, f"{file}: members")):
        where = f"{file}: members[{position}]"
        _check_keys(_object(member, where), NETWORK, NETWORK, where)
        model = _network_from_json(member, task, f"{where}.")
        _check_outputs(model, f"{where}.")
        members.append(model)
    return tuple(members)


def _of_older_program(content: object) -> bool:
    """Whether it looks like what the older programs wrote, which had no format key."""
    keys = set(content) if isinstance(content, dict) else set()
    return "format" not in keys and "weights" in keys and bool({"layers", "shape"} & keys)


def _checked_head(content: object, file: str) -> JsonObject:
    """The top-level object, once its format, version and keys are ours."""
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise ModelFileError(
            f'this is not a model file: it does not say "format": "{FORMAT}"',
            file,
            OLDER if _of_older_program(content) else WHERE_FROM,
        )
    _check_version(content.get("version"), file)
    of_ensemble = "members" in content
    required = [key for key in REQUIRED if not (of_ensemble and key in NETWORK)]
    required += ["outputs", "members"] * of_ensemble
    _check_keys(content, required, [*required, *OPTIONAL], file)
    return content


def _check_keys(
    content: JsonObject, required: Sequence[str], known: Sequence[str], where: str
) -> None:
    errors: list[NNError] = [
        ModelFileError(f"unknown key '{key}'{did_you_mean(key, known)}", where)
        for key in content
        if key not in known
    ]
    errors += [
        ModelFileError(f"the key '{key}' is missing", where)
        for key in required
        if key not in content
    ]
    raise_together(errors)


def _check_version(version: object, file: str) -> None:
    if type(version) is not int or version < 1:
        raise ModelFileError("the version has to be a whole number from 1", f"{file}: version")
    if version > VERSION:
        raise ModelFileError(
            f"this model file is of version {version}, newer than nnfs_cli {__version__} reads "
            f"(up to {VERSION})",
            f"{file}: version",
            "Install a newer nnfs_cli: pip install --upgrade nnfs_cli",
        )


def _choice(value: object, known: Sequence[str], where: str) -> str:
    if not isinstance(value, str) or value not in known:
        suggestion = did_you_mean(value, known) if isinstance(value, str) else ""
        raise ModelFileError(f"expected one of {listed(known)}{suggestion}", where)
    return value


def _object(value: object, where: str) -> JsonObject:
    if not isinstance(value, dict):
        raise ModelFileError("expected an object in braces", where)
    return value


def _list(value: object, where: str) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise ModelFileError("expected a list with at least one member", where)
    return value


def _layers(value: object, shape: Shape, precision: str, where: str) -> tuple[LayerRecord, ...]:
    """Every layer, each set up behind the one before it."""
    layers: list[LayerRecord] = []
    for position, layer in enumerate(_list(value, f"{where}layers")):
        layers.append(layer_from_json(layer, shape, precision, f"{where}layers[{position}]"))
        shape = layers[-1].output_shape
    return tuple(layers)


def _input_shape(inputs: JsonObject, where: str) -> Shape:
    """The shape of what enters the network: the encoded columns, or the pixels of an image."""
    where = f"{where}inputs"
    if _choice(inputs.get("kind"), ["table", "images"], f"{where}.kind") == "table":
        columns = _list(inputs.get("columns"), f"{where}.columns")
        return (
            sum(
                _width(_object(column, f"{where}.columns[{place}]"), f"{where}.columns[{place}]")
                for place, column in enumerate(columns)
            ),
        )
    shape = inputs.get("shape")
    if not isinstance(shape, list) or len(shape) != 3 or not all(map(_is_size, shape)):
        raise ModelFileError("expected [height, width, channels]", f"{where}.shape")
    if math.prod(shape) > IMAGE_VALUES:
        raise ModelFileError(
            f"an image of more than {IMAGE_VALUES:,} values is more than is read", f"{where}.shape"
        )
    return tuple(shape)


def _is_size(value: object) -> bool:
    return type(value) is int and value >= 1


def _width(column: Mapping[str, Any], where: str) -> int:
    """How many inputs of the network a column becomes: one, one for each category or word, or one
    for each place in a sequence.
    """
    if column.get("type") == "text":
        if column.get("encode_as") == "sequence":
            return sequence_length(column, where)
        return len(_list(column.get("words"), f"{where}.words"))
    if column.get("type") != "categorical":
        return 1
    return len(_list(column.get("categories"), f"{where}.categories"))


def _metrics(value: object, where: str) -> JsonObject:
    """Scores by part, null where there is none."""
    metrics = _object(value, where)
    for part, scores in metrics.items():
        for name, score in _object(scores, f"{where}.{part}").items():
            if score is not None and not _is_number(score):
                raise ModelFileError("expected a number or null", f"{where}.{part}.{name}")
    return metrics


def _training(value: object, where: str) -> JsonObject:
    """How the network was trained; what is not there is not told."""
    training = _object(value, where)
    for key in ("rows", "epochs", "best_epoch"):
        absent = training.get(key) is None if key == "best_epoch" else key not in training
        if not absent and not _is_size(training[key]):
            raise ModelFileError("expected a whole number from 1", f"{where}.{key}")
    mean = training.get("target_mean", [])
    if not isinstance(mean, list) or not all(map(_is_number, mean)):
        raise ModelFileError("expected a list of numbers", f"{where}.target_mean")
    for name, value in _object(training.get("typical", {}), f"{where}.typical").items():
        if not isinstance(value, str) and not _is_number(value):
            raise ModelFileError("expected a number or a text", f"{where}.typical.{name}")
    return training


def _is_number(value: object) -> bool:
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and abs(value) <= MODEL_NUMBER
    )


def _check_outputs(model: ModelFile, where: str) -> None:
    """The last layer has to have one output for each number, label or class."""
    key = "classes" if model.task is Task.MULTICLASS else "target"
    wanted = len(_list(model.outputs.get(key), f"{where}outputs.{key}"))
    means = model.training.get("target_mean")
    if means is not None and len(means) != wanted:
        raise ModelFileError(
            f"expected {wanted} numbers, one for each output", f"{where}training.target_mean"
        )
    output_shape = model.layers[-1].output_shape
    if output_shape != (wanted,):
        raise ModelFileError(
            f"the network puts out {' x '.join(map(str, output_shape))} numbers, but outputs.{key} "
            f"names {wanted}",
            f"{where}layers[{len(model.layers) - 1}]",
        )
