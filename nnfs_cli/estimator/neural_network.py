"""What the classifier and the regressor share: settings, fitting, raw outputs, saving."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator
from sklearn.utils import check_random_state
from sklearn.utils.validation import _check_sample_weight, check_is_fitted

from nnfs_cli.data.table_encoder import TableEncoder
from nnfs_cli.data.targets import TargetEncoder
from nnfs_cli.estimator.checked_arrays import checked
from nnfs_cli.estimator.learning import learn
from nnfs_cli.estimator.question import Question, Values, encoded
from nnfs_cli.matrix_threads import borrowed_matrix_threads
from nnfs_cli.model.model_file import WeightsForm, write_model

Component: TypeAlias = str | Mapping[str, Any]
"""a name, or {"type": name, option: value}, as in a config"""
MANY_ROWS = 200
"""from so many on, some can be held back to tell when to stop"""
MOST_L2 = 0.01
"""of l2: auto, which is one row's share"""
LARGEST_SEED = 2**31 - 1


class NeuralNetwork(BaseEstimator):  # type: ignore[misc]
    """A network between `layers` and the answers that y asks for.

    The classifier and the regressor say what the parameters mean.
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
        gradient_clip: float | Mapping[str, float] | None = None,
        scale: str = "standardize",
        precision: str = "float64",
        random_state: Any = None,
    ) -> None:
        self.layers = layers
        self.activation = activation
        self.l2 = l2
        self.loss = loss
        self.optimizer = optimizer
        self.learning_rate = learning_rate
        self.schedule = schedule
        self.batch_size = batch_size
        self.epochs = epochs
        self.validation = validation
        self.early_stopping = early_stopping
        self.gradient_clip = gradient_clip
        self.scale = scale
        self.precision = precision
        self.random_state = random_state

    def save(self, path: str | os.PathLike[str], weights: WeightsForm = "auto") -> None:
        """Write a model.json for `nn predict`, `nn show` and `nnfs_cli.load_model`.

        Columns are called as in the data frame of `fit`, or x0, x1, … `weights` is list, base64
        or auto, which is readable lists for up to 100,000 parameters.
        """
        check_is_fitted(self)
        write_model(Path(path), self.model_, weights)

    def _learn(self, question: Question, more: Mapping[str, Any]) -> None:
        learned = learn(question, self._settings(question, more))
        self.model_ = learned.model
        self.n_epochs_ = learned.epochs
        self.best_epoch_ = learned.best_epoch
        self.history_ = learned.history
        self._make_ready()

    def _settings(self, question: Question, more: Mapping[str, Any]) -> dict[str, Any]:
        """The sections of a config that mean the same."""
        rows = len(question.x)
        weight = rows if question.weights is None else float(question.weights.sum())
        l2 = min(MOST_L2, 1 / weight) if self.l2 == "auto" else self.l2
        layers = [self._layer(layer, l2) for layer in self.layers]
        seed = int(check_random_state(self.random_state).randint(LARGEST_SEED))
        held_back = self.validation
        if held_back == "auto":
            held_back = 0.1 if rows >= MANY_ROWS and self.early_stopping is not False else 0.0
        stopping = {True: {}, False: None}.get(self.early_stopping, self.early_stopping)  # type: ignore[arg-type]
        return {
            "seed": seed,
            "preprocessing": {"numeric": self.scale},
            "split": {"test": 0.0, "validation": held_back},
            "model": {"layers": [*layers, "dense"], "loss": self.loss},
            "training": {
                "optimizer": self.optimizer,
                "learning_rate": self.learning_rate,
                "schedule": self.schedule,
                "batch_size": self.batch_size,
                "epochs": self.epochs,
                "early_stopping": stopping,
                "gradient_clip": self.gradient_clip,
                "precision": self.precision,
                "threads": 1,
                **more,
            },
        }

    def _layer(self, layer: object, l2: float | str) -> object:
        """A number is so many units."""
        if not isinstance(layer, int | np.integer):
            return layer
        return {"type": "dense", "units": layer, "activation": self.activation, "l2": l2}

    def _checked(self, x: Any, y: Any, sample_weight: Any, **options: Any) -> tuple[Any, Any, Any]:
        """x float64 (rows, features), y, and weights (rows,) or None. Raises ValueError."""
        x, y = checked(self, x, y, dtype=np.float64, **options)
        if sample_weight is None:
            return x, y, None
        weights = _check_sample_weight(sample_weight, x, dtype=np.float64)
        if (weights < 0).any() or not weights.any():
            raise ValueError("sample_weight is 0 or more, with at least one non-zero number")
        return x, y, weights

    def _names_of_features(self) -> tuple[str, ...]:
        names = getattr(self, "feature_names_in_", None)
        if names is not None:
            return tuple(map(str, names))
        return tuple(f"x{place}" for place in range(self.n_features_in_))

    def _outputs(self, x: Any) -> npt.NDArray[Any]:
        """The network's raw outputs (rows, outputs)."""
        check_is_fitted(self)
        rows: Values = checked(self, x, dtype=np.float64, reset=False)
        with borrowed_matrix_threads(), np.errstate(all="ignore"):
            return self._network.predict(encoded(self._encoder, rows, self.model_.precision))

    def _make_ready(self) -> None:
        """What follows from the model, and cannot be pickled: views into one vector."""
        model = self.model_
        self._network = model.network()
        self._encoder = TableEncoder.from_json(model.inputs)
        self._targets = TargetEncoder.from_json(model.outputs, model.task, "outputs")

    def __getstate__(self) -> dict[str, Any]:
        state = dict(super().__getstate__())
        for name in ("_network", "_encoder", "_targets"):
            state.pop(name, None)
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)
        if "model_" in state:
            self._make_ready()
