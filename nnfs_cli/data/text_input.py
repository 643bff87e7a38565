"""A column of texts on its way into the network: a bag of words, or words in their order.

A bag has one input for each word of the vocabulary and forgets the order; tf-idf weighs the words
as scikit-learn's TfidfVectorizer does. A sequence is the words' positions in the vocabulary, for
an embedding layer to look up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from nnfs_cli.data.json_entry import JsonEntry
from nnfs_cli.data.missing_policy import MissingPolicy
from nnfs_cli.data.raw_columns import Indices, RawColumn, TextColumn
from nnfs_cli.data.sequence_length import sequence_length
from nnfs_cli.data.text_options import (
    ENCODINGS,
    MOST_WORDS,
    TextEncoding,
    TextOptions,
)
from nnfs_cli.data.text_rule import MOST_IN_A_ROW, TOKEN_KINDS, TextRule, TokenKind
from nnfs_cli.data.typed_columns import TypedColumn
from nnfs_cli.data.vocabulary import Vocabulary, learn_vocabulary
from nnfs_cli.errors import DataError, ModelFileError
from nnfs_cli.limits import TEXT_LENGTH

POLICIES = ("drop", "error", "empty")
PADDING, UNKNOWN, FIRST_WORD = 0, 1, 2
"""a sequence's numbers: behind the end of a text, for a word that is not in the vocabulary, and
for the first that is"""
LENGTH_PERCENTILE = 95
"""of the training texts' lengths: an automatic length cuts off the end of one text in twenty"""
LARGEST_IDF = 1e6


@dataclass(frozen=True)
class TextInput:
    """A column of texts: one network input for each word, or for each place in a sequence."""

    name: str
    missing: MissingPolicy
    rule: TextRule
    encode_as: TextEncoding
    words: tuple[str, ...]
    """the vocabulary, most frequent first"""
    idf: tuple[float, ...] | None = None
    """of each word, for tf-idf"""
    length: int | None = None
    """tokens of a sequence: longer texts lose their end, shorter ones are padded there"""

    @classmethod
    def fit(
        cls, column: TextColumn, rows: Indices, missing: MissingPolicy, options: TextOptions
    ) -> TextInput:
        """Learn the vocabulary from the training rows. Raises DataError where it stays empty."""
        rule, fewest = options.rule, options.fewest_rows
        texts = (text or "" for text in column.texts[rows])
        vocabulary = learn_vocabulary(texts, rule, max_words=options.max_words, min_rows=fewest)
        if not vocabulary.words:
            where = "a training row" if fewest == 1 else f"at least {fewest} training rows"
            raise DataError(
                f"column '{column.name}' has no word that is in {where}",
                hint="Lower min_rows, write tokens: characters, or leave the column out.",
            )
        return cls(
            column.name,
            missing,
            rule,
            options.encode_as,
            vocabulary.words,
            vocabulary.idf if options.encode_as == "tfidf" else None,
            _length(options, vocabulary) if options.encode_as == "sequence" else None,
        )

    @property
    def fill(self) -> str | None:
        """What stands for a missing text."""
        return "" if self.missing == "empty" else None

    @property
    def width(self) -> int:
        """How many network inputs there are."""
        return len(self.words) if self.length is None else self.length

    @property
    def input_names(self) -> tuple[str, ...]:
        if self.length is not None:
            return tuple(f"{self.name}[{place}]" for place in range(self.length))
        return tuple(f"{self.name}={word}" for word in self.words)

    @property
    def typed(self) -> TypedColumn:
        return TypedColumn(self.name, "text")

    @property
    def vocabulary_size(self) -> int:
        """The largest number in a sequence."""
        return FIRST_WORD + len(self.words) - 1

    def encode(self, column: RawColumn, out: npt.NDArray[np.float32]) -> None:
        """Write the network inputs (rows, width). A missing text is an empty one."""
        if not isinstance(column, TextColumn):
            raise DataError(f"column '{self.name}' holds no texts; the model knows it as texts")
        out[:] = 0
        tokens = (self.rule.split(text or "") for text in column.texts)
        if self.length is None:
            self._fill_bag(tokens, out)
            return
        for row, of_text in enumerate(tokens):
            numbers = [self._place.get(word, UNKNOWN) for word in of_text[: self.length]]
            out[row, : len(numbers)] = numbers

    def _fill_bag(self, tokens: Any, out: npt.NDArray[np.float32]) -> None:
        """Bags of words (rows, words), from zeros; words beyond the vocabulary do not count."""
        keys: list[int] = []
        for row, of_text in enumerate(tokens):
            start = row * len(self.words) - FIRST_WORD
            keys += [start + self._place[word] for word in of_text if word in self._place]
        places, counts = np.unique(np.array(keys, np.int64), return_counts=True)
        rows, words = np.divmod(places, len(self.words))
        values = counts.astype(np.float64)
        if self.encode_as == "binary":
            values[:] = 1
        elif self.idf is not None:
            values *= np.array(self.idf)[words]
            values /= np.sqrt(np.bincount(rows, values * values, minlength=1))[rows]
        out[rows, words] = values

    @cached_property
    def _place(self) -> Mapping[str, int]:
        return {word: number for number, word in enumerate(self.words, FIRST_WORD)}

    def to_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "type": "text",
            "missing": self.missing,
            "tokens": self.rule.tokens,
            "ngrams": list(self.rule.ngrams),
            "lowercase": self.rule.lowercase,
            "encode_as": self.encode_as,
            **({} if self.length is None else {"length": self.length}),
            "words": list(self.words),
            **({} if self.idf is None else {"idf": list(self.idf)}),
        }

    @classmethod
    def from_json(cls, values: object, where: str) -> TextInput:
        """The inverse of `to_json`. Raises ModelFileError."""
        encode_as = JsonEntry(values, where).choice("encode_as", ENCODINGS)
        own = {"tfidf": ["idf"], "sequence": ["length"]}.get(encode_as, [])
        entry = JsonEntry(values, where, (*KEYS, *own))
        words = entry.texts("words")
        if len(words) > MOST_WORDS:
            raise ModelFileError(f"more than {MOST_WORDS:,} words are more than is read", where)
        return cls(
            entry.text("name"),
            cast(MissingPolicy, entry.choice("missing", POLICIES)),
            _rule(entry, encode_as),
            cast(TextEncoding, encode_as),
            words,
            _idf(entry, len(words)) if encode_as == "tfidf" else None,
            sequence_length(values, where) if encode_as == "sequence" else None,
        )


