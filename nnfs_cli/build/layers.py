"""The layers of the config, completed: the last layer fits the target, weights start suitably."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import Any

import numpy.typing as npt

from nnfs_cli.build.question import usual_activation
from nnfs_cli.config.component_choice import ComponentChoice
from nnfs_cli.config.layer_choice import LayerChoice
from nnfs_cli.engine.buffers import Shape
from nnfs_cli.engine.components import ACTIVATIONS, LAYERS
from nnfs_cli.engine.layers.activation import ActivationLayer
from nnfs_cli.engine.layers.layer import Layer
from nnfs_cli.engine.network import Network
from nnfs_cli.engine.parameters import room_of
from nnfs_cli.errors import ConfigError
from nnfs_cli.limits import NETWORK_PARAMETERS
from nnfs_cli.task import Task

FEW_ROWS = 10_000
UNITS_FOR_FEW_ROWS, UNITS_FOR_MANY_ROWS = (64, 32), (128, 64)
"""of the default network's hidden layers: with l2 = 1 / rows, the best of seven sizes and
penalties over ten data sets of 150 to 60,000 rows"""

DIMENSION = 32
"""of the default network's vectors for words"""

ACTIVATION = "activation"
"""the layer that is nothing but an activation"""

Where = Callable[[str], str]


def default_layers(
    training_rows: int, vocabulary_size: int | None = None
) -> tuple[LayerChoice, ...]:
    """Two hidden layers, and an output layer that is still to be completed. Sequences of words
    have an embedding instead of the hidden layers.

    The penalty weighs as much as one row does: the less data, the smoother the network.
    """
    if vocabulary_size is not None:
        embedding = _options("embedding", dimension=DIMENSION, vocabulary_size=vocabulary_size)
        return (
            LayerChoice("embedding", embedding),
            LayerChoice("dense", _options("dense", units=None)),
        )
    l2 = float(f"{1 / training_rows:.2g}")
    hidden_units = UNITS_FOR_FEW_ROWS if training_rows < FEW_ROWS else UNITS_FOR_MANY_ROWS
    hidden = [
        LayerChoice(
            "dense",
            _options("dense", units=units, l2=l2),
            ComponentChoice("relu", {}),
        )
        for units in hidden_units
    ]
    return (*hidden, LayerChoice("dense", _options("dense", units=None)))


def _options(name: str, **given: object) -> dict[str, object]:
    defaults = {key: option.default for key, option in LAYERS.options(name).items()}
    return {**defaults, "initializer": "auto", **given}


def complete_layers(
    layers: Sequence[LayerChoice],
    task: Task,
    outputs: int,
    initializer: str,
    where: Where,
    vocabulary_size: int | None = None,
    loss: str | None = None,
) -> tuple[LayerChoice, ...]:
    """Fill in what was left open: the last layer's units and activation, every initializer, and
    how many words the data know, if they are texts.

    Raises ConfigError where the last layer does not fit `task` and its number of `outputs`.
    """
    last = _last_with_units(layers, where)
    completed = [*layers]
    completed[last] = _fit_last(layers[last], task, outputs, where(f"model.layers.{last}"))
    if not any(layer.type == ACTIVATION for layer in layers[last:]):
        activation = completed[last].activation or ComponentChoice(usual_activation(task, loss), {})
        completed[last] = replace(completed[last], activation=activation)
    return tuple(
        _with_initializer(
            _with_vocabulary(layer, vocabulary_size, where(f"model.layers.{index}")),
            initializer,
            _activation_behind(completed[index:]),
        )
        for index, layer in enumerate(completed)
    )


def last_activation(layers: Sequence[LayerChoice]) -> tuple[ComponentChoice | None, str]:
    """The activation that the network ends with, None where it is left open, and its key."""
    found, key = None, ""
    for index, layer in enumerate(layers):
        if "units" in layer.options:
            found, key = layer.activation, f"{index}.activation"
        elif layer.type == ACTIVATION:
            found, key = layer.options["function"], f"{index}.function"
    return found, key


def _activation_behind(layers: Sequence[LayerChoice]) -> str:
    """The name of the first activation that meets what the first of `layers` puts out."""
    for index, layer in enumerate(layers):
        if layer.type == ACTIVATION:
            function: ComponentChoice = layer.options["function"]
            return function.type
        if index and "initializer" in layer.options:
            break
        if layer.activation is not None:
            return layer.activation.type
    return "linear"


