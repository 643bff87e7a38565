"""What is wrong with a config: the exact place, what was expected, and what was meant."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nnfs_cli.errors import NNError
from tests.config.conftest import TABLE, Load, Mistakes

Mistake = Callable[..., str]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            "training: {epochs: abc}",
            "2:20: training.epochs: expected auto, or a whole number of at least 1, got 'abc'",
        ),
        (
            "split: {final_model: ensemble}",
            "2:22: split.final_model: only after folds there is something else than one model",
        ),
        (
            "training: {epochs: 0}",
            "2:20: training.epochs: expected auto, or a whole number of at least 1, got 0",
        ),
        (
            "training: {epochs: 2.5}",
            "2:20: training.epochs: expected auto, or a whole number of at least 1, got 2.5",
        ),
        (
            "training: {epochs: true}",
            "2:20: training.epochs: expected auto, or a whole number of at least 1, got true",
        ),
        (
            "training: {batch_size: all}",
            "2:24: training.batch_size: expected auto or full, or a whole number of at "
            "least 1, got 'all'; here it is called 'full'",
        ),
        (
            "training: {learning_rate: -1}",
            "2:27: training.learning_rate: expected auto, or a number above 0, got -1",
        ),
        (
            "training: {learning_rate: .inf}",
            "2:27: training.learning_rate: expected auto, or a number above 0, got .inf",
        ),
        (
            "training: {gradient_clip: true}",
            "2:27: training.gradient_clip: expected a number above 0, or keys with values "
            "(norm, value), or null, got true",
        ),
        (
            "training: {precision: double}",
            "2:23: training.precision: expected float32 or float64, got 'double'; "
            "here it is called 'float64'",
        ),
        (
            "training: {early_stopping: yes}",
            "2:28: training.early_stopping: expected auto, or keys with values "
            "(monitor, patience, min_delta, restore_best), or null, got 'yes'",
        ),
        (
            "training: {early_stopping: {patience: 0}}",
            "2:39: training.early_stopping.patience: expected a whole number of at least 1, got 0",
        ),
        (
            "split: {test: 1}",
            "2:15: split.test: expected a fraction of at least 0 and below 1, or a path, got 1",
        ),
        (
            "split: {validation: 0.8}",
            "2:21: split.validation: test (0.2) and validation (0.8) leave nothing to train on",
        ),
        (
            "split: {stratify: maybe}",
            "2:19: split.stratify: expected auto, true or false, got 'maybe'",
        ),
        (
            "evaluation: {threshold: 1}",
            "2:25: evaluation.threshold: expected best_f1 or youden, or a number above 0 and "
            "below 1, got 1",
        ),
        (
            "evaluation: {metrics: [acuracy]}",
            "2:24: evaluation.metrics.0: unknown metric 'acuracy'; did you mean 'accuracy'?",
        ),
        ("seed: -1", "2:7: seed: expected a whole number of at least 0, got -1"),
        ("name: 7", "2:7: name: expected text, got 7"),
        (
            "name: a/b",
            "2:7: name: a name is made of letters, digits, '-', '_' and '.' (at most 100, "
            "the first a letter or digit), got 'a/b'",
        ),
        (
            "version: 2",
            "2:10: version: version 2 of the config format is not known; this is version 1",
        ),
        ("output: {runs_dir: ''}", "2:20: output.runs_dir: expected a path, got ''"),
        (
            "preprocessing: {numeric: zscore}",
            "2:26: preprocessing.numeric: expected none, or a list, each item minmax or "
            "standardize, got 'zscore'; here it is called 'standardize'",
        ),
        (
            "preprocessing:\n  numeric: [minmax, none]",
            "3:21: preprocessing.numeric.1: expected minmax or standardize, got 'none'",
        ),
        (
            "training: abc",
            "2:11: training: expected keys with values (epochs, batch_size, optimizer, "
            "learning_rate, schedule, gradient_clip, class_weight, augment, early_stopping, "
            "max_time, validate_every, checkpoint_every, precision, threads), got 'abc'",
        ),
        (
            "training:\n  - epochs",
            "2:1: training: expected keys with values (epochs, batch_size, optimizer, "
            "learning_rate, schedule, gradient_clip, class_weight, augment, early_stopping, "
            "max_time, validate_every, checkpoint_every, precision, threads), got ['epochs']",
        ),
    ],
)
def test_wrong_values(mistake: Mistake, lines: str, expected: str) -> None:
    assert mistake(lines) == f"c.yaml:{expected}"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("training: {epoch: 3}", "c.yaml:2:12: training.epoch: {}; did you mean 'epochs'?"),
        ("training: {lr: 3}", "c.yaml:2:12: training.lr: {}; here it is called 'learning_rate'"),
        ("lr: 3", "c.yaml:2:1: lr: {}; here it is called 'training.learning_rate'"),
        (
            "training: {max_iter: 3}",
            "c.yaml:2:12: training.max_iter: {}; here it is called 'epochs'",
        ),
        ("training: {steps: 3}", "c.yaml:2:12: training.steps: {}; here it is called 'epochs'"),
        (
            "training: {optimiser: adam}",
            "c.yaml:2:12: training.optimiser: {}; here it is called 'optimizer'",
        ),
        (
            "training: {val_split: 0.1}",
            "c.yaml:2:12: training.val_split: {}; here it is called 'split.validation'",
        ),
        (
            "model: {hidden_layer_sizes: [5]}",
            "c.yaml:2:9: model.hidden_layer_sizes: {}; here it is called 'layers'",
        ),
        ("epochs: 3", "c.yaml:2:1: epochs: {} here; did you mean 'training.epochs'?"),
        ("optimizr: adam", "c.yaml:2:1: optimizr: {}; did you mean 'training.optimizer'?"),
        ("xyzzy: 1", "c.yaml:2:1: xyzzy: {}"),
    ],
)
def test_unknown_keys(mistake: Mistake, lines: str, expected: str) -> None:
    key = expected.split(": ")[1].rpartition(".")[2]
    assert mistake(lines) == expected.replace("{}", f"unknown key '{key}'")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            "training: {optimizer: adm}",
            "c.yaml:2:23: training.optimizer: unknown optimizer 'adm'; did you mean 'adam'?",
        ),
        (
            "training: {optimizer: {type: adm}}",
            "c.yaml:2:30: training.optimizer.type: unknown optimizer 'adm'; did you mean 'adam'?",
        ),
        (
            "training: {optimizer: {momentum: 0.9}}",
            "c.yaml:2:23: training.optimizer: the key 'type' is missing",
        ),
        (
            "training: {optimizer: {type: sgd, momentum: 1}}",
            "c.yaml:2:45: training.optimizer.momentum: expected a number of at least 0 and "
            "below 1, got 1",
        ),
        (
            "training: {optimizer: {type: sgd, momentun: 0.9}}",
            "c.yaml:2:35: training.optimizer.momentun: unknown key 'momentun'; "
            "did you mean 'momentum'?",
        ),
        (
            "training: {optimizer: {type: adam, lr: 0.9}}",
            "c.yaml:2:36: training.optimizer.lr: unknown key 'lr'; "
            "here it is called 'training.learning_rate'",
        ),
        (
            "training: {optimizer: 3}",
            "c.yaml:2:23: training.optimizer: expected the name of an optimizer, got 3",
        ),
        ("model: {loss: loss_mse}", "c.yaml:2:15: model.loss: unknown loss 'loss_mse'; {mse}"),
        (
            "model: {initializer: xavier}",
            "c.yaml:2:22: model.initializer: unknown initializer 'xavier'; {glorot_uniform}",
        ),
        (
            "model: {layers: [{type: dense, activation: logistic}]}",
            "c.yaml:2:44: model.layers.0.activation: unknown activation 'logistic'; {sigmoid}",
        ),
        (
            "model: {layers: [{type: relu}]}",
            "c.yaml:2:25: model.layers.0.type: 'relu' is an activation, not a layer",
        ),
        (
            "model: {layers: [{type: dense, neurons: 5}]}",
            "c.yaml:2:32: model.layers.0.neurons: unknown key 'neurons'; {units}",
        ),
        (
            "model: {layers: [{type: flatten, activation: relu}]}",
            "c.yaml:2:34: model.layers.0.activation: unknown key 'activation'",
        ),
        (
            "model: {layers: [{type: dense}, dropout, {type: dense}]}",
            "c.yaml:2:18: model.layers.0: the key 'units' is missing; "
            "only the last layer may leave it out",
        ),
        ("model: {layers: [dense, dense]}", "c.yaml:2:18: model.layers.0: the key 'units' {}"),
        (
            "model: {layers: []}",
            "c.yaml:2:17: model.layers: expected auto, or a list, each item a layer, got []",
        ),
        (
            "model: {layers: [[]]}",
            "c.yaml:2:18: model.layers.0: expected the name of a layer, got []",
        ),
    ],
)
def test_components(mistake: Mistake, lines: str, expected: str) -> None:
    expected = expected.replace("{}", "is missing; only the last layer may leave it out")
    start, brace, ours = expected.partition("{")
    assert mistake(lines) == (f"{start}here it is called '{ours[:-1]}'" if brace else expected)


def test_all_at_once_in_the_order_of_the_file(mistakes: Mistakes) -> None:
    text = """\
