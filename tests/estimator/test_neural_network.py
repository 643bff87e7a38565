from __future__ import annotations

import csv
import doctest
import io
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("sklearn")

from sklearn.base import clone
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PolynomialFeatures

import nnfs_cli
from nnfs_cli.errors import TrainingError
from nnfs_cli.estimator import (
    NeuralNetworkClassifier,
    NeuralNetworkRegressor,
    classifier,
    regressor,
)
from nnfs_cli.predict_file import predict_file


@pytest.mark.parametrize("module", [classifier, regressor])
def test_the_examples_are_true(module: Any) -> None:
    done = doctest.testmod(module)
    assert (done.failed, done.attempted > 0) == (0, True)


def test_a_network_without_hidden_layers_is_linear_regression() -> None:
    X, y = load_diabetes(return_X_y=True)
    lbfgs = {"type": "lbfgs", "tolerance_gradient": 1e-9, "tolerance_change": 0.0}
    linear = NeuralNetworkRegressor((), optimizer=lbfgs, epochs=400, validation=0.0).fit(X, y)
    exact = LinearRegression().fit(X, y)
    np.testing.assert_allclose(linear.predict(X), exact.predict(X), rtol=1e-5)


def test_it_learns_in_pipelines_searches_and_folds() -> None:
    X, y = load_iris(return_X_y=True)
    network = NeuralNetworkClassifier(layers=(8,), epochs=60, batch_size=8, random_state=0)
    search = GridSearchCV(network, {"layers": [(), (8,)], "l2": [0.0, 0.01]}, cv=3).fit(X, y)
    assert search.best_score_ > 0.9
    in_a_pipeline = make_pipeline(PolynomialFeatures(), network)
    assert cross_val_score(in_a_pipeline, X, y, cv=3).mean() > 0.9


def test_the_same_random_state_learns_the_same() -> None:
    X, y = load_iris(return_X_y=True)
    network = NeuralNetworkClassifier(epochs=3, random_state=7)
    one, other = network.fit(X, y).predict_proba(X), clone(network).fit(X, y).predict_proba(X)
    np.testing.assert_array_equal(one, other)
    another = clone(network).set_params(random_state=8).fit(X, y).predict_proba(X)
    assert (one != another).any()


def test_a_row_of_weight_two_is_two_rows() -> None:
    X, y = load_iris(return_X_y=True)
    weights = np.random.default_rng(0).integers(0, 3, len(X))
    network = NeuralNetworkClassifier((4,), batch_size="full", epochs=20, random_state=0)
    weighed = clone(network).fit(X, y, sample_weight=weights).predict_proba(X)
    rows = np.repeat(np.arange(len(X)), weights)
    repeated = clone(network).fit(X[rows], y[rows]).predict_proba(X)
    np.testing.assert_allclose(weighed, repeated, rtol=1e-8)


def test_weights_of_classes_move_the_answers() -> None:
    X, y = load_breast_cancer(return_X_y=True)
    names = np.array(["bad", "good"])[y]
    network = NeuralNetworkClassifier((), epochs=5, random_state=0)
    plain = clone(network).fit(X, names)
    strict = clone(network).set_params(class_weight={"bad": 50.0}).fit(X, names)
    assert plain.classes_.tolist() == ["bad", "good"]
    assert (strict.predict(X) == "bad").sum() > (plain.predict(X) == "bad").sum()
    balanced = clone(network).set_params(class_weight="balanced").fit(X, names)
    assert (balanced.predict_proba(X) != plain.predict_proba(X)).any()


def test_from_many_rows_some_tell_when_to_stop() -> None:
    X, y = load_breast_cancer(return_X_y=True)
    network = NeuralNetworkClassifier(random_state=0).fit(X, y)
    losses = network.history_["validation_loss"]
    assert network.n_epochs_ == len(losses) == len(network.history_["loss"]) < 400
    assert network.best_epoch_ == np.argmin(losses) + 1
    few = NeuralNetworkClassifier(random_state=0, epochs=3).fit(X[:100], y[:100])
    assert [*few.history_] == ["loss"]
    assert few.best_epoch_ is None


