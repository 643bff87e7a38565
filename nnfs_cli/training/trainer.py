"""The training loop: forward, backward, step; once an epoch a report.

It knows the engine and the data but no config, no files and no screen. Whoever runs it decides
after every report whether to go on: early stopping, checkpoints and display are plain `if` and
`break` around `for report in trainer.run()`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from time import perf_counter
from typing import Any, TypedDict

import numpy as np
import numpy.typing as npt

from nnfs_cli.data.batches import Batches
from nnfs_cli.engine.buffers import Array, Buffer
from nnfs_cli.engine.losses import Loss
from nnfs_cli.engine.network import Network
from nnfs_cli.engine.optimizers import FullBatchOptimizer, Optimizer
from nnfs_cli.engine.schedules import Schedule
from nnfs_cli.errors import TrainingError
from nnfs_cli.training.full_batch import FullBatch
from nnfs_cli.training.gradient_clip import GradientClip
from nnfs_cli.training.running_loss import NotFiniteError, RunningLoss


@dataclass(frozen=True)
class EpochReport:
    """What one pass over the training rows came to."""

    epoch: int
    step: int
    loss: float
    """mean over the rows as they were met, before each step; after the step where one step is made
    for all rows by a line search. Without penalties"""
    learning_rate: float
    seconds: float


class TrainerState(TypedDict):
    """All that decides how training goes on. Orders and masks are functions of seed and step."""

    epoch: int
    batch: int
    step: int
    values: Array
    slots: dict[str, npt.NDArray[Any]]
    schedule: dict[str, float]
    loss_sum: float
    loss_count: int
    pending_p: Array
    pending_t: Array
    pending_weights: Array
    """shape (0,) where all rows count alike"""


class Trainer:
    """Trains a network for a number of epochs, and can go on from any saved state."""

    def __init__(
        self,
        network: Network,
        loss: Loss,
        optimizer: Optimizer,
        schedule: Schedule,
        batches: Batches,
        *,
        epochs: int,
        learning_rate: float,
        seed: int,
        gradient_clip: GradientClip | None = None,
    ) -> None:
        self.network = network
        self.loss = loss
        self.optimizer = optimizer
        self.schedule = schedule
        self.batches = batches
        self.epochs = epochs
        self.learning_rate = learning_rate
        self.seed = seed
        self.gradient_clip = gradient_clip
        self.running_loss = RunningLoss(
            loss,
            network.output_shape[0],
            batches.batch_size,
            network.dtype,
            weighted=batches.weighted,
        )
        self.full_batch = (
            FullBatch(network, loss, batches) if isinstance(optimizer, FullBatchOptimizer) else None
        )
        self.epoch = 0  # finished epochs
        self.batch = 0  # finished batches of the epoch under way
        self.step = 0  # finished steps in all
        self.stop_requested = False
        optimizer.attach(network.vector.learned, network.vector.gradients)

    @property
    def batches_per_epoch(self) -> int:
        return 1 if self.full_batch else self.batches.per_epoch

    @property
    def converged(self) -> str:
        """Why further steps would change nothing, as a sentence; "" while they would."""
        optimizer = self.optimizer
        return optimizer.converged if isinstance(optimizer, FullBatchOptimizer) else ""

    @property
    def current_loss(self) -> float | None:
        """The mean loss of the epoch under way; None before there is one. For onlookers."""
        return self.running_loss.mean_so_far

    def run(self) -> Iterator[EpochReport]:
        """Train until all epochs are done or nothing changes, or, after the step under way, until
        asked to stop.
        """
        while self.epoch < self.epochs and not self.stop_requested and not self.converged:
            start = perf_counter()
            try:
                with np.errstate(all="ignore"):  # what is not a number shows in the loss
                    self._run_epoch()
                    if self.batch < self.batches_per_epoch:
                        return
                    full = self.full_batch
                    loss = full.mean_loss if full else self.running_loss.finish()
            except NotFiniteError as error:
                raise self._diverged(self.step - error.batches_ago) from None
            self.batch = 0
            self.epoch += 1
            yield EpochReport(
                self.epoch, self.step, loss, self._current_rate(), perf_counter() - start
            )

    def _run_epoch(self) -> None:
        if self.full_batch and isinstance(self.optimizer, FullBatchOptimizer):
            self.step += 1
            value = self.optimizer.minimise(self.full_batch, self._current_rate())
            if not math.isfinite(value):
                raise NotFiniteError(0)
            self.batch += 1
        else:
            self._run_batches()

    def _run_batches(self) -> None:
        network, vector, factor = self.network, self.network.vector, self.batches.factor
        steps, per_epoch = self.epochs * self.batches_per_epoch, self.batches_per_epoch
        for x, t, w in self.batches.epoch(self.epoch + 1, self.batch):
            self.step += 1
            network.reseed(self.seed, self.step)
            rows, targets = np.asarray(x, network.dtype), np.asarray(t, network.dtype)
            weights = None if w is None else np.asarray(w, network.dtype)
            x_buffer = Buffer.of_rows(rows, network.input_shape, factor)
            p = network.forward(x_buffer, training=True)
            self.running_loss.add(p, targets, weights)
            rate = self.schedule.learning_rate(self.learning_rate, self.step, steps, per_epoch)
            scale = self.optimizer.gradient_scale(rate)
            network.backward(self.loss, p, targets, scale, weights)
            if self.gradient_clip is not None:
                self.gradient_clip.apply(vector.gradients, scale)
            self.optimizer.step(rate, self.step)
            vector.constrain()
            self.batch += 1
            if self.stop_requested:
                return

    def _current_rate(self) -> float:
        per_epoch = self.batches_per_epoch
        steps = self.epochs * per_epoch
        return self.schedule.learning_rate(self.learning_rate, self.step, steps, per_epoch)

    def _diverged(self, step: int) -> TrainingError:
        return TrainingError(
            f"training diverged: the loss stopped being a number in epoch {self.epoch + 1}, "
            f"step {step:,} (learning rate {self._current_rate():g})",
            hint="Try a learning_rate ten times smaller, training.gradient_clip: 1, or "
            "preprocessing.numeric: standardize if it is off.",
        )

    def state(self) -> TrainerState:
        """Everything needed to go on from here to the same bits."""
        pending_p, pending_t, pending_weights = self.running_loss.pending()
        return TrainerState(
            epoch=self.epoch,
            batch=self.batch,
            step=self.step,
            values=self.network.vector.values.copy(),
            slots={name: slot.copy() for name, slot in self.optimizer.state.items()},
            schedule=self.schedule.state(),
            loss_sum=self.running_loss.total,
            loss_count=self.running_loss.counted,
            pending_p=pending_p.copy(),
            pending_t=pending_t.copy(),
            pending_weights=np.empty(0, self.network.dtype)
            if pending_weights is None
            else pending_weights.copy(),
        )

    def load_state(self, state: TrainerState) -> None:
        """Go on from a saved state. Raises ValueError where its trainer was built differently."""
        shapes = {name: slot.shape for name, slot in self.optimizer.state.items()}
        same_slots = {name: slot.shape for name, slot in state["slots"].items()} == shapes
        if state["values"].shape != self.network.vector.values.shape or not same_slots:
            raise ValueError("the state is of another network or optimizer")
        if state["schedule"].keys() != self.schedule.state().keys():
            raise ValueError("the state is of another schedule")
        self.epoch, self.batch, self.step = state["epoch"], state["batch"], state["step"]
        self.network.vector.values[...] = state["values"]
        for name, slot in self.optimizer.state.items():
            slot[...] = state["slots"][name]
        self.schedule.load_state(state["schedule"])
        self.running_loss.restore(
            state["loss_sum"],
            state["loss_count"],
            state["pending_p"],
            state["pending_t"],
            state["pending_weights"],
        )
