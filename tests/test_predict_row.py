"""A typed case gets the answer that the same row of a file gets, and mistakes are told kindly."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from nnfs_cli.answer_formats import DelimitedAnswers
from nnfs_cli.data.targets import TargetEncoder
from nnfs_cli.errors import ConfigError, DataError, ManyErrors
from nnfs_cli.predict_file import predict_file, write_answers
from nnfs_cli.predict_row import ask, row_answers
from tests.written_models import KINDS, LABELS, NUMBER, YES_OR_NO, write_people_model

TARGETS = [NUMBER, YES_OR_NO, LABELS, KINDS]
ROW = 'age=31.7, income=2500, smoker=yes, city="Rome, Italy"'
CELLS = 'age,income,smoker,city\n31.7,2500,yes,"Rome, Italy"\n'


@pytest.fixture(params=TARGETS, ids=lambda targets: targets.task.value)
def model(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return write_people_model(tmp_path / "model.json", request.param)


def of_file(model: Path, text: str, *, explain: bool = False) -> str:
    table = model.parent / "rows.csv"
    table.write_text(text, encoding="utf-8")
    out = io.StringIO()
    predict_file(model, str(table), out, explain=explain)
    return out.getvalue()


def of_row(model: Path, *rows: str, explain: bool = False, with_inputs: bool = False) -> str:
    out, asked = io.StringIO(), ask(model, rows)
    answers = DelimitedAnswers(out)
    write_answers(asked.predictor, [asked.piece], answers, explain=explain, with_inputs=with_inputs)
    return out.getvalue()


@pytest.mark.parametrize("explain", [False, True])
def test_the_answer_is_that_of_the_row_in_a_file(model: Path, explain: bool) -> None:
    written = of_row(model, ROW, explain=explain)
    assert written == of_file(model, CELLS, explain=explain)
    assert written.count("\n") == 2


def test_several_rows_are_answered_in_their_order(model: Path) -> None:
    other = "city=Oslo, age=70, income=, smoker=no"
    assert of_row(model, ROW, other) == of_file(model, CELLS + "70,,no,Oslo\n")


def test_what_the_model_fills_may_be_left_out(model: Path) -> None:
    left_out = "age=40, city=Oslo"
    asked = ask(model, [left_out])
    assert asked.filled == {"income": "3000", "smoker": "no"}
    assert of_row(model, left_out) == of_row(model, "age=40, city=Oslo, income=3000, smoker=no")
    assert ask(model, [ROW]).filled == {}


def test_the_cells_stand_in_front_as_they_were_typed(model: Path) -> None:
    header, row = csv.reader(io.StringIO(of_row(model, "age=040, city=Oslo", with_inputs=True)))
    assert header[:2] == ["age", "city"]
    assert row[:2] == ["040", "Oslo"]


def test_answers_as_structures_say_what_the_file_says(model: Path) -> None:
    (answers,) = row_answers(ask(model, [ROW]), explain=True)
    (row,) = csv.DictReader(io.StringIO(of_row(model, ROW, explain=True)))
    for answer in answers:
        assert str(answer.predicted)[:5] == row[f"predicted_{answer.target}"][:5]
        assert float(row[answer.explained]) == pytest.approx(answer.answer, rel=1e-6)
        assert answer.typical_answer is not None
        total = answer.typical_answer + sum(cause.effect for cause in answer.causes)
        assert total == pytest.approx(answer.answer, rel=1e-6)
        sizes = [abs(cause.effect) for cause in answer.causes]
        assert sizes == sorted(sizes, reverse=True)
        if answer.probabilities:
            assert sum(answer.probabilities.values()) == pytest.approx(1)
    by_column = {cause.column: cause for cause in answers[0].causes}
    assert (by_column["age"].value, by_column["age"].typical) == (31.7, 48.0)
    assert (by_column["smoker"].value, by_column["smoker"].typical) == ("yes", "no")
    assert (by_column["city"].value, by_column["city"].typical) == ("Rome, Italy", "Oslo")


def test_what_is_filled_is_told_with_what_stands_for_it(model: Path) -> None:
    (answers,) = row_answers(ask(model, ["age=40, city=Oslo"]), explain=True)
    values = {cause.column: cause.value for cause in answers[0].causes}
    assert values == {"age": 40.0, "city": "Oslo", "income": 3000.0, "smoker": "no"}


def test_causes_are_looked_for_only_when_asked_for(model: Path) -> None:
    (answers,) = row_answers(ask(model, [ROW]))
    assert {(answer.causes, answer.typical_answer) for answer in answers} == {((), None)}


def mistake(rows: list[str], targets: TargetEncoder, folder: Path) -> list[str]:
    model = write_people_model(folder / "model.json", targets)
    with pytest.raises((ConfigError, DataError, ManyErrors)) as caught:
        ask(model, rows)
    return [f"{one}\n{one.hint}" for one in caught.value.mistakes()]


def test_a_slip_of_the_finger_is_told_with_the_closest_name(tmp_path: Path) -> None:
    assert mistake(["agee=40, age=40, city=Oslo"], NUMBER, tmp_path) == [
        "--row: the model knows no column 'agee'; did you mean 'age'?\n"
        "It reads: age, income, smoker, city."
    ]


def test_what_is_needed_is_told_with_typical_values(tmp_path: Path) -> None:
    assert mistake(["income=1"], NUMBER, tmp_path) == [
        "--row: the model also needs age, city\nTypical values, to put in: age=48, city=Oslo"
    ]
    assert "needs age\n" in mistake(["age=NA, city=Oslo"], NUMBER, tmp_path)[0]


def test_all_mistakes_of_all_rows_at_once(tmp_path: Path) -> None:
    told = mistake(["age=1, city=Oslo, sick=yes", "ag=1, city=Oslo"], YES_OR_NO, tmp_path)
    assert [line.split("\n")[0] for line in told] == [
        "--row 1: 'sick' is what the model answers",
        "--row 2: the model knows no column 'ag'; did you mean 'age'?",
        "--row 2: the model also needs age",
    ]


def test_a_value_that_a_column_cannot_hold(tmp_path: Path) -> None:
    rows = ["age=1, city=Oslo", "age=old, city=Oslo, smoker=2"]
    assert mistake(rows, NUMBER, tmp_path) == [
        "--row 2: column 'age': 'old' is not a number\n",
        "--row 2: column 'smoker': '2' is neither 'no' nor 'yes'\n",
    ]


def test_a_word_that_training_never_saw_is_told_with_the_closest(tmp_path: Path) -> None:
    model = write_people_model(tmp_path / "model.json", NUMBER)
    assert ask(model, ["age=1, city=Osla"]).strange == (
        "city: training never saw 'Osla'; did you mean 'Oslo'?",
    )
    assert ask(model, ["age=1, city=X"]).strange == (
        "city: training never saw 'X'; known: Oslo, Rome, Italy",
    )


def test_a_number_beyond_all_bounds_has_no_answer(tmp_path: Path) -> None:
    model = write_people_model(tmp_path / "model.json", NUMBER)
    asked = ask(model, ["age=1e38, income=1e38, city=Oslo"])
    assert len(row_answers(asked)) == 1


def test_an_ensemble_answers_and_explains_as_one(tmp_path: Path) -> None:
    model = write_people_model(tmp_path / "model.json", KINDS, members=(0, 1, 2))
    assert of_row(model, ROW, explain=True) == of_file(model, CELLS, explain=True)
    ((answer,),) = row_answers(ask(model, [ROW]), explain=True)
    assert answer.typical_answer is not None
    total = answer.typical_answer + sum(cause.effect for cause in answer.causes)
    assert total == pytest.approx(answer.answer, rel=1e-6)
