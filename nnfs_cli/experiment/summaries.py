"""What is about to happen, in facts for a person: the data, the layers, their sizes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from nnfs_cli.engine.buffers import Shape
from nnfs_cli.engine.components import LAYERS
from nnfs_cli.model.layer_records import LayerRecord

if TYPE_CHECKING:
    from nnfs_cli.build.plan import Plan
    from nnfs_cli.build.prepared_data import PreparedData


@dataclass(frozen=True)
class DataSummary:
    """The data set of a run."""

    kind: Literal["table", "images"]
    source: str
    rows: Mapping[str, int]
    """of the parts training, validation and test"""
    features: tuple[str, ...]
    """what enters the network: columns, categories, or the shape of the images"""
    target: tuple[str, ...]
    classes: tuple[str, ...]
    positive: str | None
    """the class that a high probability means, where there are two"""
    notes: tuple[str, ...]


@dataclass(frozen=True)
class LayerSummary:
    """A layer with the activation behind it."""

    index: int
    type: str
    detail: str
    """its options and its activation"""
    output_shape: Shape
    parameters: int


def summary_of_data(plan: Plan) -> DataSummary:
    data: PreparedData = plan.data
    split = data.split
    return DataSummary(
        kind="table" if data.row_title == "row" else "images",
        source=", ".join(map(str, data.sources)),
        rows={
            "training": len(split.training),
            "validation": len(split.validation),
            "test": len(split.test),
        },
        features=data.inputs.input_names,
        target=data.targets.answer_names,
        classes=data.targets.classes,
        positive=data.targets.positive,
        notes=data.notes,
    )


def summaries_of_layers(layers: tuple[LayerRecord, ...]) -> list[LayerSummary]:
    return [
        LayerSummary(index, layer.type, _detail(layer), layer.output_shape, layer.parameters)
        for index, layer in enumerate(layers)
    ]


def _detail(layer: LayerRecord) -> str:
    """``64 relu, l2 0.001``"""
    options = dict(layer.options)
    head = [str(options.pop("units"))] if "units" in options else []
    options.pop("initializer", None)
    if "function" in options:
        function = options.pop("function")
        head.append(function if isinstance(function, str) else function["type"])
    if layer.activation is not None:
        head.append(layer.activation.type)
    elif LAYERS[layer.type].accepts_activation:
        head.append("linear")
    return ", ".join(
        [" ".join(head), *(f"{name} {_short(value)}" for name, value in options.items())]
    ).strip(", ")


def _short(value: object) -> str:
    if isinstance(value, list | tuple):
        return " x ".join(map(_short, value))
    return f"{value:g}" if isinstance(value, float) else str(value)
