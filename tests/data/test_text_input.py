"""Texts as network inputs: worked by hand, as scikit-learn has them, and out of a model file."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnfs_cli.data.raw_columns import NumericColumn, TextColumn
from nnfs_cli.data.table_encoder import TableEncoder
from nnfs_cli.data.text_input import TextInput
from nnfs_cli.data.text_options import ENCODINGS, TextOptions
from nnfs_cli.errors import DataError, ModelFileError

FILMS = ["good good film", "bad film", None, "odd"]


def column(*texts: str | None) -> TextColumn:
    array = np.empty(len(texts), object)
    array[:] = texts
    return TextColumn("review", array)


def fit(texts: list[Any], **options: Any) -> TextInput:
    missing = options.pop("missing", "empty")
    return TextInput.fit(column(*texts), np.arange(len(texts)), missing, TextOptions(**options))


def inputs(encoder: TextInput, *texts: str | None) -> npt.NDArray[np.float32]:
    x = np.full((len(texts), encoder.width), np.nan, np.float32)
    encoder.encode(column(*texts), x)
    return x


def test_counts_and_binary_by_hand() -> None:
    counts = fit(FILMS, encode_as="counts")
    assert counts.words == ("film", "good", "bad", "odd")
    assert counts.input_names == ("review=film", "review=good", "review=bad", "review=odd")
    new = ("Good, good, GOOD film", "nothing known", None)
    assert inputs(counts, *new).tolist() == [[1, 3, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]]
    binary = fit(FILMS, encode_as="binary")
    assert inputs(binary, *new).tolist() == [[1, 1, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]]


def test_tfidf_by_hand() -> None:
    encoder = fit(FILMS)
    film, good = math.log(5 / 3) + 1, math.log(5 / 2) + 1
    length = math.hypot(film, 2 * good)
    np.testing.assert_allclose(
        inputs(encoder, "good film good unheard", "", "odd odd"),
        [[film / length, 2 * good / length, 0, 0], [0, 0, 0, 0], [0, 0, 0, 1]],
        rtol=1e-6,
    )


def test_a_sequence_by_hand() -> None:
    encoder = fit(["a b c d", "b a b", "a"], encode_as="sequence", length=3)
    assert encoder.words == ("a", "b"), "of at least two rows"
    assert encoder.vocabulary_size == 3
    assert encoder.input_names == ("review[0]", "review[1]", "review[2]")
    rows = inputs(encoder, "b x a a a", "a", "", None)
    assert rows.tolist() == [[3, 1, 2], [2, 0, 0], [0, 0, 0], [0, 0, 0]]


def test_an_automatic_length_is_enough_for_95_in_100() -> None:
    texts = ["w " * n for n in range(1, 101)]
    assert fit(texts, encode_as="sequence").length == 96  # numpy's percentile, the higher
    assert fit(["a b", "a b", ""], encode_as="sequence").length == 2


def test_only_training_rows_teach() -> None:
    texts = column("seen", "seen", "hidden hidden hidden")
    encoder = TextInput.fit(texts, np.array([0, 1]), "empty", TextOptions())
    assert encoder.words == ("seen",)
    assert encoder.idf == (1.0,)


def test_a_column_without_words_teaches_nothing() -> None:
    with pytest.raises(DataError, match="'review' has no word that is in at least 3 training rows"):
        fit(["a b", "a", "b"], min_rows=3)
    with pytest.raises(DataError, match="no word that is in a training row"):
        fit(["?!", None])


def test_numbers_are_no_texts() -> None:
    with pytest.raises(DataError, match="'review' holds no texts"):
        fit(FILMS).encode(NumericColumn("review", np.zeros(1)), np.empty((1, 4), np.float32))


def test_a_missing_text_is_empty_or_its_row_incomplete() -> None:
    texts = column("a", None, "")
    for missing, complete in (("drop", [True, False, True]), ("empty", [True, True, True])):
        encoder = TableEncoder((fit(["a"], missing=missing),))
        encoded = encoder.encode((texts,))
        assert encoded.complete.tolist() == complete
        assert encoded.x.tolist() == [[1, 1], [0, 1], [0, 1]]


def test_texts_stand_beside_numbers() -> None:
    columns = (NumericColumn("n", np.array([1.0, 3.0])), column("a b", "b"))
    encoder = TableEncoder.fit(
        columns,
        np.arange(2),
        numeric=("standardize",),
        missing={"n": "drop", "review": "drop"},
        unknown={},
        texts={"review": TextOptions(encode_as="counts")},
    )
    assert encoder.input_names == ("n", "review=b", "review=a")
    assert encoder.encode(columns).x.tolist() == [[-1, 1, 1, 1], [1, 1, 0, 1]]
    assert encoder.sequence is None


texts_of = st.lists(st.text("aAbcé .!'", max_size=15), min_size=1, max_size=8).filter(
    lambda texts: any(char.isalpha() for text in texts for char in text)
)
ngrams = st.tuples(st.integers(1, 3), st.integers(0, 2)).map(lambda n: (n[0], n[0] + n[1]))


@settings(max_examples=30)
@given(texts_of, texts_of, st.sampled_from(["words", "characters"]), st.booleans())
def test_tfidf_is_that_of_scikit_learn(
    learnt: list[str], new: list[str], tokens: str, lowercase: bool
) -> None:
    vectorizers = pytest.importorskip("sklearn.feature_extraction.text")
    encoder = fit(learnt, tokens=tokens, ngrams=(1, 2), lowercase=lowercase)
    words = {"token_pattern": r"\w+"} if tokens == "words" else {"analyzer": "char"}
    peer = vectorizers.TfidfVectorizer(ngram_range=(1, 2), lowercase=lowercase, **words)
    peer.fit(learnt)
    assert {*encoder.words} == {*peer.vocabulary_}
    order = [peer.vocabulary_[word] for word in encoder.words]
    np.testing.assert_allclose(encoder.idf or (), peer.idf_[order], rtol=1e-12)
    theirs = peer.transform(new).toarray()[:, order]
    np.testing.assert_allclose(inputs(encoder, *new), theirs, atol=1e-6)


@given(
    texts_of,
    st.builds(
        dict,
        encode_as=st.sampled_from(ENCODINGS),
        tokens=st.just("characters"),
        ngrams=st.just((1, 1)),
        max_words=st.integers(1, 9),
        lowercase=st.booleans(),
        min_rows=st.just(1),
        missing=st.sampled_from(["drop", "error", "empty"]),
    ),
)
def test_a_model_file_gives_it_back(texts: list[str], options: dict[str, Any]) -> None:
    encoder = fit(texts, **options)
    again = TextInput.from_json(orjson.loads(orjson.dumps(encoder.to_json())), "here")
    assert again == encoder
    np.testing.assert_array_equal(inputs(again, *texts), inputs(encoder, *texts))


@given(texts_of, ngrams)
def test_a_bag_does_not_mind_the_rows_beside_it(texts: list[str], sizes: tuple[int, int]) -> None:
    encoder = fit(["abc é", *texts], tokens="characters", ngrams=sizes)
    together = inputs(encoder, *texts)
    for row, text in zip(together, texts, strict=True):
        np.testing.assert_array_equal(row, inputs(encoder, text)[0])


def test_the_json_form() -> None:
    assert fit(["a b a", "b"]).to_json() == {
        "name": "review",
        "type": "text",
        "missing": "empty",
        "tokens": "words",
        "ngrams": [1, 1],
        "lowercase": True,
        "encode_as": "tfidf",
        "words": ["a", "b"],
        "idf": [math.log(3 / 2) + 1, 1.0],
    }
    sequence = fit(["a b", "a"], encode_as="sequence", length=7).to_json()
    assert (sequence["encode_as"], sequence["length"], "idf" in sequence) == ("sequence", 7, False)


BREAK = [
    ("missing", "mean", "'missing' is 'mean'"),
    ("tokens", "bytes", "'tokens' is 'bytes'"),
    ("lowercase", 1, "'lowercase' is neither true nor false"),
    ("ngrams", [1], "'ngrams' is not two whole numbers up to 10"),
    ("ngrams", [0, 1], "'ngrams' is not"),
    ("ngrams", [2, 1], "'ngrams' is not"),
    ("ngrams", [1, 11], "'ngrams' is not"),
    ("ngrams", [True, 1], "'ngrams' is not"),
    ("ngrams", [[], 1], "'ngrams' is not"),
    ("words", [], "'words' is not a list of texts"),
    ("words", ["a", "a"], "'words' holds a text twice"),
    ("words", ["a", 1], "'words' is not a list of texts"),
    ("idf", [1.0], "'idf' is not one number above 0 for each word"),
    ("idf", [1.0, 0.0], "'idf' is not one number above 0"),
    ("idf", [1.0, 1e300], "'idf' is not one number above 0"),
    ("idf", [1.0, "2"], "'idf' is not a list of numbers"),
    ("idf", [1.0, math.inf], "'idf' is not a list of numbers"),
    ("idf", [1.0, True], "'idf' is not a list of numbers"),
    ("length", 3, "unknown key 'length'"),
    ("encode_as", "counts", "unknown key 'idf'"),
    ("encode_as", "hashes", "'encode_as' is 'hashes'"),
]


@pytest.mark.parametrize(("key", "value", "message"), BREAK)
def test_a_model_file_is_read_with_suspicion(key: str, value: object, message: str) -> None:
    with pytest.raises(ModelFileError) as caught:
        TextInput.from_json(fit(["a b a", "b"]).to_json() | {key: value}, "here")
    assert caught.value.where == "here"
    assert message in caught.value.message


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("length", 0, "'length' is no whole number from 1 to 10,000"),
        ("length", 10**12, "'length' is no whole number"),
        ("length", 2.0, "'length' is no whole number"),
        ("ngrams", [1, 2], "the tokens of a sequence are not all of one size"),
    ],
)
def test_a_sequence_is_read_with_suspicion(key: str, value: object, message: str) -> None:
    written = fit(["a b", "a"], encode_as="sequence", length=7).to_json()
    with pytest.raises(ModelFileError, match=message):
        TextInput.from_json(written | {key: value}, "here")