def _with_vocabulary(layer: LayerChoice, vocabulary_size: int | None, where: str) -> LayerChoice:
    given = layer.options.get("vocabulary_size", 0)
    if given and vocabulary_size and given < vocabulary_size:
        raise ConfigError(
            f"vocabulary_size is {given:,}, but the texts know words up to {vocabulary_size:,}",
            where,
            hint="Leave vocabulary_size out, or lower max_words of the column.",
        )
    if given is not None:
        return layer
    if vocabulary_size is None:
        raise ConfigError(
            "the key 'vocabulary_size' is missing",
            where,
            hint="Say how many words there are, which is the largest word number in the data.",
        )
    return replace(layer, options={**layer.options, "vocabulary_size": vocabulary_size})


def _last_with_units(layers: Sequence[LayerChoice], where: Where) -> int:
    for index in reversed(range(len(layers))):
        if "units" in layers[index].options:
            return index
    raise ConfigError(
        "no layer gives the network its outputs",
        where("model.layers"),
        hint="End with a dense layer, such as {type: dense, activation: softmax}.",
    )


def _fit_last(layer: LayerChoice, task: Task, outputs: int, where: str) -> LayerChoice:
    units = layer.options["units"]
    if units not in (None, outputs):
        raise ConfigError(
            f"the last layer has {units} {_plural(units, 'unit')}, but the target needs {outputs} "
            f"({_reason(task, outputs)})",
            where,
            hint=_advice(task, units, outputs),
        )
    return replace(layer, options={**layer.options, "units": outputs})


def _plural(number: int, word: str) -> str:
    return word if number == 1 else f"{word}s"


def _reason(task: Task, outputs: int) -> str:
    if task is Task.MULTICLASS:
        return f"one for each of {outputs} classes"
    if task is Task.MULTILABEL:
        return f"one for each of {outputs} labels"
    return "one for each target column" if outputs > 1 else "one target column"


def _advice(task: Task, units: int, outputs: int) -> str:
    if task is Task.MULTICLASS and units == 1:
        return (
            "softmax over a single unit always answers 1: leave `units` out, or use sigmoid for "
            "a target with two values."
        )
    return f"Leave `units` out, or write units: {outputs}."


def _with_initializer(layer: LayerChoice, initializer: str, activation: str) -> LayerChoice:
    if layer.options.get("initializer") != "auto":
        return layer
    if initializer == "auto":
        initializer = ACTIVATIONS[activation].initializer
    return replace(layer, options={**layer.options, "initializer": initializer})


def check_shapes(layers: Sequence[LayerChoice], input_shape: Shape, where: Where) -> None:
    """Raises ConfigError for the first of the completed layers that cannot take what arrives, or
    is too large.
    """
    parameters = 0
    for index, layer in enumerate(layers):
        place = where(f"model.layers.{index}")
        try:
            made = _made(layer)
            made.check_place(index)
            input_shape = made.setup(input_shape)
        except ConfigError as error:
            raise ConfigError(error.message, place, hint=error.hint) from None
        parameters += room_of(made.parameters())
        if parameters > NETWORK_PARAMETERS:
            raise ConfigError(
                f"with this layer the network has {parameters:,} parameters, more than the "
                f"{NETWORK_PARAMETERS:,} that are possible",
                place,
                hint="Use fewer units or filters, here or in the layer in front.",
            )


def make_network(
    layers: Sequence[LayerChoice],
    input_shape: Shape,
    dtype: npt.DTypeLike,
    frozen: Collection[int] = (),
) -> Network:
    """The network of completed layers, its parameters still at 0; `frozen` ones will not learn."""
    made: list[Layer] = []
    places = []
    for index, layer in enumerate(layers):
        places += [len(made)] * (index in frozen)
        made.append(_made(layer))
        if layer.activation is not None and layer.activation.type != "linear":
            f = ACTIVATIONS.create(layer.activation.type, **layer.activation.options)
            made.append(ActivationLayer(f))
    return Network(made, input_shape, dtype, places)


def _made(layer: LayerChoice) -> Layer:
    """The layer itself. A component among its options is told by name, or by its settings."""
    options: dict[str, Any] = {}
    for key, option in layer.options.items():
        if isinstance(option, ComponentChoice):
            option = option.settings() if option.options else option.type
        options[key] = option
    return LAYERS.create(layer.type, **options)
