"""Answers for new data as CSV: a line for every row, in the words and units of the target."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from operator import add
from pathlib import Path
from typing import Literal, TextIO

import numpy as np

from nnfs_cli.answer_table import answer_cells, answer_columns
from nnfs_cli.data.image_inputs import ImageInputs
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


def predict_file(
    model: Path, source: str, out: TextIO, *, with_inputs: bool = False
) -> PredictionCounts:
    """Predict `source` and write the CSV to `out`. Raises errors before the first line."""
    predictor = Predictor.open(model)
    of_images = isinstance(predictor.inputs, ImageInputs)
    writer = csv.writer(out, lineterminator="\n")
    rows, empty = 0, 0
    unknown: Counter[str] = Counter()
    problems: list[DataError] = []
    header = answer_columns(predictor.targets)
    answers_known = False
    for number, piece in enumerate(predictor.answer(source, with_texts=with_inputs)):
        if number == 0:
            in_front = ["file"] if of_images else list(piece.names) if with_inputs else []
            _refuse_collisions(in_front, header)
            answers_known = not of_images and {*predictor.targets.names} <= {*piece.names}
            writer.writerow([*in_front, *header])
        writer.writerows(_lines(predictor, piece, with_inputs))
        rows += len(piece.p)
        empty += int(np.count_nonzero(~piece.answered))
        unknown.update(piece.unknown)
        problems += piece.errors[: MOST_PROBLEMS - len(problems)]
    return PredictionCounts(
        rows,
        empty,
        dict(unknown),
        "image" if of_images else "row",
        tuple(map(str, problems)),
        tuple(dict.fromkeys(problem.hint for problem in problems if problem.hint)),
        _meanings(predictor),
        answers_known,
    )


def _meanings(predictor: Predictor) -> dict[str, str]:
    targets = predictor.targets
    if targets.task is Task.MULTICLASS:
        return {}
    pairs = zip(targets.names, targets.vocabularies, strict=False)
    return {f"probability_{name}": yes for name, (_, yes) in pairs if yes != "1"}


def _refuse_collisions(in_front: list[str], header: list[str]) -> None:
    both = [name for name in header if name in in_front]
    if both:
        raise ConfigError(
            f"the input has a column '{both[0]}' already",
            hint="Leave out --with-inputs, or rename the column.",
        )


def _lines(predictor: Predictor, piece: Answered, with_inputs: bool) -> Iterator[tuple[str, ...]]:
    """The cells of every row; empty ones where there is no answer."""
    columns = answer_cells(predictor.targets, piece.p)
    for row in np.flatnonzero(~piece.answered):
        for cells in columns:
            cells[row] = ""
    if isinstance(predictor.inputs, ImageInputs):
        return zip(piece.names, *columns, strict=True)
    answers = zip(*columns, strict=True)
    return map(add, piece.texts, answers) if with_inputs else answers
