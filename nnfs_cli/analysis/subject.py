"""What is looked at: a trained network, rows to ask it about, and which column became which inputs.

A column of a table may be one input of the network or many, as a category has one for each word.
The analyses move whole columns, so all of them ask through here. Of an ensemble every network
sees the same rows through an encoder of its own, and the answer is the mean.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from nnfs_cli.data.columns import EncodedColumn, NumericInput
from nnfs_cli.data.dataset import Targets
from nnfs_cli.data.raw_columns import Indices, RawColumn
from nnfs_cli.data.table_encoder import TableEncoder
from nnfs_cli.data.targets import TargetEncoder
from nnfs_cli.engine.answers import Answers
from nnfs_cli.engine.buffers import Array
from nnfs_cli.engine.network import Network
from nnfs_cli.task import Task

if TYPE_CHECKING:
    from nnfs_cli.build.plan import Plan
    from nnfs_cli.build.prepared_data import PreparedData


@dataclass(frozen=True, eq=False)
class View:
    """One network, and the rows as it sees them."""

    network: Network
    encoder: TableEncoder
    targets: TargetEncoder
    """that it was trained with"""
    x: Array
    """shape (rows, width + 1); the last column is all ones"""

    @cached_property
    def stretches(self) -> list[slice]:
        """For each column the inputs it became."""
        return stretches_of(self.encoder)

    def outputs(self, x: Array) -> Array:
        """Its raw outputs (n, outputs) for rows (n, width + 1)."""
        with np.errstate(all="ignore"):  # what is no number has no score, and says so there
            return self.network.predict(x)


@dataclass(frozen=True, eq=False)
class Subject:
    """A trained network or ensemble beside rows that it can be asked about."""

    views: tuple[View, ...]
    t: Targets
    """shape (rows, outputs): the right answers, encoded; (rows, 0) where nobody knows them"""
    targets: TargetEncoder
    """what the answers mean"""

    @classmethod
    def of(
        cls,
        plan: Plan,
        networks: Sequence[Network],
        rows: Indices,
        targets: TargetEncoder | None = None,
    ) -> Subject | None:
        """The rows of a run, by their positions in its dataset; None for images.

        `networks` is the run's one network, or those of all its folds for an ensemble; `targets`
        is given where a threshold was chosen after training.
        """
        if not isinstance(plan.data.inputs, TableEncoder):
            return None
        views = tuple(
            _view(network, plan.data if len(networks) == 1 else plan.of_fold(number).data, rows)
            for number, network in enumerate(networks, start=1)
        )
        return cls(views, plan.data.dataset.t[rows], targets or plan.data.targets)

    @property
    def columns(self) -> tuple[EncodedColumn, ...]:
        """What the network reads, in its order."""
        return self.views[0].encoder.columns

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @property
    def task(self) -> Task:
        return self.targets.task

    @property
    def rows(self) -> int:
        return len(self.t)

    @property
    def width(self) -> int:
        """How many inputs the widest of its networks has."""
        return max(view.encoder.width for view in self.views)

    def take(self, rows: Indices) -> Subject:
        """The same with some of its rows."""
        views = tuple(replace(view, x=view.x[rows]) for view in self.views)
        return replace(self, views=views, t=self.t[rows])

    def sampled(self, most: int, seed: int) -> Subject:
        """At most so many of its rows, drawn at random and kept in order."""
        if self.rows <= most:
            return self
        drawn = np.random.default_rng(seed).choice(self.rows, most, replace=False)
        return self.take(np.sort(drawn))

    def outputs(self, x: Sequence[Array] | None = None) -> Array:
        """Raw outputs (n, outputs), for its own rows or for others, encoded once for each view."""
        rows = [view.x for view in self.views] if x is None else x
        own = [view.outputs(of_view) for view, of_view in zip(self.views, rows, strict=True)]
        encoders = [view.targets for view in self.views]
        return self.targets.mean_outputs(list(zip(encoders, own, strict=True)))

    def decoded(self, p: Array) -> npt.NDArray[np.float64]:
        """Outputs in the user's units: numbers, or probabilities."""
        return np.asarray(self.targets.decode(p), np.float64)

    def answers(self, p: Array, t: Targets | None = None) -> Answers:
        """Outputs beside the right answers, for a metric to judge."""
        right = self.targets.decode(self.t if t is None else t)
        return Answers(self.targets.decode(p), right, self.task, self.targets.threshold)

    def stretches(self, place: int) -> list[slice]:
        """Where each view has the inputs that the column at `place` became."""
        return [view.stretches[place] for view in self.views]

    def encoded(self, place: int, values: RawColumn) -> Iterator[Array]:
        """Values of the column at `place` as each view sees them, (values, its inputs)."""
        for view in self.views:
            column = view.encoder.columns[place]
            out: Array = np.empty((values.rows, len(column.input_names)), view.x.dtype)
            column.encode(values, out)
            yield out

    def numbers(self, place: int) -> npt.NDArray[np.float64]:
        """The numbers of a numeric column (rows,) in its own unit, missing ones as they are filled.

        They come out of the encoded rows, so they are as exact as float32.
        """
        column = self.columns[place]
        assert isinstance(column, NumericInput), "a column of numbers"
        view = self.views[0]
        z = view.x[:, view.stretches[place].start].astype(np.float64)
        for step in reversed(column.steps):
            z = step.inverse(z)
        return z


def stretches_of(encoder: TableEncoder) -> list[slice]:
    """For each column the inputs it became, which lie side by side."""
    ends = list(accumulate(len(column.input_names) for column in encoder.columns))
    return [slice(start, end) for start, end in zip([0, *ends[:-1]], ends, strict=True)]


def _view(network: Network, data: PreparedData, rows: Indices) -> View:
    assert isinstance(data.inputs, TableEncoder)
    return View(network, data.inputs, data.targets, np.asarray(data.dataset.x[rows], network.dtype))
