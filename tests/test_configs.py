"""The examples of configs/ show everything there is: no registered component is left out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nnfs_cli.config.component_choice import ComponentChoice
from nnfs_cli.config.layer_choice import LayerChoice
from nnfs_cli.config.loading import load_config
from nnfs_cli.engine.components import REGISTRIES

CONFIGS = sorted((Path(__file__).parent.parent / "configs").glob("*.yaml"))


def used_by(config: Path) -> Iterator[tuple[str, str]]:
    """Kind and name of every component that a config names, or has without naming it."""
    asked = load_config(config).config
    model, training, metrics = asked.model, asked.training, asked.evaluation.metrics
    yield "optimizer", training.optimizer.type
    yield "schedule", training.schedule.type
    yield "initializer", model.initializer
    if isinstance(model.loss, ComponentChoice):
        yield "loss", model.loss.type
    if metrics != "auto":
        yield from (("metric", metric.type) for metric in metrics)
    if model.layers != "auto":
        for layer in model.layers:
            yield from parts_of(layer)


def parts_of(layer: LayerChoice) -> Iterator[tuple[str, str]]:
    yield "layer", layer.type
    yield "initializer", layer.options.get("initializer", "auto")
    activation: Any = layer.activation or layer.options.get("function")
    if activation is not None:
        yield "activation", activation.type


@pytest.fixture(scope="module")
def used() -> set[tuple[str, str]]:
    return {component for config in CONFIGS for component in used_by(config)}


@pytest.mark.parametrize("registry", REGISTRIES, ids=lambda registry: registry.kind)
def test_every_component_is_in_an_example(registry: Any, used: set[tuple[str, str]]) -> None:
    missing = [name for name in registry if (registry.kind, name) not in used]
    assert not missing, f"write a config that shows {', '.join(missing)}"
