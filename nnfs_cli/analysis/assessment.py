"""A network beside the simple: how sure its scores are, and whether it was worth the trouble."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from nnfs_cli.analysis.paired_difference import difference
from nnfs_cli.analysis.uncertainty import Interval, intervals
from nnfs_cli.analysis.verdict import GUESSING, LINEAR, NOTHING, Rival, verdict
from nnfs_cli.data.dataset import Targets
from nnfs_cli.engine.answers import Answers
from nnfs_cli.engine.bootstrap import Bootstrap, Drawn
from nnfs_cli.engine.buffers import Array
from nnfs_cli.engine.metrics import Metric, measure
from nnfs_cli.engine.metrics import baseline as guesses_of
from nnfs_cli.scoring import (
    GUESS,
    GUESS_OF_PROBABILITIES,
    Judgement,
    Metrics,
    Scorer,
    headline_of,
)
from nnfs_cli.task import Task


@dataclass(frozen=True, eq=False)
class Judged:
    """What a network said about some rows, and what is known about them."""

    scorer: Scorer
    p: Array
    """raw outputs, (rows, outputs)"""
    t: Targets
    t_training: Targets
    rows: str
    """what they are called: ``test rows``"""
    seed: int
    learned_from: bool = False
    """whether training saw them, so that scores on them say nothing about others"""


@dataclass(frozen=True, eq=False)
class LinearAnswers:
    """What a linear model said about the same rows, with the threshold that suits it."""

    scorer: Scorer
    p: Array


@dataclass(frozen=True)
class Assessment:
    """What is said about a network on these rows."""

    intervals: dict[str, Interval]
    """by metric; without those that these rows cannot tell"""
    linear: Metrics
    """the scores of the linear model; empty where there is none"""
    verdict: str


def assess(judged: Judged, judgement: Judgement, linear: LinearAnswers | None) -> Assessment:
    """Intervals of all metrics, the scores of the linear model, and the verdict."""
    scorer = judged.scorer
    bootstrap = Bootstrap.of(len(judged.t), judged.seed)
    answers = scorer.answers(judged.p, judged.t)
    drawn = bootstrap.measure(scorer.metrics, answers)
    lines = None if linear is None else linear.scorer.answers(linear.p, judged.t)
    known = {} if judged.learned_from else intervals(drawn, answers)
    scores = {} if lines is None else measure(scorer.metrics, lines)
    headline = headline_of(judgement.metrics, judgement.baseline)
    if headline is None:
        return Assessment(known, scores, NOTHING)
    ours = next(of_it for metric, of_it in drawn.items() if metric.title == headline.title)
    simple = list(_simple_answers(judged, headline, lines))
    rivals = list(_rivals(headline, ours, simple, bootstrap))
    rows = judged.rows + ", which it learned from" * judged.learned_from
    said = verdict(headline, answers, known.get(headline.title), rivals, rows)
    lost = scorer.labels_lost(headline, judged.p, judged.t, judged.t_training)
    return Assessment(known, scores, said + lost)


def _simple_answers(
    judged: Judged, metric: Metric, lines: Answers | None
) -> Iterator[tuple[str, str, Answers]]:
    """Those of guessing and of the linear model, if there is one, with their name and doing."""
    decoded = judged.scorer.targets.decode
    guesses = guesses_of(decoded(judged.t_training), decoded(judged.t), judged.scorer.task)
    yield GUESSING, guess_in_words(judged, metric), guesses
    if lines is not None:
        yield LINEAR, LINEAR, lines


def _rivals(
    metric: Metric, ours: Drawn, simple: list[tuple[str, str, Answers]], bootstrap: Bootstrap
) -> Iterator[Rival]:
    for name, doing, answers in simple:
        theirs = bootstrap.measure([metric], answers).get(metric)
        found = None if theirs is None else difference(metric, ours, theirs)
        if theirs is not None and found is not None:
            yield Rival(name, doing, theirs.value, found.standing)


def guess_in_words(judged: Judged, metric: Metric) -> str:
    """``always answering 'setosa'``"""
    targets, task = judged.scorer.targets, judged.scorer.task
    if metric.of_probabilities:
        return GUESS_OF_PROBABILITIES
    if task not in (Task.BINARY, Task.MULTICLASS):
        return GUESS[task]
    shares = judged.t_training.mean(axis=0, dtype=np.float64)
    most = int(shares[0] > 0.5) if task is Task.BINARY else int(shares.argmax())
    return f"always answering '{targets.classes[most]}'"
