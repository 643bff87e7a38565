"""What a finished run leaves behind: scores of every part, the model, predictions, a summary."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from nnfs_cli.analysis.assessment import Assessment, Judged, LinearAnswers, assess
from nnfs_cli.analysis.linear_model import LinearModel, linear_model
from nnfs_cli.analysis.typical_row import typical_row
from nnfs_cli.answer_table import answer_cells, answer_columns
from nnfs_cli.build.plan import Plan
from nnfs_cli.data.classes import written
from nnfs_cli.data.raw_columns import Indices
from nnfs_cli.data.targets import TargetEncoder
from nnfs_cli.doctor.concern import Concern
from nnfs_cli.engine.bootstrap import Ends
from nnfs_cli.engine.buffers import Array
from nnfs_cli.engine.components import LOSSES
from nnfs_cli.engine.network import Network
from nnfs_cli.experiment.threshold_choice import ThresholdChoice, choose_threshold
from nnfs_cli.files.csv_files import write_csv_columns
from nnfs_cli.files.json_files import JsonObject
from nnfs_cli.model.component_records import record_of
from nnfs_cli.model.layer_records import records_of
from nnfs_cli.model.model_file import ModelFile, write_model
from nnfs_cli.run.run_directory import PARTS, RunDirectory, Status
from nnfs_cli.scoring import Judgement, Metrics, Scorer
from nnfs_cli.task import Task


@dataclass(frozen=True)
class Progress:
    """How far training came."""

    status: Status
    epochs: int
    best_epoch: int | None
    seconds: float
    ending: str = ""
    """why training ended before all epochs were done, as a sentence"""


@dataclass(frozen=True)
class Result:
    """A run that is over, as the screen tells it."""

    status: Status
    task: Task
    directory: Path
    metrics: dict[str, Metrics]
    """of the parts train, validation and test; a part without rows is left out"""
    baseline: Metrics
    verdict: str
    best_epoch: int | None
    epochs: int
    seconds: float
    next_command: str
    spread: Metrics = field(default_factory=dict)
    """with folds: how far the metrics of validation scatter from fold to fold"""
    threshold: ThresholdChoice | None = None
    """the one that was chosen after training"""
    ending: str = ""
    """why training ended before all epochs were done, as a sentence"""
    warnings: tuple[Concern, ...] = ()
    """about the data, and about how the network learned"""
    linear: Metrics = field(default_factory=dict)
    """of a linear model on the rows that the verdict is about; empty where there is none"""
    intervals: dict[str, Ends] = field(default_factory=dict)
    """of the metrics of test, between which 95 of 100 such scores would lie"""
    remark: str = ""
    """what is to be known about the linear model, as a sentence"""


@dataclass(frozen=True, eq=False)
class Outcome:
    """Predictions for every part, and all that is said about them."""

    predictions: dict[str, Array]
    """raw outputs by part, (rows, outputs)"""
    metrics: dict[str, Metrics]
    judged: str
    """the part that the judgement is about"""
    targets: TargetEncoder
    """what the answers mean, with the threshold that they are judged by"""
    threshold: ThresholdChoice | None
    """where that was chosen after training"""
    judgement: Judgement
    assessment: Assessment
    linear_remark: str
    """a sentence where the linear model beside it is not of all training rows; "" where it is"""


def judge(
    plan: Plan,
    scorer: Scorer,
    predict: Callable[[Indices], Array],
    epochs: int,
    threshold: ThresholdChoice | None = None,
) -> Outcome:
    """Predict every part and score it; judge by rows that training never saw, if there are any.

    `epochs` is how many were trained, `threshold` one that was chosen on folds.
    """
    dataset, parts = plan.data.dataset, parts_of(plan)
    predictions = {part: predict(rows) for part, rows in parts.items()}
    threshold = threshold or _threshold(plan, predictions)
    if threshold is not None:
        scorer = replace(scorer, targets=threshold.targets)
    metrics = {part: scorer.score(p, dataset.t[parts[part]]) for part, p in predictions.items()}
    judged = next(part for part in ("test", "validation", "training") if part in parts)
    rows = judged_rows(plan, scorer, judged, predictions[judged])
    judgement = scorer.judge(rows.p, rows.t, rows.t_training)
    linear = linear_model(plan, epochs)
    assessment = assess(rows, judgement, linear_answers(plan, scorer, linear, parts[judged]))
    return Outcome(
        predictions,
        metrics,
        judged,
        scorer.targets,
        threshold,
        judgement,
        assessment,
        linear.remark,
    )


def judged_rows(plan: Plan, scorer: Scorer, part: str, p: Array) -> Judged:
    """What a network said about the rows of a part, p (rows, outputs)."""
    t, split = plan.data.dataset.t, plan.data.split
    unit = "rows" if plan.data.row_title == "row" else "images"
    return Judged(
        scorer,
        p,
        t[getattr(split, part)],
        t[split.training],
        f"{part} {unit}",
        plan.config.seed,
        learned_from=part == "training",
    )


def linear_answers(
    plan: Plan, scorer: Scorer, linear: LinearModel, rows: Indices
) -> LinearAnswers | None:
    """What the linear model says about some rows; where the network's threshold was chosen, it
    has one of its own, chosen alike.
    """
    p = linear.outputs(rows)
    if p is None or not np.isfinite(p).all():
        return None
    validation = linear.outputs(plan.data.split.validation)
    own = None if validation is None else _threshold(plan, {"validation": validation})
    targets = plan.data.targets if own is None else own.targets
    return LinearAnswers(replace(scorer, targets=targets), p)


def _threshold(plan: Plan, predictions: dict[str, Array]) -> ThresholdChoice | None:
    """Chosen on validation rows if the config asks for it; never on those that it is judged by."""
    rule, p = plan.threshold_rule, predictions.get("validation")
    if rule is None or p is None or not len(p) or plan.answers == "validation":
        return None
    t = plan.data.dataset.t[plan.data.split.validation]
    return choose_threshold(plan.data.targets, rule, p, t)


def parts_of(plan: Plan) -> dict[str, Indices]:
    """The rows of every part that has any."""
    return {part: rows for part in PARTS if len(rows := getattr(plan.data.split, part))}


TITLES = {"training": "train", "validation": "validation", "test": "test"}
"""what summary.json calls the parts"""


def write_answers(
    run: RunDirectory, plan: Plan, network: Network, outcome: Outcome, progress: Progress
) -> None:
    """model.json and predictions.csv."""
    model = model_of(plan, network, outcome, progress)
    write_model(run.model, model, plan.config.output.weights)
    write_csv_columns(run.predictions, *prediction_table(plan, outcome))


def summary_of(plan: Plan, parameters: int, outcome: Outcome, progress: Progress) -> JsonObject:
    """What summary.json says besides the status."""
    metrics = by_title(outcome.metrics)
    return {
        "name": plan.config.name,
        "task": plan.task.value,
        "epochs": progress.epochs,
        "best_epoch": progress.best_epoch,
        "ending": progress.ending or None,
        **{TITLES[part]: metrics.get(TITLES[part]) for part in PARTS},
        "rows": {TITLES[part]: len(rows) for part, rows in parts_of(plan).items()},
        "judged": TITLES[outcome.judged],
        "baseline": outcome.judgement.baseline,
        "linear_model": outcome.assessment.linear or None,
        "test_intervals": ends_of(outcome.assessment) if outcome.judged == "test" else None,
        "verdict": outcome.assessment.verdict,
        "threshold": outcome.threshold and outcome.threshold.to_json(),
        "details": outcome.judgement.details,
        "parameters": parameters,
        "seconds": round(progress.seconds, 3),
    }


def result_of(plan: Plan, run: RunDirectory, outcome: Outcome, progress: Progress) -> Result:
    """What the screen tells of it."""
    return Result(
        status=progress.status,
        task=plan.task,
        directory=run.path,
        metrics=by_title(outcome.metrics),
        baseline=outcome.judgement.baseline,
        linear=outcome.assessment.linear,
        intervals=ends_of(outcome.assessment) if outcome.judged == "test" else {},
        verdict=outcome.assessment.verdict,
        remark=outcome.linear_remark,
        best_epoch=progress.best_epoch,
        epochs=progress.epochs,
        seconds=progress.seconds,
        next_command=next_command(plan, run, progress.status),
        threshold=outcome.threshold,
        ending=progress.ending,
    )


def next_command(plan: Plan, run: RunDirectory, status: Status) -> str:
    """What a person will want now: to go on, or to use the model."""
    directory = str(run.path)
    if status == "interrupted":
        return shlex.join(["nn", "train", "--resume", directory])
    if not run.model.is_file():
        return shlex.join(["nn", "show", directory])
    return shlex.join(["nn", "predict", directory, str(plan.data.sources[0])])


def ends_of(assessment: Assessment) -> dict[str, Ends]:
    """The intervals as JSON has them."""
    return {name: (of_it.low, of_it.high) for name, of_it in assessment.intervals.items()}


def by_title(metrics: dict[str, Metrics]) -> dict[str, Metrics]:
    return {TITLES[part]: scores for part, scores in metrics.items()}


def model_of(plan: Plan, network: Network, outcome: Outcome, progress: Progress) -> ModelFile:
    """The trained network with everything that prediction needs."""
    training = plan.config.training
    t_training = plan.data.dataset.t[plan.data.split.training]
    return ModelFile(
        task=plan.task,
        inputs=plan.data.inputs.to_json(),
        outputs=outcome.targets.to_json(),
        layers=records_of(network),
        loss=record_of(LOSSES, plan.loss()),
        precision=training.precision,
        metrics=by_title(outcome.metrics),
        training={
            "rows": len(t_training),
            "target_mean": t_training.mean(axis=0, dtype=np.float64).tolist(),
            "typical": typical_row(plan.data),
            "epochs": progress.epochs,
            "best_epoch": progress.best_epoch,
            "optimizer": training.optimizer.settings(),
            "learning_rate": training.learning_rate,
            "batch_size": plan.batch_size,
            "seed": plan.config.seed,
        },
    )


def prediction_table(plan: Plan, outcome: Outcome) -> tuple[list[str], list[Sequence[str]]]:
    """Header and columns of predictions.csv: the test rows (in a fold, those it is judged by),
    what is true, what was predicted.
    """
    data = plan.data
    rows = getattr(data.split, plan.answers)
    p = outcome.predictions.get(plan.answers, np.empty((0, data.targets.outputs), np.float32))
    header = [data.row_title, *data.targets.answer_names, *answer_columns(outcome.targets)]
    row_names = data.row_names[:]  # those of a long table lie in a file
    names = [str(row_names[row]) for row in rows.tolist()]
    return header, [names, *true_answers(plan, rows), *answer_cells(outcome.targets, p)]


def true_answers(plan: Plan, rows: Indices) -> list[list[str]]:
    """The right answers of some rows in the user's words and units, column by column."""
    t, targets = plan.data.dataset.t[rows], plan.data.targets
    if plan.data.numbers is not None:
        return [list(map(written, values[rows].tolist())) for values in plan.data.numbers]
    names: list[list[str]] = targets.true_names(t).T.tolist()
    return names
