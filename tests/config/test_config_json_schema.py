"""The JSON Schema agrees with the loader on what is a config and what is not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema
import pytest

from nnfs_cli.config.dump import dump_config
from nnfs_cli.config.json_schema import config_json_schema
from nnfs_cli.config.yaml_source import read_yaml
from nnfs_cli.engine.components import REGISTRIES
from nnfs_cli.registry import documentation
from tests.config.conftest import TABLE, Load, Mistakes

LAYERS = """
model:
  initializer: he_normal
  layers:
    - {type: dense, units: 5, activation: relu, initializer: zeros, l2: 1}
    - {type: dropout, rate: 0.2}
    - flatten
    - {type: dense, activation: {type: leaky_relu, negative_slope: 0.1}}
"""


@pytest.fixture(scope="module")
def validator() -> Any:
    schema = config_json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


VALID = [
    TABLE,
    TABLE + LAYERS,
    TABLE + "version: 1\nname: a\nseed: 3",
    TABLE + "training: {epochs: 5, batch_size: full, optimizer: sgd, early_stopping: null}",
    TABLE + "training: {early_stopping: {patience: 3}, optimizer: {type: adam, beta_1: 0.5}}",
    TABLE + "split: {test: ../t.csv, validation: 0, group: {regex: a}, stratify: false}",
    TABLE + "preprocessing: {numeric: none}\nevaluation: {metrics: [r2, mae]}",
    TABLE + "preprocessing: {numeric: [minmax, standardize]}\nevaluation: {metrics: r2}",
    "dataset: {path: a, target: [a, 1], features: [{glob: x}], filters: a > 0, exclude: 3}",
    "dataset: {path: a, target: 3, header: false, columns: {a: {type: boolean}}}",
    "dataset: {path: a, target: b, quote: none, columns: {a: {type: text, ngrams: [1, 2]}}}",
    "dataset: {path: a, target: b, columns: {a: {type: text, encode_as: sequence, length: 3}}}",
    "dataset: {images: a, size: [3, 4], classes: [a, 1], labels: folders, color: rgb}",
]

INVALID = [
    "seed: 1",
    "dataset: {path: a}",
    "dataset: {path: a, images: b}",
    TABLE + "version: 2",
    "dataset: {path: a, target: b, columns: {a: {type: text, ngrams: [0, 2]}}}",
    "dataset: {path: a, target: b, columns: {a: {max_words: 2}}}",
    "dataset: {path: a, target: b, columns: {a: {type: text, missing: mode}}}",
    TABLE + "seed: -1",
    TABLE + "sead: 1",
    TABLE + "training: {epochs: 0}",
    TABLE + "training: {learning_rate: 0}",
    TABLE + "training: {optimizer: adm}",
    TABLE + "training: {optimizer: {type: sgd, beta_1: 0.9}}",
    TABLE + "training: {optimizer: {type: sgd, momentum: 1}}",
    TABLE + "model: {initializer: xavier}",
    TABLE + "model: {layers: [relu]}",
    TABLE + "model: {layers: [{type: flatten, activation: relu}]}",
    TABLE + "evaluation: {threshold: 1}",
    TABLE + "output: {weights: full}",
    "dataset: {path: a, target: -1}",
    "dataset: {path: a, target: []}",
    "dataset: {images: a, size: [3]}",
]


@pytest.mark.parametrize("text", VALID)
def test_configs(load: Load, validator: Any, text: str) -> None:
    config = load(text)
    validator.validate(read_yaml(text, "c.yaml").value)
    validator.validate(read_yaml(dump_config(config), "c.yaml").value)


@pytest.mark.parametrize("text", INVALID)
def test_what_is_no_config(mistakes: Mistakes, validator: Any, text: str) -> None:
    assert mistakes(text)
    assert not validator.is_valid(read_yaml(text, "c.yaml").value)


def parts(schema: Any) -> list[dict[str, Any]]:
    """Every object of a schema, the schema itself first."""
    if isinstance(schema, list):
        return [found for item in schema for found in parts(item)]
    if not isinstance(schema, dict):
        return []
    return [schema, *(found for item in schema.values() for found in parts(item))]


def properties(schema: Any) -> list[tuple[str, Any]]:
    keys = [part["properties"] for part in parts(schema) if "properties" in part]
    return [pair for of_part in keys for pair in of_part.items()]


def test_every_key_is_described() -> None:
    found = properties(config_json_schema())
    assert len(found) > 150
    assert not [key for key, value in found if not value.get("description")]


def test_every_component_tells_what_its_docstring_tells() -> None:
    definitions = config_json_schema()["$defs"]
    for registry in REGISTRIES:
        ways = definitions[registry.kind]["anyOf"]
        for name in registry:
            about = documentation(registry[name])
            of_name = [
                way
                for way in ways
                if name
                in (way.get("const"), way.get("properties", {}).get("type", {}).get("const"))
            ]
            assert of_name
            assert all(way["description"].startswith(about.summary) for way in of_name)
            if about.formula:
                first = of_name[0]
                told = first if "const" in first else first["properties"]["type"]
                assert about.formula in told["markdownDescription"]
                assert about.formula.splitlines()[0] in told["description"]
            options = of_name[-1].get("properties", {})
            assert registry.kind == "initializer" or {*registry.options(name)} <= {*options}
            for option in registry.options(name).values():
                if option.name in options and option.description:
                    assert options[option.name]["description"] == option.description


def test_every_reference_leads_somewhere() -> None:
    schema = config_json_schema()
    references = {part["$ref"] for part in parts(schema) if "$ref" in part}
    assert references <= {f"#/$defs/{name}" for name in schema["$defs"]}
    assert "x-shared" not in str(schema)


CONFIGS = sorted((Path(__file__).parent.parent.parent / "configs").glob("*.yaml"))


@pytest.mark.parametrize("config", CONFIGS, ids=lambda config: config.stem)
def test_every_shipped_config_is_valid(config: Path, validator: Any) -> None:
    validator.validate(read_yaml(config.read_bytes(), config.name).value)


def test_defaults_are_written_as_in_a_config() -> None:
    definitions = config_json_schema()["$defs"]
    training, numeric = (definitions[name]["properties"] for name in ("Training", "Preprocessing"))
    assert training["validate_every"]["default"] == 1
    assert training["optimizer"]["default"] == "adam"
    assert training["max_time"]["default"] is None
    assert numeric["numeric"]["default"] == "standardize"
    assert definitions["Model"]["properties"]["freeze"]["default"] == []
    assert "default" not in config_json_schema()["properties"]["training"]
