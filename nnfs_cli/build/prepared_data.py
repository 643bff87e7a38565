"""Data ready for training: arrays, parts, and encoders that read new data the same way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np
import numpy.typing as npt

from nnfs_cli.config.schema import Config
from nnfs_cli.data.dataset import Dataset
from nnfs_cli.data.folds import Fold, forward_folds, k_folds, rare_classes
from nnfs_cli.data.raw_columns import Indices, RawColumn
from nnfs_cli.data.split import Split
from nnfs_cli.data.targets import TargetEncoder
from nnfs_cli.errors import ConfigError
from nnfs_cli.suggestions import listed
from nnfs_cli.task import Task


class Inputs(Protocol):
    """What a model file keeps about its inputs."""

    @property
    def input_names(self) -> tuple[str, ...]:
        """What enters the network, for a person."""

    def to_json(self) -> dict[str, Any]: ...


@dataclass(frozen=True, eq=False)
class TableFacts:
    """A table as it was read, for whoever shows its rows and says what was left out."""

    read_columns: Callable[[], tuple[RawColumn, ...]]
    rows_in_file: int
    rows_filtered: int
    """left out by filters"""
    rows_dropped: int
    """left out because a cell is missing"""
    missing: Mapping[str, int]
    """missing cells of each column that has some, among the rows that pass the filters"""

    @cached_property
    def columns(self) -> tuple[RawColumn, ...]:
        """The features of every row of the dataset; long ones lie in a file."""
        return self.read_columns()


@dataclass(frozen=True, eq=False)
class PreparedData:
    """Everything that training, evaluation and the run directory need to know about the data."""

    dataset: Dataset
    split: Split
    inputs: Inputs
    targets: TargetEncoder
    numbers: tuple[npt.NDArray[np.float64], ...] | None
    """of regression: each target as the data have it, shape (rows,)"""
    task: Task
    row_title: Literal["row", "file"]
    row_names: npt.NDArray[np.int64] | tuple[str, ...]
    """what to call each row of the dataset: its number in the table, or the image's file"""
    resolved: Any
    """the config's dataset section with everything that was found out filled in"""
    notes: tuple[str, ...]
    """sentences about what was sniffed, chosen and left out"""
    sources: tuple[Path, ...]
    vocabulary_size: int | None = None
    """of texts that come as sequences: the largest number of a word"""
    folds: tuple[Fold, ...] = ()
    """row indices of each fold where the config asks for some"""
    table: TableFacts | None = None
    """None for images"""
    refit: Callable[[Split], PreparedData] | None = None
    """with folds: the same data with other parts, everything fitted on those training rows"""


def make_folds(
    config: Config,
    rows: Indices,
    labels: npt.NDArray[np.intp] | None,
    groups: npt.NDArray[np.int32] | None,
    when: npt.NDArray[np.int32] | None = None,
) -> tuple[Fold, ...]:
    """The folds that the config asks for, of the rows that are not for testing."""
    split = config.split
    if split.k_folds is None:
        return ()
    if when is not None:
        return tuple(forward_folds(rows, split.k_folds, when[rows]))
    return tuple(
        k_folds(
            rows,
            split.k_folds,
            seed=config.seed,
            labels=None if labels is None else labels[rows],
            groups=None if groups is None else groups[rows],
            shuffle=split.shuffle,
            repeats=split.repeats,
        )
    )


def note_on_rare_classes(
    config: Config, rows: Indices, labels: npt.NDArray[np.intp] | None, names: tuple[str, ...]
) -> tuple[str, ...]:
    """A sentence about classes that some folds will not have."""
    if config.split.k_folds is None or labels is None:
        return ()
    rare = rare_classes(labels[rows], config.split.k_folds, names)
    return (f"fewer rows than folds, so some folds have none: {listed(rare)}",) * bool(rare)


def stratification(config: Config, task: Task, t: npt.NDArray[Any]) -> npt.NDArray[np.intp] | None:
    """The class of each row where the parts shall be fair to classes, otherwise None.

    `auto` is on for a single answer among classes, unless the rows are to keep their order.
    """
    one_answer = task in (Task.BINARY, Task.MULTICLASS)
    if config.split.stratify == "auto":
        wanted = one_answer and config.split.shuffle and config.split.time is None
    else:
        wanted = config.split.stratify
    if not wanted:
        return None
    if not one_answer:
        raise ConfigError(
            f"stratify needs one class for each row; this is {task.value}",
            "split.stratify",
            hint="Write stratify: auto.",
        )
    return t.argmax(axis=1) if task is Task.MULTICLASS else t[:, 0].astype(np.intp)


def part_fraction(part: float | str) -> float:
    """0 for a part that has a file of its own: nothing is held out for it."""
    return 0.0 if isinstance(part, str) else part


def validation_fraction(config: Config) -> float:
    """0 too where folds take the place of the part."""
    return 0.0 if config.split.k_folds is not None else part_fraction(config.split.validation)
