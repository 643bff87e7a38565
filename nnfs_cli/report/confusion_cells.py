"""The confusion matrix as a table, each of whose numbers leads to the rows or images behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nnfs_cli.report.examples import Example, Examples
from nnfs_cli.report.png import data_address
from nnfs_cli.task import Task

MOST_IN_A_CELL = 20
MOST_CELLS = 160
"""of the whole page; the largest are kept"""
MOST_BYTES = 1_200_000
"""of the images behind the cells"""
MOST_AS_TABLE = 20
"""classes; the matrix of more is a picture"""
MOST_PAIRS = 20
MOST_LABELS = 12
PICTURE_COLOUR = (61, 127, 224)

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Cell:
    """One number of the matrix."""

    count: int
    share: int
    """how strong its colour is, in percent: mistakes, which are few, by the root of their share"""
    right: bool
    address: str
    """of the examples behind it; "" where none are shown"""


@dataclass(frozen=True)
class Behind:
    """The examples of one cell."""

    address: str
    title: str
    right: bool
    examples: Sequence[Example]
    more: int


@dataclass(frozen=True)
class Matrix:
    """A confusion matrix with what lies behind its numbers."""

    label: str
    """which of several answers it is about; "" for a single one"""
    classes: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    """empty where there are too many classes for a table"""
    picture: str
    """the whole matrix as an image; "" where it is a table"""
    pairs: Sequence[tuple[str, str, Cell]]
    """where it is a picture: the most frequent mistakes as true class, answer and number"""
    behind: Sequence[Behind]


@dataclass(frozen=True, eq=False)
class Question:
    """One answer of the network, with how often it was which, and the cells to look behind."""

    answer: int
    label: str
    classes: Sequence[str]
    table: Counts
    addresses: dict[tuple[int, int], str]


def confusion_matrices(confusion: Counts, examples: Examples) -> list[Matrix]:
    """One for each label of a multi-label task, otherwise a single one."""
    targets = examples.answered.targets
    several = targets.task is Task.MULTILABEL
    tables = list(confusion)[:MOST_LABELS] if several else [confusion]
    chosen = _chosen_cells(tables, several)
    each = _each(examples, len(chosen))
    questions = [
        Question(
            k,
            targets.names[k] if several else "",
            targets.vocabularies[k],
            table,
            {(i, j): address for (label, i, j), address in chosen.items() if label == k},
        )
        for k, table in enumerate(tables)
    ]
    return [_matrix(question, examples, each) for question in questions]


def _chosen_cells(tables: Sequence[Counts], several: bool) -> dict[tuple[int, int, int], str]:
    """The cells whose examples are shown: mistakes first, larger ones first."""
    cells = [
        (k, int(i), int(j)) for k, table in enumerate(tables) for i, j in np.argwhere(table > 0)
    ]
    cells.sort(key=lambda c: (c[1] == c[2], -int(tables[c[0]][c[1], c[2]]), c))
    return {
        (k, i, j): f"cell-{k}-{i}-{j}" if several else f"cell-{i}-{j}"
        for k, i, j in cells[:MOST_CELLS]
    }


def _each(examples: Examples, cells: int) -> int:
    """How many examples a cell shows, so that the page stays of a reasonable size."""
    if not examples.shows_images or not cells:
        return MOST_IN_A_CELL
    some = range(0, examples.answered.rows, max(1, examples.answered.rows // 8))
    size = sum(len(examples.image(row)) for row in some) / max(len(some), 1)
    return int(min(MOST_IN_A_CELL, max(2, MOST_BYTES / (cells * max(size, 1)))))


def _matrix(question: Question, examples: Examples, each: int) -> Matrix:
    table, classes = question.table, question.classes
    shares = table / np.maximum(table.sum(axis=1, keepdims=True), 1)
    rows = [
        [
            Cell(
                int(table[i, j]),
                round(100 * float(shares[i, j] if i == j else np.sqrt(shares[i, j]))),
                i == j,
                question.addresses.get((i, j), ""),
            )
            for j in range(len(classes))
        ]
        for i in range(len(classes))
    ]
    behind = list(_behind(question, examples, each))
    if len(classes) <= MOST_AS_TABLE:
        return Matrix(question.label, classes, rows, "", (), behind)
    wrong = [(int(i), int(j)) for i, j in np.argwhere(table > 0) if i != j]
    wrong.sort(key=lambda c: (-int(table[c]), c))
    pairs = [(classes[i], classes[j], rows[i][j]) for i, j in wrong[:MOST_PAIRS]]
    return Matrix(question.label, classes, (), _picture(shares), pairs, behind)


def _behind(question: Question, examples: Examples, each: int) -> Iterator[Behind]:
    """Of mistakes the most certain ones first, of right answers the least certain."""
    answer, classes = question.answer, question.classes
    answered = examples.answered
    true, said = answered.true_codes[:, answer], answered.said_codes[:, answer]
    for (i, j), address in sorted(question.addresses.items()):
        rows = np.flatnonzero((true == i) & (said == j))
        column = j if answered.targets.task is Task.MULTICLASS else answer
        sure = answered.p[rows, column]
        if answered.targets.task is not Task.MULTICLASS and j == 0:
            sure = 1 - sure
        order = np.argsort(sure if i == j else -sure, kind="stable")
        shown = [examples.of_class(int(row), answer) for row in rows[order[:each]]]
        title = f"{classes[i]}, rightly" if i == j else f"{classes[i]} taken for {classes[j]}"
        title = f"{question.label}: {title}" if question.label else title
        yield Behind(address, title, i == j, shown, len(rows) - len(shown))


def _picture(shares: npt.NDArray[np.float64]) -> str:
    """A square of pixels whose opacity is the share of the true class."""
    scale = max(1, 240 // len(shares))
    pixels = np.zeros((*shares.shape, 4), np.uint8)
    pixels[..., :3] = PICTURE_COLOUR
    pixels[..., 3] = np.rint(255 * np.sqrt(shares)).astype(np.uint8)
    return data_address(pixels.repeat(scale, axis=0).repeat(scale, axis=1))
