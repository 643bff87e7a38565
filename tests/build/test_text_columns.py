"""What is decided about texts before training, and what does not fit together."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import pytest

from nnfs_cli.build import text_columns
from nnfs_cli.build.plan import Plan, make_plan
from nnfs_cli.config.dump import dump_config
from nnfs_cli.config.loading import load_config
from nnfs_cli.data.table_encoder import TableEncoder
from nnfs_cli.data.text_input import TextInput
from nnfs_cli.errors import ConfigError, NNError

GOOD, BAD = ("fine", "lovely", "great"), ("bad", "awful", "dull")
EMBEDDING = "model.layers=[{type: embedding, dimension: 4}, {type: dense}]"
SEQUENCE = "dataset.columns.review.encode_as=sequence"
ALONE = "dataset.features=[review]"


def write_reviews(folder: Path) -> Path:
    """A config, beside 60 reviews whose adjectives tell who liked what."""
    draw = random.Random(0)
    with (folder / "reviews.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["review", "length", "kind", "liked"])
        for row in range(60):
            words = [draw.choice((GOOD, BAD)[row % 2]), "a", "film"]
            writer.writerow([" ".join(words), row, "ab"[row % 3 % 2], ("yes", "no")[row % 2]])
    path = folder / "c.yaml"
    path.write_text(
        "dataset:\n  path: reviews.csv\n  target: liked\n"
        "  columns: {review: {type: text}}\n"
        "output: {plots: false}\n"
        "training: {epochs: 30, learning_rate: 0.05}\n"
    )
    return path


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return write_reviews(tmp_path)


def plan(config: Path, *overrides: str) -> Plan:
    return make_plan(load_config(config, overrides))


def mistake(config: Path, *overrides: str) -> tuple[str, str]:
    with pytest.raises(NNError) as caught:
        plan(config, *overrides)
    (error,) = caught.value.mistakes()
    assert isinstance(error, ConfigError)
    return error.message, error.hint


def test_rows_of_a_file_of_their_own_teach_no_words(config: Path) -> None:
    (config.parent / "test.csv").write_text(
        "liked,kind,review,length\nyes,a,unheard of film,1\nno,b,a dull film,2\n"
    )
    made = plan(config, "split.test=test.csv", "dataset.columns.review.encode_as=counts")
    encoder = made.data.inputs
    assert isinstance(encoder, TableEncoder)
    review = encoder.columns[0]
    assert isinstance(review, TextInput)
    assert "unheard" not in review.words
    rows = made.data.dataset.x[made.data.split.test, : review.width]
    assert rows.sum(axis=1).tolist() == [1, 3]


def test_a_sequence_by_default_has_an_embedding(config: Path) -> None:
    made = plan(config, ALONE, SEQUENCE)
    assert [layer.type for layer in made.layers] == ["embedding", "dense"]
    encoder = made.data.inputs
    assert isinstance(encoder, TableEncoder)
    assert encoder.sequence
    assert made.layers[0].options["vocabulary_size"] == 1 + len(encoder.sequence.words)
    assert made.data.dataset.input_shape == (3,)


def test_the_resolved_config_trains_the_same(config: Path) -> None:
    made = plan(config, ALONE, SEQUENCE)
    text = dump_config(made.config)
    assert "ngrams: [1, 1]" in text
    assert "min_rows: 2" in text
    again = config.parent / "again.yaml"
    again.write_text(text)
    assert plan(again).config.dataset == made.config.dataset
    assert plan(again).layers == made.layers


def test_what_does_not_fit_together_is_told(config: Path) -> None:
    message, hint = mistake(config, SEQUENCE, EMBEDDING)
    assert message == (
        "a sequence of words has to be the only feature, and there is also length, kind"
    )
    assert hint == "Write features: [review], or encode_as: tfidf."
    message, hint = mistake(
        config, ALONE, SEQUENCE, "model.layers=[{type: dense, units: 3}, dense]"
    )
    assert message == "a sequence of words needs embedding as the first layer, which is dense"
    assert "Begin with {type: embedding" in hint
    message, hint = mistake(config, EMBEDDING)
    assert message == "embedding reads numbers of words, but column 'review' comes as tfidf"
    assert hint == "Write encode_as: sequence for 'review', or begin with dense."
    small = "model.layers=[{type: embedding, dimension: 4, vocabulary_size: 5}, {type: dense}]"
    message, hint = mistake(config, ALONE, SEQUENCE, small)
    assert message == "vocabulary_size is 5, but the texts know words up to 9"


def test_notes_say_what_became_of_texts(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "'review' knows 8 words" in plan(config).data.notes
    assert "'review' knows 8 words, and reads 3 a row" in plan(config, ALONE, SEQUENCE).data.notes
    monkeypatch.setattr(text_columns, "WORTH_A_NOTE", 1)
    assert plan(config).data.notes[-1] == "60 rows x 12 inputs take 0.0 GB"
