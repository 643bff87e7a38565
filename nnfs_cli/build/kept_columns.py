"""Columns read and encoded as a trained model knows them: `preprocessing.from_model`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nnfs_cli.build.starting_model import REFIT, StartingModel
from nnfs_cli.data.columns import BooleanInput
from nnfs_cli.data.raw_columns import NumericColumn, RawColumn
from nnfs_cli.data.table_encoder import TableEncoder
from nnfs_cli.data.tables import TableRequest, refuse_absent_columns
from nnfs_cli.errors import ConfigError, DataError
from nnfs_cli.suggestions import listed


def as_the_model_reads(request: TableRequest, start: StartingModel | None) -> TableRequest:
    """The request for the model's columns with its types and policies, if those are kept.

    Raises ConfigError where the config asks for other columns, DataError where some are absent.
    """
    if start is None or not start.kept:
        return request
    assert isinstance(start.inputs, TableEncoder)
    columns = start.inputs.columns
    names = tuple(column.name for column in columns)
    asked = () if request.features == "all" else request.features
    by_name = bool(asked) and all(isinstance(name, str) for name in asked)
    if by_name and set(asked) != set(names):
        raise ConfigError(
            f"the preprocessing is that of {start.file}, which knows the columns "
            f"{listed(names, 8)}",
            "dataset.features",
            f"Leave dataset.features out. {REFIT}",
        )
    try:
        refuse_absent_columns(request.path, request.format_options, names)
    except DataError as error:
        raise DataError(error.message, error.where, f"{error.hint} {REFIT}".strip()) from None
    options = {
        column.name: replace(
            request.options(column.name),
            type=column.to_json()["type"],
            missing=column.missing,
        )
        for column in columns
    }
    return replace(request, features=names, exclude=(), columns={**request.columns, **options})


def kept_encoder(start: StartingModel | None, features: Sequence[RawColumn]) -> TableEncoder | None:
    """The model's encoder, if it is kept. Raises DataError for columns it would misread."""
    if start is None or not start.kept:
        return None
    assert isinstance(start.inputs, TableEncoder)
    for known, column in zip(start.inputs.columns, features, strict=True):
        if isinstance(known, BooleanInput) and isinstance(column, NumericColumn):
            words = column.spellings or ("0", "1")
            if words != known.words:
                raise DataError(
                    f"column '{known.name}' says {listed(words)}, and {start.file} knows it as "
                    f"{listed(known.words)}",
                    hint=REFIT,
                )
    return start.inputs
