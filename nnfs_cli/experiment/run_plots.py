"""The pictures that belong to a run: its history, and its answers against the truth."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from nnfs_cli.build.plan import Plan
from nnfs_cli.experiment.outcome import Outcome, parts_of
from nnfs_cli.files.atomic_files import push_to_disk
from nnfs_cli.report.plots import (
    plot_confusion_matrices,
    plot_confusion_matrix,
    plot_history,
    plot_predicted_against_true,
)
from nnfs_cli.run.metrics_file import read_metrics
from nnfs_cli.run.run_directory import RunDirectory
from nnfs_cli.task import Task


def draw_plots(run: RunDirectory, plan: Plan, outcome: Outcome, best_epoch: int | None) -> None:
    """Loss and metrics by epoch; confusion matrices, or predicted against true values."""
    push_to_disk([*_plots_of_training(run, best_epoch), *_plots_of_answers(run, plan, outcome)])


def _plots_of_training(run: RunDirectory, best_epoch: int | None) -> list[Path]:
    columns = read_metrics(run.metrics)
    epochs = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    run.plots.mkdir(exist_ok=True)
    return plot_history(epochs, run.plots, best_epoch) if epochs else []


def _plots_of_answers(run: RunDirectory, plan: Plan, outcome: Outcome) -> list[Path]:
    targets = plan.data.targets
    t = plan.data.dataset.t[parts_of(plan)[outcome.judged]]
    p = outcome.predictions[outcome.judged]
    if plan.task is Task.REGRESSION:
        p, t = targets.decode(p), targets.decode(t)
        return plot_predicted_against_true(p, t, targets.names, run.plots)
    confusion = np.array(outcome.judgement.details["confusion_matrix"])
    if plan.task is Task.MULTILABEL:
        matrices = list(confusion)
        return plot_confusion_matrices(matrices, targets.vocabularies, targets.names, run.plots)
    return plot_confusion_matrix(confusion, targets.classes, run.plots)
