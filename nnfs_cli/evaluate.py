"""How good a trained model is: on its run's own test rows, or on any data with answers."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nnfs_cli.analysis.assessment import Judged, LinearAnswers, assess
from nnfs_cli.data.dataset import Targets
from nnfs_cli.data.image_inputs import ImageInputs
from nnfs_cli.data.raw_columns import Indices, RawColumn, concatenated
from nnfs_cli.engine.bootstrap import Ends
from nnfs_cli.engine.buffers import Array
from nnfs_cli.engine.components import LOSSES
from nnfs_cli.engine.metrics import metric_titled, metrics_without_options
from nnfs_cli.errors import ConfigError, DataError
from nnfs_cli.predictor import Predictor
from nnfs_cli.run.run_data import learned_from
from nnfs_cli.run.run_directory import RunDirectory
from nnfs_cli.scoring import Metrics, Scorer, predict_rows
from nnfs_cli.suggestions import listed

if TYPE_CHECKING:
    from nnfs_cli.build.plan import Plan

SEED = 0
"""of the draws on data that belong to no run"""
SEEN = (
    "The network learned from these data, so the scores do not tell how good it is on new ones. "
    "By rows it never saw: {}"
)


@dataclass(frozen=True)
class Evaluation:
    """A model's scores on some rows, the baseline beside them."""

    rows: int
    kind: str
    """what one of them is: row or image"""
    metrics: Metrics
    baseline: Metrics
    linear: Metrics
    """of a linear model of the same training rows; empty on data that the run does not know"""
    intervals: dict[str, Ends]
    """between which 95 of 100 such scores would lie"""
    verdict: str
    details: dict[str, Any]
    """per class, micro and macro, confusion matrix and calibration; empty for regression"""
    threshold: dict[str, float]
    """above what probability each target is a yes; empty for other questions"""
    notes: tuple[str, ...]
    """sentences about rows that could not be judged"""
    next_command: str


def evaluate_file(path: Path, source: str | None = None) -> Evaluation:
    """Evaluate a model file or run directory on `source`, or on the run's own test rows."""
    predictor = Predictor.open(path)
    notes: tuple[str, ...] = ()
    scorer = scorer_of_model(predictor)
    if source is None:
        judged, linear, notes = _on_own_test_rows(path, predictor, scorer)
    else:
        unit = "rows"
        if isinstance(predictor.inputs, ImageInputs):
            p, t = _answers_for_images(predictor, Path(source), predictor.inputs)
            unit = "images"
        else:
            p, t, notes = _answers_for_table(predictor, source)
        judged, linear = Judged(scorer, p, t, _training_targets(predictor, t), unit, SEED), None
        if learned_from(path, source):
            notes += (SEEN.format(shlex.join(["nn", "evaluate", str(path)])),)
    judgement = scorer.judge(judged.p, judged.t, judged.t_training)
    assessment = assess(judged, judgement, linear)
    new_data = predictor.new_data if source in (None, "-") else source
    return Evaluation(
        len(judged.t),
        "image" if isinstance(predictor.inputs, ImageInputs) else "row",
        judgement.metrics,
        judgement.baseline,
        assessment.linear,
        {name: (of_it.low, of_it.high) for name, of_it in assessment.intervals.items()},
        assessment.verdict,
        judgement.details,
        predictor.targets.thresholds,
        notes,
        shlex.join(["nn", "predict", str(path), new_data]),
    )


def scorer_of_model(predictor: Predictor) -> Scorer:
    """Judges by the metrics that training was told to use, then by every other that suits."""
    model = predictor.model
    loss = LOSSES.create(model.loss.type, **model.loss.options)
    trained: Metrics = next(iter(model.metrics.values()), {})
    every = (metric.title for metric in metrics_without_options(model.task))
    known = (metric_titled(title) for title in dict.fromkeys((*trained, *every)))
    suited = [metric for metric in known if metric and model.task in metric.tasks]
    return Scorer(predictor.targets, model.task, loss, suited)


