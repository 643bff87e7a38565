"""The network as a picture: a box for each layer with its shape, drawn as large as it is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from nnfs_cli.model.layer_records import LayerRecord
from nnfs_cli.report.charts.svg import element
from nnfs_cli.report.material import Material
from nnfs_cli.report.numbers import count
from nnfs_cli.report.sections.section import Section, section

SIDE = 64.0
"""of the picture of a layer"""
SAID_FIRST = {"units": "unit", "filters": "filter"}
HIDDEN_OPTIONS = ("initializer", "function", *SAID_FIRST)
MOST_DOTS = 8


@dataclass(frozen=True)
class Box:
    """A layer, or what comes in or goes out."""

    picture: Markup
    name: str
    detail: str
    shape: str
    parameters: str


def network(material: Material) -> Section | None:
    """None where there is no model."""
    model = material.model
    if model is None:
        return None
    layers = model.layers
    total = sum(layer.parameters for layer in layers)
    first = layers[0].input_shape
    entry = "an image" if material.is_images else "a row"
    boxes = [Box(picture(first), "Input", entry, shape_text(first), "")]
    boxes += [box_of(layer) for layer in layers]
    training = model.training
    return section(
        "network",
        "Network",
        boxes=boxes,
        total=total,
        networks=max(1, len(model.members)),
        loss=model.loss.type,
        optimizer=_optimizer(training.get("optimizer")),
        batch_size=training.get("batch_size"),
        learning_rate=training.get("learning_rate"),
    )


def _optimizer(settings: object) -> str:
    if isinstance(settings, dict):
        return str(settings.get("type", ""))
    return str(settings or "")


def box_of(layer: LayerRecord) -> Box:
    return Box(
        picture(layer.output_shape, dropped=layer.type in ("dropout", "gaussian_noise")),
        layer.type.replace("_", " "),
        detail_of(layer),
        shape_text(layer.output_shape),
        count(layer.parameters, "parameter") if layer.parameters else "no parameters",
    )


def detail_of(layer: LayerRecord) -> str:
    """``64 units, relu``, ``8 filters, relu, kernel size 3``"""
    options = {k: v for k, v in layer.options.items() if k not in HIDDEN_OPTIONS}
    said = [count(layer.options[k], one) for k, one in SAID_FIRST.items() if k in layer.options]
    function = layer.options.get("function")
    if function is not None:
        said.append(function if isinstance(function, str) else str(function["type"]))
    if layer.activation is not None:
        said.append(layer.activation.type.replace("_", " "))
    said += [f"{name.replace('_', ' ')} {_short(value)}" for name, value in options.items()]
    return ", ".join(said)


def _short(value: object) -> str:
    if isinstance(value, list | tuple):
        return " × ".join(map(_short, value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def shape_text(shape: Sequence[int]) -> str:
    return " × ".join(f"{size:,}" for size in shape)


def picture(shape: Sequence[int], *, dropped: bool = False) -> Markup:
    """Maps as sheets behind each other, vectors as a column of dots; larger is more."""
    marks = _sheets(shape) if len(shape) == 3 else _dots(shape, dropped=dropped)
    return element(
        "svg", *marks, viewBox=f"0 0 {SIDE:g} {SIDE:g}", class_="layer", aria_hidden="true"
    )


def _sheets(shape: Sequence[int]) -> list[Markup]:
    height, width, channels = shape
    sheets = min(channels, 1 + round(math.log2(max(channels, 1))))
    longest = max(height, width)
    size = 10 + 26 * min(1.0, math.log2(longest + 1) / math.log2(225))
    across, down = max(4.0, size * width / longest), max(4.0, size * height / longest)
    step = min(5.0, 22 / max(sheets, 1))
    spread = step * (sheets - 1)
    left, top = (SIDE - across - spread) / 2, (SIDE - down + spread) / 2
    return [
        element(
            "rect",
            x=left + step * k,
            y=top - step * k,
            width=across,
            height=down,
            rx=1.5,
            class_="sheet",
        )
        for k in reversed(range(sheets))
    ]


def _dots(shape: Sequence[int], *, dropped: bool) -> list[Markup]:
    units = math.prod(shape)
    shown = min(units, MOST_DOTS)
    radius = 2.6
    gap = (SIDE - 8) / MOST_DOTS
    top = SIDE / 2 - gap * (shown - 1) / 2
    marks = [
        element(
            "circle",
            cx=SIDE / 2,
            cy=top + gap * k,
            r=radius,
            class_="unit off" if dropped and k % 3 == 1 else "unit",
        )
        for k in range(shown)
        if units <= MOST_DOTS or k != MOST_DOTS - 2
    ]
    if units > MOST_DOTS:
        y = top + gap * (MOST_DOTS - 2)
        marks += [
            element("circle", cx=SIDE / 2, cy=y + d, r=0.9, class_="more") for d in (-2.4, 0.0, 2.4)
        ]
    return marks
