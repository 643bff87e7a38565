"""A single case that a person types, its answer, and what moved it.

The row is read as one of a file would be, so its answer is the same. A name that the model does
not know is a mistake here, though a file may have columns more: it is a slip of the finger.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from nnfs_cli.data.cells import MISSING
from nnfs_cli.data.classes import written
from nnfs_cli.data.columns import BooleanInput, CategoricalInput, EncodedColumn
from nnfs_cli.data.image_inputs import ImageInputs
from nnfs_cli.data.raw_columns import CategoricalColumn, NumericColumn, RawColumn
from nnfs_cli.data.row_text import quoted, read_row
from nnfs_cli.errors import ConfigError, NNError, raise_together
from nnfs_cli.predictor import Answered, Predictor
from nnfs_cli.suggestions import closest, listed
from nnfs_cli.task import Task

Floats = npt.NDArray[np.float64]
Value: TypeAlias = str | float | None

WORD = "in the text", "not there"
"""the value and the typical value of a word that moved the answer"""
MOST_NAMED = 12
"""columns in a hint"""


@dataclass(frozen=True, eq=False)
class AskedRows:
    """Rows that were typed, answered."""

    predictor: Predictor
    rows: tuple[dict[str, str], ...]
    """the cells of each as they were written"""
    piece: Answered
    filled: dict[str, str]
    """columns that some row leaves out, and what stands for them, as in training"""
    strange: tuple[str, ...]
    """sentences about words that training never saw"""


@dataclass(frozen=True)
class Cause:
    """What one column did to an answer."""

    column: str
    value: Value
    typical: Value
    effect: float


@dataclass(frozen=True)
class RowAnswer:
    """The answer to one question about one row."""

    target: str
    predicted: str | float
    probabilities: dict[str, float]
    """of each class; empty for numbers"""
    threshold: float | None
    """above what probability it is a yes, for a yes or no"""
    explained: str
    """the column of a file that the effects are about"""
    answer: float
    typical_answer: float | None
    """for the typical row; None where nobody asked for causes"""
    causes: tuple[Cause, ...]
    """every column, the largest effect first; they add up to answer - typical_answer"""


def ask(model: Path, texts: Sequence[str]) -> AskedRows:
    """Answer the rows that the texts say. Raises every mistake in them."""
    from nnfs_cli.data.table_in_memory import columns_in_memory

    predictor = Predictor.open(model)
    inputs = predictor.inputs
    if isinstance(inputs, ImageInputs):
        raise ConfigError("this model reads images, not rows", "--row", "Name an image instead.")
    places = ["--row"] if len(texts) == 1 else [f"--row {k}" for k in range(1, len(texts) + 1)]
    rows = [read_row(text, place) for text, place in zip(texts, places, strict=True)]
    raise_together(
        [
            mistake
            for row, place in zip(rows, places, strict=True)
            for mistake in _mistakes(row, predictor, inputs.columns, place)
        ]
    )
    every = [{column.name: row.get(column.name, "") for column in inputs.columns} for row in rows]
    raise_together([*_wrong_cells(every, inputs.columns, places)])
    columns = columns_in_memory(every, inputs.columns)
    p, answered, unknown = predictor.outputs_of_columns(columns)
    names = tuple(dict.fromkeys(name for row in rows for name in row))
    cells = [tuple(row.get(name, "") for name in names) for row in rows]
    piece = Answered(p, answered, names, cells, (), unknown, (), columns)
    filled = {
        column.name: _shown(_fill(column))
        for column in inputs.columns
        if any(_is_missing(row.get(column.name, "")) for row in rows)
    }
    strange = tuple(_strange_words(inputs.columns, rows))
    return AskedRows(predictor, tuple(rows), piece, filled, strange)


def _mistakes(
    row: Mapping[str, str], predictor: Predictor, columns: Sequence[EncodedColumn], place: str
) -> Iterator[NNError]:
    known = [column.name for column in columns]
    for name in row:
        if name in predictor.targets.names:
            yield ConfigError(f"'{name}' is what the model answers", place, "Leave it out.")
        elif name not in known:
            near = closest(name, known)
            suggestion = f"; did you mean '{near}'?" if near else ""
            hint = f"It reads: {listed(known)}."
            yield ConfigError(f"the model knows no column '{name}'{suggestion}", place, hint)
    needed = [
        column
        for column in columns
        if column.fill is None and _is_missing(row.get(column.name, ""))
    ]
    if needed:
        names = listed([column.name for column in needed], MOST_NAMED)
        yield ConfigError(f"the model also needs {names}", place, _example(needed, predictor))


def _wrong_cells(
    rows: Sequence[Mapping[str, str]], columns: Sequence[EncodedColumn], places: Sequence[str]
) -> Iterator[NNError]:
    """What is said about cells that a column cannot hold, at the place of their row."""
    from nnfs_cli.data.table_in_memory import columns_in_memory

    for row, place in zip(rows, places, strict=True):
        try:
            columns_in_memory([row], columns)
        except NNError as error:
            yield from (ConfigError(one.message, place) for one in error.mistakes())


def _example(needed: Sequence[EncodedColumn], predictor: Predictor) -> str:
    """Typical values of these columns, as they can be typed."""
    typical = {column.name: column for column in predictor.typical_columns}
    pairs = [
        f"{quoted(column.name)}={quoted(_shown(_cell(typical[column.name], 0)))}"
        for column in needed[:MOST_NAMED]
    ]
    more = ", …" if len(needed) > MOST_NAMED else ""
    return f"Typical values, to put in: {', '.join(pairs)}{more}"


def _fill(column: EncodedColumn) -> Value:
    """What stands for a missing value, as a table would say it."""
    if isinstance(column, BooleanInput) and column.fill is not None:
        return column.words[int(column.fill > 0.5)]
    return column.fill


def _is_missing(cell: str) -> bool:
    return cell.strip().lower() in MISSING


def _strange_words(
    columns: Sequence[EncodedColumn], rows: Sequence[Mapping[str, str]]
) -> Iterator[str]:
    for column in columns:
        if not isinstance(column, CategoricalInput):
            continue
        for word in dict.fromkeys(row.get(column.name, "").strip() for row in rows):
            if word in column.categories or _is_missing(word):
                continue
            near = closest(word, column.categories)
            known = f"known: {listed(column.categories, MOST_NAMED)}"
            suggestion = f"did you mean '{near}'?" if near else known
            yield f"{column.name}: training never saw '{word}'; {suggestion}"


Causes: TypeAlias = tuple[float, tuple[Cause, ...]]
"""the answer for the typical row, and what each column did"""


def row_answers(asked: AskedRows, *, explain: bool = False) -> list[tuple[RowAnswer, ...]]:
    """For each row an answer to each question: one, or one for each target or label.

    Of a row that has no answer, as a number in it is far too large, there is nothing.
    """
    predictor, piece = asked.predictor, asked.piece
    numbers = np.asarray(predictor.targets.decode(piece.p), np.float64)
    said = _said(predictor, piece, numbers)
    nothing: Sequence[Sequence[Causes | None]] = [
        [None] * len(predictor.targets.answer_names)
    ] * len(said)
    causes: Sequence[Sequence[Causes | None]] = nothing
    if explain:
        causes = _causes(predictor, piece)
    return [
        tuple(
            _answer(predictor, said[row][k], numbers[row], k, causes[row][k])
            for k in range(len(predictor.targets.answer_names))
        )
        if piece.answered[row]
        else ()
        for row in range(len(piece.p))
    ]


def _said(predictor: Predictor, piece: Answered, numbers: Floats) -> list[list[str | float]]:
    if predictor.model.task is Task.REGRESSION:
        return [list(row) for row in numbers.tolist()]
    return [list(row) for row in predictor.targets.class_names(piece.p).tolist()]


def _answer(
    predictor: Predictor,
    said: str | float,
    numbers: Floats,
    k: int,
    causes: Causes | None,
) -> RowAnswer:
    targets = predictor.targets
    name = targets.answer_names[k]
    probabilities: dict[str, float] = {}
    explained, answer = f"predicted_{name}", float(numbers[k])
    if targets.task is Task.MULTICLASS:
        probabilities = dict(zip(targets.classes, numbers.tolist(), strict=True))
        explained, answer = f"probability_{said}", probabilities[str(said)]
    elif targets.task is not Task.REGRESSION:
        no, yes = targets.vocabularies[k]
        probabilities = {yes: answer, no: 1 - answer}
        explained = f"probability_{name}"
    typical, effects = causes or (None, ())
    threshold = targets.thresholds.get(name)
    return RowAnswer(name, said, probabilities, threshold, explained, answer, typical, effects)


def _causes(predictor: Predictor, piece: Answered) -> Sequence[Sequence[Causes]]:
    """By row and question: the typical answer, and every column's effect."""
    from nnfs_cli.analysis.attribution import attribution

    typical = predictor.typical_columns
    found = attribution(predictor.subject(piece.columns), typical)
    columns = list(zip(predictor.encoders[0].columns, piece.columns, typical, strict=True))
    by_row = []
    for row in range(len(piece.p)):
        cells = {
            ours.name: (_filled(encoder, ours, row), _cell(usual, 0))
            for encoder, ours, usual in columns
        }
        by_row.append(
            [
                (float(start), _ranked(found.columns, effects, cells))
                for start, effects in zip(found.typical[row], found.effects[row].T, strict=True)
            ]
        )
    return by_row


