"""`--set`: values of the command line in the file's place, and mistakes that point to them."""

from __future__ import annotations

from pathlib import Path

import pytest

from nnfs_cli.config.component_choice import ComponentChoice
from nnfs_cli.config.loading import load_config
from nnfs_cli.errors import ConfigError
from tests.config.conftest import TABLE, Load, Mistakes

LAYERS = TABLE + "model: {layers: [{type: dense, units: 3}, {type: dense}]}\n"


def test_a_value_that_the_file_has(load: Load) -> None:
    assert load(TABLE + "seed: 3", "seed=4").seed == 4


def test_a_value_that_the_file_has_not(load: Load) -> None:
    assert load(TABLE, "training.early_stopping.patience=4").training.early_stopping.patience == 4


def test_values_are_yaml(load: Load) -> None:
    training = load(
        TABLE, "training.learning_rate=1e-2", "training.optimizer={type: sgd, momentum: 0.5}"
    ).training
    assert training.learning_rate == 0.01
    assert training.optimizer == ComponentChoice("sgd", {"momentum": 0.5, "nesterov": False})


def test_nothing_is_null(load: Load) -> None:
    assert load(TABLE, "training.early_stopping=").training.early_stopping is None


def test_an_item_of_a_list(load: Load) -> None:
    layers = load(LAYERS, "model.layers.0.units=7").model.layers
    assert [layer.options["units"] for layer in layers] == [7, None]


def test_the_last_of_several_holds(load: Load) -> None:
    assert load(TABLE, "seed=1", "seed=2").seed == 2


def test_everything_can_come_from_overrides(load: Load) -> None:
    assert load("", "dataset.path=b.csv", "dataset.target=y").dataset.target == ("y",)


@pytest.mark.parametrize(
    ("overrides", "expected"),
    [
        (
            ["training.epochs=abc"],
            ["training.epochs=abc: expected auto, or a whole number of at least 1, got 'abc'"],
        ),
        (
            ["model.layers=[{type: dense, units: 0}]"],
            [
                "model.layers=[{type: dense, units: 0}]: model.layers.0.units: "
                "expected a whole number of at least 1, got 0"
            ],
        ),
        (["sead=1"], ["sead=1: unknown key 'sead'; did you mean 'seed'?"]),
        (
            ["training.schedule.steps=3"],
            ["training.schedule.steps=3: training.schedule: the key 'type' is missing"],
        ),
        (["seed"], ["seed: --set takes a path with dots, '=' and a value"]),
        (["=3"], ["=3: --set takes a path with dots, '=' and a value"]),
        (["a..b=3"], ["a..b=3: --set takes a path with dots, '=' and a value"]),
        (
            ["seed.x=3"],
            ["seed.x=3: seed is 5, which has no keys below it"],
        ),
        (
            ["model.layers.2.units=3"],
            ["model.layers.2.units=3: model.layers is a list of 2, counted from 0, without '2'"],
        ),
        (
            ["model.layers.first=3"],
            ["model.layers.first=3: model.layers is a list of 2, counted from 0, without 'first'"],
        ),
        (["seed=[1"], ["seed=[1: a list that begins with '[' is not closed before this"]),
        (
            ["seed=a", "training.epochs=b"],
            [
                "seed=a: expected a whole number of at least 0, got 'a'",
                "training.epochs=b: expected auto, or a whole number of at least 1, got 'b'",
            ],
        ),
    ],
)
def test_mistakes(mistakes: Mistakes, overrides: list[str], expected: list[str]) -> None:
    assert mistakes(LAYERS + "seed: 5", *overrides) == [f"--set {line}" for line in expected]


def test_the_files_mistakes_come_first(mistakes: Mistakes) -> None:
    told = mistakes(TABLE + "seed: x\nname: 3", "seed=y")
    assert [line.split(": ")[0] for line in told] == ["c.yaml:3:7", "--set seed=y"]


def test_places_after_an_override(tmp_path: Path) -> None:
    file = tmp_path / "c.yaml"
    file.write_text(LAYERS)
    source = load_config(file, ["model.layers=[{type: dense, units: 4}]", "seed=3"]).source
    assert source.where("model.layers.0.units").endswith(": model.layers.0.units")
    assert source.where("model.layers.0.units").startswith("--set model.layers=")
    assert source.where("model.layers.1.units").startswith("--set model.layers=")
    assert source.where("seed") == "--set seed=3"
    assert source.where("dataset.path") == f"{file}:1:17: dataset.path"
    assert source.where("model.loss") == f"{file}:2:8: model.loss"


@pytest.mark.parametrize(
    ("config", "override", "whole"),
    [
        ("training: {optimizer: lion}", "training.optimizer.weight_decay=1", "type: lion, "),
        ("name: lily", "name.weight_decay=1", ""),
    ],
)
def test_a_key_below_a_name_keeps_the_name(
    load: Load, config: str, override: str, whole: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        load(TABLE + config, override)
    above = override.split(".weight_decay")[0]
    assert caught.value.hint == f"Set it as a whole: --set '{above}={{{whole}weight_decay: …}}'"
