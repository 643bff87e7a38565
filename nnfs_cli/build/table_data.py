"""The table of the config, read, split and encoded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Literal, cast

import numpy as np
import numpy.typing as npt

from nnfs_cli.build.column_options import column_as_found, column_options, text_as_found
from nnfs_cli.build.kept_columns import as_the_model_reads, kept_encoder
from nnfs_cli.build.kept_rows import KeptRows
from nnfs_cli.build.places import placed
from nnfs_cli.build.prepared_data import (
    PreparedData,
    TableFacts,
    make_folds,
    note_on_rare_classes,
    part_fraction,
    stratification,
    validation_fraction,
)
from nnfs_cli.build.question import Hints, check_counts, infer_task, standardizes_numbers
from nnfs_cli.build.starting_model import StartingModel
from nnfs_cli.build.text_columns import check_texts, notes_on_inputs
from nnfs_cli.config.dataset_section import Glob, Regex, Selector, TableDataset
from nnfs_cli.config.loading import LoadedConfig
from nnfs_cli.data.cache_entries import CACHE_FOLDER
from nnfs_cli.data.column_choice import ColumnSelector, GlobPattern, RegexPattern
from nnfs_cli.data.columns import NetworkInputs
from nnfs_cli.data.dataset import Dataset
from nnfs_cli.data.raw_columns import CategoricalColumn, NumericColumn, RawColumn, concatenated
from nnfs_cli.data.split import PARTS, Split, complete, complete_in_time
from nnfs_cli.data.stored_values import Room, filled_by_block
from nnfs_cli.data.table_cache import cached_table
from nnfs_cli.data.table_encoder import TableEncoder
from nnfs_cli.data.tables import TableData, TableRequest, refuse_absent_columns
from nnfs_cli.data.targets import TargetEncoder, describe_target
from nnfs_cli.data.text_input import TextInput
from nnfs_cli.engine.components import ACTIVATIONS, LOSSES
from nnfs_cli.errors import DataError
from nnfs_cli.suggestions import listed
from nnfs_cli.task import Task

Part = Literal["training", "validation", "test"]
NO_INPUTS: NetworkInputs = np.empty((0, 0), np.float32)
PARTS_APART: tuple[Part, ...] = ("validation", "test")
MISSING_WORDS = {
    "drop": "whose rows are dropped",
    "error": "not allowed",
    "mean": "filled with the mean",
    "median": "filled with the median",
    "mode": "filled with the most frequent value",
    "empty": "read as texts without words",
}


@dataclass(frozen=True, eq=False)
class Tables:
    """The table and, behind its rows, those of the files for test and validation."""

    main: TableData
    apart: tuple[tuple[Path, TableData], ...]
    features: tuple[RawColumn, ...]
    targets: tuple[RawColumn, ...]
    kept: CategoricalColumn | None
    """what keeps rows together, or orders them"""
    weights: npt.NDArray[np.float64] | None
    """of each row; 1 in the files apart, where nothing is learnt"""
    row_numbers: npt.NDArray[np.int64]
    parts: npt.NDArray[np.int8]
    """of each row: the number in PARTS of the part that its own file is for, 0 for the main file"""
    sources: tuple[Path, ...]

    @property
    def facts(self) -> TableFacts:
        main = self.main
        counts = main.rows_in_file, main.rows_filtered, main.rows_dropped
        return TableFacts(lambda: self.features, *counts, main.missing)


def prepare_table(
    loaded: LoadedConfig,
    section: TableDataset,
    hints: Hints,
    start: StartingModel | None = None,
    kept: KeptRows | None = None,
) -> PreparedData:
    """Read the table, give every row its part, fit the encoders on those of training.

    With `kept`, the next time has it all from there.
    """
    config = loaded.config
    tables = _load_all_parts(loaded, section, hints, start)
    task = infer_task([describe_target(target) for target in tables.main.targets], hints)
    check_counts(tables.targets, hints, tables.row_numbers)
    check_texts(loaded, {c.name: column_options(section, c.name) for c in tables.features})
    classes = _classes(loaded, tables, task)
    classes = start.targets_for(classes) if start and task is not Task.REGRESSION else classes
    in_time = config.split.time is not None
    groups = None if in_time or tables.kept is None else tables.kept.codes
    when = _times(tables) if in_time else None
    with placed("dataset.target"):
        t = classes.encode(tables.targets, tables.row_numbers)
        labels = stratification(config, task, t)
        split = _split(loaded, tables, labels, groups, when)
    folds = make_folds(config, split.training, labels, groups, when)
    notes = note_on_rare_classes(config, split.training, labels, classes.classes)

    def fitted(split: Split) -> PreparedData:
        encoder, prepared = _fitted(loaded, section, tables, task, classes, split, hints, start)
        prepared = _encoded(prepared, encoder, tables, config.training.precision, kept)
        notes_on_all = (*prepared.notes, *notes)
        return replace(prepared, folds=folds, notes=notes_on_all, refit=fitted if folds else None)

    return fitted(split)


def _fitted(
    loaded: LoadedConfig,
    section: TableDataset,
    tables: Tables,
    task: Task,
    classes: TargetEncoder,
    split: Split,
    hints: Hints,
    start: StartingModel | None,
) -> tuple[TableEncoder, PreparedData]:
    """Encoders fitted on the training rows of a split, and everything but the inputs."""
    config, targets = loaded.config, classes
    if task is Task.REGRESSION:
        standardize = standardizes_numbers(config.preprocessing.target, hints)
        targets = TargetEncoder.fit(tables.targets, task, split.training, standardize=standardize)
        targets = start.targets_for(targets) if start else targets
    numeric = config.preprocessing.numeric
    scalers = () if numeric == "none" else numeric
    options = {column.name: column_options(section, column.name) for column in tables.features}
    encoder = kept_encoder(start, tables.features) or TableEncoder.fit(
        tables.features,
        split.training,
        numeric=[one if isinstance(one, str) else one.type for one in scalers],
        clip=any(not isinstance(one, str) and one.clip for one in scalers),
        missing=tables.main.column_missing,
        unknown={name: of_column.unknown for name, of_column in options.items()},
        texts={name: of_column.text for name, of_column in options.items()},
    )
    t = targets.encode(tables.targets)
    return encoder, PreparedData(
        dataset=Dataset(NO_INPUTS, t, (encoder.width,), task, weights=tables.weights),
        split=split,
        inputs=encoder,
        targets=targets,
        numbers=_numbers(tables.targets) if task is Task.REGRESSION else None,
        task=task,
        row_title="row",
        row_names=tables.row_numbers,
        resolved=_resolved(section, tables, encoder),
        notes=(*_notes(tables.main),),
        sources=tables.sources,
        vocabulary_size=encoder.sequence.vocabulary_size if encoder.sequence else None,
        table=tables.facts,
    )


def _encoded(
    data: PreparedData,
    encoder: TableEncoder,
    tables: Tables,
    precision: str,
    kept: KeptRows | None,
) -> PreparedData:
    """The data with every row encoded, which is kept beside an entry of the table."""
    room: Room = filled_by_block
    if kept is not None and tables.main.entry is not None:
        room = partial(kept.keep, data, tables.main.entry)
    x = encoder.encode(tables.features, precision, room).x
    dataset = replace(data.dataset, x=x)
    before = (f"read before: its columns come from {CACHE_FOLDER}/",) * tables.main.from_cache
    notes = (*data.notes, *before, *notes_on_inputs(encoder, dataset))
    return replace(data, dataset=dataset, notes=notes)


def features_again(
    loaded: LoadedConfig, section: TableDataset, hints: Hints
) -> tuple[RawColumn, ...]:
    """The features of the table's rows, when what was kept of them is gone."""
    return cached_table(_request(loaded, section, hints)).features


