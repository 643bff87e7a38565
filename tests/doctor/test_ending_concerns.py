from __future__ import annotations

from collections.abc import Callable

import pytest

from nnfs_cli.build.plan import Plan
from nnfs_cli.doctor.ending_concerns import ending_concerns
from nnfs_cli.doctor.loss_course import LossCourse
from nnfs_cli.scoring import Metrics


@pytest.fixture
def plan(planned: Callable[..., Plan]) -> Plan:
    return planned("iris.csv", "species", "training.epochs=10", "training.learning_rate=0.01")


def judged(ours: float | None, theirs: float | None) -> tuple[Metrics, Metrics]:
    return {"loss": 1.0, "accuracy": ours}, {"accuracy": theirs}


def course(*losses: float) -> LossCourse:
    made = LossCourse()
    for epoch, loss in enumerate(losses, start=1):
        made.add(epoch, loss, None, len(losses))
    return made


SETTLED, FALLING = [1.0, *[0.1] * 9], [1 - 0.09 * epoch for epoch in range(10)]


def said(
    plan: Plan, judged: tuple[Metrics, Metrics], losses: list[float], *, others: int = 0
) -> list[str]:
    found = ending_concerns(plan, *judged, course(*losses), all_epochs=True, others=others)
    return [concern.sentence for concern in found]


def test_a_good_network_that_settled_is_left_in_peace(plan: Plan) -> None:
    assert said(plan, judged(0.9, 0.3), SETTLED) == []


def test_no_better_than_the_baseline_with_both_numbers(plan: Plan) -> None:
    (sentence,) = said(plan, judged(0.3, 0.3), SETTLED)
    assert sentence.startswith(
        "the network is no better than always answering the most frequent class: "
        "accuracy 0.3 against 0.3: "
    )
    assert "--set training.learning_rate=0.003 or 0.03" in sentence


def test_where_the_loss_was_still_falling_more_epochs_come_first(plan: Plan) -> None:
    slowly = [1 - 0.01 * epoch for epoch in range(10)]
    (sentence,) = said(plan, judged(0.3, 0.3), slowly)
    assert sentence.endswith("Its loss was still falling: try --set training.epochs=40.")


def test_folds_cannot_go_on_and_are_trained_anew(planned: Callable[..., Plan]) -> None:
    plan = planned("iris.csv", "species", "training.epochs=10", "split.k_folds=3").of_fold(1)
    (sentence,) = said(plan, judged(0.9, 0.3), FALLING)
    assert "Train anew with --set training.epochs=20" in sentence


def test_where_more_is_wrong_that_comes_first(plan: Plan) -> None:
    (sentence,) = said(plan, judged(0.2, 0.3), SETTLED, others=1)
    assert sentence.endswith("See to the other warnings first.")


def test_what_has_no_score_is_not_judged(plan: Plan) -> None:
    assert said(plan, judged(None, 0.3), SETTLED) == []


def test_an_end_in_the_midst_of_learning(plan: Plan) -> None:
    (sentence,) = said(plan, judged(0.9, 0.3), FALLING)
    assert "the last fifth of the 10 epochs still brought the training loss down" in sentence
    assert "from 0.37 to 0.19" in sentence
    assert "--set training.epochs=20" in sentence


def test_an_early_end_is_no_end_in_the_midst(plan: Plan) -> None:
    found = ending_concerns(plan, *judged(0.9, 0.3), course(*FALLING), all_epochs=False, others=0)
    assert not list(found)
