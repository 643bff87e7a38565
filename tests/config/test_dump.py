"""Written configs: complete, readable, and the same config when loaded again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from nnfs_cli.config.dump import dump_config
from nnfs_cli.config.paths import moved
from nnfs_cli.config.schema import Config
from nnfs_cli.config.yaml_source import read_yaml
from tests.config.conftest import TABLE, Load

RESOLVED = """\
version: 1
name: c
seed: 0
dataset:
  path: a.csv
  delimiter: auto
  decimal: auto
  header: auto
  quote: auto
  features:
    - 0
    - {glob: px_*}
    - 'no'
  exclude: []
  target: t
  columns:
    a.b: {type: numeric, unknown: ignore}
  filters: [a > 0, s == 'São']
  missing: drop
  weight: null
preprocessing:
  numeric: standardize
  pixels: unit
  target: auto
  from_model: auto
split:
  test: 0.2
  validation: 0.1
  k_folds: null
  repeats: 1
  final_model: refit
  stratify: auto
  group: null
  time: null
  shuffle: true
model:
  initializer: auto
  layers:
    - {type: dense, units: 3, l1: 0.0, l2: 0.0, bias_l1: 0.0, bias_l2: 0.0, initializer: auto, activation: relu}
    - {type: dropout, rate: 0.5}
    - {type: dense, l1: 0.0, l2: 0.0, bias_l1: 0.0, bias_l2: 0.0, initializer: auto}
  loss: auto
  init_from: null
  freeze: []
training:
  epochs: auto
  batch_size: auto
  optimizer: {type: sgd, momentum: 0.9, nesterov: false}
  learning_rate: auto
  schedule: {type: constant, warmup: 0}
  gradient_clip: null
  class_weight: null
  augment: null
  early_stopping: {monitor: validation_loss, patience: 10, min_delta: 0.0, restore_best: true}
  max_time: null
  validate_every: 1
  checkpoint_every: 1
  precision: float32
  threads: auto
evaluation:
  metrics: auto
  threshold: 0.5
output:
  runs_dir: runs
  plots: true
  report: true
  weights: auto
"""  # noqa: E501

WRITTEN = """
dataset:
  path: a.csv
  target: t
  features: [0, {glob: px_*}, no]
  columns: {a.b: {type: numeric}}
  filters: ["a > 0", "s == 'São'"]
model:
  layers: [{type: dense, units: 3, activation: relu}, dropout, dense]
training:
  optimizer: {type: sgd, momentum: 0.9}
  early_stopping: {}
"""


def test_layout(load: Load) -> None:
    assert dump_config(load(WRITTEN)) == RESOLVED


def test_what_is_written_is_what_is_loaded(load: Load) -> None:
    config = load(WRITTEN)
    assert load(dump_config(config)) == config


TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), min_size=1)
TRICKY = st.sampled_from(
    [
        *("no", "1e-3", "12:30", "0o17", "~", "", "- a", "a: b", "#", "<<", "=", "!x", "*a"),
        *(
            "\ufeff",
            " a",
            "a ",
            "\n",
            "a\n\nb",
            "\x85",
            "\u2028",
            "é\U0001f600",
            "'",
            '"',
            "%",
            "@",
            "`",
            "\t",
        ),
    ]
)


def reread(config: Config) -> Config:
    return Config.model_validate(read_yaml(dump_config(config), "c.yaml").value)


@given(TEXT | TRICKY.filter(bool), st.lists(TEXT | TRICKY))
def test_text_survives(text: str, texts: list[str]) -> None:
    dataset: dict[str, Any] = {"path": text, "target": [*texts, text], "filters": texts}
    dataset["columns"] = {text: {"missing": "mean"}, **{each: {} for each in texts}}
    config = Config.model_validate({"dataset": dataset, "name": "a"})
    assert reread(config) == config


@given(
    st.floats(0, 1, exclude_min=True, exclude_max=True),
    st.floats(min_value=0, exclude_min=True, allow_infinity=False),
    st.integers(0, 2**63 - 1),
    st.booleans(),
)
def test_numbers_survive(share: float, rate: float, seed: int, flag: bool) -> None:
    config = Config.model_validate(
        {
            "dataset": {"path": "a", "target": 0, "header": flag},
            "seed": seed,
            "split": {"test": share / 2, "validation": share / 2, "shuffle": flag},
            "training": {"learning_rate": rate, "optimizer": {"type": "adam", "epsilon": rate}},
            "evaluation": {"threshold": share},
        }
    )
    assert reread(config) == config


def test_other_programs_read_the_same_text(load: Load) -> None:
    """What YAML 1.1 takes for something else is quoted too."""
    config = load("dataset: {path: a, target: t, filters: [no, '12:30', 'on', '1e-3', '010']}")
    assert yaml.safe_load(dump_config(config))["dataset"]["filters"] == [*config.dataset.filters]


def test_moved_tables(load: Load, tmp_path: Path) -> None:
    config = load(TABLE + "split: {test: ../test.csv, validation: /data/v.csv}")
    there = moved(config, Path("configs"), Path("runs/c-001"))
    assert there.dataset.path == "../../configs/a.csv"
    assert there.split.test == "../../test.csv"
    assert there.split.validation == "/data/v.csv"
    assert moved(there, Path("runs/c-001"), Path("configs")) == load(
        TABLE + "split: {test: ../test.csv, validation: /data/v.csv}"
    )


def test_moved_images(load: Load) -> None:
    config = load("dataset: {images: d, labels: d/labels.txt}")
    there = moved(config, Path("/a/b"), Path("/a/c"))
    assert (there.dataset.images, there.dataset.labels) == ("/a/b/d", "/a/b/d/labels.txt")
    assert there.split == config.split
    folders = moved(load("dataset: {images: d, labels: folders}"), Path("a"), Path("b"))
    assert folders.dataset.labels == "folders"
