"""From keys of the config to places in its file, for mistakes found below the config.

Who reads a table knows that `dataset.filters.1` is wrong, but not on which line it stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from nnfs_cli.config.schema import Config
from nnfs_cli.config.source_map import SourceMap
from nnfs_cli.errors import NNError, raise_together

SECTIONS = tuple(Config.model_fields)


@contextmanager
def places_of(source: SourceMap) -> Iterator[None]:
    """Give errors that stand at a key of the config the key's place in the file."""
    try:
        yield
    except NNError as error:
        mistakes = error.mistakes()
        for mistake in mistakes:
            if mistake.where.partition(".")[0] in SECTIONS:
                mistake.where = source.where(mistake.where)
        raise_together(mistakes)


@contextmanager
def placed(where: str) -> Iterator[None]:
    """Give errors that stand nowhere this place."""
    try:
        yield
    except NNError as error:
        mistakes = error.mistakes()
        for mistake in mistakes:
            mistake.where = mistake.where or where
        raise_together(mistakes)
