"""Old models that are lists of layers: `shape`, `weights` and `biases`, and nothing else.

Every layer is followed by a sigmoid, the cost is quadratic, and the largest output names the
class. What the inputs are is not recorded: whoever imports the model says it.
"""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np

from nnfs_cli.data.image_inputs import ImageInputs
from nnfs_cli.data.json_entry import JsonEntry
from nnfs_cli.data.pixels import PixelScale
from nnfs_cli.errors import ConfigError, ModelFileError
from nnfs_cli.files.json_files import JsonObject
from nnfs_cli.files.tensors import tensor_from_json
from nnfs_cli.legacy.old_layers import OldLayer, dense_records, size
from nnfs_cli.model.component_records import ComponentRecord
from nnfs_cli.model.model_file import ModelFile
from nnfs_cli.task import Task

KEYS = ("shape", "weights", "biases")


def model_of_layered_lists(
    content: object, file: str, image: tuple[int, int] | None = None, pixels: str = "none"
) -> ModelFile:
    """The model; its inputs are the pixels of grey images (height, width), or columns 0, 1, 2 …

    `pixels` says how those are scaled: "none" or "unit". Raises ModelFileError with the place of
    what is not as described, and ConfigError for images of another size than the model's.
    """
    entry = JsonEntry(content, file, KEYS)
    places = [f"{file}: shape[{k}]" for k in range(len(entry.list("shape")))]
    sizes = [size(value, place) for value, place in zip(entry.list("shape"), places, strict=True)]
    if len(sizes) < 2:
        raise ModelFileError("expected the sizes of two layers or more", f"{file}: shape")
    layers = _layers(entry, file, sizes)
    outputs: JsonObject = {
        "target": ["class"],
        "classes": [str(number) for number in range(max(2, sizes[-1]))],
    }
    if sizes[-1] == 1:
        outputs["threshold"] = 0.5
    return ModelFile(
        task=Task.MULTICLASS if sizes[-1] > 1 else Task.BINARY,
        inputs=_inputs(sizes[0], image, pixels),
        outputs=outputs,
        layers=dense_records(layers, (*image, 1) if image else (sizes[0],)),
        loss=ComponentRecord("mse"),
        precision="float64",
    )


def _layers(entry: JsonEntry, file: str, sizes: list[int]) -> list[OldLayer]:
    weights, biases = entry.list("weights"), entry.list("biases")
    for key, values in (("weights", weights), ("biases", biases)):
        if len(values) != len(sizes) - 1:
            raise ModelFileError(
                f"expected {len(sizes) - 1} arrays, one for each layer but the first, "
                f"got {len(values)}",
                f"{file}: {key}",
            )
    layers = []
    for k, (inputs, nodes) in enumerate(pairwise(sizes)):
        W = tensor_from_json(weights[k], (nodes, inputs), np.float64, f"{file}: weights[{k}]")
        b = tensor_from_json(biases[k], (nodes, 1), np.float64, f"{file}: biases[{k}]")
        layers.append(OldLayer(W, b[:, 0], "sigmoid"))
    return layers


def _inputs(width: int, image: tuple[int, int] | None, pixels: str) -> JsonObject:
    if image is None:
        columns = [
            {"name": str(number), "type": "numeric", "missing": "drop", "steps": []}
            for number in range(width)
        ]
        return {"kind": "table", "columns": columns}
    if math.prod(image) != width:
        raise ConfigError(
            f"--images {image[0]}x{image[1]} has {math.prod(image):,} pixels, but the model takes "
            f"{width:,}"
        )
    return ImageInputs((*image, 1), PixelScale.fixed(pixels), resize=False).to_json()
