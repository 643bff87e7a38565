"""A trained model put to work: files in, the network's outputs out, a piece at a time.

Memory stays the same however long the input is, and piece k answers piece k.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
import numpy.typing as npt

from nnfs_cli.data.image_inputs import ImageInputs
from nnfs_cli.data.pixels import Pixels
from nnfs_cli.data.raw_columns import RawColumn
from nnfs_cli.data.targets import TargetEncoder
from nnfs_cli.engine.buffers import Array
from nnfs_cli.engine.network import Network
from nnfs_cli.errors import ConfigError, DataError, ModelFileError, with_hint
from nnfs_cli.matrix_threads import limit_matrix_threads
from nnfs_cli.model.model_file import NOT_EDITED, ModelFile, read_model
from nnfs_cli.run.run_directory import model_path
from nnfs_cli.task import Task

if TYPE_CHECKING:
    from nnfs_cli.analysis.image_attribution import ImageView
    from nnfs_cli.analysis.subject import Subject
    from nnfs_cli.data.table_encoder import TableEncoder


@dataclass(frozen=True, eq=False)
class Answered:
    """Some rows or images with the network's raw outputs."""

    p: Array
    """shape (rows, outputs)"""
    answered: npt.NDArray[np.bool_]
    """shape (rows,): False where there is nothing to answer with, and p means nothing"""
    names: tuple[str, ...]
    """of images: their files; of rows: the file's columns"""
    texts: Sequence[tuple[str, ...]]
    """of rows: all cells as written, where asked for"""
    targets: tuple[RawColumn, ...]
    """of rows: the true answers, where asked for"""
    unknown: dict[str, int]
    """of rows: how many words per column training never saw"""
    errors: tuple[DataError, ...]
    """of images: why some are not answered"""
    columns: tuple[RawColumn, ...] = ()
    """of rows: what the model reads of them, in its order"""
    pixels: Pixels | None = None
    """of images: what the network sees of them"""


@dataclass(frozen=True, eq=False)
class Member:
    """A network with what turns data into its inputs, and its outputs into answers."""

    inputs: TableEncoder | ImageInputs
    targets: TargetEncoder
    network: Network

    @classmethod
    def of(cls, model: ModelFile, where: str) -> Member:
        """Raises ModelFileError with places below `where`."""
        inputs: TableEncoder | ImageInputs
        if model.inputs["kind"] == "images":
            inputs = ImageInputs.from_json(model.inputs, f"{where}inputs")
        else:
            from nnfs_cli.data.table_encoder import TableEncoder

            inputs = TableEncoder.from_json(model.inputs, f"{where}inputs")
        targets = TargetEncoder.from_json(model.outputs, model.task, f"{where}outputs")
        return cls(inputs, targets, model.network())

    def outputs(self, rows: Array, factor: float = 1.0) -> Array:
        """The network's raw outputs for its own design rows, (rows, outputs)."""
        with np.errstate(all="ignore"):  # what is not a number is not answered, and says so there
            return self.network.predict(rows, factor)


