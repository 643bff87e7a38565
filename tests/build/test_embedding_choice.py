"""An embedding in a config: its vocabulary, its place, and training on columns of word numbers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nnfs_cli.build.layers import complete_layers
from nnfs_cli.build.plan import make_plan
from nnfs_cli.config.layer_choice import LayerChoice
from nnfs_cli.config.loading import load_config
from nnfs_cli.errors import ConfigError, DataError
from nnfs_cli.task import Task

WORDS = "{type: embedding, dimension: 4, vocabulary_size: 9}"


def config(tmp_path: Path, *layers: str, numeric: str = "none") -> Path:
    """Texts of up to three words out of nine; the answer is whether a 7 is among them."""
    source = np.random.default_rng(0)
    words = source.integers(1, 10, (120, 3))
    words[source.random((120, 3)) < 0.2] = 0
    rows = [f"{a},{b},{c},{'yes' if 7 in (a, b, c) else 'no'}" for a, b, c in words.tolist()]
    (tmp_path / "data.csv").write_text("\n".join(["a,b,c,t", *rows]) + "\n")
    path = tmp_path / "c.yaml"
    lines = [
        "dataset: {path: data.csv, target: t}",
        f"preprocessing: {{numeric: {numeric}}}",
        "training: {epochs: 60, learning_rate: 0.05}",
        "model:",
        "  layers:",
        *(f"    - {layer}" for layer in layers),
    ]
    path.write_text("\n".join(lines) + "\n")
    return path


def test_it_learns_which_word_matters(tmp_path: Path) -> None:
    plan = make_plan(load_config(config(tmp_path, WORDS, "{type: dense, units: 1}")))
    network = plan.network()
    reports = list(plan.trainer(network).run())
    assert reports[-1].loss < 0.2 * reports[0].loss
    texts = np.array([[7, 0, 0, 1], [1, 0, 0, 1]], np.float32)
    seven, one = network.predict(texts)[:, 0]
    assert abs(seven - one) > 0.8


def test_word_numbers_that_were_standardized_are_told(tmp_path: Path) -> None:
    path = config(tmp_path, WORDS, "{type: dense}", numeric="standardize")
    plan = make_plan(load_config(path))
    with pytest.raises(DataError, match="word numbers from 0 to 9") as caught:
        list(plan.trainer(plan.network()).run())
    assert "preprocessing.numeric: none" in caught.value.hint


def test_a_wrong_place_is_told_with_its_line(tmp_path: Path) -> None:
    layers = "{type: dense, units: 3}", WORDS, "{type: dense}"
    with pytest.raises(ConfigError, match="only be the first layer") as caught:
        make_plan(load_config(config(tmp_path, *layers)))
    assert caught.value.where.endswith("c.yaml:7:7: model.layers.1")


def test_the_vocabulary_may_be_left_to_data_that_know_it() -> None:
    words = LayerChoice(
        "embedding", {"dimension": 4, "vocabulary_size": None, "initializer": "auto"}
    )
    last = LayerChoice("dense", {"units": 1, "initializer": "auto"})
    for size in (500, None):
        arguments = ([words, last], Task.BINARY, 1, "auto", lambda key: f"c.yaml: {key}", size)
        if size is None:
            with pytest.raises(ConfigError, match="'vocabulary_size' is missing") as caught:
                complete_layers(*arguments)
            assert caught.value.where == "c.yaml: model.layers.0"
        else:
            options = complete_layers(*arguments)[0].options
            assert options["vocabulary_size"] == 500
            assert options["initializer"] == "glorot_uniform"


def test_a_config_without_it_is_read(tmp_path: Path) -> None:
    layers = "{type: embedding, dimension: 4}", "{type: dense}"
    loaded = load_config(config(tmp_path, *layers))
    with pytest.raises(ConfigError, match="'vocabulary_size' is missing"):
        make_plan(loaded)
