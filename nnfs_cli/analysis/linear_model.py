"""What a straight line would have done: a model without hidden layers, trained on the same rows.

A network that is no better than it has learned nothing that a line cannot say, which is worth
knowing before anybody looks for meaning in its layers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnfs_cli.build.layers import make_network
from nnfs_cli.build.plan import Plan
from nnfs_cli.build.question import LAST_ACTIVATION, USUAL_LOSS
from nnfs_cli.build.row_weights import row_weights
from nnfs_cli.config.component_choice import ComponentChoice
from nnfs_cli.config.layer_choice import LayerChoice
from nnfs_cli.data.batches import Batches
from nnfs_cli.data.raw_columns import Indices
from nnfs_cli.engine.buffers import Array
from nnfs_cli.engine.components import LOSSES, OPTIMIZERS, SCHEDULES
from nnfs_cli.engine.network import Network
from nnfs_cli.errors import TrainingError
from nnfs_cli.scoring import predict_rows
from nnfs_cli.training.trainer import Trainer

MOST_STEPS = 100
LOOKS = 60
"""at all rows, that it takes to get there, more or less"""
FREE_WORK = 5e8
"""additions and multiplications that nobody notices: well under a tenth of a second"""
GATHERING = 3
"""outputs, which the gathering of a row costs as much as"""
SHARE_OF_TRAINING = 0.1
"""of what the network's own training took, for more"""
ROWS_FOR_AN_INPUT = 50
"""that a sample has to have, to speak for all rows"""


@dataclass(frozen=True, eq=False)
class LinearModel:
    """A linear model of a plan's training rows, or why there is none."""

    plan: Plan
    network: Network | None
    rows: int
    """how many rows it learned from"""
    reason: str = ""
    """why there is none"""

    @property
    def remark(self) -> str:
        """A sentence where it did not learn from all training rows, or does not exist."""
        every = len(self.plan.data.split.training)
        if self.network is None:
            return f"No linear model beside it: {self.reason}."
        if self.rows < every:
            return f"The linear model learned from {self.rows:,} of the {every:,} training rows."
        return ""

    def outputs(self, rows: Indices) -> Array | None:
        """Its raw outputs (rows, outputs) for some rows of the plan's dataset."""
        if self.network is None:
            return None
        return predict_rows(self.network, self.plan.data.dataset, rows)


def linear_model(plan: Plan, epochs: int) -> LinearModel:
    """Train it, if that takes little beside the epochs that the network was trained for. Of more
    rows than it has time for it learns from a sample.
    """
    dataset, everyone = plan.data.dataset, plan.data.split.training
    if plan.data.vocabulary_size is not None:
        return LinearModel(plan, None, 0, "the numbers of words have no order")
    of_one = 6.0 * (dataset.features + 1) * (dataset.outputs + GATHERING) * LOOKS
    training = 6.0 * len(plan.network().vector) * epochs * len(everyone)
    most = int(max(FREE_WORK, SHARE_OF_TRAINING * training) / of_one)
    rows = everyone
    if len(everyone) > most:
        if most < ROWS_FOR_AN_INPUT * (dataset.features + 1):
            reason = "with so many inputs and rows it would take long beside this training"
            return LinearModel(plan, None, 0, reason)
        drawn = np.random.default_rng(plan.config.seed).choice(everyone, most, replace=False)
        rows = np.sort(drawn)
    network = untrained(plan, len(rows))
    try:
        for _ in trainer_of(plan, network, rows).run():
            pass
    except TrainingError:
        return LinearModel(plan, None, 0, "its loss stopped being a number")
    return LinearModel(plan, network, len(rows))


def untrained(plan: Plan, rows: int) -> Network:
    """One dense layer with all weights 0; its penalty weighs as much as one row does."""
    dataset, task = plan.data.dataset, plan.task
    options = {"units": dataset.outputs, "l2": 1 / rows, "initializer": "zeros"}
    last = ComponentChoice(LAST_ACTIVATION[task], {})
    layer = LayerChoice("dense", options, last)
    return make_network([layer], dataset.input_shape, plan.config.training.precision)


def trainer_of(plan: Plan, network: Network, rows: Indices) -> Trainer:
    """By L-BFGS, with the usual loss of the task and the weights of the rows."""
    return Trainer(
        network,
        LOSSES.create(USUAL_LOSS[plan.task]),
        OPTIMIZERS.create("lbfgs", tolerance_change=1e-6),
        SCHEDULES.create("constant"),
        Batches(
            plan.data.dataset,
            rows,
            network.rows_at_a_time,
            seed=plan.config.seed,
            shuffle=False,
            weights=row_weights(plan.config.training.class_weight, plan.data, rows),
        ),
        epochs=MOST_STEPS,
        learning_rate=1.0,
        seed=plan.config.seed,
    )
