"""Intervals of scores: the same as one draw after the other, and as often right as they say."""

from __future__ import annotations

import numpy as np
import pytest

from nnfs_cli.engine import bootstrap, resamples
from nnfs_cli.engine.answers import Answers
from nnfs_cli.engine.bootstrap import Bootstrap, interval, percentile_interval, share_interval
from nnfs_cli.engine.metrics import METRICS, Metric, Scores, ranking_of_draws
from nnfs_cli.engine.metrics.metric import Metric as BareMetric
from nnfs_cli.engine.resamples import Resamples
from nnfs_cli.task import Task


def answers_to(task: Task, rows: int, seed: int = 0, outputs: int = 3) -> Answers:
    """Answers that are partly right, with ties among the probabilities and a rare class."""
    generator = np.random.default_rng(seed)
    if task is Task.REGRESSION:
        t = generator.normal(5, 2, (rows, outputs))
        return Answers(t + generator.normal(0, 1, t.shape), t, task)
    if task is Task.MULTICLASS:
        true = generator.choice(outputs, rows, p=[0.6, 0.35, 0.05])
        t = np.eye(outputs)[true]
        p = np.round(generator.dirichlet(np.ones(outputs), rows) + t * 0.7, 2)
        return Answers((p / p.sum(axis=1, keepdims=True)).astype(np.float32), t, task)
    columns = 1 if task is Task.BINARY else outputs
    t = (generator.random((rows, columns)) < 0.3).astype(np.uint8)
    p = np.clip(np.round(0.3 * t + 0.7 * generator.random(t.shape), 2), 0, 1)
    return Answers(p.astype(np.float32), t, task, 0.4)


def metrics_for(task: Task) -> list[Metric]:
    made = [METRICS.create(name) for name in METRICS if name != "top_k_accuracy"]
    made += [METRICS.create("top_k_accuracy", k=2)]
    return [metric for metric in made if task in metric.tasks]


def drawn_by(metric: Metric, answers: Answers, bootstrap: Bootstrap) -> Scores:
    return bootstrap.measure([metric], answers)[metric].scores


CASES = [(task, metric) for task in Task for metric in metrics_for(task)]


@pytest.mark.parametrize(
    ("task", "metric"), CASES, ids=[f"{task.value}-{metric.title}" for task, metric in CASES]
)
@pytest.mark.parametrize("rows", [5, 60])
def test_all_draws_at_once_are_the_same_as_one_after_the_other(
    task: Task, metric: Metric, rows: int
) -> None:
    drawn = Resamples(answers_to(task, rows), Bootstrap.of(rows, 1).draws[:200])
    together = metric.of_resamples(drawn)
    one_by_one = BareMetric.of_resamples(metric, drawn)
    np.testing.assert_allclose(together, one_by_one, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("task", Task)
def test_means_of_many_draws_are_the_same(monkeypatch: pytest.MonkeyPatch, task: Task) -> None:
    answers, draws = answers_to(task, 40), Bootstrap.of(40, 1).draws
    few = Resamples(answers, draws).means(answers.p)
    monkeypatch.setattr(resamples, "MOST_OCCURRENCES", 0)
    np.testing.assert_allclose(Resamples(answers, draws).means(answers.p), few, rtol=1e-12)


@pytest.mark.parametrize("name", ["roc_auc", "average_precision"])
@pytest.mark.parametrize("task", [Task.BINARY, Task.MULTICLASS, Task.MULTILABEL])
def test_the_first_order_of_rankings_gives_the_interval_of_all_orders(
    monkeypatch: pytest.MonkeyPatch, name: str, task: Task
) -> None:
    answers, metric = answers_to(task, 1200), METRICS.create(name)
    drawn = Bootstrap.of(1200, 2)
    monkeypatch.setattr(ranking_of_draws, "MOST_EXACT", 10_000)
    exact = drawn_by(metric, answers, drawn)
    monkeypatch.setattr(ranking_of_draws, "MOST_EXACT", 0)
    first_order = drawn_by(metric, answers, drawn)
    assert np.corrcoef(exact, first_order)[0, 1] > 0.98
    width = np.ptp(percentile_interval(exact))  # type: ignore[arg-type]
    np.testing.assert_allclose(
        percentile_interval(exact), percentile_interval(first_order), atol=0.1 * width
    )


@pytest.mark.parametrize("name", ["rmse", "mae", "r2"])
def test_the_true_score_lies_in_95_of_100_intervals(name: str) -> None:
    """Targets and errors are normal with deviations 2 and 1, so the true scores are known."""
    truth = {"rmse": 1.0, "mae": np.sqrt(2 / np.pi), "r2": 1 - 1 / 4}[name]
    metric, inside = METRICS.create(name), 0
    for seed in range(200):
        answers = answers_to(Task.REGRESSION, 120, seed, outputs=1)
        scores = drawn_by(metric, answers, Bootstrap.of(120, seed))
        low, high = interval(metric, answers, scores) or (0.0, 0.0)
        inside += low <= truth <= high
    assert 176 <= inside <= 199  # of 200, where 190 are expected and 3 the deviation


def test_the_true_share_lies_in_95_of_100_intervals_even_close_to_1() -> None:
    """Where resampling, which takes 30 right of 30 for certain, would hold it in 60 of 100."""
    right = np.random.default_rng(0).binomial(30, 0.97, 2000)
    ends = np.array([share_interval(int(k), 30) for k in right])
    assert ((ends[:, 0] <= 0.97) & (ends[:, 1] >= 0.97)).mean() == pytest.approx(0.95, abs=0.03)


def test_wilsons_interval_as_in_the_literature() -> None:
    """Newcombe (1998), Statistics in medicine 17, table I, method 3: 81 of 263, 0 of 20."""
    assert share_interval(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert share_interval(0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)


def test_many_rows_are_represented_by_some(monkeypatch: pytest.MonkeyPatch) -> None:
    """The interval has the width that all rows give."""
    answers, metric = answers_to(Task.REGRESSION, 9000), METRICS.create("mae")
    every = Bootstrap.of(9000, 0)
    monkeypatch.setattr(bootstrap, "MOST_ROWS", 3000)
    some = Bootstrap.of(9000, 0)
    assert every.draws.shape[1] == 9000
    assert some.draws.shape[1] == 3000
    wide, narrow = (percentile_interval(drawn_by(metric, answers, b)) for b in (every, some))
    assert wide is not None
    assert narrow is not None
    assert np.ptp(narrow) == pytest.approx(np.ptp(wide), rel=0.15)
    assert narrow[0] < (metric(answers) or 0) < narrow[1]


def test_the_same_seed_draws_the_same_rows() -> None:
    assert np.array_equal(Bootstrap.of(40, 7).draws, Bootstrap.of(40, 7).draws)
    assert not np.array_equal(Bootstrap.of(40, 7).draws, Bootstrap.of(40, 8).draws)


def test_what_does_not_vary_has_no_interval() -> None:
    assert percentile_interval(np.ones(1000)) is None
    assert percentile_interval(np.array([0.3, *[np.nan] * 9])) is None
    assert percentile_interval(np.linspace(0, 1, 1001)) == pytest.approx((0.025, 0.975))


def test_answers_that_are_no_numbers_have_no_scores() -> None:
    broken = Answers(np.array([[np.nan], [1.0]]), np.zeros((2, 1)), Task.REGRESSION)
    assert Bootstrap.of(2, 0).measure(metrics_for(Task.REGRESSION), broken) == {}
