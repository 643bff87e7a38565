"""The config's format as JSON Schema, with which editors complete keys and mark mistakes."""

from __future__ import annotations

from typing import Any

from nnfs_cli.config.component_choice import SHARED
from nnfs_cli.config.schema import Config

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def config_json_schema() -> dict[str, Any]:
    """JSON Schema 2020-12 of the config, every component with its options and descriptions."""
    schema = Config.model_json_schema()
    schema["properties"]["name"].pop("default")  # it is the file's name
    definitions: dict[str, Any] = {}
    schema = _with_references(schema, definitions)
    schema["$defs"] |= definitions
    return {"$schema": DIALECT, **schema, "title": "A config of nn"}


def _with_references(part: Any, definitions: dict[str, Any]) -> Any:
    """The same with what stands in many places moved to `definitions`: a fifth of the size."""
    if isinstance(part, list):
        return [_with_references(item, definitions) for item in part]
    if not isinstance(part, dict):
        return part
    inside = {key: _with_references(item, definitions) for key, item in part.items()}
    name = inside.pop(SHARED, None)
    if name is None:
        return inside
    definitions[name] = inside
    return {"$ref": f"#/$defs/{name}"}