def _on_own_test_rows(
    path: Path, predictor: Predictor, scorer: Scorer
) -> tuple[Judged, LinearAnswers | None, tuple[str, ...]]:
    """What the network says about them, a linear model beside it, and what is to be known of that.

    The test rows are found again as training found them: from the resolved config.
    """
    run = RunDirectory(path if path.is_dir() else path.parent)
    if not run.resolved_config.is_file():
        raise ConfigError(
            "test rows belong to a run, and this model lies in none",
            str(path),
            hint=f"Name data to evaluate on: nn evaluate {shlex.quote(str(path))} data.csv",
        )
    from nnfs_cli.analysis.linear_model import linear_model
    from nnfs_cli.build.plan import make_plan
    from nnfs_cli.config.loading import load_config
    from nnfs_cli.experiment.outcome import judged_rows, linear_answers

    plan = make_plan(load_config(run.resolved_config))
    split = plan.data.split
    if not len(split.test):
        raise ConfigError(
            "this run kept no test rows",
            str(run.path),
            hint=f"Name data to evaluate on: nn evaluate {shlex.quote(str(run.path))} INPUT",
        )
    p = predictor.mean_outputs(list(_on_rows(plan, predictor, split.test)))
    linear = linear_model(plan, predictor.model.training.get("epochs", 0))
    return (
        judged_rows(plan, scorer, "test", p),
        linear_answers(plan, scorer, linear, split.test),
        (linear.remark,) if linear.remark else (),
    )


def _on_rows(plan: Plan, predictor: Predictor, rows: Indices) -> Iterator[Array]:
    """What each network says to some rows of its run; of an ensemble each learned from one fold."""
    for number, member in enumerate(predictor.members, start=1):
        data = plan.of_fold(number).data if predictor.model.members else plan.data
        yield predict_rows(member.network, data.dataset, rows)


def _training_targets(predictor: Predictor, t: Targets) -> Targets:
    """One row that stands for all targets of training: their mean, as the model file has it.

    Where it has none, the rows at hand must do.
    """
    mean = predictor.model.training.get("target_mean")
    return np.array([mean]) if mean else t.mean(axis=0, keepdims=True)


def _answers_for_table(predictor: Predictor, source: str) -> tuple[Array, Targets, tuple[str, ...]]:
    """Outputs and targets of the rows that have both."""
    outputs: list[Array] = []
    columns: list[tuple[RawColumn, ...]] = []
    left_out = 0
    for piece in predictor.answer(source, with_targets=True):
        known = piece.answered.copy()
        for target in piece.targets:
            known &= ~target.missing()
        kept = np.flatnonzero(known)
        left_out += len(known) - len(kept)
        outputs.append(piece.p[kept])
        columns.append(tuple(target.take(kept) for target in piece.targets))
    p = np.concatenate(outputs)
    if not len(p):
        answers = listed(word for words in predictor.targets.vocabularies for word in words)
        raise DataError(
            "no row has both an answer and everything that is needed for one",
            source,
            f"The answers that the model knows: {answers}." if answers else "",
        )
    t = predictor.targets.encode(list(map(concatenated, zip(*columns, strict=True))))
    rows = "row" if left_out == 1 else "rows"
    notes = (f"{left_out:,} {rows} left out: a value is missing or a class unknown",)
    return p, t, notes if left_out else ()


def _answers_for_images(
    predictor: Predictor, source: Path, inputs: ImageInputs
) -> tuple[Array, Targets]:
    """Outputs and targets of labelled images."""
    from nnfs_cli.build.image_data import labelled_images

    dataset = labelled_images(source, inputs, predictor.targets)
    everyone = np.arange(dataset.rows)
    answers = [
        predict_rows(member.network, replace(dataset, scale=member.inputs.scale), everyone)
        for member in predictor.members
        if isinstance(member.inputs, ImageInputs)
    ]
    return predictor.mean_outputs(answers), dataset.t
