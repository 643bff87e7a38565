"""A network learns from arrays: the loop of a run, without its files."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnfs_cli.build.plan import Plan, hints_of, plan_for
from nnfs_cli.build.question import USUAL_LOSS, standardizes_numbers
from nnfs_cli.config.loading import LoadedConfig, config_of_values
from nnfs_cli.engine.components import LOSSES
from nnfs_cli.engine.network import Network
from nnfs_cli.errors import ConfigError, NNError
from nnfs_cli.estimator.question import Question
from nnfs_cli.matrix_threads import borrowed_matrix_threads
from nnfs_cli.model.component_records import record_of
from nnfs_cli.model.layer_records import records_of
from nnfs_cli.model.model_file import ModelFile
from nnfs_cli.scoring import predict_rows
from nnfs_cli.training.best_epoch import BestEpoch

LOSS = "validation_loss"


@dataclass(frozen=True, eq=False)
class Learned:
    """What training came to."""

    model: ModelFile
    epochs: int
    best_epoch: int | None
    """the one whose parameters were kept; None where the last were"""
    history: dict[str, list[float]]
    """loss after each epoch, and validation_loss where rows are held back"""


def learn(question: Question, settings: dict[str, Any]) -> Learned:
    """Train as a config with these settings says. Raises ValueError for settings that are wrong."""
    try:
        with borrowed_matrix_threads():
            return _learned(_plan(question, settings))
    except NNError as error:
        if not isinstance(error, ConfigError) and not _of_config(error):
            raise
        raise ValueError("\n".join(map(_without_place, error.mistakes()))) from error


def _of_config(error: NNError) -> bool:
    return all(isinstance(mistake, ConfigError) for mistake in error.mistakes())


def _without_place(mistake: NNError) -> str:
    """The sentence and its hint; the config is nobody's file here."""
    text = str(mistake).removeprefix("config: ")
    return f"{text}. {mistake.hint}" if mistake.hint else text


def _plan(question: Question, settings: dict[str, Any]) -> Plan:
    loaded = config_of_values(
        {"dataset": {"path": "arrays", "target": [*question.targets]}, **settings}
    )
    _refuse_other_loss(loaded, question)
    wanted = standardizes_numbers("auto", hints_of(loaded))
    return plan_for(loaded, question.prepared(loaded.config, wanted))


def _refuse_other_loss(loaded: LoadedConfig, question: Question) -> None:
    chosen, task = loaded.config.model.loss, question.task
    if chosen != "auto" and task not in LOSSES[chosen.type].tasks:
        raise ConfigError(
            f"{chosen.type} is no loss for {task.value}",
            loaded.source.where("model.loss"),
            f"Leave it out, or take {USUAL_LOSS[task]}.",
        )


def _learned(plan: Plan) -> Learned:
    network = plan.network()
    trainer = plan.trainer(network)
    stopping = plan.early_stopping
    best = BestEpoch(LOSS, False, stopping.patience if stopping else None)
    if stopping is not None:
        best.keep, best.min_delta = stopping.restore_best, stopping.min_delta
    history: dict[str, list[float]] = {"loss": []}
    for report in trainer.run():
        history["loss"].append(report.loss)
        if len(plan.data.split.validation):
            loss = _validation_loss(plan, network)
            history.setdefault(LOSS, []).append(loss)
            trainer.schedule.listen(report.epoch, loss)
            best.update(report.epoch, loss, network.vector.values)
        else:
            trainer.schedule.listen(report.epoch, report.loss)
        if best.out_of_patience():
            break
    if best.values is not None:
        network.vector.values[...] = best.values
    model = _model(plan, network, trainer.epoch, best.epoch or None)
    return Learned(model, trainer.epoch, best.epoch or None, history)


def _validation_loss(plan: Plan, network: Network) -> float:
    dataset, rows = plan.data.dataset, plan.data.split.validation
    p, t = predict_rows(network, dataset, rows), dataset.t[rows]
    with np.errstate(all="ignore"):
        loss = plan.loss().value(p.T, t.T.astype(p.dtype), plan.validation_weights())
    return loss if math.isfinite(loss) else math.nan


def _model(plan: Plan, network: Network, epochs: int, best_epoch: int | None) -> ModelFile:
    t = plan.data.dataset.t[plan.data.split.training]
    training = plan.config.training
    return ModelFile(
        task=plan.task,
        inputs=plan.data.inputs.to_json(),
        outputs=plan.data.targets.to_json(),
        layers=records_of(network),
        loss=record_of(LOSSES, plan.loss()),
        precision=training.precision,
        training={
            "rows": len(t),
            "target_mean": t.mean(axis=0, dtype=np.float64).tolist(),
            "epochs": epochs,
            "best_epoch": best_epoch,
            "optimizer": training.optimizer.settings(),
            "learning_rate": training.learning_rate,
            "batch_size": plan.batch_size,
            "seed": plan.config.seed,
        },
    )
