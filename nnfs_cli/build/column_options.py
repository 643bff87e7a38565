"""What the config says about single columns, for those who read them, and written down again."""

from __future__ import annotations

from nnfs_cli.config.dataset_section import Column, ColumnOfText, TableDataset
from nnfs_cli.data.column_types import ColumnOptions
from nnfs_cli.data.missing_policy import MissingPolicy
from nnfs_cli.data.raw_columns import RawColumn
from nnfs_cli.data.text_input import TextInput
from nnfs_cli.data.text_options import TextOptions


def column_options(section: TableDataset, name: str) -> ColumnOptions:
    """What is asked of one column."""
    column = section.columns.get(name, Column())
    if isinstance(column, ColumnOfText):
        return ColumnOptions("text", column.missing, text=_text_options(column))
    return ColumnOptions(column.type, column.missing, column.unknown)


def _text_options(column: ColumnOfText) -> TextOptions:
    return TextOptions(
        encode_as=column.encode_as,
        tokens=column.tokens,
        ngrams=None if column.ngrams == "auto" else column.ngrams,
        max_words=column.max_words,
        min_rows=None if column.min_rows == "auto" else column.min_rows,
        length=None if column.length == "auto" else column.length,
        lowercase=column.lowercase,
    )


def column_as_found(
    section: TableDataset, column: RawColumn, missing: MissingPolicy
) -> Column | ColumnOfText:
    """The settings of a column with everything that was decided, `text_as_found` for texts."""
    assert column.type != "text", "texts have settings of their own"
    assert missing != "empty", "that is for texts"
    asked = section.columns.get(column.name, Column())
    unknown = asked.unknown if isinstance(asked, Column) else "ignore"
    return Column(type=column.type, missing=missing, unknown=unknown)


def text_as_found(section: TableDataset, text: TextInput) -> ColumnOfText:
    """The same for texts, as the network reads them. The length of sequences is learnt from the
    training rows, as means are, and stays open.
    """
    asked = section.columns.get(text.name)
    found = {
        "missing": text.missing,
        "encode_as": text.encode_as,
        "tokens": text.rule.tokens,
        "ngrams": text.rule.ngrams,
        "lowercase": text.rule.lowercase,
    }
    settings = asked if isinstance(asked, ColumnOfText) else ColumnOfText(type="text")
    settings = settings.model_copy(update=found)
    return settings.model_copy(update={"min_rows": _text_options(settings).fewest_rows})
