"""Training that starts from a trained model: what is taken over, what is fresh, what stays."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnfs_cli.build.plan import make_plan
from nnfs_cli.config.loading import load_config
from nnfs_cli.errors import NNError
from nnfs_cli.experiment.beginning import begin, resume
from nnfs_cli.experiment.experiment import Experiment
from nnfs_cli.experiment.outcome import Result
from nnfs_cli.model.model_file import read_model
from nnfs_cli.predictor import Predictor
from nnfs_cli.scoring import predict_rows
from tests.experiment.test_resume import assert_same, stop_in_step

DATASETS = Path(__file__).parents[2] / "datasets"
LAYERS = """[{type: dense, units: 6}, {type: batch_norm}, {type: activation, function: relu},
             {type: dense, units: 5, activation: tanh}, {type: dense}]"""
TRAINING = "{epochs: 3, batch_size: 20, learning_rate: 0.01}"


def config(
    folder: Path, table: Path, target: str, *, layers: str = "auto", name: str = "c"
) -> Path:
    path = folder / f"{name}.yaml"
    path.write_text(
        f"dataset: {{path: '{table.as_posix()}', target: {target}}}\n"
        f"model: {{layers: {layers}}}\ntraining: {TRAINING}\n"
        "output: {plots: false, report: false}\n",
        encoding="utf-8",
    )
    return path


def trained(path: Path, runs: Path, *overrides: str) -> Result:
    return to_the_end(experiment_of(path, runs, *overrides))


def experiment_of(path: Path, runs: Path, *overrides: str) -> Experiment:
    experiment = begin(load_config(path, overrides), runs)
    assert isinstance(experiment, Experiment)
    return experiment


def to_the_end(experiment: Experiment) -> Result:
    experiment.start()
    list(experiment.train())
    return experiment.finish()


def tables(folder: Path) -> tuple[Path, Path]:
    """Flowers of all three kinds, and other measures of some: longer, and one kind missing."""
    with (DATASETS / "iris.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = list(rows[0])
    paths = folder / "all.csv", folder / "some.csv"
    some = [
        {**row, names[0]: float(row[names[0]]) + 2} for row in rows if row["species"] != "setosa"
    ]
    backwards = [*reversed(names)]
    for path, kept, header in ((paths[0], rows, names), (paths[1], some, backwards)):
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, header)
            writer.writeheader()
            writer.writerows(kept)
    return paths


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With a trained model of flowers in it: runs/c-001."""
    folder = tmp_path_factory.mktemp("starts")
    trained(config(folder, tables(folder)[0], "species", layers=LAYERS), folder / "runs")
    return folder


def model_in(folder: Path) -> Path:
    return folder / "runs" / "c-001"


def arrays(file: Path, layer: int) -> dict[str, np.ndarray]:
    record = read_model(file).layers[layer]
    return {**record.arrays, **record.statistics}


@pytest.mark.parametrize("layers", ["auto", LAYERS])
def test_it_begins_with_the_models_answers(folder: Path, tmp_path: Path, layers: str) -> None:
    path = config(tmp_path, folder / "all.csv", "species", layers=layers)
    old = experiment_of(config(tmp_path, folder / "all.csv", "species", name="d"), tmp_path)
    plan = make_plan(load_config(path, [f"model.init_from={model_in(folder)}"]))
    rows = np.arange(len(plan.data.dataset.x))
    network, model = plan.network(), read_model(model_in(folder))
    np.testing.assert_array_equal(
        predict_rows(network, plan.data.dataset, rows),
        predict_rows(model.network(), old.plan.data.dataset, rows),
    )
    assert plan.config.preprocessing.from_model is True


@pytest.mark.parametrize("target", ["species", "petal_width"])
def test_other_data_are_read_as_the_model_reads_them(tmp_path: Path, target: str) -> None:
    """Columns in another order, another scale, fewer classes: it begins with the model's answers,
    which `nn predict` gives.
    """
    every, some = tables(tmp_path)
    model = trained(config(tmp_path, every, target), tmp_path / "runs").directory
    path = config(tmp_path, some, target, name="d")
    plan = make_plan(load_config(path, [f"model.init_from={model}"]))
    ours = predict_rows(plan.network(), plan.data.dataset, np.arange(100))
    theirs = [answered.p for answered in Predictor.open(model).answer(str(some))]
    np.testing.assert_allclose(ours, np.concatenate(theirs), rtol=1e-5, atol=1e-6)


def test_learnt_anew_the_scale_is_that_of_the_new_data(folder: Path, tmp_path: Path) -> None:
    path = config(tmp_path, folder / "some.csv", "petal_width")
    features = "dataset.features=[sepal_length, petal_length]"
    model = trained(
        config(tmp_path, folder / "all.csv", "petal_width", name="m"), tmp_path, features
    )
    starts = f"model.init_from={model.directory}"
    kept = make_plan(load_config(path, [starts])).data
    anew = make_plan(load_config(path, [starts, features, "preprocessing.from_model=false"])).data
    rows = anew.split.training
    np.testing.assert_allclose(anew.dataset.x[rows, :2].mean(axis=0), 0, atol=1e-5)
    assert kept.dataset.x[rows, 0].mean() > 1, "2 cm longer than what the model knew"
    turned = [starts, "dataset.features=[petal_length, sepal_length]"]
    assert "in another order" in mistake(path, *turned, "preprocessing.from_model=false")
    again = make_plan(load_config(path, turned)).data
    np.testing.assert_array_equal(again.dataset.x, kept.dataset.x)