def test_layers_as_in_a_config() -> None:
    X, y = load_iris(return_X_y=True)
    layers = (8, {"type": "dropout", "rate": 0.1}, {"type": "dense", "units": 6}, "layer_norm")
    network = NeuralNetworkClassifier(layers, activation="tanh", epochs=2, random_state=0).fit(X, y)
    types = [layer.type for layer in network.model_.layers]
    assert types == ["dense", "dropout", "dense", "layer_norm", "dense"]
    assert network.model_.layers[0].activation.type == "tanh"


def test_what_is_saved_answers_the_same(tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas")
    X, y = load_iris(return_X_y=True, as_frame=True)
    X = X.rename(columns=lambda name: name.replace(" (cm)", ""))
    network = NeuralNetworkClassifier((8,), epochs=5, random_state=0).fit(X, y)
    path = tmp_path / "model.json"
    network.save(path)
    model = nnfs_cli.load_model(path)
    predictions = model.predict(X)
    assert predictions.values.tolist() == list(map(str, network.predict(X)))
    np.testing.assert_array_equal(predictions.probabilities, network.predict_proba(X))
    X.to_csv(tmp_path / "flowers.csv", index=False)
    out = io.StringIO()
    predict_file(path, str(tmp_path / "flowers.csv"), out)
    rows = list(csv.DictReader(io.StringIO(out.getvalue())))
    assert [row["predicted_class"] for row in rows] == predictions.values.tolist()
    assert isinstance(X, pandas.DataFrame)


def test_saved_regressions_too(tmp_path: Path) -> None:
    X, y = load_diabetes(return_X_y=True)
    both = np.column_stack([y, -2 * y])
    network = NeuralNetworkRegressor((4,), epochs=5, random_state=0).fit(X, both)
    assert network.predict(X).shape == both.shape
    network.save(tmp_path / "model.json", weights="base64")
    model = nnfs_cli.load_model(tmp_path / "model.json")
    np.testing.assert_array_equal(model.predict(X).values, network.predict(X))
    assert (model.targets, model.features[:2]) == (("y0", "y1"), ("x0", "x1"))


def test_a_pickle_answers_the_same() -> None:
    X, y = load_iris(return_X_y=True)
    network = NeuralNetworkClassifier((8,), epochs=2, random_state=0).fit(X, y)
    again = pickle.loads(pickle.dumps(network))
    np.testing.assert_array_equal(again.predict_proba(X), network.predict_proba(X))


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"optimizer": "adm"}, "unknown optimizer 'adm'; did you mean 'adam'?"),
        ({"epochs": 0}, "training.epochs: expected"),
        ({"layers": ({"type": "dense", "unit": 3},)}, "unknown key 'unit'"),
        ({"loss": "mse"}, "mse is no loss for multiclass. Leave it out, or take categorical"),
        ({"class_weight": {5: 2.0}}, "there is no class '5'"),
        ({"optimizer": "lbfgs", "batch_size": 16}, "so there are no batches of 16"),
        ({"scale": "robust"}, "preprocessing.numeric: expected"),
        ({"layers": ({1, 2},)}, "texts, numbers, lists and dictionaries, not of set"),
    ],
)
def test_settings_that_are_wrong(settings: dict[str, Any], message: str) -> None:
    X, y = load_iris(return_X_y=True)
    with pytest.raises(ValueError) as raised:  # noqa: PT011  the message is looked at below
        NeuralNetworkClassifier(**settings).fit(X, y)
    assert message in str(raised.value)


def test_rows_that_cannot_be_learned_from() -> None:
    X, y = load_iris(return_X_y=True)
    network = NeuralNetworkClassifier(epochs=1)
    with pytest.raises(ValueError, match="one class, 1,"):
        network.fit(X, np.ones(150, int))
    for weights in (-np.ones(150), np.zeros(150)):
        with pytest.raises(ValueError, match="at least one non-zero number"):
            network.fit(X, y, sample_weight=weights)
    with pytest.raises(TrainingError, match="training diverged"):
        NeuralNetworkRegressor(optimizer="sgd", learning_rate=1e9, epochs=5).fit(X, y)
