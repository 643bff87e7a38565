"""Texts from config to answers: they are learnt, written into the model, and predicted with."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from nnfs_cli.config.loading import load_config
from nnfs_cli.errors import ModelFileError
from nnfs_cli.evaluate import evaluate_file
from nnfs_cli.experiment.beginning import begin
from nnfs_cli.predict_file import predict_file
from nnfs_cli.predictor import Predictor
from nnfs_cli.show import describe
from tests.build.test_text_columns import ALONE, EMBEDDING, SEQUENCE, write_reviews


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return write_reviews(tmp_path)


def train(config: Path, *overrides: str) -> Path:
    experiment = begin(load_config(config, overrides), config.parent / "runs")
    experiment.start()
    for _ in experiment.train():
        pass
    return experiment.finish().directory


def predictions(run: Path, source: Path) -> list[dict[str, str]]:
    out = io.StringIO()
    predict_file(run, str(source), out)
    return list(csv.DictReader(io.StringIO(out.getvalue())))


@pytest.mark.parametrize(
    "overrides",
    [(), ("dataset.columns.review.encode_as=binary",), (ALONE, SEQUENCE, EMBEDDING)],
    ids=["beside numbers", "binary", "sequence"],
)
def test_texts_are_learnt_and_predicted(
    config: Path, tmp_path: Path, overrides: tuple[str, ...]
) -> None:
    run = train(config, *overrides)
    assert evaluate_file(run).metrics["accuracy"] == 1
    new = tmp_path / "new.csv"
    new.write_text("kind,length,review\na,3,A LOVELY one!\nb,4,awful\na,5,\nb,6,unheard of\n")
    answers = predictions(run, new)
    assert [answer["predicted_liked"] for answer in answers][:3] == ["yes", "no", ""]
    assert answers[3]["predicted_liked"], "words that nobody knows are a text all the same"


def test_an_empty_text_is_answered_where_it_may_be(config: Path, tmp_path: Path) -> None:
    run = train(config, ALONE, "dataset.columns.review.missing=empty")
    new = tmp_path / "new.csv"
    new.write_text("review,x\n,1\n")
    assert predictions(run, new)[0]["predicted_liked"] in ("yes", "no")


def test_texts_alone_have_no_typical_row_that_could_be_missing(config: Path) -> None:
    run = train(config, ALONE)
    counts = predict_file(run, str(config.parent / "reviews.csv"), io.StringIO(), explain=True)
    assert "older model file" not in counts.explained


def test_show_tells_how_texts_enter(config: Path) -> None:
    ((name, words),) = describe(config).inputs[:1]
    assert name == "review"
    assert words.startswith("text, missing: drop, words, tfidf, 8 known: a, film, ")
    run = train(config, ALONE, SEQUENCE, EMBEDDING)
    assert "sequence of 3" in describe(run).inputs[0][1]


def test_a_model_goes_on_learning_from_new_texts_as_it_reads_them(config: Path) -> None:
    first = train(config, ALONE, SEQUENCE, EMBEDDING)
    more = config.parent / "more.yaml"
    more.write_text(
        f"dataset: {{path: reviews.csv, target: liked}}\nmodel: {{init_from: {first}}}\n"
        "training: {epochs: 1}\noutput: {plots: false, report: false}\n"
    )
    second = train(more)
    assert Predictor.open(second).inputs == Predictor.open(first).inputs
    assert "encode_as: sequence" in (second / "config.resolved.yaml").read_text()
    assert evaluate_file(second).metrics["accuracy"] == 1


def test_a_model_whose_inputs_and_layers_disagree_is_refused(config: Path) -> None:
    run = train(config, ALONE, SEQUENCE, EMBEDDING)
    model = json.loads((run / "model.json").read_text())
    model["inputs"]["columns"][0]["length"] = 10**9
    (run / "model.json").write_text(json.dumps(model))
    with pytest.raises(ModelFileError, match="'length' is no whole number"):
        Predictor.open(run)
