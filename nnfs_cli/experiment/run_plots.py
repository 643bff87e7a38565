"""The pictures that belong to a run: its history, its answers against the truth, and the page."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from nnfs_cli.files.atomic_files import push_to_disk
from nnfs_cli.report.material import Material
from nnfs_cli.run.run_directory import RunDirectory
from nnfs_cli.task import Task


def draw_page(run: RunDirectory, material: Material) -> Path:
    """report.html; matplotlib has no part in it."""
    from nnfs_cli.report.page import write_page

    write_page(material, run.report)
    return run.report


def draw_plots(run: RunDirectory, material: Material) -> list[Path]:
    """Loss and metrics by epoch; confusion matrices, or predicted against true values."""
    from nnfs_cli.report.plots import plot_history

    run.plots.mkdir(exist_ok=True)
    best, files = material.summary.get("best_epoch"), []
    if material.history:
        files += plot_history(material.history, run.plots, best)
    files += _plots_of_answers(run, material)
    push_to_disk(files)
    return files


def _plots_of_answers(run: RunDirectory, material: Material) -> list[Path]:
    from nnfs_cli.report.plots import (
        plot_confusion_matrices,
        plot_confusion_matrix,
        plot_predicted_against_true,
    )

    answered = material.answered
    if answered is None:
        return []
    targets = answered.targets
    if material.task is Task.REGRESSION:
        return plot_predicted_against_true(answered.p, answered.t, targets.names, run.plots)
    if "confusion_matrix" not in material.details:  # of a summary that was edited
        return []
    confusion = np.array(material.details["confusion_matrix"])
    if material.task is Task.MULTILABEL:
        matrices = list(confusion)
        return plot_confusion_matrices(matrices, targets.vocabularies, targets.names, run.plots)
    return plot_confusion_matrix(confusion, targets.classes, run.plots)
