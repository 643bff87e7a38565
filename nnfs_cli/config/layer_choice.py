"""A layer in the config: a component that may bring its activation along.

Some keys of a layer mean more than its signature says: `activation` becomes a layer of its own,
and `units` and `vocabulary_size` may be left out where the data decide how many there are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import AfterValidator, Field, WithJsonSchema, create_model
from pydantic_core import PydanticCustomError

from nnfs_cli.config.component_choice import (
    ComponentChoice,
    FromRegistry,
    names_with_texts,
    options_section,
    shared,
)
from nnfs_cli.config.section import Section, mistake
from nnfs_cli.engine.components import ACTIVATIONS, INITIALIZERS, LAYERS
from nnfs_cli.option_types import Words
from nnfs_cli.suggestions import listed


def _initializer(name: str) -> str:
    if name not in INITIALIZERS:
        raise mistake(INITIALIZERS.unknown(name), f"Known initializers: {listed(INITIALIZERS)}.")
    return name


InitializerName: TypeAlias = Annotated[
    str,
    AfterValidator(_initializer),
    WithJsonSchema(shared("initializer", names_with_texts(INITIALIZERS, INITIALIZERS))),
    Words("the name of an initializer"),
]
ActivationChoice: TypeAlias = Annotated[
    ComponentChoice, FromRegistry(ACTIVATIONS), Words("an activation's name")
]


BEHIND = Field(
    description="what is done to the layer's outputs; on the last layer it follows from the task, "
    "elsewhere none is linear"
)


@dataclass(frozen=True)
class LayerChoice(ComponentChoice):
    """A layer and the activation behind it. Its options `units` and `vocabulary_size` are None
    where they were left out.
    """

    activation: ComponentChoice | None = None

    def settings(self) -> dict[str, Any]:
        """``{"type": name, option: value, …}``, as in the config."""
        activation = {} if self.activation is None else {"activation": self.activation}
        given = {key: value for key, value in self.options.items() if value is not None}
        return {"type": self.type, **given, **activation}


class LayerFromRegistry(FromRegistry):
    """Annotation of a field: its value is a layer."""

    def known(self, name: object) -> str:
        if isinstance(name, str) and name not in LAYERS and name in ACTIVATIONS:
            raise mistake(
                f"'{name}' is an activation, not a layer",
                f"Write it on the layer in front: {{type: dense, activation: {name}}}, or as one "
                f"that stands alone: {{type: activation, function: {name}}}.",
            )
        return super().known(name)

    def choice(self, name: str, options: dict[str, Any]) -> LayerChoice:
        values = dict(self.options(name).model_validate(options))
        activation = values.pop("activation", None)
        return LayerChoice(name, values, activation)

    def options(self, name: str) -> type[Section]:
        return layer_section(name)


@cache
def layer_section(name: str) -> type[Section]:
    """The keys of a layer: its signature's, and what the config adds to them."""
    plain = options_section(LAYERS, name)
    fields: dict[str, Any] = {}
    if "units" in plain.model_fields:
        fields["units"] = (plain.model_fields["units"].rebuild_annotation(), None)
    if "vocabulary_size" in plain.model_fields:
        vocabulary_size = plain.model_fields["vocabulary_size"].rebuild_annotation()
        fields["vocabulary_size"] = (vocabulary_size | None, None)
    if "function" in plain.model_fields:
        fields["function"] = (ActivationChoice, ...)
    if "initializer" in plain.model_fields:
        fields["initializer"] = (Literal["auto"] | InitializerName, "auto")
    if LAYERS[name].accepts_activation:
        fields["activation"] = (Annotated[ActivationChoice | None, BEHIND], None)
    return create_model(name, __base__=plain, __doc__=plain.__doc__, **fields)


def missing_units(layers: Any) -> Iterator[tuple[int, PydanticCustomError]]:
    """A mistake for every layer, except for the last one that has units, without them."""
    if not isinstance(layers, list):
        return
    with_units = [index for index, layer in enumerate(layers) if _has_units(layer)]
    for index in with_units[:-1]:
        layer = layers[index]
        if isinstance(layer, str) or "units" not in layer:
            message = "the key 'units' is missing; only the last layer may leave it out"
            yield index, mistake(message)


def _has_units(layer: Any) -> bool:
    name = layer.get("type") if isinstance(layer, dict) else layer
    return isinstance(name, str) and name in LAYERS and "units" in LAYERS.options(name)
