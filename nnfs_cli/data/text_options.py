"""What the config says about a column of texts, and what is meant where it says auto."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from nnfs_cli.data.text_rule import TextRule, TokenKind
from nnfs_cli.limits import TEXT_WORDS

TextEncoding: TypeAlias = Literal["tfidf", "counts", "binary", "sequence"]

ENCODINGS: tuple[TextEncoding, ...] = ("tfidf", "counts", "binary", "sequence")
MOST_WORDS = TEXT_WORDS
"""of a vocabulary; float32 holds each of their positions exactly"""


@dataclass(frozen=True)
class TextOptions:
    """How texts become inputs of the network; None is for auto."""

    encode_as: TextEncoding = "tfidf"
    tokens: TokenKind = "words"
    ngrams: tuple[int, int] | None = None
    max_words: int = 5000
    min_rows: int | None = None
    length: int | None = None
    lowercase: bool = True

    @property
    def rule(self) -> TextRule:
        """Words stand alone, and so does whatever a sequence is made of."""
        alone = self.tokens == "words" or self.encode_as == "sequence"
        return TextRule(self.tokens, self.ngrams or ((1, 1) if alone else (2, 4)), self.lowercase)

    @property
    def fewest_rows(self) -> int:
        """A sequence has a position for unknown words, and learns it from the words left out."""
        return self.min_rows or (2 if self.encode_as == "sequence" else 1)


EVERY_DEFAULT = TextOptions()
