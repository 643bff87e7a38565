"""The keys and defaults of the format, as they are promised, and what reading makes of them."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from pydantic import ValidationError

from nnfs_cli.config.component_choice import ComponentChoice
from nnfs_cli.config.dataset_section import Glob, Regex
from nnfs_cli.config.known_keys import all_paths
from nnfs_cli.config.layer_choice import LayerChoice
from nnfs_cli.config.schema import Config
from nnfs_cli.config.section import Section
from nnfs_cli.registry import documentation
from tests.config.conftest import TABLE, Load

ADAM = {"type": "adam", "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-8}
DEFAULTS: dict[str, Any] = {
    "version": 1,
    "name": "c",  # the file is called c.yaml
    "seed": 0,
    "dataset": {
        "path": "a.csv",
        "delimiter": "auto",
        "decimal": "auto",
        "header": "auto",
        "quote": "auto",
        "features": "all",
        "exclude": (),
        "target": ("t",),
        "columns": {},
        "filters": (),
        "missing": "drop",
        "weight": None,
    },
    "preprocessing": {
        "numeric": ("standardize",),
        "pixels": "unit",
        "target": "auto",
        "from_model": "auto",
    },
    "split": {
        "test": 0.2,
        "validation": 0.1,
        "k_folds": None,
        "repeats": 1,
        "final_model": "refit",
        "stratify": "auto",
        "group": None,
        "time": None,
        "shuffle": True,
    },
    "model": {
        "initializer": "auto",
        "layers": "auto",
        "loss": "auto",
        "init_from": None,
        "freeze": (),
    },
    "training": {
        "epochs": "auto",
        "batch_size": "auto",
        "optimizer": ADAM,
        "learning_rate": "auto",
        "schedule": {"type": "constant", "warmup": 0},
        "gradient_clip": None,
        "class_weight": None,
        "augment": None,
        "early_stopping": "auto",
        "max_time": None,
        "validate_every": 1,
        "checkpoint_every": 1,
        "precision": "float32",
        "threads": "auto",
    },
    "evaluation": {"metrics": "auto", "threshold": 0.5},
    "output": {"runs_dir": "runs", "plots": True, "report": True, "weights": "auto"},
}


def as_written(value: Any) -> Any:
    if isinstance(value, ComponentChoice):
        return value.settings()
    if isinstance(value, Section):
        return {key: as_written(item) for key, item in value}
    return value


def test_every_key_and_default(load: Load) -> None:
    assert as_written(load(TABLE)) == DEFAULTS


def test_image_defaults(load: Load) -> None:
    assert as_written(load("dataset: {images: digits}").dataset) == {
        "images": "digits",
        "labels": "auto",
        "crop": None,
        "size": None,
        "downsample": 1,
        "color": "keep",
        "classes": None,
    }


def test_a_written_default_is_the_default(load: Load) -> None:
    written = "training: {optimizer: {type: adam}, schedule: constant, batch_size: auto}\nmodel:\n"
    assert load(TABLE + written) == load(TABLE)


def test_every_form_of_a_table(load: Load) -> None:
    dataset = load(
        """
dataset:
  path: a.csv
  delimiter: ";"
  decimal: ","
  header: false
  features: [0, name, {glob: "px_*"}, {regex: "^lab_"}]
  exclude: 3
  target: [{glob: "y*"}, z]
  columns: {7: {type: categorical, missing: mode}, a.b: {unknown: error}}
  filters: area_m2 > 0
  missing: median
  weight: w
"""
    ).dataset
    assert as_written(dataset) | {"columns": None} == {
        "path": "a.csv",
        "delimiter": ";",
        "decimal": ",",
        "header": False,
        "quote": "auto",
        "features": (0, "name", Glob(glob="px_*"), Regex(regex="^lab_")),
        "exclude": (3,),
        "target": (Glob(glob="y*"), "z"),
        "columns": None,
        "filters": ("area_m2 > 0",),
        "missing": "median",
        "weight": "w",
    }
    columns = as_written(dataset)["columns"]
    assert as_written(columns["7"]) == {
        "type": "categorical",
        "missing": "mode",
        "unknown": "ignore",
    }
    assert columns["a.b"].unknown == "error"


def test_every_form_of_images(load: Load) -> None:
    text = "dataset: {images: d, labels: d/l.txt, size: [28, 20], color: rgb, classes: [no, 1]}"
    dataset = as_written(load(text).dataset)
    assert dataset["size"] == (28, 20)
    assert dataset["classes"] == ("no", "1")


def test_layers(load: Load) -> None:
    layers = load(
        TABLE
        + """
