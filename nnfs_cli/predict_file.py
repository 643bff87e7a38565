"""Answers for new data: a line for every row, in the words and units of the target."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from operator import add
from pathlib import Path
from typing import Literal, TextIO, cast

import numpy as np

from nnfs_cli.answer_formats import AnswerWriter, DelimitedAnswers, Row
from nnfs_cli.answer_table import answer_cells, answer_columns, number_columns
from nnfs_cli.data.image_inputs import ImageInputs
from nnfs_cli.data.raw_columns import NumericColumn
from nnfs_cli.errors import ConfigError, DataError
from nnfs_cli.predictor import Answered, Predictor
from nnfs_cli.task import Task

MOST_PROBLEMS = 20
"""that are told one by one; more are counted"""


@dataclass(frozen=True)
class PredictionCounts:
    """What became of the rows."""

    rows: int
    empty: int
    """rows without an answer, because a value is missing or the image cannot be read"""
    unknown: dict[str, int]
    """per column: words that training never saw"""
    kind: Literal["row", "image"]
    """what a row of the answer is for"""
    problems: tuple[str, ...]
    """why the first images without an answer have none, a sentence each"""
    advice: tuple[str, ...]
    """what to do about these problems"""
    meanings: dict[str, str]
    """per probability of a yes or no: the class that it is the probability of"""
    answers_known: bool
    """whether the rows have the target too"""
    explained: str = ""
    """how it was found what moved the answers; "" where nobody asked"""


def predict_file(
    model: Path,
    source: str,
    out: TextIO | AnswerWriter,
    *,
    with_inputs: bool = False,
    explain: bool = False,
    overlays: Path | None = None,
) -> PredictionCounts:
    """Predict `source` and write the answers to `out`, as CSV where that is a text file.

    With `explain`, columns say what moved each answer; `overlays` is a folder for pictures that
    say it of images. Raises errors before the first line.
    """
    predictor = Predictor.open(model)
    _check_explanation(predictor, source, explain, overlays)
    pieces = predictor.answer(source, with_texts=with_inputs)
    if overlays is None:
        return write_answers(predictor, pieces, out, with_inputs=with_inputs, explain=explain)
    pictures = Pictures(predictor, overlays)
    counts = write_answers(predictor, pictures.drawn(pieces), out)
    return replace(counts, explained=pictures.told)


def _check_explanation(
    predictor: Predictor, source: str, explain: bool, overlays: Path | None
) -> None:
    of_images = isinstance(predictor.inputs, ImageInputs)
    if of_images and explain and overlays is None:
        raise ConfigError(
            "what moved the answer to an image is a picture, which needs a folder",
            hint="Add --overlays FOLDER.",
        )
    if overlays is not None and not of_images:
        raise ConfigError(
            "--overlays draws on images, and this model reads tables",
            hint="Write --explain: columns will say what moved each answer.",
        )
    if overlays is not None:
        from nnfs_cli.analysis.overlay_files import refuse_overlay_folder

        refuse_overlay_folder(overlays, Path(source))


class Pictures:
    """Draws what moved the answers, while they pass by on their way into a file."""

    def __init__(self, predictor: Predictor, folder: Path) -> None:
        self._predictor = predictor
        self._folder = folder
        self._written = 0

    def drawn(self, pieces: Iterable[Answered]) -> Iterator[Answered]:
        """The pieces, once the pictures of their images are written."""
        from nnfs_cli.analysis.overlay_files import write_overlays

        predictor, views = self._predictor, self._predictor.image_views
        shape = cast("ImageInputs", predictor.inputs).shape
        for piece in pieces:
            assert piece.pixels is not None, "pieces are of images"
            self._written += write_overlays(
                self._folder,
                piece.names,
                piece.pixels,
                piece.answered,
                views,
                predictor.targets,
                shape,
            )
            yield piece

    @property
    def told(self) -> str:
        """How many there are and how they came to be, in words."""
        from nnfs_cli.analysis.overlay_files import HOW

        pictures = "picture" if self._written == 1 else "pictures"
        return f"{self._written:,} {pictures} in {self._folder}, {HOW}"


def write_answers(
    predictor: Predictor,
    pieces: Iterable[Answered],
    out: TextIO | AnswerWriter,
    *,
    with_inputs: bool = False,
    explain: bool = False,
) -> PredictionCounts:
    """The same for what is answered already, piece after piece."""
    writer = out if isinstance(out, AnswerWriter) else DelimitedAnswers(out)
    lines = Lines(predictor, writer, with_inputs, explain)
    rows, empty = 0, 0
    unknown: Counter[str] = Counter()
    problems: list[DataError] = []
    answers_known = False
    for number, piece in enumerate(pieces):
        if number == 0:
            lines.begin(piece)
            answers_known = not lines.of_images and {*predictor.targets.names} <= {*piece.names}
        writer.write(lines.of(piece))
        rows += len(piece.p)
        empty += int(np.count_nonzero(~piece.answered))
        unknown.update(piece.unknown)
        problems += piece.errors[: MOST_PROBLEMS - len(problems)]
    return PredictionCounts(
        rows,
        empty,
        dict(unknown),
        "image" if lines.of_images else "row",
        tuple(map(str, problems)),
        tuple(dict.fromkeys(problem.hint for problem in problems if problem.hint)),
        meanings(predictor),
        answers_known,
        lines.explained,
    )


def meanings(predictor: Predictor) -> dict[str, str]:
    """Per probability of a yes or no: the class that it is the probability of."""
    targets = predictor.targets
    if targets.task is Task.MULTICLASS:
        return {}
    pairs = zip(targets.names, targets.vocabularies, strict=False)
    return {f"probability_{name}": yes for name, (_, yes) in pairs if yes != "1"}


class Lines:
    """Makes the lines of a file of pieces: the input's cells, the answers, what moved them."""

    def __init__(
        self, predictor: Predictor, writer: AnswerWriter, with_inputs: bool, explain: bool
    ) -> None:
        self.of_images = isinstance(predictor.inputs, ImageInputs)
        self.explained = ""
        self._predictor = predictor
        self._writer = writer
        self._with_inputs = with_inputs
        self._explain = explain

    def begin(self, first: Answered) -> None:
        """Write the header. Raises ConfigError where two columns would be called the same."""
        targets = self._predictor.targets
        front = list(first.names) if self._with_inputs else []
        front = ["file"] if self.of_images else front
        header, numbers = answer_columns(targets), number_columns(targets)
        if self._explain:
            from nnfs_cli.analysis import attribution, cause_table
            from nnfs_cli.analysis.typical_row import NOT_RECORDED

            encoders = self._predictor.encoders
            amount = len(attribution.causes(encoders))
            usual = "" if self._predictor.typical_recorded else f"; {NOT_RECORDED}"
            self.explained = f"{attribution.how(encoders)}{usual}"
            header = header + cause_table.cause_columns(targets, amount)
            numbers = numbers + cause_table.number_columns_of_causes(targets, amount)
        _refuse_collisions(front, header)
        numbers += [column.name for column in _of_numbers(first) if column.name in front]
        self._writer.begin([*front, *header], frozenset(numbers))

    def of(self, piece: Answered) -> Iterator[Row]:
        """The cells of every row; empty ones where there is no answer."""
        columns = answer_cells(self._predictor.targets, piece.p)
        if self._explain:
            columns += self._causes(piece)
        for row in np.flatnonzero(~piece.answered):
            for cells in columns:
                cells[row] = ""
        if self.of_images:
            return zip(piece.names, *columns, strict=True)
        answers = zip(*columns, strict=True)
        return map(add, self._inputs(piece), answers) if self._with_inputs else answers

    def _causes(self, piece: Answered) -> list[list[str]]:
        from nnfs_cli.analysis.attribution import attribution
        from nnfs_cli.analysis.cause_table import cause_cells

        predictor = self._predictor
        subject = predictor.subject(piece.columns)
        return cause_cells(attribution(subject, predictor.typical_columns))

    def _inputs(self, piece: Answered) -> Sequence[Row]:
        """The cells as they are written; where it matters, numbers as Python writes them."""
        numbers = {column.name: column.values for column in _of_numbers(piece)}
        if not self._writer.typed or not piece.texts:
            return piece.texts
        columns: list[Sequence[str]] = list(zip(*piece.texts, strict=True))
        for place, name in enumerate(piece.names):
            if name in numbers:
                columns[place] = [repr(v) if v == v else "" for v in numbers[name].tolist()]
        return list(zip(*columns, strict=True))


def _of_numbers(piece: Answered) -> list[NumericColumn]:
    """What the model reads as numbers, a yes or no left out."""
    columns = [column for column in piece.columns if isinstance(column, NumericColumn)]
    return [column for column in columns if not column.spellings]


def _refuse_collisions(in_front: list[str], header: list[str]) -> None:
    both = [name for name in header if name in in_front]
    if both:
        raise ConfigError(
            f"the input has a column '{both[0]}' already",
            hint="Leave out --with-inputs, or rename the column.",
        )
