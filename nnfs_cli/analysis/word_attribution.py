"""What moved the answer where texts are bags of words: every word stands for itself.

To say that "the text" moved the answer says nothing, and a vocabulary is too large for all orders
of its words. Integrated gradients go the straight way from the typical row, whose text is empty, to
the row at hand, and sum up the slopes of the answer along each input, times its change. The inputs
of one category count together. The shares add up to the difference between the two answers, but for
the width of the steps.

Formula:
    IG = (x - b) mean over a of dp/dx at b + a (x - b),  a in the middles of `steps` parts of [0, 1]
        x: row  b: typical row  p: the answer, as a probability or in the target's unit
Source:
    Sundararajan, Taly and Yan, Axiomatic attribution for deep networks, ICML 2017.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from nnfs_cli.analysis.subject import Subject, View
from nnfs_cli.data.raw_columns import RawColumn
from nnfs_cli.data.table_encoder import TableEncoder
from nnfs_cli.data.text_input import TextInput
from nnfs_cli.engine.buffers import Array
from nnfs_cli.task import Task

Floats = npt.NDArray[np.float64]

FEWEST_STEPS, MOST_STEPS = 32, 256
TOLERANCE = 0.01
"""steps are doubled until the shares of a row add up to within this part of the larger answer"""


def has_bags(encoder: TableEncoder) -> bool:
    """Whether a column is a text that enters the network as a bag of words."""
    return any(isinstance(c, TextInput) and c.length is None for c in encoder.columns)


def causes_of(encoders: Sequence[TableEncoder]) -> tuple[str, ...]:
    """What can move an answer: the columns, and in place of a bag of words each of them, as
    ``review=great``. The members of an ensemble may know different words.
    """
    return tuple(dict.fromkeys(name for encoder in encoders for name in _names(encoder)))


def _names(encoder: TableEncoder) -> list[str]:
    """For each input the cause that it belongs to."""
    return [
        name if isinstance(column, TextInput) and column.length is None else column.name
        for column in encoder.columns
        for name in column.input_names
    ]


def shares_of_words(
    subject: Subject, typical: Sequence[RawColumn]
) -> tuple[Floats, Floats, Floats]:
    """The shares (rows, causes, questions), and the answers (rows, questions) to the typical row
    and to the rows, for the causes of all views together.
    """
    place = {name: k for k, name in enumerate(causes_of([v.encoder for v in subject.views]))}
    of_views = [[place[name] for name in _names(view.encoder)] for view in subject.views]
    starts = [view.encoder.encode(typical, view.x.dtype).x for view in subject.views]
    p, b = (subject.decoded(subject.outputs(rows)) for rows in (None, starts))
    outputs = [[int(row.argmax())] for row in p]
    if subject.task is not Task.MULTICLASS:
        outputs = [list(range(p.shape[1]))] * len(p)
    answers, blank = np.empty((2, len(p), 1 if subject.task is Task.MULTICLASS else p.shape[1]))
    shares = np.zeros((len(p), len(place), answers.shape[1]))
    for row, asked in enumerate(outputs):
        answers[row], blank[row] = p[row, asked], b[0, asked]
        for k, output in enumerate(asked):
            shares[row, :, k] = _shares(subject, starts, of_views, row, output, p[row] - b[0])
    return shares, blank, answers


def _shares(
    subject: Subject,
    starts: Sequence[Array],
    of_views: Sequence[Sequence[int]],
    row: int,
    output: int,
    change: Floats,
) -> Floats:
    """Of one row and output, with as many steps as it takes; all causes, those of no view are 0."""
    causes = 1 + max(max(of_view) for of_view in of_views)
    steps = FEWEST_STEPS
    while True:
        shares = np.zeros(causes)
        for view, start, of_view in zip(subject.views, starts, of_views, strict=True):
            own = _shares_of_inputs(view, start[0], view.x[row], output, steps)
            shares += np.bincount(of_view, own, causes) / len(subject.views)
        error = abs(shares.sum() - change[output])
        if error <= TOLERANCE * max(abs(change[output]), 0.05) or steps == MOST_STEPS:
            return shares
        steps *= 2


def _shares_of_inputs(view: View, start: Array, row: Array, output: int, steps: int) -> Floats:
    """IG of every input (inputs,) of one network."""
    scalers = view.targets.scalers
    scaler = scalers[output] if scalers else None
    way = ((np.arange(steps) + 0.5) / steps).astype(row.dtype)
    change = row - start
    dy = np.zeros((steps, view.targets.outputs), row.dtype)
    dy[:, output] = scaler.std if scaler else 1.0
    slopes = view.network.input_slopes(start + way[:, None] * change, dy)
    shares: Floats = change[:-1].astype(np.float64) * slopes.mean(axis=0, dtype=np.float64)
    return shares
