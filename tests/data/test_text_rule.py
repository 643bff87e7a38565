"""What a text is made of: cut by hand, by scikit-learn, and the same however it is typed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnfs_cli.data.text_rule import TextRule

WORDS = TextRule("words", (1, 1), lowercase=True)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("A fine, FINE film!", ["a", "fine", "fine", "film"]),
        ("isn't 10/10", ["isn", "t", "10", "10"]),
        ("São Paulo; ΟΔΟΣ, Эх", ["são", "paulo", "οδος", "эх"]),
        ("snake_case x2", ["snake_case", "x2"]),
        ("…?! ", []),
        ("", []),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert WORDS.split(text) == words


def test_capitals_may_count() -> None:
    assert TextRule("words", (1, 1), lowercase=False).split("Bad bad") == ["Bad", "bad"]


def test_words_in_a_row() -> None:
    rule = TextRule("words", (1, 2), lowercase=True)
    assert rule.split("not so bad") == ["not", "so", "bad", "not so", "so bad"]
    assert TextRule("words", (2, 3), lowercase=True).split("not so") == ["not so"]
    assert TextRule("words", (2, 3), lowercase=True).split("not") == []


def test_characters() -> None:
    assert TextRule("characters", (2, 3), True).split("a\n\t b") == ["a ", " b", "a b"]
    assert TextRule("characters", (1, 1), True).split("木 木") == ["木", " ", "木"]


@given(st.text())
def test_one_letter_can_be_written_in_two_ways(text: str) -> None:
    for rule in (WORDS, TextRule("characters", (1, 3), True)):
        composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
        assert rule.split(composed) == rule.split(decomposed)


@settings(max_examples=30)
@given(
    st.text(),
    st.tuples(st.integers(1, 4), st.integers(1, 4)).map(sorted),
    st.sampled_from(["words", "characters"]),
)
def test_scikit_learn_cuts_alike(text: str, sizes: list[int], tokens: str) -> None:
    vectorizers = pytest.importorskip("sklearn.feature_extraction.text")
    text = " ".join(unicodedata.normalize("NFC", text).split())  # it lets a lone line end stand
    ngrams = (sizes[0], sizes[1])
    words = {"token_pattern": r"\w+"} if tokens == "words" else {"analyzer": "char"}
    peer = vectorizers.CountVectorizer(ngram_range=ngrams, **words)
    ours = TextRule(tokens, ngrams, lowercase=True).split(text)  # type: ignore[arg-type]
    assert sorted(ours) == sorted(peer.build_analyzer()(text))
