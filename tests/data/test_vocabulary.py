"""Vocabularies by hand: the most frequent words, and how much each of them says."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from nnfs_cli.data.text_rule import TextRule
from nnfs_cli.data.vocabulary import learn_vocabulary

WORDS = TextRule("words", (1, 1), lowercase=True)
TEXTS = ["good good film", "bad film", "a film", "an odd one", ""]


def test_the_most_frequent_come_first_and_equals_by_alphabet() -> None:
    learnt = learn_vocabulary(TEXTS, WORDS, max_words=100, min_rows=1)
    assert learnt.words == ("film", "good", "a", "an", "bad", "odd", "one")
    assert learnt.lengths == (3, 2, 2, 3, 0)
    assert learn_vocabulary(TEXTS, WORDS, max_words=3, min_rows=1).words == ("film", "good", "a")


def test_rare_words_are_left_out_by_the_rows_that_have_them() -> None:
    learnt = learn_vocabulary(TEXTS, WORDS, max_words=100, min_rows=2)
    assert learnt.words == ("film",), "good is there twice, but in one row"


def test_inverse_document_frequency_by_hand() -> None:
    learnt = learn_vocabulary(TEXTS, WORDS, max_words=2, min_rows=1)
    assert learnt.idf == (math.log(6 / 4) + 1, math.log(6 / 2) + 1)


@given(st.lists(st.text("abc ", max_size=12), min_size=1, max_size=8), st.integers(1, 5))
def test_the_order_of_the_texts_is_nothing(texts: list[str], max_words: int) -> None:
    forward = learn_vocabulary(texts, WORDS, max_words=max_words, min_rows=1)
    backward = learn_vocabulary(texts[::-1], WORDS, max_words=max_words, min_rows=1)
    assert (forward.words, forward.idf) == (backward.words, backward.idf)
    assert forward.lengths == backward.lengths[::-1]
