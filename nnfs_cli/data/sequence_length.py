"""How many words of a text a network reads one by one, in a model file that may be a stranger's."""

from __future__ import annotations

from nnfs_cli.data.json_entry import JsonEntry
from nnfs_cli.errors import ModelFileError
from nnfs_cli.limits import TEXT_LENGTH


def sequence_length(values: object, where: str) -> int:
    """The length of a sequence in a model file. Raises ModelFileError."""
    length = JsonEntry(values, where).values.get("length")
    if type(length) is not int or not 1 <= length <= TEXT_LENGTH:
        raise ModelFileError(f"'length' is no whole number from 1 to {TEXT_LENGTH:,}", where)
    return length
