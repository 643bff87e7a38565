"""Tables that were made ready for training before: split, encoded and scaled, to begin at once.

An entry of the cache is named after the bytes of the file, all of the config that decides what
enters the network, and the versions that made it; it is mapped into memory and not copied. What
JSON cannot say to the last bit has no entry, and neither have texts, folds, files apart for some
rows, and what begins as a model: those go by way of the table alone.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeAlias, cast

import numpy as np
import numpy.typing as npt
import orjson

from nnfs_cli import __version__
from nnfs_cli.build.prepared_data import PreparedData, TableFacts
from nnfs_cli.build.question import Hints
from nnfs_cli.config.dataset_section import TableDataset
from nnfs_cli.config.loading import LoadedConfig
from nnfs_cli.data.cache_entries import (
    CACHE_FOLDER,
    LARGE_FILE,
    MOST_BYTES,
    Entry,
    aligned,
    entry_name,
    new_entry,
    read_entry,
)
from nnfs_cli.data.columns import NetworkInputs
from nnfs_cli.data.dataset import Dataset
from nnfs_cli.data.raw_columns import RawColumn
from nnfs_cli.data.split import PARTS, Split
from nnfs_cli.data.stored_values import (
    GROUP_ROWS,
    Fill,
    StoredValues,
    filled_blocks,
    filled_by_block,
)
from nnfs_cli.data.table_encoder import TableEncoder
from nnfs_cli.data.table_entry import TableEntry
from nnfs_cli.data.targets import TargetEncoder
from nnfs_cli.errors import NNError
from nnfs_cli.files.file_digests import FileState, sha256_of
from nnfs_cli.files.json_files import JsonObject
from nnfs_cli.task import Task

MAGIC = b"nn-ready"
ENTRY_FORMAT = 1
COUNTS = ("rows_in_file", "rows_filtered", "rows_dropped", "missing")

Values: TypeAlias = npt.NDArray[Any]


@dataclass(frozen=True)
class KeptRows:
    """The place of an entry, whether there is one or not."""

    path: Path
    section: TableDataset
    source: Path
    state: FileState
    """of the file, before anything was read from it"""
    read_columns: Callable[[], tuple[RawColumn, ...]]
    """the features, from the file itself"""

    @classmethod
    def of(
        cls,
        loaded: LoadedConfig,
        section: TableDataset,
        hints: Hints,
        read_columns: Callable[[], tuple[RawColumn, ...]],
    ) -> KeptRows | None:
        """None where no entry is worth it, or possible."""
        config = loaded.config
        texts = any(column.type == "text" for column in section.columns.values())
        apart = isinstance(config.split.validation, str) or isinstance(config.split.test, str)
        begins_as_a_model = config.model.init_from is not None
        if texts or apart or begins_as_a_model or config.split.k_folds is not None:
            return None
        source = loaded.resolve(section.path)
        with suppress(OSError):
            state = FileState.of(source)
            if state.size >= LARGE_FILE and source.is_file():
                path = CACHE_FOLDER / f"{_name(loaded, section, hints, source)}.rows"
                return cls(path, section, source, state, read_columns)
        return None

    def read(self) -> PreparedData | None:
        """What was kept; None where nothing was, or where it is damaged."""
        try:
            return self._prepared(read_entry(self.path, MAGIC))
        except (OSError, ValueError, LookupError, TypeError, NNError):
            return None

    def _prepared(self, entry: Entry) -> PreparedData:
        facts, arrays = entry.facts, _arrays(entry)
        table = TableEntry(CACHE_FOLDER / facts["table"]["entry"])
        task, inputs = Task(facts["task"]), TableEncoder.from_json(facts["inputs"])
        numbers = tuple(values for name, values in arrays.items() if name.startswith("numbers"))
        dataset = Dataset(
            arrays["x"], arrays["t"], (inputs.width,), task, weights=arrays.get("weights")
        )
        return PreparedData(
            dataset=dataset,
            split=Split.of(arrays["parts"]),
            inputs=inputs,
            targets=TargetEncoder.from_json(facts["targets"], task, "targets"),
            numbers=numbers or None,
            task=task,
            row_title="row",
            row_names=arrays["row_names"],
            resolved=_section(facts["resolved"], self.section),
            notes=(
                *facts["notes"],
                f"read before: its rows come from {CACHE_FOLDER}/, ready for training",
            ),
            sources=(self.source,),
            table=TableFacts(
                partial(self._columns, table), *(facts["table"][count] for count in COUNTS)
            ),
        )

    def _columns(self, table: TableEntry) -> tuple[RawColumn, ...]:
        """The features as they were read, of a table that was looked for in time."""
        try:
            return table.read()[2]["features"]
        except (OSError, ValueError):  # damaged
            return self.read_columns()

    def keep(
        self,
        data: PreparedData,
        table: Path,
        rows: int,
        width: int,
        fill: Fill,
        dtype: npt.DTypeLike,
    ) -> NetworkInputs:
        """The inputs of `data`, which has none yet, made as `filled_by_block` makes them, and
        kept with all the rest where that is possible, beside the entry of the `table`.
        """
        arrays = _arrays_beside_inputs(data)
        layout = {name: (values.dtype.str, values.shape) for name, values in arrays.items()}
        layout["x"] = np.dtype(dtype).str, (rows, width)
        facts = _facts(data, table) | {"arrays": list(layout.items())}
        size = sum(aligned(_length(*array)) for array in layout.values())
        with suppress(OSError):
            fits = size + table.stat().st_size <= MOST_BYTES
            if fits and FileState.of(self.source) == self.state and self._is_faithful(facts, data):
                with new_entry(self.path, MAGIC, facts, size) as append:
                    for values in arrays.values():
                        _append_all(values, append)
                    for x in filled_blocks(rows, width, fill, dtype):
                        append(x)
                return _arrays(read_entry(self.path, MAGIC, trusted=True))["x"]
        return filled_by_block(rows, width, fill, dtype)

    def _is_faithful(self, facts: JsonObject, data: PreparedData) -> bool:
        """Whether JSON says the same of the data as they do."""
        try:
            said = orjson.loads(orjson.dumps(facts))
            read = (
                TableEncoder.from_json(said["inputs"]),
                TargetEncoder.from_json(said["targets"], data.task, "targets"),
                _section(said["resolved"], self.section),
            )
        except (TypeError, ValueError, NNError):
            return False
        return read == (data.inputs, data.targets, data.resolved)


def _name(loaded: LoadedConfig, section: TableDataset, hints: Hints, source: Path) -> str:
    """A name for the bytes of the file and everything else that the rows follow from."""
    config = loaded.config
    asked = (
        section.model_copy(update={"path": ""}),
        *(config.preprocessing, config.split, config.seed, config.training.precision),
        *(config.evaluation.fixed_threshold, hints.activation, hints.loss),
    )
    makers = (ENTRY_FORMAT, __version__, version("duckdb"), np.__version__, sys.byteorder)
    return entry_name(sha256_of(source), asked, makers)


def _facts(data: PreparedData, table: Path) -> JsonObject:
    counts = {count: getattr(data.table, count) for count in COUNTS}
    return {
        "table": {"entry": table.name, **counts},
        "task": data.task.value,
        "inputs": data.inputs.to_json(),
        "targets": data.targets.to_json(),
        "resolved": data.resolved.model_dump(mode="json"),
        "notes": data.notes,
    }


def _section(said: JsonObject, asked: TableDataset) -> TableDataset:
    """The section with all that was found out, and the path that it has this time."""
    return TableDataset.model_validate({**said, "path": asked.path})


def _arrays_beside_inputs(data: PreparedData) -> dict[str, Values]:
    """By name; numbers of long tables lie in a file themselves."""
    parts = np.empty(len(data.dataset.t), np.int8)
    for part, name in enumerate(PARTS):
        parts[getattr(data.split, name)] = part
    assert isinstance(data.row_names, np.ndarray | StoredValues), "tables number their rows"
    arrays = {"t": data.dataset.t, "parts": parts, "row_names": cast(Values, data.row_names)}
    for place, values in enumerate(data.numbers or ()):
        arrays[f"numbers {place}"] = values
    return arrays if data.dataset.weights is None else arrays | {"weights": data.dataset.weights}


def _append_all(values: Values, append: Callable[[Values], None]) -> None:
    for start in range(0, len(values), GROUP_ROWS):
        append(np.ascontiguousarray(values[start : start + GROUP_ROWS]))
    append(np.zeros(aligned(values.nbytes) - values.nbytes, np.uint8))


def _arrays(entry: Entry) -> dict[str, Values]:
    """The arrays of an entry by name, where they lie."""
    arrays, start = {}, entry.start
    for name, (dtype, shape) in entry.facts["arrays"]:
        content = np.asarray(entry.content)[start : start + _length(dtype, shape)]
        arrays[name] = content.view(dtype).reshape(shape)
        start += aligned(content.nbytes)
    return arrays


def _length(dtype: str, shape: Sequence[int]) -> int:
    """bytes"""
    return math.prod(shape) * np.dtype(dtype).itemsize
