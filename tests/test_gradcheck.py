"""Gradients of a config's network: right ones pass, a broken layer is found and named."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from nnfs_cli.cli.app import app
from nnfs_cli.engine.buffers import Array, Buffer
from nnfs_cli.engine.gradient_check import TOLERANCE
from nnfs_cli.engine.layers.dense import Dense
from nnfs_cli.engine.layers.layer import LAYERS, Layer
from nnfs_cli.errors import ConfigError
from nnfs_cli.gradcheck import MOST_ENTRIES, ROWS, check_config_gradients

LAYERS_OF_ALL_KINDS = """
    - {type: dense, units: 40, activation: relu, l1: 0.001, l2: 0.01}
    - {type: batch_norm}
    - {type: dropout, rate: 0.4}
    - {type: dense, units: 8, activation: leaky_relu}
    - {type: gaussian_noise, standard_deviation: 0.5}
    - {type: dense, activation: softmax}
"""


def write_config(folder: Path, layers: str = LAYERS_OF_ALL_KINDS, scale: float = 1.0) -> Path:
    """Sixty rows of three numbers, and three classes."""
    numbers = np.random.default_rng(0).normal(size=(60, 3)) * scale
    lines = [f"{a},{b},{c},{'xyz'[row % 3]}" for row, (a, b, c) in enumerate(numbers.tolist())]
    (folder / "data.csv").write_text("\n".join(["a,b,c,kind", *lines]) + "\n", encoding="utf-8")
    config = folder / "config.yaml"
    config.write_text(
        f"dataset: {{path: data.csv, target: kind}}\nmodel:\n  layers:{layers}", encoding="utf-8"
    )
    return config


@pytest.fixture
def crooked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two layers with a mistake, known to this test alone."""
    monkeypatch.setattr(LAYERS, "_classes", dict(LAYERS._classes))

    @LAYERS.register("forgets_a_half")
    class ForgetsAHalf(Layer):
        """Twice its input.

        Formula:
            y = 2 x
        """

        example = "{type: forgets_a_half}"

        def forward(self, x: Buffer, training: bool) -> Buffer:
            y = self.workspace.output(self.output_shape, x.with_ones.shape[1])
            np.multiply(x.values, 2, out=y.values)
            return y

        def backward(self, dy: Array) -> Array:
            return dy

    @LAYERS.register("not_a_number")
    class NotANumber(Dense):
        """A dense layer with a gradient that is not a number.

        Formula:
            y = W^T x + b
        Options:
            units: number of outputs
        """

        example = "{type: not_a_number, units: 5}"

        def backward(self, dy: Array) -> Array:
            dx = super().backward(dy)
            self.dWb_T[0, 0] = np.nan
            return dx


def test_right_gradients_pass_with_a_line_for_every_parameter(tmp_path: Path) -> None:
    report = check_config_gradients(write_config(tmp_path))
    assert not report.off
    assert report.rows == ROWS
    assert [(one.layer, one.type, one.parameter, one.shape) for one in report.parameters] == [
        (0, "dense", "weights", (3, 40)),
        (0, "dense", "biases", (40,)),
        (1, "batch_norm", "gamma", (40,)),
        (1, "batch_norm", "beta", (40,)),
        (3, "dense", "weights", (40, 8)),
        (3, "dense", "biases", (8,)),
        (5, "dense", "weights", (8, 3)),
        (5, "dense", "biases", (3,)),
    ]
    assert [one.checked for one in report.parameters] == [100, 40, 40, 40, 100, 8, 24, 3]
    assert MOST_ENTRIES == 100


@pytest.mark.parametrize("seed", range(3))
def test_right_gradients_raise_no_false_alarm(tmp_path: Path, seed: int) -> None:
    """Wide layers of relu: hundreds of units, some of which are near their kink."""
    layers = """
    - {type: dense, units: 300, activation: relu}
    - {type: dense, units: 300, activation: relu, l1: 0.001}
    - {type: dense, activation: softmax}
"""
    report = check_config_gradients(write_config(tmp_path, layers), [f"seed={seed}"])
    assert not report.off


def test_units_and_penalties_that_begin_on_their_kink_raise_none_either(tmp_path: Path) -> None:
    """Where all inputs and the bias are 0, so is what relu gets; |bias| has its kink there too."""
    layers = """
    - {type: dense, units: 20, activation: relu, bias_l1: 0.1}
    - {type: dense, units: 20, activation: relu}
    - {type: dense, activation: softmax}
"""
    config = write_config(tmp_path, layers, scale=0.0)
    assert not check_config_gradients(config, ["preprocessing.numeric=none"]).off