training:
  epochs: many
  lr: 0.1
seed: x
dataset:
  path: a.csv
  target: t
  mising: drop
  path: b.csv
model:
  layers:
    - {type: dens, units: 3}
    - {type: dense}
    - {type: dropout, rate: 2}
    - {type: dense, unit: 2}
split: {test: 0.5, validation: 0.5, shuffel: no}
"""
    places = [line.split(": ")[0] for line in mistakes(text)]
    assert places == [
        "c.yaml:2:11",
        "c.yaml:3:3",
        "c.yaml:4:7",
        "c.yaml:8:3",
        "c.yaml:9:3",
        "c.yaml:12:14",
        "c.yaml:13:7",
        "c.yaml:14:29",
        "c.yaml:15:21",
        "c.yaml:16:32",
        "c.yaml:16:37",
    ]


def test_one_mistake_is_told_once(mistakes: Mistakes) -> None:
    (only,) = mistakes(TABLE + "seed: !!int x")
    assert "not what its tag says" in only or "!!int" in only


def test_null_is_advised_only_where_it_may_stand(load: Load) -> None:
    with pytest.raises(NNError) as caught:
        load(TABLE + "training: {batch_size: none}")
    assert caught.value.hint == ""


@pytest.mark.parametrize(
    ("lines", "hint"),
    [
        ("training: {epochs: '50'}", "Write the number without quotes."),
        ("training: {learning_rate: 0,01}", "Write decimals with a point: 0.01."),
        ("output: {plots: no}", "Write false."),
        ("training: {gradient_clip: None}", "Write null."),
        ("training: {optimizer: adm}", "Known optimizers: sgd, adagrad,"),
        ("training: {optimizer: {adam: {}}}", "Write {type: adam, option: value}"),
        ("model: {layers: [relu]}", "{type: dense, activation: relu}"),
        ("name: a b", "Write a-b."),
        ("seeds: 1", "Known keys here: version, name, seed, dataset"),
    ],
)
def test_hints(load: Load, lines: str, hint: str) -> None:
    with pytest.raises(NNError) as caught:
        load(TABLE + lines.replace("0,01", "'0,01'"))
    assert hint in caught.value.mistakes()[-1].hint or hint in caught.value.mistakes()[0].hint


@pytest.mark.parametrize("key", ["group", "time"])
def test_images_have_no_columns_to_split_by(mistakes: Mistakes, key: str) -> None:
    (told,) = mistakes(f"dataset: {{images: digits}}\nsplit: {{{key}: day}}")
    place = f"c.yaml:2:{len(f'split: {{{key}: ') + 1}"
    assert told == f"{place}: split.{key}: {key} names a column, and images have none"