model:
  layers:
    - {type: dense, units: 5, activation: {type: leaky_relu, negative_slope: 0.2}, l2: 1}
    - dropout
    - {type: dense, activation: softmax, initializer: he_normal}
"""
    ).model.layers
    plain = {"l1": 0.0, "bias_l1": 0.0, "bias_l2": 0.0, "max_norm": None}
    slope = ComponentChoice("leaky_relu", {"negative_slope": 0.2})
    hidden = {"units": 5, "l2": 1.0, "initializer": "auto"}
    last = {"units": None, "l2": 0.0, "initializer": "he_normal"}
    assert layers == (
        LayerChoice("dense", {**plain, **hidden}, slope),
        LayerChoice("dropout", {"rate": 0.5}),
        LayerChoice("dense", {**plain, **last}, ComponentChoice("softmax")),
    )


@pytest.mark.parametrize(
    ("written", "steps"),
    [
        ("none", "none"),
        ("minmax", ("minmax",)),
        ("[minmax, standardize]", ("minmax", "standardize")),
    ],
)
def test_scaling(load: Load, written: str, steps: object) -> None:
    assert load(TABLE + f"preprocessing: {{numeric: {written}}}").preprocessing.numeric == steps


@pytest.mark.parametrize(
    ("key", "written", "value"),
    [
        ("training.epochs", "1", 1),
        ("training.batch_size", "full", "full"),
        ("training.learning_rate", "1", 1.0),
        ("training.gradient_clip", "1e-3", 0.001),
        ("training.early_stopping", "null", None),
        ("split.test", "0", 0.0),
        ("split.test", "../test.csv", "../test.csv"),
        ("split.stratify", "false", False),
        ("split.group", "patient", "patient"),
        ("evaluation.threshold", "0.01", 0.01),
        ("output.weights", "base64", "base64"),
        ("model.initializer", "zeros", "zeros"),
        ("model.loss", "mse", ComponentChoice("mse")),
        ("evaluation.metrics", "[r2, mae]", (ComponentChoice("r2"), ComponentChoice("mae"))),
        ("evaluation.metrics", "accuracy", (ComponentChoice("accuracy"),)),
    ],
)
def test_values(load: Load, key: str, written: str, value: object) -> None:
    section, name = key.split(".")
    read = getattr(getattr(load(TABLE + f"{section}: {{{name}: {written}}}"), section), name)
    assert read == value
    assert type(read) is type(value)


def test_early_stopping_fills_in_the_rest(load: Load) -> None:
    stopping = load(TABLE + "training: {early_stopping: {patience: 3}}").training.early_stopping
    assert as_written(stopping) == {
        "monitor": "validation_loss",
        "patience": 3,
        "min_delta": 0.0,
        "restore_best": True,
    }


@pytest.mark.parametrize(
    ("file", "name"), [("my config.yaml", "my-config"), ("é_1.v2.yml", "é_1.v2"), ("???", "config")]
)
def test_the_name_is_the_files(load: Load, tmp_path: Any, file: str, name: str) -> None:
    from nnfs_cli.config.loading import load_config

    (tmp_path / file).write_text(TABLE)
    assert load_config(tmp_path / file).config.name == name


def test_a_config_is_frozen(load: Load) -> None:
    config = load(TABLE)
    with pytest.raises(ValidationError):
        config.seed = 3
    with pytest.raises(ValidationError):
        config.training.epochs = 3


def sections(section: Any = Config) -> list[Any]:
    from nnfs_cli.config.known_keys import _sections

    inner = [
        kind for field in section.model_fields.values() for kind in _sections(field.annotation)
    ]
    return [section, *(found for kind in inner for found in sections(kind))]


@pytest.mark.parametrize("section", sections(), ids=lambda section: section.__name__)
def test_every_key_is_described(section: Any) -> None:
    assert [*documentation(section).options] == [*section.model_fields]


def test_all_paths() -> None:
    paths = all_paths()
    assert {"seed", "dataset.path", "dataset.images", "training.early_stopping.patience"} <= {
        *paths
    }


def test_pydantic_is_the_only_slow_import() -> None:
    """Reading a config must not wait for tables, pictures and plots."""
    slow = ["duckdb", "matplotlib", "PIL", "rich"]
    code = f"import sys, nnfs_cli.config; print({{*{slow}}} & {{*sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_classes_may_be_weighed_by_numbers_that_are_their_names(load: Load) -> None:
    training = load(TABLE + "training: {class_weight: {0: 1, yes: 2.5}}").training
    assert training.class_weight == {"0": 1.0, "yes": 2.5}
