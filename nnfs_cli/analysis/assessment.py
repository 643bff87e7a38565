"""A network beside the simple: how sure its scores are, and whether it was worth the trouble."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from nnfs_cli.analysis.paired_difference import paired_difference
from nnfs_cli.analysis.uncertainty import Interval, intervals
from nnfs_cli.analysis.verdict import GUESSING, LINEAR, NOTHING, Rival, verdict
from nnfs_cli.data.dataset import Targets
from nnfs_cli.engine.answers import Answers
from nnfs_cli.engine.bootstrap import Bootstrap
from nnfs_cli.engine.buffers import Array
from nnfs_cli.engine.metrics import Metric, measure
from nnfs_cli.engine.metrics import baseline as guesses_of
from nnfs_cli.scoring import GUESS, GUESS_OF_PROBABILITIES, Metrics, Scorer, headline_of
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


def assess(judged: Judged, linear: LinearAnswers | None) -> Assessment:
    """Intervals of all metrics, the scores of the linear model, and the verdict."""
    scorer = judged.scorer
    bootstrap = Bootstrap.of(len(judged.t), judged.seed)
    answers = scorer.answers(judged.p, judged.t)
    lines = None if linear is None else linear.scorer.answers(linear.p, judged.t)
    known = {} if judged.learned_from else intervals(scorer.metrics, answers, bootstrap)
    scores = {} if lines is None else measure(scorer.metrics, lines)
    baseline = scorer.baseline(judged.t_training, judged.t)
    headline = headline_of(measure(scorer.metrics, answers), baseline)
    if headline is None:
        return Assessment(known, scores, NOTHING)
    rivals = list(_rivals(judged, headline, answers, lines, bootstrap))
    rows = judged.rows + ", which it learned from" * judged.learned_from
    said = verdict(headline, answers, known.get(headline.title), rivals, rows)
    lost = scorer.labels_lost(headline, judged.p, judged.t, judged.t_training)
    return Assessment(known, scores, said + lost)


def _rivals(
    judged: Judged, metric: Metric, answers: Answers, lines: Answers | None, bootstrap: Bootstrap
) -> Iterator[Rival]:
    """Guessing, and the linear model if there is one."""
    scorer = judged.scorer
    t_training = scorer.targets.decode(judged.t_training)
    guesses = guesses_of(t_training, answers.t, scorer.task)
    simple = [(GUESSING, guess_in_words(judged, metric), guesses)]
    if lines is not None:
        simple.append((LINEAR, LINEAR, lines))
    for name, doing, theirs in simple:
        difference = paired_difference(metric, answers, theirs, bootstrap)
        score = metric(theirs)
        if difference is not None and score is not None:
            yield Rival(name, doing, score, difference.standing)


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
