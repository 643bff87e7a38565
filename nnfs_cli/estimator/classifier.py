"""A network that chooses among classes, as scikit-learn has its classifiers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import numpy as np
import numpy.typing as npt
from sklearn.base import ClassifierMixin
from sklearn.utils.multiclass import check_classification_targets

from nnfs_cli.data.classes import written
from nnfs_cli.estimator.neural_network import Component, NeuralNetwork
from nnfs_cli.estimator.question import Question
from nnfs_cli.task import Task

TARGET = "class"
"""what a model.json calls the answer"""


class NeuralNetworkClassifier(ClassifierMixin, NeuralNetwork):  # type: ignore[misc]
    """A neural network for classes.

    Formula:
        p = softmax(W_L f(… f(W_1 x + b_1) …) + b_L), for two classes sigmoid of one output
    Options:
        layers: units of each hidden layer; or layers as in a config, such as
            {"type": "dropout", "rate": 0.2}. The output layer follows from y
        activation: behind each hidden layer that is a number
        l2: weight of the sum of W^2 in what is minimised, in those layers; auto is 1 / rows, at
            most 0.01
        loss: what training makes small; auto is cross-entropy
        optimizer: how gradients become steps: adam, sgd, lbfgs … (`nn list optimizers`)
        learning_rate: how long the steps are; auto is what suits the optimizer
        schedule: how the learning rate changes
        batch_size: rows for each step, or full; auto is 32, with lbfgs full
        epochs: times through the rows; auto is enough of them, with early stopping
        validation: the share of rows held back to tell when to stop; auto is 0.1 from 200 rows
            on, and none below
        early_stopping: whether to end when the loss on those rows no longer falls, or
            {"patience": 20, …} as in a config; auto does it where epochs are auto too
        class_weight: balanced, or {class: weight}
        gradient_clip: the longest that a gradient may be
        scale: standardize, minmax ([-1, 1]) or none: what is done to x first
        precision: float32 is faster, float64 is scikit-learn's own
        random_state: what the start and the order of rows follow from

    Fitted, it has `classes_`, `n_epochs_`, `best_epoch_`, `history_` and `model_`.

    >>> from sklearn.datasets import load_iris
    >>> X, y = load_iris(return_X_y=True)
    >>> network = NeuralNetworkClassifier(layers=(16,), epochs=50, random_state=0).fit(X, y)
    >>> network.predict([[5.1, 3.5, 1.4, 0.2]])
    array([0])
    """

    def __init__(
        self,
        layers: Sequence[int | Component] = (64, 32),
        *,
        activation: Component = "relu",
        l2: float | str = "auto",
        loss: str | Mapping[str, Any] = "auto",
        optimizer: Component = "adam",
        learning_rate: float | str = "auto",
        schedule: Component = "constant",
        batch_size: int | str = "auto",
        epochs: int | str = "auto",
        validation: float | str = "auto",
        early_stopping: bool | str | Mapping[str, Any] = "auto",
        class_weight: str | Mapping[Any, float] | None = None,
        gradient_clip: float | Mapping[str, float] | None = None,
        scale: str = "standardize",
        precision: str = "float64",
        random_state: Any = None,
    ) -> None:
        super().__init__(
            layers,
            activation=activation,
            l2=l2,
            loss=loss,
            optimizer=optimizer,
            learning_rate=learning_rate,
            schedule=schedule,
            batch_size=batch_size,
            epochs=epochs,
            validation=validation,
            early_stopping=early_stopping,
            gradient_clip=gradient_clip,
            scale=scale,
            precision=precision,
            random_state=random_state,
        )
        self.class_weight = class_weight

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> NeuralNetworkClassifier:
        """Learn to tell the classes y (rows,) from X (rows, features).

        `sample_weight` (rows,) says how much each row counts. Raises ValueError for data and
        settings that cannot be learned from, and TrainingError where training diverges.
        """
        x, y, weights = self._checked(X, y, sample_weight)
        check_classification_targets(y)
        y = np.asarray(y)
        if y.ndim != 1:
            y = _flat(y)
        self.classes_, codes = np.unique(y, return_inverse=True)
        if len(self.classes_) < 2:
            only = self.classes_.tolist()[0]
            raise ValueError(f"y has one class, {only!r}, and there is nothing to tell apart")
        task = Task.BINARY if len(self.classes_) == 2 else Task.MULTICLASS
        names = tuple(map(_name, self.classes_.tolist()))
        features = self._names_of_features()
        question = Question(x, codes, task, features, (TARGET,), names, weights)
        self._learn(question, {"class_weight": self._weights_by_name()})
        return self

    def predict_proba(self, X: Any) -> npt.NDArray[Any]:
        """How probable each class is, (rows, classes), in the order of `classes_`."""
        p = self._outputs(X)
        return p if p.shape[1] > 1 else np.concatenate([1 - p, p], axis=1)

    def predict(self, X: Any) -> npt.NDArray[Any]:
        """The most probable class of each row, (rows,)."""
        p = self.predict_proba(X)
        return cast("npt.NDArray[Any]", self.classes_[p.argmax(axis=1)])

    def _weights_by_name(self) -> str | dict[str, float] | None:
        """The config's class_weight, which knows classes by their names."""
        if not isinstance(self.class_weight, Mapping):
            return self.class_weight
        return {_name(label): weight for label, weight in self.class_weight.items()}


def _name(label: object) -> str:
    """A class as a model.json spells it: 3 rather than 3.0."""
    return written(label) if isinstance(label, float) else str(label)


def _flat(y: npt.NDArray[Any]) -> npt.NDArray[Any]:
    from sklearn.utils.validation import column_or_1d

    return cast("npt.NDArray[Any]", column_or_1d(y, warn=True))
