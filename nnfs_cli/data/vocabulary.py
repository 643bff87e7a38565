"""The words of a column of texts that the network gets to see: the most frequent ones."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from nnfs_cli.data.text_rule import TextRule


@dataclass(frozen=True)
class Vocabulary:
    """Words, the most frequent first, and what was counted on the way."""

    words: tuple[str, ...]
    idf: tuple[float, ...]
    """of each word: ln((1 + texts) / (1 + texts with the word)) + 1, as scikit-learn's
    TfidfVectorizer has it: the rarer, the more a word says"""
    lengths: tuple[int, ...]
    """of each text: how many tokens it has"""


def learn_vocabulary(
    texts: Iterable[str], rule: TextRule, *, max_words: int, min_rows: int
) -> Vocabulary:
    """The most frequent words among those in at least `min_rows` texts, equals by alphabet."""
    occurrences: Counter[str] = Counter()
    texts_with: Counter[str] = Counter()
    lengths = []
    for text in texts:
        tokens = rule.split(text)
        occurrences.update(tokens)
        texts_with.update(set(tokens))
        lengths.append(len(tokens))
    common = [word for word, count in texts_with.items() if count >= min_rows]
    common.sort(key=lambda word: (-occurrences[word], word))
    words = tuple(common[:max_words])
    idf = tuple(math.log((1 + len(lengths)) / (1 + texts_with[word])) + 1 for word in words)
    return Vocabulary(words, idf, tuple(lengths))