def _numbers(targets: Sequence[RawColumn]) -> tuple[npt.NDArray[np.float64], ...]:
    return tuple(target.values for target in targets if isinstance(target, NumericColumn))


def _classes(loaded: LoadedConfig, tables: Tables, task: Task) -> TargetEncoder:
    """What the answers can be, as the main table has them; files apart must have no others."""
    everyone = np.arange(tables.main.rows)
    threshold = loaded.config.evaluation.fixed_threshold
    classes = TargetEncoder.fit(
        tables.main.targets, task, everyone, standardize=False, threshold=threshold
    )
    for path, table in tables.apart:
        with placed(str(path)):
            classes.encode(table.targets)
    return classes


def _split(
    loaded: LoadedConfig,
    tables: Tables,
    labels: npt.NDArray[np.intp] | None,
    groups: npt.NDArray[np.int32] | None,
    when: npt.NDArray[np.int32] | None,
) -> Split:
    split = loaded.config.split
    test, validation = part_fraction(split.test), validation_fraction(loaded.config)
    if when is not None:
        return complete_in_time(tables.parts, when, test=test, validation=validation)
    return complete(
        tables.parts,
        test=test,
        validation=validation,
        seed=loaded.config.seed,
        labels=labels,
        groups=groups,
        shuffle=split.shuffle,
    )


def _times(tables: Tables) -> npt.NDArray[np.int32]:
    """The place of each row's time among all times. Raises DataError for rows without one."""
    times = cast("CategoricalColumn", tables.kept)
    missing = np.flatnonzero(times.codes < 0)
    if len(missing):
        raise DataError(
            f"{len(missing):,} rows have no '{times.name}'; the first is row "
            f"{tables.row_numbers[missing[0]]:,}",
            "split.time",
            f"Leave them out with a filter: filters: [\"{times.name} != ''\"]",
        )
    return times.codes


