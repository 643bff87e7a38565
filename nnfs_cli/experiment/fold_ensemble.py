"""The end of a run with folds that trains no further network: their ensemble, or scores alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nnfs_cli.analysis.typical_row import typical_row
from nnfs_cli.build.plan import Plan
from nnfs_cli.engine.buffers import Array
from nnfs_cli.experiment.experiment import scorer_of
from nnfs_cli.experiment.fold_results import FoldResults
from nnfs_cli.experiment.illustrations import illustrated
from nnfs_cli.experiment.outcome import (
    Outcome,
    Progress,
    Result,
    by_title,
    judge,
    next_command,
    prediction_table,
    result_of,
    summary_of,
)
from nnfs_cli.files.csv_files import write_csv_columns
from nnfs_cli.model.model_file import ModelFile, read_model, write_model
from nnfs_cli.run.run_directory import RunDirectory
from nnfs_cli.scoring import predict_rows


def ensemble(plan: Plan, run: RunDirectory, results: FoldResults) -> Result:
    """Write the folds' networks as one model whose answer is their mean, and judge it."""
    members = [read_model(run.fold(number).path) for number in range(1, plan.folds + 1)]
    p = mean_outputs(plan, members)
    progress = _progress(results)
    outcome = judge(plan, scorer_of(plan), lambda rows: p[rows], progress.epochs, results.threshold)
    model = _ensemble(plan, members, outcome, progress.epochs)
    write_model(run.model, model, plan.config.output.weights)
    write_csv_columns(run.predictions, *prediction_table(plan, outcome))
    summary = results.added_to(summary_of(plan, model.parameters, outcome, progress))
    result = results.beside(result_of(plan, run, outcome, progress))
    result = illustrated(run, plan, summary, result)
    run.write_summary("finished", summary)
    return result


def scores_alone(plan: Plan, run: RunDirectory, results: FoldResults) -> Result:
    """Write what the folds scored; nobody predicts the test rows."""
    progress = _progress(results)
    facts = {
        "name": plan.config.name,
        "task": plan.task.value,
        "epochs": progress.epochs,
        "best_epoch": None,
        "train": results.mean_of_training,
        "test": None,
        "judged": "validation",
        "seconds": round(progress.seconds, 3),
    }
    summary = results.added_to(facts)
    result = Result(
        status="finished",
        task=plan.task,
        directory=run.path,
        metrics={"train": results.mean_of_training},
        baseline=results.baseline,
        verdict=results.verdict,
        best_epoch=None,
        epochs=progress.epochs,
        seconds=progress.seconds,
        next_command=next_command(plan, run, "finished"),
    )
    result = illustrated(run, plan, summary, results.beside(result))
    run.write_summary("finished", summary)
    return result


def _progress(results: FoldResults) -> Progress:
    epochs = sum(fold["epochs"] for fold in results.folds)
    return Progress("finished", epochs, None, sum(fold["seconds"] for fold in results.folds))


def mean_outputs(plan: Plan, members: list[ModelFile]) -> Array:
    """The ensemble's outputs for all rows, in the units of the whole run's targets."""
    everyone = np.arange(plan.data.dataset.rows)
    answers = []
    for number, member in enumerate(members, start=1):
        data = plan.of_fold(number).data
        answers.append((data.targets, predict_rows(member.network(), data.dataset, everyone)))
    return plan.data.targets.mean_outputs(answers)


def _ensemble(plan: Plan, members: list[ModelFile], outcome: Outcome, epochs: int) -> ModelFile:
    t = plan.data.dataset.t[plan.data.split.training]
    facts = {
        **members[0].training,
        "rows": len(t),
        "target_mean": t.mean(axis=0, dtype=np.float64).tolist(),
        "typical": typical_row(plan.data),
        "epochs": epochs,
        "best_epoch": None,
    }
    bare = tuple(replace(member, metrics={}, training={}) for member in members)
    return replace(
        members[0],
        outputs=outcome.targets.to_json(),
        members=bare,
        metrics=by_title(outcome.metrics),
        training=facts,
    )