def test_frozen_layers_keep_their_bits_and_the_others_learn(folder: Path, tmp_path: Path) -> None:
    path = config(tmp_path, folder / "all.csv", "species")
    result = trained(
        path,
        tmp_path / "runs",
        f"model.init_from={model_in(folder)}",
        "model.freeze=[0, 1]",
        "training.optimizer={type: adamw, weight_decay: 0.1}",
    )
    for layer, same in ((0, True), (1, True), (3, False), (4, False)):
        old, new = arrays(model_in(folder), layer), arrays(result.directory, layer)
        assert all(np.array_equal(old[name], new[name]) for name in old) == same
    assert json.loads((result.directory / "summary.json").read_text())["parameters"] == (
        read_model(result.directory).parameters
    )


def test_a_new_question_gets_a_fresh_last_layer(folder: Path, tmp_path: Path) -> None:
    path = config(tmp_path, folder / "some.csv", "species")
    features = "dataset.features=[sepal_length, sepal_width, petal_length, petal_width]"
    options = (f"model.init_from={model_in(folder)}", "preprocessing.from_model=false", features)
    plan = make_plan(load_config(path, options))
    assert plan.task.value == "binary"
    network, model = plan.network(), read_model(model_in(folder)).network()
    for layer in (0, 1, 3):
        for name, view in network.vector.layers[layer].items():
            np.testing.assert_array_equal(view.value, model.vector.layers[layer][name].value)
    assert network.output_shape == (1,)
    assert any("layer 4 starts fresh: the model answers setosa" in n for n in plan.data.notes)


def test_what_was_resolved_trains_the_same_again(folder: Path, tmp_path: Path) -> None:
    path = config(tmp_path, folder / "some.csv", "species")
    options = (f"model.init_from={model_in(folder)}", "model.freeze=0")
    first = trained(path, tmp_path / "a", *options).directory
    again = trained(first / "config.resolved.yaml", tmp_path / "b").directory
    assert_same(first, again)
    stopped = experiment_of(path, tmp_path / "c", *options)
    stop_in_step(stopped, 5)
    directory = to_the_end(stopped).directory
    rest = resume(directory)
    assert isinstance(rest, Experiment)
    assert_same(first, to_the_end(rest).directory)


def mistake(path: Path, *overrides: str) -> str:
    with pytest.raises(NNError) as caught:
        make_plan(load_config(path, overrides))
    (first, *_) = caught.value.mistakes()
    return f"{first} {first.hint}"


@pytest.mark.parametrize(
    ("layers", "options", "said"),
    [
        (
            "[{type: dense, units: 7}, {type: batch_norm}, {type: dense, units: 5}, {type: dense}]",
            [],
            "layer 0 does not match {model}: dense weights are 4 x 7 here, and 4 x 6 there",
        ),
        (
            "[{type: dense, units: 6}, {type: layer_norm}, {type: dense, units: 5}, {type: dense}]",
            [],
            "layer 1 does not match {model}: it is layer_norm here, and batch_norm there",
        ),
        ("[{type: dense}]", [], "1 layers learn here, and 4 in {model}"),
        ("auto", ["model.freeze=[0, 9]"], "there is no layer 9: the network has layers 0 to 4"),
        ("auto", ["model.freeze=[0, 1, 3, 4]"], "all layers are frozen"),
        ("auto", ["dataset.features=[petal_length]"], "which knows the columns"),
        ("auto", ["dataset.path={other}", "dataset.target=1"], "petal"),
        ("auto", ["model.init_from=nothing.json"], "there is no file or folder"),
        ("auto", ["dataset.path={other}", "model.init_from={other}"], "it holds no JSON"),
        ("auto", ["model.init_from=null", "model.freeze=0"], "only layers of a trained model"),
        ("auto", ["model.init_from=null", "preprocessing.from_model=true"], "there is no model"),
    ],
)
def test_what_does_not_match_is_one_clear_error(
    folder: Path, tmp_path: Path, layers: str, options: list[str], said: str
) -> None:
    path = config(tmp_path, folder / "all.csv", "species", layers=layers)
    other = tmp_path / "other.csv"
    other.write_text("sepal_length,kind\n1,a\n2,b\n3,a\n4,b\n")
    names: dict[str, Any] = {"model": model_in(folder) / "model.json", "other": other}
    given = [option.format(**names) for option in options]
    assert said.format(**names) in mistake(path, f"model.init_from={model_in(folder)}", *given)


def test_a_fresh_layer_cannot_be_frozen(folder: Path, tmp_path: Path) -> None:
    path = config(tmp_path, folder / "some.csv", "species")
    four = "dataset.features=[sepal_length, sepal_width, petal_length, petal_width]"
    start = (f"model.init_from={model_in(folder)}", "preprocessing.from_model=false", four)
    assert "layer 4 starts fresh, so it has to learn" in mistake(
        path, *start, "model.freeze=[0, 4]"
    )


def test_a_yes_or_no_spelled_otherwise_is_not_misread(tmp_path: Path) -> None:
    for name, words in (("old", ("no", "yes")), ("new", ("f", "t"))):
        rows = [f"{words[k % 2]},{k},{'ab'[k % 2]}" for k in range(40)]
        (tmp_path / f"{name}.csv").write_text("\n".join(["fever,x,ill", *rows, ""]))
    model = trained(config(tmp_path, tmp_path / "old.csv", "ill"), tmp_path).directory
    path = config(tmp_path, tmp_path / "new.csv", "ill", name="d")
    starts = f"model.init_from={model}"
    assert "'fever' says f, t" in mistake(path, starts, "dataset.columns.fever.type=boolean")