@pytest.mark.parametrize("loss", ["categorical_crossentropy", "categorical_focal"])
def test_large_inputs_are_made_smaller_so_that_no_probability_is_cut_off(
    tmp_path: Path, loss: str
) -> None:
    config = write_config(tmp_path, scale=1e5)
    overrides = ["preprocessing.numeric=none", f"model.loss={loss}"]
    report = check_config_gradients(config, overrides)
    assert report.divided_by == pytest.approx(1e5, rel=0.5)
    assert not report.off


def test_rows_count_by_their_weights(tmp_path: Path) -> None:
    """A class of weight 0 has no part in any slope."""
    config = write_config(tmp_path)
    weights = "training.class_weight={x: 0, y: 5, z: 0.1}"
    plain, weighted = (check_config_gradients(config, one) for one in ([], [weights]))
    assert not weighted.off
    assert weighted.parameters[-1].analytic != plain.parameters[-1].analytic


def test_an_embedding_is_checked_where_words_occur(tmp_path: Path) -> None:
    """Word numbers stay as they are, and most entries of its table have no slope."""
    rows = np.random.default_rng(0).integers(0, 5000, (40, 3))
    lines = [f"{a},{b},{c},{'xy'[row % 2]}" for row, (a, b, c) in enumerate(rows.tolist())]
    layers = """
    - {type: embedding, dimension: 16, vocabulary_size: 5000}
    - {type: dense, activation: sigmoid}
"""
    config = write_config(tmp_path, layers)
    (tmp_path / "data.csv").write_text("\n".join(["a,b,c,kind", *lines]), encoding="utf-8")
    report = check_config_gradients(config, ["preprocessing.numeric=none"])
    assert not report.off
    assert report.divided_by == 1
    assert report.parameters[0].analytic != 0


def test_a_wrong_way_back_shows_in_the_layers_in_front_of_it(tmp_path: Path, crooked: None) -> None:
    layers = """
    - {type: dense, units: 5, activation: tanh}
    - {type: forgets_a_half}
    - {type: dense, activation: softmax}
"""
    report = check_config_gradients(write_config(tmp_path, layers))
    assert [(one.layer, one.off) for one in report.parameters] == [
        (0, True),
        (0, True),
        (2, False),
        (2, False),
    ]
    weights = report.parameters[0]
    assert weights.numerical == pytest.approx(2 * (weights.analytic or 0), rel=1e-6)
    assert weights.relative_error == pytest.approx(0.5, rel=1e-6)


def test_the_command_exits_with_1_and_names_the_parameters(tmp_path: Path, crooked: None) -> None:
    layers = """
    - {type: not_a_number, units: 4}
    - {type: dense, activation: softmax}
"""
    config = str(write_config(tmp_path, layers))
    done = CliRunner().invoke(app, ["gradcheck", config])
    assert done.exit_code == 1
    assert "the gradient is off by more than 1e-06" in done.stderr
    assert "layer 0 (not_a_number) weights" in done.stderr
    assert "layer 1" not in done.stderr
    assert "not a number" in done.stdout
    done = CliRunner().invoke(app, ["gradcheck", config, "--json"])
    assert done.exit_code == 1
    found = json.loads(done.stdout)
    assert found["right"] is False
    assert found["parameters"][0]["relative_error"] is None
    assert found["parameters"][0]["worst_entry"] == [0, 0]


def test_the_command_exits_with_0_where_all_is_right(tmp_path: Path) -> None:
    config = str(write_config(tmp_path))
    done = CliRunner().invoke(app, ["gradcheck", config, "--set", "seed=3"])
    assert done.exit_code == 0, done.output
    assert "All gradients are right" in done.stdout
    assert "100 drawn by the seed" in done.stderr
    assert f"nn train {config} --set seed=3" in done.stderr
    found = json.loads(CliRunner().invoke(app, ["gradcheck", config, "--json"]).stdout)
    assert found["right"] is True
    assert found["tolerance"] == TOLERANCE
    assert sorted(path.name for path in tmp_path.iterdir()) == ["config.yaml", "data.csv"]


def test_mistakes_in_the_config_are_mistakes(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="optimiser"):
        check_config_gradients(write_config(tmp_path), ["training.optimiser=adam"])
