"""Arrays as the data of a run: standardized inputs, encoded targets, parts, and how rows count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from nnfs_cli.build.prepared_data import PreparedData
from nnfs_cli.config.schema import Config
from nnfs_cli.data.columns import NumericInput
from nnfs_cli.data.dataset import Dataset
from nnfs_cli.data.raw_columns import NumericColumn
from nnfs_cli.data.scaling import MinMax, Scaler, Standardize
from nnfs_cli.data.split import Split, hold_out
from nnfs_cli.data.table_encoder import TableEncoder
from nnfs_cli.data.targets import TargetEncoder
from nnfs_cli.task import Task

Values = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Question:
    """What `fit` was given, checked: y are numbers (rows, targets), or codes of classes (rows,)."""

    x: Values
    """(rows, features)"""
    y: npt.NDArray[Any]
    task: Task
    features: tuple[str, ...]
    targets: tuple[str, ...]
    classes: tuple[str, ...] = ()
    weights: Values | None = None
    """(rows,)"""

    def prepared(self, config: Config, standardize_target: bool) -> PreparedData:
        """The same as `nn train` makes of a table. What is fitted is fitted on training rows."""
        split = self._split(config)
        encoder = TableEncoder(
            tuple(
                NumericInput(name, "drop", None, self._scalers(config, values, split))
                for name, values in zip(self.features, self.x.T, strict=True)
            )
        )
        targets, t = self._targets(split, standardize_target)
        x = encoded(encoder, self.x, config.training.precision)
        dataset = Dataset(x, t, (encoder.width,), self.task, weights=self.weights)
        return PreparedData(
            dataset=dataset,
            split=split,
            inputs=encoder,
            targets=targets,
            numbers=None,
            task=self.task,
            row_title="row",
            row_names=np.arange(1, len(x) + 1),
            resolved=config.dataset,
            notes=(),
            sources=(),
        )

    def _split(self, config: Config) -> Split:
        validation = config.split.validation
        assert isinstance(validation, float)
        labels = self.y if self.task.has_classes else None
        return hold_out(
            len(self.x), test=0.0, validation=validation, seed=config.seed, labels=labels
        )

    def _scalers(self, config: Config, values: Values, split: Split) -> tuple[Scaler, ...]:
        scalers: tuple[Scaler, ...] = ()
        numeric = config.preprocessing.numeric
        for name in () if numeric == "none" else numeric:
            learn = self._min_max if name == "minmax" else self._standardize
            scalers = (*scalers, learn(values, split))
            values = scalers[-1].apply(values)
        return scalers

    def _min_max(self, values: Values, split: Split) -> MinMax:
        return MinMax.fit(values[self._that_count(split)])

    def _standardize(self, values: Values, split: Split) -> Standardize:
        """Mean and deviation of the training rows, each as often as it counts."""
        rows = self._that_count(split)
        values, weights = values[rows], None if self.weights is None else self.weights[rows]
        if weights is None or values.min() == values.max():
            return Standardize.fit(values)
        mean = np.average(values, weights=weights)
        deviation = np.sqrt(np.average((values - mean) ** 2, weights=weights))
        return Standardize(float(mean), float(deviation))

    def _that_count(self, split: Split) -> npt.NDArray[np.intp]:
        """The training rows, without those of weight 0."""
        if self.weights is None:
            return split.training
        return split.training[self.weights[split.training] > 0]

    def _targets(self, split: Split, standardize: bool) -> tuple[TargetEncoder, npt.NDArray[Any]]:
        """The meaning of the outputs, and t (rows, outputs)."""
        if self.task is Task.REGRESSION:
            scalers = tuple(
                self._standardize(values, split) if standardize else None for values in self.y.T
            )
            encoder = TargetEncoder(self.task, self.targets, scalers=scalers)
            columns = [
                NumericColumn(name, values)
                for name, values in zip(self.targets, self.y.T, strict=True)
            ]
            return encoder, encoder.encode(columns)
        encoder = TargetEncoder(self.task, self.targets, (self.classes,))
        if self.task is Task.BINARY:
            return encoder, self.y[:, np.newaxis].astype(np.uint8)
        return encoder, np.eye(len(self.classes), dtype=np.uint8)[self.y]


def encoded(encoder: TableEncoder, x: Values, dtype: npt.DTypeLike) -> npt.NDArray[Any]:
    """Network inputs (rows, features + 1) for x (rows, features)."""
    columns = zip(encoder.columns, x.T, strict=True)
    raw = [NumericColumn(column.name, values) for column, values in columns]
    return encoder.encode(raw, dtype).x
