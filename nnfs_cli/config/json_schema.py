"""The config's format as JSON Schema, with which editors complete keys and mark mistakes."""

from __future__ import annotations

from typing import Any

from nnfs_cli.config.schema import Config

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def config_json_schema() -> dict[str, Any]:
    """JSON Schema 2020-12 of the config, every component with its options and descriptions."""
    schema = Config.model_json_schema()
    schema["properties"]["name"].pop("default")  # it is the file's name
    return {"$schema": DIALECT, **schema, "title": "A config of nn"}