@dataclass(frozen=True, eq=False)
class Predictor:
    """A model, ready to answer: one network, or the mean of several."""

    model: ModelFile
    targets: TargetEncoder
    members: tuple[Member, ...]

    @classmethod
    def open(cls, path: Path) -> Predictor:
        """The model in a file or run directory. Raises ModelFileError."""
        limit_matrix_threads()
        model, file = read_model(path), model_path(path)
        with with_hint(NOT_EDITED):
            return cls.of(model, str(file))

    @classmethod
    def of(cls, model: ModelFile, file: str) -> Predictor:
        """The same of a model that has been read; `file` names it in errors."""
        if not model.members:
            member = Member.of(model, f"{file}: ")
            return cls(model, member.targets, (member,))
        members = tuple(
            Member.of(member, f"{file}: members[{place}].")
            for place, member in enumerate(model.members)
        )
        targets = TargetEncoder.from_json(model.outputs, model.task, f"{file}: outputs")
        _refuse_strangers(targets, members, file)
        return cls(model, targets, members)

    @property
    def inputs(self) -> TableEncoder | ImageInputs:
        """What has to be read: of an ensemble, all that one of its members knows."""
        first = self.members[0].inputs
        if isinstance(first, ImageInputs) or len(self.members) == 1:
            return first
        return first.joined([cast("TableEncoder", member.inputs) for member in self.members])

    @property
    def new_data(self) -> str:
        """A name that data to predict might have, for a command to suggest."""
        return "image.png" if isinstance(self.inputs, ImageInputs) else "new.csv"

    def answer(
        self, source: str, *, with_texts: bool = False, with_targets: bool = False
    ) -> Iterator[Answered]:
        """Predict a table ("-" for standard input), an image, a folder or an IDX file."""
        if isinstance(self.inputs, ImageInputs):
            if source == "-":
                raise ConfigError(
                    "images cannot be read from standard input", hint="Name a file or folder."
                )
            return self._answer_images(Path(source), self.inputs)
        return self._answer_table(source, self.inputs, with_texts, with_targets)

    def mean_outputs(self, answers: Sequence[Array]) -> Array:
        """One answer from those of all members, each (rows, outputs)."""
        encoders = [member.targets for member in self.members]
        with np.errstate(all="ignore"):
            return self.targets.mean_outputs(list(zip(encoders, answers, strict=True)))

    def outputs_of_pixels(self, pixels: Pixels) -> Array:
        """The raw outputs (images, outputs) for pixels (images, height * width * channels)."""
        answers = []
        for member in self.members:
            rows: Array = np.empty((len(pixels), pixels.shape[1] + 1), member.network.dtype)
            scale = cast("ImageInputs", member.inputs).scale
            scale.fill(pixels, rows)
            answers.append(member.outputs(rows, scale.factor))
        return self.mean_outputs(answers)

    def outputs_of_columns(
        self, columns: Sequence[RawColumn]
    ) -> tuple[Array, npt.NDArray[np.bool_], dict[str, int]]:
        """The raw outputs (rows, outputs) for columns in the order of `inputs`; which rows are
        answered; and how many words per column training never saw.
        """
        answers, complete = [], np.ones(columns[0].rows, bool)
        unknown = Counter[str]()
        for member in self.members:
            with np.errstate(over="ignore"):  # numbers beyond float32
                encoder = cast("TableEncoder", member.inputs)
                encoded = encoder.encode(columns, member.network.dtype)
            answers.append(member.outputs(encoded.x))
            complete &= encoded.complete
            unknown |= Counter(encoded.unknown)
        p = self.mean_outputs(answers)
        return p, complete & np.isfinite(p).all(axis=1), dict(unknown)

    def subject(self, columns: Sequence[RawColumn]) -> Subject:
        """Rows whose right answers nobody knows, for an analysis to ask about; `columns` are in
        the order of `inputs`.
        """
        from nnfs_cli.analysis.subject import Subject, View

        views = []
        for member in self.members:
            with np.errstate(over="ignore"):  # numbers beyond float32
                encoder = cast("TableEncoder", member.inputs)
                x = encoder.encode(columns, member.network.dtype).x
            views.append(View(member.network, encoder, member.targets, x))
        unknown = np.empty((columns[0].rows, 0), np.float32)
        return Subject(tuple(views), unknown, self.targets)

    @property
    def image_views(self) -> list[ImageView]:
        """The networks, for an analysis of images to ask."""
        from nnfs_cli.analysis.image_attribution import ImageView

        return [
            ImageView(member.network, cast("ImageInputs", member.inputs).scale, member.targets)
            for member in self.members
        ]

    @property
    def encoders(self) -> list[TableEncoder]:
        """What each network reads columns with."""
        return [cast("TableEncoder", member.inputs) for member in self.members]

    @property
    def typical(self) -> Mapping[str, float | str]:
        """By column: the mean or most frequent value of training; {} in older model files."""
        return dict(self.model.training.get("typical", {}))

    @property
    def typical_recorded(self) -> bool:
        """Whether the model file tells typical values; of texts alone there are none to tell."""
        from nnfs_cli.data.text_input import TextInput

        columns = cast("TableEncoder", self.inputs).columns
        return bool(self.typical) or all(isinstance(column, TextInput) for column in columns)

    @property
    def typical_columns(self) -> list[RawColumn]:
        """The typical row, as columns of one row in the order of `inputs`."""
        from nnfs_cli.analysis.typical_row import typical_columns

        return typical_columns(cast("TableEncoder", self.inputs).columns, self.typical)

    def _answer_images(self, source: Path, inputs: ImageInputs) -> Iterator[Answered]:
        from nnfs_cli.data.image_stream import read_images

        for chunk in read_images(source, inputs.shape, inputs.geometry):
            p = self.outputs_of_pixels(chunk.pixels)
            errors = tuple(error for error in chunk.errors if error is not None)
            answered = np.array([error is None for error in chunk.errors], bool)
            yield Answered(p, answered, chunk.files, (), (), {}, errors, pixels=chunk.pixels)

    def _answer_table(
        self, source: str, inputs: TableEncoder, with_texts: bool, with_targets: bool
    ) -> Iterator[Answered]:
        from nnfs_cli.data.table_chunks import read_table_chunks
        from nnfs_cli.data.typed_columns import TypedColumn

        wanted = (
            []
            if not with_targets
            else [
                TypedColumn(name, "numeric")
                if self.model.task is Task.REGRESSION
                else TypedColumn(name, "categorical", words)
                for name, words in zip(self.targets.names, self._words(), strict=True)
            ]
        )
        chunks = read_table_chunks(source, inputs.columns, wanted, with_texts=with_texts)
        for chunk in chunks:
            p, complete, unknown = self.outputs_of_columns(chunk.columns)
            texts, targets, columns = chunk.texts, chunk.targets, chunk.columns
            yield Answered(p, complete, chunk.names, texts, targets, unknown, (), columns)

    def _words(self) -> Sequence[tuple[str, ...]]:
        """For each target column, what may stand in it; nothing for numbers."""
        if self.model.task is Task.REGRESSION:
            return [()] * len(self.targets.names)
        one_hot = self.model.task is Task.MULTICLASS and len(self.targets.names) > 1
        return [("0", "1")] * len(self.targets.names) if one_hot else self.targets.vocabularies


def _refuse_strangers(targets: TargetEncoder, members: Sequence[Member], file: str) -> None:
    """Raise ModelFileError unless all members answer the same question about the same columns."""
    first = members[0]
    for place, member in enumerate(members):
        same_answers = (member.targets.names, member.targets.vocabularies) == (
            targets.names,
            targets.vocabularies,
        )
        if not same_answers or not _alike(first.inputs, member.inputs):
            raise ModelFileError(
                "this member answers another question than the ensemble",
                f"{file}: members[{place}]",
            )


def _alike(first: TableEncoder | ImageInputs, other: TableEncoder | ImageInputs) -> bool:
    if isinstance(first, ImageInputs) or isinstance(other, ImageInputs):
        return (
            isinstance(first, ImageInputs)
            and isinstance(other, ImageInputs)
            and (first.shape, first.geometry) == (other.shape, other.geometry)
        )
    pairs = zip(first.columns, other.columns, strict=False)
    return len(first.columns) == len(other.columns) and all(
        (a.name, type(a)) == (b.name, type(b)) for a, b in pairs
    )
