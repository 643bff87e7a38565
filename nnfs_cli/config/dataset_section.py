"""What the config says about the data: a table, or images."""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Iterator
from typing import Annotated, Any, Literal, TypeAlias

from annotated_types import Ge, Le, MinLen
from pydantic import (
    AfterValidator,
    BeforeValidator,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from nnfs_cli.config.foreign_names import our_key
from nnfs_cli.config.section import (
    FromList,
    KeyPath,
    OneOrSeveral,
    OrOne,
    Section,
    Several,
    mistake,
    mistakes_at,
)
from nnfs_cli.config.words import Words, shown
from nnfs_cli.data.image_geometry import uneven, whole_blocks
from nnfs_cli.data.text_options import MOST_WORDS
from nnfs_cli.data.text_rule import MOST_IN_A_ROW
from nnfs_cli.limits import IMAGE_PIXELS, NAME_BYTES, PATH_BYTES, TEXT_LENGTH
from nnfs_cli.option_types import NonNegativeInteger, PositiveInteger


def _short_enough(path: str) -> str:
    longest = max(len(name.encode()) for name in path.split("/"))
    if len(path.encode()) > PATH_BYTES or longest > NAME_BYTES:
        raise mistake(
            f"no file can have a path this long: it starts with {shown(path)}",
            f"A path has at most {PATH_BYTES:,} bytes, and each name in it {NAME_BYTES}.",
        )
    return path


def _few_enough(size: tuple[int, int]) -> tuple[int, int]:
    if math.prod(size) > IMAGE_PIXELS:
        raise mistake(
            f"an image of more than {IMAGE_PIXELS:,} pixels is more than is read",
            "Use a smaller size.",
        )
    return size


PathText: TypeAlias = Annotated[str, MinLen(1), AfterValidator(_short_enough), Words("a path")]
ClassName: TypeAlias = Annotated[
    str,
    BeforeValidator(lambda name: str(name) if type(name) is int else name),
    WithJsonSchema({"type": ["string", "integer"]}),
    Words("a name"),
]
Size: TypeAlias = Annotated[
    tuple[PositiveInteger, PositiveInteger],
    FromList,
    AfterValidator(_few_enough),
    Words("[height, width], two whole numbers of at least 1"),
]
Missing: TypeAlias = Literal["drop", "error", "mean", "median", "mode"]
TAB = 'TAB is written "\\t", in double quotes.'


def _pattern(text: str) -> str:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            re.compile(text)
    except (re.error, OverflowError, RecursionError) as error:
        message = f"this is not a regular expression: {error}"
        raise mistake(message, "Name the columns, or use {glob: …}.") from None
    return text


def _delimiter(text: str) -> str:
    if text != "auto" and (len(text) != 1 or text.isalnum() or text in "\"'\r\n"):
        raise mistake(f"expected auto, or a single character such as ';', got {shown(text)}", TAB)
    return text


def _distinct(names: tuple[str, ...]) -> tuple[str, ...]:
    for index, name in enumerate(names):
        if name in names[:index]:
            raise mistakes_at([((index,), mistake(f"the class '{name}' is named twice"))])
    return names


class Glob(Section):
    """Columns whose name fits a pattern with * and ?.

    Options:
        glob: the pattern, such as px_*
    """

    glob: str


class Regex(Section):
    """Columns in whose name a regular expression finds something.

    Options:
        regex: the regular expression, such as ^lab_
    """

    regex: Annotated[str, AfterValidator(_pattern)]


def _selector(value: Any) -> Any:
    if isinstance(value, dict):
        return (Regex if "regex" in value else Glob).model_validate(value)
    if isinstance(value, (Glob, Regex, str)) or (type(value) is int and value >= 0):
        return value
    raise mistake(f"expected {SELECTOR}, got {shown(value)}")


SELECTOR = "a column's name, its position (from 0), {glob: …} or {regex: …}"
Selector: TypeAlias = Annotated[
    str | NonNegativeInteger | Glob | Regex, BeforeValidator(_selector), Words(SELECTOR)
]

Targets: TypeAlias = Annotated[
    tuple[Selector, ...],
    MinLen(1),
    OrOne(),
    FromList,
    Words("a column, or a list of columns"),
]


class Column(Section):
    """What is known better about one column than can be seen in it.

    Options:
        type: what its values are; null infers it from them
        missing: what to do about missing values, if not what the dataset says
        unknown: what predictions do with a category that training never saw
    """

    type: Annotated[
        Literal["numeric", "categorical", "boolean"] | None,
        Words("numeric, categorical, boolean or text, or null"),
    ] = None
    missing: Missing | None = None
    unknown: Literal["ignore", "error"] = "ignore"


def _ngrams(sizes: tuple[int, int]) -> tuple[int, int]:
    if sizes[0] > sizes[1]:
        raise mistake(f"[{sizes[0]}, {sizes[1]}] goes from more to fewer", "The smaller one first.")
    return sizes


AtMostInARow: TypeAlias = Annotated[int, Ge(1), Le(MOST_IN_A_ROW)]
Ngrams: TypeAlias = Annotated[
    tuple[AtMostInARow, AtMostInARow],
    AfterValidator(_ngrams),
    FromList,
    Words(f"[fewest, most], two whole numbers from 1 to {MOST_IN_A_ROW}"),
]


class ColumnOfText(Section):
    """A column of texts, which the network reads word by word.

    Options:
        type: text
        missing: what to do about missing texts, if not what the dataset says; empty takes them for
            texts without words, and so does what fills numbers
        encode_as: tfidf, counts and binary are an input for each word: how much it says about the
            row, how often it is there, or whether; sequence is the words in their order, for a
            layer of type embedding
        tokens: what a text is made of; characters suit languages without spaces between words
        ngrams: how many words or characters in a row are looked at together, [fewest, most]; auto
            is [1, 1] for words, [2, 4] for characters and [1, 1] for a sequence
        max_words: the most frequent words of the training rows that are known, equals by alphabet
        min_rows: how many training rows a word has to be in; auto is 1, for a sequence 2
        length: how many words of a sequence are read; auto is enough for 95 in 100 training rows
        lowercase: whether small and capital letters are the same
    """

    example = "A column of texts says type: text."

    type: Literal["text"]
    missing: Literal["drop", "error", "empty"] | None = None
    encode_as: Literal["tfidf", "counts", "binary", "sequence"] = "tfidf"
    tokens: Literal["words", "characters"] = "words"
    ngrams: Literal["auto"] | Ngrams = "auto"
    max_words: Annotated[int, Ge(1), Le(MOST_WORDS)] = 5000
    min_rows: Literal["auto"] | PositiveInteger = "auto"
    length: Literal["auto"] | Annotated[int, Ge(1), Le(TEXT_LENGTH)] = "auto"
    lowercase: bool = True

    @classmethod
    def contradictions(
        cls, values: dict[str, Any]
    ) -> Iterator[tuple[KeyPath, PydanticCustomError]]:
        """What only sequences have, and what they cannot have."""
        is_sequence = values.get("encode_as") == "sequence"
        if values.get("length", "auto") != "auto" and not is_sequence:
            yield (
                ("length",),
                mistake(
                    "only a sequence has a length", "Leave it out, or write encode_as: sequence."
                ),
            )
        ngrams = values.get("ngrams")
        if is_sequence and isinstance(ngrams, list) and len(set(map(str, ngrams))) > 1:
            yield (
                ("ngrams",),
                mistake(
                    f"in a sequence all are of one size, got {shown(ngrams)}",
                    "Write ngrams: [1, 1], or encode_as: tfidf.",
                ),
            )


def _column(value: Any) -> Any:
    """A column of texts is one that says so, or is told what only texts have."""
    if not isinstance(value, dict):
        return value
    only_of_text = {*ColumnOfText.model_fields} - {*Column.model_fields}
    of_text = value.get("type") == "text" or not only_of_text.isdisjoint(value)
    return (ColumnOfText if of_text else Column).model_validate(value)


AnyColumn: TypeAlias = Annotated[
    Column | ColumnOfText,
    BeforeValidator(_column),
    Words("what is known of it, such as {type: categorical}"),
]


class TableDataset(Section):
    """A table: one row for each example.

    Options:
        path: the file, relative to the config: .csv .tsv .txt (also with .gz) or .parquet
        delimiter: what stands between the cells, a single character; auto finds out
        decimal: what stands in front of decimals; auto finds out
        header: whether the first row holds the names; without, columns are called 0, 1, 2 …
        quote: double where double quotes enclose cells that hold a delimiter or a line end, none
            where they are characters like others; auto finds out
        features: the columns to learn from; all is every column but the target
        exclude: columns that are no features
        target: the column to predict, or several
        columns: per column, what cannot be inferred from its values
        filters: conditions such as "area_m2 > 0"; rows count where all of them hold
        missing: what to do about missing values: empty, NA, N/A, NaN, null or ?
        weight: a column of numbers from 0: how much each row counts in loss and validation loss;
            in metrics every row counts once; the column is no feature
    """

    example = "For instance: {path: data.csv, target: column}."

    path: PathText
    delimiter: Annotated[str, AfterValidator(_delimiter), Words("a single character")] = "auto"
    decimal: Literal["auto", ".", ","] = "auto"
    header: Literal["auto"] | bool = "auto"
    quote: Literal["auto", "double", "none"] = "auto"
    features: Literal["all"] | Several[Selector] = "all"
    exclude: OneOrSeveral[Selector] = ()
    target: Targets
    columns: dict[str, AnyColumn] = {}
    filters: OneOrSeveral[str] = ()
    missing: Missing = "drop"
    weight: str | NonNegativeInteger | None = None


class ImageDataset(Section):
    """Images, one class for each.

    Options:
        images: a folder with a folder for each class, a folder with labels.txt, or an IDX file
        labels: where the classes come from: the folders' names, a labels.txt or an IDX file
        crop: [height, width] of the centre of every image, which alone is looked at; null is all
        size: [height, width] to resize that to; null when all images agree already
        downsample: 2 makes one pixel, their mean, of every 2 x 2; instead of size
        color: what the images are turned into
        classes: the classes' names, in label order; null takes folder names or the integers
    """

    images: PathText
    labels: PathText = "auto"
    crop: Size | None = None
    size: Size | None = None
    downsample: PositiveInteger = 1
    color: Literal["keep", "grayscale", "rgb", "rgba"] = "keep"
    classes: Annotated[Several[ClassName], AfterValidator(_distinct)] | None = None

    @classmethod
    def contradictions(
        cls, values: dict[str, Any]
    ) -> Iterator[tuple[KeyPath, PydanticCustomError]]:
        """Two keys that say how large images become, and a crop without whole blocks."""
        side, crop = values.get("downsample"), values.get("crop")
        if type(side) is not int or side < 2:
            return
        if values.get("size") is not None:
            message = "'size' says already how large images become"
            yield ("downsample",), mistake(message, "Leave out one of the two.")
        match crop:
            case [int(height), int(width)] if height > 0 < width and uneven(height, width, side):
                way_out = f"{whole_blocks(height, width, side)}."
                yield ("crop",), mistake(uneven(height, width, side), way_out)


def _dataset(value: Any) -> Any:
    """A table or images, by the key that only one of them has."""
    if not isinstance(value, dict):
        return value
    if "path" in value and "images" in value:
        raise mistake(
            "a dataset is a table ('path') or images ('images'), not both",
            "Leave out one of the two keys.",
        )
    is_images = any(
        "dataset.images" in (f"dataset.{key}", our_key(key, "dataset")) for key in value
    )
    return (ImageDataset if is_images else TableDataset).model_validate(value)


Dataset: TypeAlias = Annotated[
    TableDataset | ImageDataset,
    BeforeValidator(_dataset),
    Words("a table, {path: …, target: …}, or images, {images: …}"),
]
