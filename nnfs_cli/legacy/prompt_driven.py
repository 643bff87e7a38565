"""Old models of a program that asked its questions one by one: layers by number, bias in front.

A prediction of that program: z = -1 + 2 (x - min) / (max - min), clipped to [-1, 1] and 0 where
max = min; then z - mean, divided by std where std > 1e-5; then a = f(W[:, 1:] a + W[:, 0]) layer by
layer. Its penalties on weights are left out: they say how it was trained, not what it answers.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from nnfs_cli.data.image_inputs import ImageInputs
from nnfs_cli.data.json_entry import JsonEntry
from nnfs_cli.data.pixels import PixelScale
from nnfs_cli.data.scaling import MinMax, scaler_from_json
from nnfs_cli.errors import ModelFileError
from nnfs_cli.files.json_files import JsonObject
from nnfs_cli.files.tensors import tensor_from_json
from nnfs_cli.legacy.old_layers import OldLayer, dense_records, size
from nnfs_cli.limits import MODEL_NUMBER
from nnfs_cli.model.component_records import ComponentRecord
from nnfs_cli.model.model_file import ModelFile
from nnfs_cli.task import Task

REQUIRED = (
    "normalized",
    "is_image_model",
    "layers",
    "loss",
    "class_list",
    "feature_list",
    "feature_types",
    "feature_min_maxes",
    "sample_features_mean",
    "sample_features_std",
    "weights",
)
OPTIONAL = (
    "sample_features_variance",
    "sample_dependent_variables_mean",
    "image_dim",
    "image_bit_depth",
)
ACTIVATIONS = ("linear", "relu", "sigmoid", "softmax")
LAST_ACTIVATIONS = {
    "mse": ACTIVATIONS,
    "binary_crossentropy": ("sigmoid",),
    "categorical_crossentropy": ("softmax",),
}
"""by loss: the activations whose outputs it can be about"""
TOO_SMALL_STD = 1e-5
"""up to it, the program did not divide"""
FULL_PIXEL = 255


def model_of_prompt_driven(content: object, file: str) -> ModelFile:
    """The model. Raises ModelFileError with the place of what is not as described."""
    entry = JsonEntry(content, file, REQUIRED, OPTIONAL)
    layers = _layers(entry, file)
    loss = entry.choice("loss", tuple(LAST_ACTIVATIONS))
    last = layers[-1].activation
    if last not in LAST_ACTIVATIONS[loss]:
        raise ModelFileError(f"the last layer is {last}, which does not go with {loss}", file)
    names = entry.texts("class_list")
    if len(names) != len(layers[-1].b):
        raise ModelFileError(
            f"names {len(names)} outputs, but the last layer has {len(layers[-1].b)}",
            f"{file}: class_list",
        )
    inputs = _inputs(entry, file, layers[0].W.shape[1])
    shape = tuple(inputs["shape"]) if inputs["kind"] == "images" else layers[0].W.shape[1:]
    task, outputs = _question(loss, names)
    return ModelFile(
        task=task,
        inputs=inputs,
        outputs=outputs,
        layers=dense_records(layers, shape),
        loss=ComponentRecord(loss),
        precision="float64",
        training=_training(entry, file, len(names)),
    )


def _layers(entry: JsonEntry, file: str) -> list[OldLayer]:
    """Layer "0" are the inputs; the weights of layer k + 1 stand at "k"."""
    layers = JsonEntry(entry.values["layers"], f"{file}: layers")
    count = len(layers.values)
    if count < 2:
        raise ModelFileError("expected the inputs and one layer or more", layers.where)
    layers = JsonEntry(layers.values, layers.where, [str(k) for k in range(count)])
    weights = [str(k) for k in range(count - 1)]
    W = JsonEntry(entry.values["weights"], f"{file}: weights", weights).values
    found: list[OldLayer] = []
    inputs = _dimension(layers, "0")
    for k in range(1, count):
        place, key = f"{layers.where}.{k}", str(k - 1)
        nodes = _dimension(layers, str(k))
        activation = JsonEntry(layers.values[str(k)], place).choice("activation", ACTIVATIONS)
        bW = tensor_from_json(W[key], (nodes, 1 + inputs), np.float64, f"{file}: weights.{key}")
        found.append(OldLayer(bW[:, 1:], bW[:, 0].copy(), activation))
        inputs = nodes
    return found


def _dimension(layers: JsonEntry, key: str) -> int:
    layer = JsonEntry(layers.values[key], f"{layers.where}.{key}")
    return size(layer.values.get("dimension"), f"{layer.where}.dimension")


def _inputs(entry: JsonEntry, file: str, width: int) -> JsonObject:
    for key in ("normalized", "is_image_model"):
        if not isinstance(entry.values[key], bool):
            raise ModelFileError("expected true or false", f"{file}: {key}")
    names = entry.texts("feature_list")
    if len(names) != width:
        raise ModelFileError(
            f"names {len(names):,} features, but the first layer takes {width:,}",
            f"{file}: feature_list",
        )
    if entry.values["is_image_model"]:
        return _image_inputs(entry, file, width)
    types = entry.list("feature_types")
    if len(types) != width or not all(kind in ("float", "int") for kind in types):
        raise ModelFileError(
            f'expected "float" or "int" for each of {width:,} features', f"{file}: feature_types"
        )
    steps = _steps(entry, file, width)
    columns = [
        {"name": name, "type": "numeric", "missing": "drop", "steps": steps_of_one}
        for name, steps_of_one in zip(names, steps, strict=True)
    ]
    return {"kind": "table", "columns": columns}


def _steps(entry: JsonEntry, file: str, width: int) -> list[list[JsonObject]]:
    """For each feature: to the range of training and not beyond it, then to mean 0, std 1."""
    if not entry.values["normalized"]:
        return [[]] * width
    ranges = _numbers(entry, file, "feature_min_maxes", (width, 2))
    steps = []
    for k, ((low, high), mean, std) in enumerate(
        zip(ranges, *_moments(entry, file, width), strict=True)
    ):
        to_range: JsonObject = MinMax(float(low), float(high), clip=True).to_json()
        scaler_from_json(to_range, f"{file}: feature_min_maxes[{k}]")  # which may refuse it
        steps.append([to_range, {"type": "standardize", "mean": float(mean), "std": float(std)}])
    return steps


def _image_inputs(entry: JsonEntry, file: str, width: int) -> JsonObject:
    """Grey images: how the program laid out colours is not known."""
    dim = entry.values.get("image_dim")
    if not isinstance(dim, list) or len(dim) != 2:
        raise ModelFileError("expected [width, height]", f"{file}: image_dim")
    across, down = (size(value, f"{file}: image_dim[{k}]") for k, value in enumerate(dim))
    if across * down != width or entry.values.get("image_bit_depth", 8) != 8:
        raise ModelFileError(
            f"only grey images of 8 bits can be imported, which {across} x {down} pixels for "
            f"{width:,} inputs of {entry.values.get('image_bit_depth', 8)} bits are not",
            f"{file}: image_dim",
        )
    shape = down, across, 1
    if not entry.values["normalized"]:
        return ImageInputs(shape, PixelScale.fixed("none"), resize=False).to_json()
    ranges = _numbers(entry, file, "feature_min_maxes", (width, 2))
    if not (ranges == [0, FULL_PIXEL]).all():
        raise ModelFileError(
            f"expected [0, {FULL_PIXEL}] for every pixel", f"{file}: feature_min_maxes"
        )
    means, stds = _moments(entry, file, width)
    # (-1 + 2 x / 255 - mean) / std, said of the pixel x itself; clipping changes no pixel
    half = FULL_PIXEL / 2
    scale = PixelScale(
        "per_pixel", tuple((half * (1 + means)).tolist()), tuple((half * stds).tolist())
    )
    return ImageInputs(shape, scale, resize=False).to_json()


def _moments(entry: JsonEntry, file: str, width: int) -> tuple[Any, Any]:
    """Mean and std of each scaled feature, shape (width,); a std of 1 leaves it as it is."""
    means = _numbers(entry, file, "sample_features_mean", (width,))
    stds = _numbers(entry, file, "sample_features_std", (width,))
    return means, np.where(stds > TOO_SMALL_STD, stds, 1.0)


def _numbers(entry: JsonEntry, file: str, key: str, shape: tuple[int, ...]) -> Any:
    numbers = tensor_from_json(entry.values[key], shape, np.float64, f"{file}: {key}")
    if not (np.abs(numbers) <= MODEL_NUMBER).all():
        raise ModelFileError(f"a number is beyond {MODEL_NUMBER:g}", f"{file}: {key}")
    return numbers


def _question(loss: str, names: tuple[str, ...]) -> tuple[Task, JsonObject]:
    """The task and what the outputs mean; targets were never scaled."""
    no_and_yes = ["0", "1"]
    if loss == "mse":
        return Task.REGRESSION, {"target": list(names), "steps": [[] for _ in names]}
    if loss == "categorical_crossentropy":
        return Task.MULTICLASS, {"target": ["class"], "classes": list(names)}
    outputs: JsonObject = {"target": list(names), "classes": no_and_yes, "threshold": 0.5}
    if len(names) == 1:
        return Task.BINARY, outputs
    return Task.MULTILABEL, outputs | {"classes": [no_and_yes] * len(names)}


def _training(entry: JsonEntry, file: str, outputs: int) -> JsonObject:
    key = "sample_dependent_variables_mean"
    if key not in entry.values:
        return {}
    return {"target_mean": _numbers(entry, file, key, (outputs,)).tolist()}
