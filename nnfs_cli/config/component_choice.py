"""Fields whose value is a component: `adam`, or `{type: adam, beta_1: 0.8}`.

What is allowed follows from the registry: the names from what is registered, the options, their
limits, defaults and descriptions from the signatures and docstrings of the classes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Annotated, Any, cast

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, create_model
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from nnfs_cli.config.hover_text import hover_texts
from nnfs_cli.config.section import FromList, Section, mistake, mistakes_at
from nnfs_cli.config.words import shown
from nnfs_cli.registry import Registry
from nnfs_cli.suggestions import listed

SHARED = "x-shared"
"""key of a part of a JSON Schema that stands in many places: its name in `$defs`"""


@dataclass(frozen=True)
class ComponentChoice:
    """A component by name, with every option it has: the given ones and the defaults."""

    type: str
    options: Mapping[str, Any] = field(default_factory=dict)

    def settings(self) -> dict[str, Any]:
        """``{"type": name, option: value, …}``, as in the config."""
        return {"type": self.type, **self.options}


@dataclass(frozen=True)
class FromRegistry:
    """Annotation of a field: its value is the name of a registered component, or its settings."""

    registry: Registry[Any]

    def read(self, value: Any) -> ComponentChoice:
        """The choice that a config's `value` stands for. Raises all its mistakes at once."""
        if isinstance(value, ComponentChoice):
            return value
        if isinstance(value, str):
            return self.choice(self.known(value), {})
        if not isinstance(value, dict):
            raise mistake(f"expected the name of {self.one}, got {shown(value)}", self.example())
        if "type" not in value:
            raise mistake("the key 'type' is missing", self.example(value))
        try:
            name = self.known(value["type"])
        except ValueError as error:
            raise mistakes_at([(("type",), cast(Any, error))]) from None
        return self.choice(name, {key: value[key] for key in value if key != "type"})

    def known(self, name: object) -> str:
        if not isinstance(name, str):
            raise mistake(f"expected the name of {self.one}, got {shown(name)}")
        if name not in self.registry:
            raise mistake(self.registry.unknown(name), self.known_names())
        return name

    def choice(self, name: str, options: dict[str, Any]) -> ComponentChoice:
        return ComponentChoice(name, dict(self.options(name).model_validate(options)))

    def options(self, name: str) -> type[Section]:
        """The keys that may stand beside `type: name`."""
        return options_section(self.registry, name)

    @property
    def one(self) -> str:
        article = "an" if self.registry.kind[0] in "aeiou" else "a"
        return f"{article} {self.registry.kind}"

    def known_names(self) -> str:
        return f"Known {self.registry.plural}: {listed(self.registry)}."

    def example(self, keys: Mapping[str, Any] | None = None) -> str:
        """How it is written: with the component that is named among `keys`, if there is one."""
        name = next((key for key in keys or () if key in self.registry), None)
        return f"Write {{type: {name or 'name'}, option: value}}. {self.known_names()}"

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        choices = {name: self.options(name) for name in self.registry}
        bare = [name for name, options in choices.items() if not required_keys(options)]
        written_out = [_written_out(name, choices[name]) for name in choices]
        ways = [*names_with_texts(self.registry, bare), *written_out]
        return {"anyOf": [shared(self.registry.kind, ways)]}


def shared(name: str, ways: list[JsonSchemaValue]) -> JsonSchemaValue:
    """JSON Schema of what can be written in several ways, to stand in `$defs` once."""
    return {SHARED: name, "anyOf": ways}


def names_with_texts(registry: Registry[Any], names: Iterable[str]) -> list[JsonSchemaValue]:
    """JSON Schemas of components by name alone, each with what an editor shows beside it."""
    return [{"const": name, **hover_texts(registry[name])} for name in names]


def required_keys(section: type[Section]) -> list[str]:
    return [name for name, field in section.model_fields.items() if field.is_required()]


def _written_out(name: str, options: type[Section]) -> JsonSchemaValue:
    """JSON Schema of the component's long form, ``{type: name, …}``."""
    schema = options.model_json_schema()
    texts = {
        key: schema.pop(key) for key in ("description", "markdownDescription") if key in schema
    }
    schema["description"] = texts["description"].partition("\n\n")[0]
    schema["properties"] = {"type": {"const": name, **texts}, **schema["properties"]}
    schema["required"] = ["type", *schema.get("required", [])]
    return schema


@cache
def options_section(registry: Registry[Any], name: str) -> type[Section]:
    """The signature of a component as a section of the config."""
    fields: dict[str, Any] = {
        option.name: (
            Annotated[option.annotation, FromList],
            ... if option.required else option.default,
        )
        for option in registry.options(name).values()
    }
    return create_model(name, __base__=Section, __doc__=registry[name].__doc__, **fields)
