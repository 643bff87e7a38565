"""How good a trained model is: on its run's own test rows, or on any data with answers."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from nnfs_cli.data.dataset import Targets
from nnfs_cli.data.image_inputs import ImageInputs
from nnfs_cli.data.raw_columns import RawColumn, concatenated
from nnfs_cli.engine.buffers import Array
from nnfs_cli.engine.components import LOSSES
from nnfs_cli.engine.metrics import names_for
from nnfs_cli.errors import ConfigError, DataError
from nnfs_cli.predictor import Predictor
from nnfs_cli.run.run_directory import RunDirectory
from nnfs_cli.scoring import Judgement, Metrics, Scorer, predict_rows


@dataclass(frozen=True)
class Evaluation:
    """A model's scores on some rows, the baseline beside them."""

    rows: int
    metrics: Metrics
    baseline: Metrics
    verdict: str
    details: dict[str, Any]
    """per class, micro and macro; empty for regression"""
    notes: tuple[str, ...]
    """sentences about rows that could not be judged"""
    next_command: str


def evaluate_file(path: Path, source: str | None = None) -> Evaluation:
    """Evaluate a model file or run directory on `source`, or on the run's own test rows."""
    predictor = Predictor.open(path)
    notes: tuple[str, ...] = ()
    if source is None:
        rows, judgement = _on_own_test_rows(path, predictor)
    else:
        if isinstance(predictor.inputs, ImageInputs):
            p, t = _answers_for_images(predictor, Path(source), predictor.inputs)
        else:
            p, t, notes = _answers_for_table(predictor, source)
        rows = len(p)
        judgement = scorer_of_model(predictor).judge(p, t, _training_targets(predictor, t))
    new_data = predictor.new_data if source in (None, "-") else source
    return Evaluation(
        rows,
        judgement.metrics,
        judgement.baseline,
        judgement.verdict,
        judgement.details,
        notes,
        shlex.join(["nn", "predict", str(path), new_data]),
    )


def scorer_of_model(predictor: Predictor) -> Scorer:
    """Judges by every metric that suits the model's task."""
    model = predictor.model
    loss = LOSSES.create(model.loss.type, **model.loss.options)
    return Scorer(predictor.targets, model.task, loss, names_for(model.task))


def _on_own_test_rows(path: Path, predictor: Predictor) -> tuple[int, Judgement]:
    """The test rows are found again as training found them: from the resolved config."""
    run = RunDirectory(path if path.is_dir() else path.parent)
    if not run.resolved_config.is_file():
        raise ConfigError(
            "test rows belong to a run, and this model lies in none",
            str(path),
            hint=f"Name data to evaluate on: nn evaluate {shlex.quote(str(path))} data.csv",
        )
    from nnfs_cli.build.plan import make_plan
    from nnfs_cli.config.loading import load_config

    plan = make_plan(load_config(run.resolved_config))
    dataset, split = plan.data.dataset, plan.data.split
    if not len(split.test):
        raise ConfigError(
            "this run kept no test rows",
            str(run.path),
            hint=f"Name data to evaluate on: nn evaluate {shlex.quote(str(run.path))} INPUT",
        )
    p = predict_rows(predictor.network, dataset, split.test)
    scorer = scorer_of_model(predictor)
    judgement = scorer.judge(p, dataset.t[split.test], dataset.t[split.training], "test")
    return len(split.test), judgement


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
        raise DataError("no row has both an answer and everything that is needed for one", source)
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
    return predict_rows(predictor.network, dataset, everyone), dataset.t
