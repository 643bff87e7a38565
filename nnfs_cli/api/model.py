"""A trained model in a Python program."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias, cast

import numpy as np

from nnfs_cli.api.predictions import Predictions, predictions_of
from nnfs_cli.data.image_inputs import ImageInputs
from nnfs_cli.errors import DataError
from nnfs_cli.matrix_threads import borrowed_matrix_threads
from nnfs_cli.predictor import Answered, Predictor
from nnfs_cli.task import Task

Data: TypeAlias = Any
"""what `Model.predict` takes"""


class Model:
    """A trained network with everything that answers need, read from model.json.

    `load_model` makes one, and so does the `model` of a finished `train`.
    """

    def __init__(self, predictor: Predictor, path: Path) -> None:
        self.predictor = predictor
        self.path = path

    def __repr__(self) -> str:
        return f"<Model {self.path}: {self.task.value} of {', '.join(self.targets)}>"

    @property
    def task(self) -> Task:
        """regression, binary, multilabel or multiclass; equal to that text."""
        return self.predictor.model.task

    @property
    def features(self) -> tuple[str, ...]:
        """The columns that it needs; () for images."""
        inputs = self.predictor.inputs
        if isinstance(inputs, ImageInputs):
            return ()
        return tuple(column.name for column in inputs.columns)

    @property
    def image_shape(self) -> tuple[int, int, int] | None:
        """(height, width, channels) that the network sees of an image; None for tables."""
        inputs = self.predictor.inputs
        return inputs.shape if isinstance(inputs, ImageInputs) else None

    @property
    def targets(self) -> tuple[str, ...]:
        """What it answers, as the training data called it."""
        return self.predictor.targets.answer_names

    @property
    def classes(self) -> tuple[str, ...]:
        """The classes among which it chooses; () for numbers and for several labels."""
        return self.predictor.targets.classes

    @property
    def metrics(self) -> Mapping[str, Mapping[str, float | None]]:
        """How good it was in training: train, validation and test."""
        return self.predictor.model.metrics

    def predict(self, data: Data) -> Predictions:
        """Answer every row of a table, or every image; row k answers row k.

        A table is the path of a file (.csv .tsv .txt .parquet), a dictionary of columns, a list
        of rows (a dictionary each), a data frame of pandas or polars, or an array (rows, columns)
        with the columns of `features` in their order. Images are the path of an image, a folder
        or an IDX file, a list of such image files, or uint8 (images, height, width[, channels]).

        Columns are found by name; more of them may be there. Raises DataError for columns that
        are not there, for cells that a column cannot hold, and for files that cannot be read.
        """
        with borrowed_matrix_threads():
            inputs = self.predictor.inputs
            if isinstance(data, str | os.PathLike):
                return self._of_pieces(self.predictor.answer(os.fspath(data)))
            if isinstance(inputs, ImageInputs):
                return self._of_images(data, inputs)
            return self._of_table(data)

    def _of_pieces(self, answers: Iterable[Answered]) -> Predictions:
        pieces = [*answers]
        files = [piece.names for piece in pieces] if self.image_shape else []
        unknown: dict[str, int] = {}
        for piece in pieces:
            for column, count in piece.unknown.items():
                unknown[column] = unknown.get(column, 0) + count
        return predictions_of(
            self.predictor.targets,
            np.concatenate([piece.p for piece in pieces]),
            np.concatenate([piece.answered for piece in pieces]),
            tuple(name for names in files for name in names),
            tuple(str(error) for piece in pieces for error in piece.errors),
            unknown,
        )

    def _of_table(self, data: Data) -> Predictions:
        from nnfs_cli.data.table_encoder import TableEncoder
        from nnfs_cli.data.table_in_memory import columns_in_memory

        columns = columns_in_memory(data, cast("TableEncoder", self.predictor.inputs).columns)
        p, answered, unknown = self.predictor.outputs_of_columns(columns)
        return predictions_of(self.predictor.targets, p, answered, unknown=unknown)

    def _of_images(self, data: Data, inputs: ImageInputs) -> Predictions:
        if isinstance(data, Sequence) and all(isinstance(one, str | os.PathLike) for one in data):
            return self._of_pieces(self._answers_to_files([*map(os.fspath, data)], inputs))
        from nnfs_cli.data.images_in_memory import pixels_in_memory

        if not isinstance(data, np.ndarray | Sequence):
            raise DataError(
                f"expected images, got {type(data).__name__}",
                "the data",
                "They can be a path, a list of paths, or an array of uint8.",
            )
        try:
            images = np.asarray(data)
        except ValueError:  # NumPy: "inhomogeneous shape"
            message = "the images are not all of one size"
            raise DataError(message, "the data", "Hand over their paths.") from None
        p = self.predictor.outputs_of_pixels(pixels_in_memory(images, inputs))
        answered = np.asarray(np.isfinite(p).all(axis=1))
        return predictions_of(self.predictor.targets, p, answered)

    def _answers_to_files(self, files: list[str], inputs: ImageInputs) -> Iterable[Answered]:
        from nnfs_cli.data.image_decoding import COLORS
        from nnfs_cli.data.image_stream import read_files

        if not files:
            raise DataError("there are no images", "the data")
        color = COLORS[inputs.shape[2]]
        for chunk in read_files(Path(), files, inputs.shape, color, inputs.geometry):
            p = self.predictor.outputs_of_pixels(chunk.pixels)
            errors = tuple(error for error in chunk.errors if error is not None)
            answered = np.array([error is None for error in chunk.errors], bool)
            yield Answered(p, answered, chunk.files, (), (), {}, errors)


def load_model(path: str | os.PathLike[str]) -> Model:
    """The model in a model.json, or in the run directory that it is in.

    >>> model = load_model("runs/iris-001")
    >>> model.classes
    ('setosa', 'versicolor', 'virginica')

    Raises ModelFileError for what is no such file.
    """
    with borrowed_matrix_threads():
        return Model(Predictor.open(Path(path)), Path(path))


def predict(model: str | os.PathLike[str] | Model, data: Data) -> Predictions:
    """Answer every row of `data` with a model, or with the one in a file or run directory.

    >>> flower = {"sepal_length": 5.1, "sepal_width": 3.5, "petal_length": 1.4, "petal_width": 0.2}
    >>> predict("runs/iris-001", [flower]).values.tolist()
    ['setosa']

    See `Model.predict` for what the data can be, and for its errors.
    """
    return (model if isinstance(model, Model) else load_model(model)).predict(data)
