"""The sentence about a network, word by word."""

from __future__ import annotations

import numpy as np
import pytest

from nnfs_cli.analysis.assessment import Assessment, Judged, LinearAnswers, assess
from nnfs_cli.analysis.paired_difference import Standing
from nnfs_cli.analysis.uncertainty import Interval
from nnfs_cli.analysis.verdict import Rival, numeral, percent, verdict, verdict_of_folds
from nnfs_cli.data.targets import TargetEncoder
from nnfs_cli.engine.answers import Answers
from nnfs_cli.engine.components import LOSSES
from nnfs_cli.engine.metrics import METRICS
from nnfs_cli.scoring import Scorer
from nnfs_cli.task import Task


def thirty(right: int) -> Answers:
    p = np.repeat([[0.9, 0.1], [0.2, 0.8]], [right, 30 - right], axis=0)
    return Answers(p, np.repeat([[1, 0]], 30, axis=0), Task.MULTICLASS)


def test_shares_of_rows_are_told_in_rows_and_percent() -> None:
    rivals = [
        Rival("guessing", "always answering 'setosa'", 1 / 3, Standing.BETTER),
        Rival("a linear model", "a linear model", 0.9667, Standing.NO_BETTER),
    ]
    interval = Interval("accuracy", 29 / 30, 0.833, 0.994)
    assert verdict(METRICS.create("accuracy"), thirty(29), interval, rivals, "test rows") == (
        "Right for 29 of 30 test rows (97 %; 95 % interval 83–99 %); a linear model gets "
        "97 %, always answering 'setosa' gets 33 %: better than guessing, no better than a linear "
        "model."
    )


def test_an_interval_that_ends_just_below_all_is_told_as_all() -> None:
    interval = Interval("accuracy", 1.0, 0.885, 1 - 1e-12)
    said = verdict(METRICS.create("accuracy"), thirty(30), interval, [], "test rows")
    assert said.startswith("Right for 30 of 30 test rows (100 %; 95 % interval 88–100 %)")


def test_other_scores_are_told_as_they_are() -> None:
    t = np.array([[100_000.0], [300_000.0]])
    answers = Answers(t + 50_000, t, Task.REGRESSION)
    rivals = [
        Rival("guessing", "always answering the mean", 1e5, Standing.UNCLEAR),
        Rival("a linear model", "a linear model", 2e5, Standing.UNCLEAR),
    ]
    interval = Interval("rmse", 5e4, 4e4, 6.25e4)
    assert verdict(METRICS.create("rmse"), answers, interval, rivals, "test rows") == (
        "rmse 50,000 on 2 test rows (95 % interval 40,000 to 62,500); a linear model gets "
        "200,000, always answering the mean gets 100,000: not clearly better than guessing or a "
        "linear model."
    )


def test_better_in_every_fold_is_better() -> None:
    def said(*ours: float) -> str:
        rivals = [("guessing", "always answering the mean", [3.0, 3.0, 3.0])]
        return verdict_of_folds(METRICS.create("rmse"), ours, rivals)

    assert said(1, 2, 2.5) == (
        "rmse 1.833 ± 0.7638 in 3 folds, each judged by rows it had not seen; always answering the "
        "mean gets 3.000: better than guessing."
    )
    assert said(1, 2, 3).endswith(": not clearly better than guessing.")
    assert said(1, 6, 3).endswith(": no better than guessing.")
    assert said(4, 5, 3.5).endswith(": worse than guessing.")


@pytest.mark.parametrize(
    ("share", "rows", "said"),
    [(29 / 30, 30, "97 %"), (0.9741, 10_000, "97.4 %"), (0.99996, 25_000, "99.996 %")],
)
def test_100_percent_is_never_rounded(share: float, rows: int, said: str) -> None:
    assert percent(share, rows) == said
    assert percent(1.0, 30) == "100 %"


def test_numbers_keep_four_digits() -> None:
    assert [numeral(value) for value in (0.94213, 21.2, 5120.3, 48211.4, 4.7151e34)] == [
        "0.9421",
        "21.20",
        "5,120",
        "48,211",
        "4.715e+34",
    ]


def classes(metric: str = "accuracy") -> Scorer:
    targets = TargetEncoder(Task.MULTICLASS, ("kind",), (("a", "b", "c"),))
    loss = LOSSES.create("categorical_crossentropy")
    return Scorer(targets, Task.MULTICLASS, loss, [METRICS.create(metric)])


def judged(metric: str = "accuracy", *, learned_from: bool = False) -> Judged:
    """Forty rows of a and forty of b, ten of which are taken for b; training saw more of c."""
    t = np.repeat(np.eye(3, dtype=np.uint8)[:2], 40, axis=0)
    p = np.where(t, 0.8, 0.1).astype(np.float32)
    p[:10] = [0.1, 0.8, 0.1]
    return Judged(
        classes(metric), p, t, np.eye(3)[[0, 2, 2]], "test rows", 0, learned_from=learned_from
    )


def assessed(rows: Judged, linear: LinearAnswers | None = None) -> Assessment:
    return assess(rows, rows.scorer.judge(rows.p, rows.t, rows.t_training), linear)


def test_guessing_is_the_most_frequent_class_of_training() -> None:
    assessment = assessed(judged())
    assert assessment.verdict == (
        "Right for 70 of 80 test rows (88 %; 95 % interval 78–93 %); always answering 'c' gets "
        "0 %: better than guessing."
    )
    assert assessment.linear == {}


def test_a_linear_model_that_is_never_wrong_is_better() -> None:
    rows = judged()
    assessment = assessed(rows, LinearAnswers(classes(), rows.t.astype(np.float32)))
    assert assessment.verdict.endswith("better than guessing, worse than a linear model.")
    assert assessment.linear == {"accuracy": 1.0}


def test_rows_that_were_learned_from_have_no_intervals() -> None:
    assessment = assessed(judged(learned_from=True))
    assert assessment.intervals == {}
    assert "of 80 test rows, which it learned from (88 %);" in assessment.verdict


def test_probabilities_are_compared_with_how_frequent_classes_are() -> None:
    said = assessed(judged("brier")).verdict
    assert "always answering how frequent each class is" in said


def test_where_nothing_has_a_score_there_is_nothing_to_say() -> None:
    rows = judged()
    rows.p[0] = np.nan
    assert assessed(rows).verdict == "There is nothing to compare the network with."
