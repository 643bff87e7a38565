"""A network that predicts numbers, as scikit-learn has its regressors."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import numpy.typing as npt
from sklearn.base import RegressorMixin

from nnfs_cli.estimator.neural_network import NeuralNetwork
from nnfs_cli.estimator.question import Question
from nnfs_cli.task import Task


class NeuralNetworkRegressor(RegressorMixin, NeuralNetwork):  # type: ignore[misc]
    """A neural network for one number or several.

    Formula:
        p = W_L f(… f(W_1 x + b_1) …) + b_L, of standardized y
    Options:
        layers: units of each hidden layer; or layers as in a config, such as
            {"type": "dropout", "rate": 0.2}. The output layer follows from y
        activation: behind each hidden layer that is a number
        l2: weight of the sum of W^2 in what is minimised, in those layers; auto is 1 / rows, at
            most 0.01
        loss: what training makes small: mse (auto), mae, huber, log_cosh or poisson
        optimizer: how gradients become steps: adam, sgd, lbfgs … (`nn list optimizers`)
        learning_rate: how long the steps are; auto is what suits the optimizer
        schedule: how the learning rate changes
        batch_size: rows for each step, or full; auto is 32, with lbfgs full
        epochs: times through the rows; auto is enough of them, with early stopping
        validation: the share of rows held back to tell when to stop; auto is 0.1 from 200 rows
            on, and none below
        early_stopping: whether to end when the loss on those rows no longer falls, or
            {"patience": 20, …} as in a config; auto does it where epochs are auto too
        gradient_clip: the longest that a gradient may be
        scale: standardize, minmax ([-1, 1]) or none: what is done to x first
        precision: float32 is faster, float64 is scikit-learn's own
        random_state: what the start and the order of rows follow from

    Fitted, it has `n_epochs_`, `best_epoch_`, `history_` and `model_`.

    >>> from sklearn.datasets import load_diabetes
    >>> X, y = load_diabetes(return_X_y=True)
    >>> network = NeuralNetworkRegressor(layers=(), optimizer="lbfgs", early_stopping=False)
    >>> round(network.fit(X, y).score(X, y), 2)
    0.52
    """

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> NeuralNetworkRegressor:
        """Learn the numbers y, (rows,) or (rows, targets), from X (rows, features).

        `sample_weight` (rows,) says how much each row counts. Raises ValueError for data and
        settings that cannot be learned from, and TrainingError where training diverges.
        """
        x, y, weights = self._checked(X, y, sample_weight, multi_output=True, y_numeric=True)
        self._one_number = y.ndim == 1
        numbers = np.asarray(y, np.float64).reshape(len(x), -1)
        targets = tuple(f"y{place}" for place in range(numbers.shape[1]))
        if self._one_number:
            targets = ("y",)
        features = self._names_of_features()
        self._learn(Question(x, numbers, Task.REGRESSION, features, targets, (), weights), {})
        return self

    def predict(self, X: Any) -> npt.NDArray[np.float64]:
        """The numbers, of the shape that y had."""
        p = self._outputs(X)
        answers = self._targets.decode(p)
        return cast("npt.NDArray[np.float64]", answers[:, 0] if self._one_number else answers)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.target_tags.multi_output = True
        return tags

    def _more_tags(self) -> dict[str, bool]:  # scikit-learn before 1.6
        return {"multioutput": True}