KEYS = ("name", "type", "missing", "tokens", "ngrams", "lowercase", "encode_as", "words")


def _length(options: TextOptions, vocabulary: Vocabulary) -> int:
    if options.length is not None:
        return options.length
    usual = np.percentile(vocabulary.lengths, LENGTH_PERCENTILE, method="higher")
    return int(min(max(usual, 1), TEXT_LENGTH))


def _rule(entry: JsonEntry, encode_as: str) -> TextRule:
    lowercase, ngrams = entry.values["lowercase"], entry.list("ngrams")
    if not isinstance(lowercase, bool):
        raise ModelFileError("'lowercase' is neither true nor false", entry.where)
    tokens = cast(TokenKind, entry.choice("tokens", TOKEN_KINDS))
    sizes = range(1, MOST_IN_A_ROW + 1)
    if not _is_range(ngrams) or not {*ngrams} <= {*sizes}:
        raise ModelFileError(f"'ngrams' is not two whole numbers up to {sizes[-1]}", entry.where)
    if encode_as == "sequence" and ngrams[0] != ngrams[1]:
        raise ModelFileError("the tokens of a sequence are not all of one size", entry.where)
    return TextRule(tokens, (ngrams[0], ngrams[1]), lowercase)


def _is_range(ngrams: Sequence[Any]) -> bool:
    return len(ngrams) == 2 and all(type(n) is int for n in ngrams) and ngrams[0] <= ngrams[1]


def _idf(entry: JsonEntry, words: int) -> tuple[float, ...]:
    idf = entry.numbers("idf")
    if len(idf) != words or not all(0 < value <= LARGEST_IDF for value in idf):
        raise ModelFileError("'idf' is not one number above 0 for each word", entry.where)
    return idf
