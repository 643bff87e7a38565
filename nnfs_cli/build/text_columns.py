"""Texts and the layer that reads them have to fit together: said before anything is learnt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from nnfs_cli.config.loading import LoadedConfig
from nnfs_cli.data.column_types import ColumnOptions
from nnfs_cli.data.dataset import Dataset
from nnfs_cli.data.matrix_room import gigabytes
from nnfs_cli.data.table_encoder import TableEncoder
from nnfs_cli.data.text_input import TextInput
from nnfs_cli.errors import ConfigError, NNError, raise_together
from nnfs_cli.suggestions import listed

EMBEDDING = "embedding"
WORTH_A_NOTE = 500_000_000
"""bytes of inputs"""


def check_texts(loaded: LoadedConfig, features: Mapping[str, ColumnOptions]) -> None:
    """Raise ConfigErrors unless a sequence of words is all that there is, and an embedding layer
    reads it, and unless an embedding layer reads a sequence where there are texts.
    """
    raise_together([*_mistakes(loaded, features)])


def _mistakes(loaded: LoadedConfig, features: Mapping[str, ColumnOptions]) -> Iterator[NNError]:
    layers, where = loaded.config.model.layers, loaded.source.where
    embeds = layers != "auto" and layers[0].type == EMBEDDING
    texts = {name: options.text for name, options in features.items() if options.type == "text"}
    for name, text in texts.items():
        place = where(f"dataset.columns.{name}.encode_as")
        is_sequence = text.encode_as == "sequence"
        if is_sequence and len(features) > 1:
            others = listed([other for other in features if other != name], 5)
            yield ConfigError(
                f"a sequence of words has to be the only feature, and there is also {others}",
                place,
                f"Write features: [{name}], or encode_as: tfidf.",
            )
        elif is_sequence and not embeds and layers != "auto":
            yield ConfigError(
                f"a sequence of words needs embedding as the first layer, which is "
                f"{layers[0].type}",
                place,
                "Begin with {type: embedding, dimension: 32}, or write encode_as: tfidf.",
            )
        elif embeds and not is_sequence:
            yield ConfigError(
                f"embedding reads numbers of words, but column '{name}' comes as {text.encode_as}",
                where("model.layers.0"),
                f"Write encode_as: sequence for '{name}', or begin with dense.",
            )


def notes_on_inputs(encoder: TableEncoder, dataset: Dataset) -> Iterator[str]:
    """What became of texts, and how much room it all takes where that is much."""
    for column in encoder.columns:
        if isinstance(column, TextInput):
            known = f"'{column.name}' knows {len(column.words):,} {column.rule.tokens}"
            yield known if column.length is None else f"{known}, and reads {column.length:,} a row"
    if dataset.x.nbytes >= WORTH_A_NOTE:
        rows, width = dataset.x.shape
        yield f"{rows:,} rows x {width:,} inputs take {gigabytes(dataset.x.nbytes)}"