def _ranked(
    names: Sequence[str], effects: Floats, cells: Mapping[str, tuple[Value, Value]]
) -> tuple[Cause, ...]:
    """The largest effect first; words that are not in the text are left out."""
    return tuple(
        Cause(names[place], *cells.get(names[place], WORD), float(effects[place]))
        for place in np.argsort(-np.abs(effects), kind="stable")
        if names[place] in cells or effects[place]
    )


def _filled(encoder: EncodedColumn, column: RawColumn, row: int) -> Value:
    """What a cell says, or what stands for it where it is missing."""
    cell = _cell(column, row)
    return _fill(encoder) if cell is None else cell


def _cell(column: RawColumn, row: int) -> Value:
    """What a cell says, None where it is missing."""
    if isinstance(column, NumericColumn):
        value = float(column.values[row])
        if value != value:
            return None
        return column.spellings[int(value)] if column.spellings else value
    if isinstance(column, CategoricalColumn):
        code = int(column.codes[row])
        return column.vocabulary[code] if code >= 0 else None
    text = column.texts[row]
    return None if text is None else str(text)


def _shown(value: Value) -> str:
    """A value for a sentence, a number with four digits that matter."""
    if isinstance(value, float | int):
        return written(float(f"{value:.4g}"))
    return value or "nothing"