def _load_all_parts(
    loaded: LoadedConfig, section: TableDataset, hints: Hints, start: StartingModel | None
) -> Tables:
    """The main table and the files of test and validation rows that stand apart."""
    request = as_the_model_reads(_request(loaded, section, hints), start)
    main = cached_table(request)
    apart: list[tuple[Path, TableData]] = []
    part_of_tables = [0]
    for part in PARTS_APART:
        place = getattr(loaded.config.split, part)
        if isinstance(place, str):
            path = loaded.resolve(place)
            apart.append((path, _load_same_columns(request, main, path)))
            part_of_tables.append(PARTS.index(part))
    tables = [main, *(table for _, table in apart)]
    every = [(table.features, table.targets, table.kept) for table in tables]
    features, targets, kept = (
        tuple(map(concatenated, zip(*columns, strict=True))) for columns in zip(*every, strict=True)
    )
    return Tables(
        main=main,
        apart=tuple(apart),
        features=features,
        targets=targets,
        kept=cast("CategoricalColumn | None", kept[0] if kept else None),
        weights=_weights(tables),
        row_numbers=(
            np.concatenate([table.row_numbers for table in tables]) if apart else main.row_numbers
        ),
        parts=np.repeat(np.array(part_of_tables, np.int8), [table.rows for table in tables]),
        sources=(request.path, *(path for path, _ in apart)),
    )


def _weights(tables: Sequence[TableData]) -> npt.NDArray[np.float64] | None:
    main, *apart = tables
    if not main.weights:
        return None
    (column,) = _numbers(main.weights)
    return np.concatenate([column, np.ones(sum(table.rows for table in apart))])


def _request(loaded: LoadedConfig, section: TableDataset, hints: Hints) -> TableRequest:
    split = loaded.config.split
    kept = split.group if split.time is None else split.time
    return TableRequest(
        path=loaded.resolve(section.path),
        target=cast("tuple[str | int, ...]", tuple(map(_selector, section.target))),
        delimiter=section.delimiter,
        decimal=section.decimal,
        header=section.header,
        quote=section.quote,
        features="all" if section.features == "all" else tuple(map(_selector, section.features)),
        exclude=tuple(map(_selector, section.exclude)),
        columns={name: column_options(section, name) for name in section.columns},
        filters=section.filters,
        missing=section.missing,
        target_kind=_target_kind(hints),
        keep=() if kept is None else (cast("str | int", kept),),
        kept_for="group" if split.time is None else "time",
        weight=section.weight,
    )


def _selector(selector: Selector) -> ColumnSelector:
    if isinstance(selector, Glob):
        return GlobPattern(selector.glob)
    if isinstance(selector, Regex):
        return RegexPattern(selector.regex)
    return selector


def _target_kind(hints: Hints) -> Literal["auto", "numeric", "categorical"]:
    """Numbers or classes: what the last activation, or else the loss, works with."""
    if hints.activation is not None:
        outputs = ACTIVATIONS[hints.activation].outputs
        return {"numbers": "numeric", "distribution": "categorical"}.get(outputs, "auto")  # type: ignore[return-value]
    if hints.loss is not None and LOSSES[hints.loss].tasks == (Task.REGRESSION,):
        return "numeric"
    return "auto"


def _load_same_columns(request: TableRequest, main: TableData, path: Path) -> TableData:
    wanted = [column.name for column in (*main.features, *main.targets, *main.kept)]
    refuse_absent_columns(path, request.format_options, wanted)
    return cached_table(_same_columns(request, main, path))


def _same_columns(request: TableRequest, main: TableData, path: Path) -> TableRequest:
    """The request for another file, whose columns are read as the main table's were."""
    columns = {
        column.name: replace(request.options(column.name), type=column.type)
        for column in (*main.features, *main.targets)
    }
    return replace(
        request,
        path=path,
        features=tuple(column.name for column in main.features),
        target=tuple(column.name for column in main.targets),
        exclude=(),
        columns=columns,
        keep=tuple(column.name for column in main.kept),
        weight=None,
    )


def _resolved(section: TableDataset, tables: Tables, encoder: TableEncoder) -> TableDataset:
    """The section with everything that was found out about the file written down."""
    main, found = tables.main, {}
    if main.format is not None:
        found = {
            "delimiter": main.format.delimiter,
            "decimal": main.format.decimal,
            "header": main.format.header,
            "quote": "double" if main.format.quote else "none",
        }
    texts = {text.name: text for text in encoder.columns if isinstance(text, TextInput)}
    columns = {
        column.name: text_as_found(section, texts[column.name])
        if column.name in texts
        else column_as_found(section, column, main.column_missing[column.name])
        for column in (*main.features, *main.targets)
    }
    return section.model_copy(
        update={
            **found,
            "features": tuple(column.name for column in main.features),
            "exclude": (),
            "target": tuple(column.name for column in main.targets),
            "columns": columns,
        }
    )


def _notes(main: TableData) -> Iterator[str]:
    """What a person should know about how the file is read and what is left out."""
    if main.format is not None:
        yield f"delimiter: {main.format.describe()}"
    if main.rows_filtered:
        yield f"{main.rows_filtered:,} of {main.rows_in_file:,} rows left out by the filters"
    for policy in dict.fromkeys(main.column_missing.values()):
        cells = [
            f"{name} ({count:,})"
            for name, count in main.missing.items()
            if main.column_missing[name] == policy
        ]
        if cells:
            yield f"missing values, {MISSING_WORDS[policy]}: {listed(cells, 8)}"
    if main.rows_dropped:
        yield f"{main.rows_dropped:,} rows dropped because a value is missing"
