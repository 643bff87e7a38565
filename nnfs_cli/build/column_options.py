"""What the config says about single columns, for those who read them, and written down again."""

from __future__ import annotations

from nnfs_cli.config.dataset_section import Column, ColumnOfText, TableDataset
from nnfs_cli.data.column_types import ColumnOptions, MissingPolicy
from nnfs_cli.data.raw_columns import RawColumn
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
    """The settings of a column with everything that was decided. The length of sequences is learnt
    from the training rows, as means are, and stays open.
    """
    asked = section.columns.get(column.name, Column())
    if column.type == "text":
        text = asked if isinstance(asked, ColumnOfText) else ColumnOfText(type="text")
        options = _text_options(text)
        found = {
            "missing": missing,
            "ngrams": options.rule.ngrams,
            "min_rows": options.fewest_rows,
        }
        return text.model_copy(update=found)
    assert missing != "empty", "that is for texts"
    unknown = asked.unknown if isinstance(asked, Column) else "ignore"
    return Column(type=column.type, missing=missing, unknown=unknown)
