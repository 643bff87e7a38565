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
from typing import TypedDict

import numpy as np

from nnfs_cli.data.batches import Batches
from nnfs_cli.engine.buffers import Array, Buffer
from nnfs_cli.engine.losses import Loss
from nnfs_cli.engine.network import Network
from nnfs_cli.engine.optimizers import Optimizer
from nnfs_cli.engine.schedules import Schedule
from nnfs_cli.errors import TrainingError
from nnfs_cli.training.running_loss import NotFiniteError, RunningLoss


@dataclass(frozen=True)
class EpochReport:
    """What one pass over the training rows came to."""

    epoch: int
    step: int
    loss: float
    """mean over the rows as they were met, before each step; without penalties"""
    learning_rate: float
    seconds: float


class TrainerState(TypedDict):
    """All that decides how training goes on. Orders and masks are functions of seed and step."""

    epoch: int
    batch: int
    step: int
    values: Array
    slots: dict[str, Array]
    loss_sum: float
    loss_count: int
    pending_p: Array
    pending_t: Array


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
        gradient_clip: float | None = None,
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
            loss, network.output_shape[0], batches.batch_size, network.dtype
        )
        self.epoch = 0  # finished epochs
        self.batch = 0  # finished batches of the epoch under way
        self.step = 0  # finished steps in all
        self.stop_requested = False
        optimizer.attach(network.vector.learned, network.vector.gradients)

    @property
    def batches_per_epoch(self) -> int:
        return self.batches.per_epoch

    @property
    def current_loss(self) -> float | None:
        """The mean loss of the epoch under way; None before there is one. For onlookers."""
        return self.running_loss.mean_so_far

    def run(self) -> Iterator[EpochReport]:
        """Train until all epochs are done, or, after the step under way, until asked to stop."""
        while self.epoch < self.epochs and not self.stop_requested:
            start = perf_counter()
            try:
                with np.errstate(all="ignore"):  # what is not a number shows in the loss
                    self._run_epoch()
                    if self.batch < self.batches.per_epoch:
                        return
                    loss = self.running_loss.finish()
            except NotFiniteError as error:
                raise self._diverged(self.step - error.batches_ago) from None
            self.batch = 0
            self.epoch += 1
            yield EpochReport(
                self.epoch, self.step, loss, self._current_rate(), perf_counter() - start
            )

    def _run_epoch(self) -> None:
        network, vector, factor = self.network, self.network.vector, self.batches.factor
        for x, t in self.batches.epoch(self.epoch + 1, self.batch):
            self.step += 1
            network.reseed(self.seed, self.step)
            rows, targets = np.asarray(x, network.dtype), np.asarray(t, network.dtype)
            x_buffer = Buffer.of_rows(rows, network.input_shape, factor)
            p = network.forward(x_buffer, training=True)
            self.running_loss.add(p, targets)
            rate = self._current_rate()
            scale = self.optimizer.gradient_scale(rate)
            network.backward(self.loss, p, targets, scale)
            if self.gradient_clip is not None:
                clip_by_norm(vector.gradients, self.gradient_clip * scale)
            self.optimizer.step(rate, self.step)
            vector.constrain()
            self.batch += 1
            if self.stop_requested:
                return

    def _current_rate(self) -> float:
        steps = self.epochs * self.batches.per_epoch
        return self.learning_rate * self.schedule.factor(self.step, steps)

    def _diverged(self, step: int) -> TrainingError:
        return TrainingError(
            f"training diverged: the loss stopped being a number in epoch {self.epoch + 1}, "
            f"step {step:,} (learning rate {self._current_rate():g})",
            hint="Try a learning_rate ten times smaller, training.gradient_clip: 1, or "
            "preprocessing.numeric: standardize if it is off.",
        )

    def state(self) -> TrainerState:
        """Everything needed to go on from here to the same bits."""
        pending_p, pending_t = self.running_loss.pending()
        return TrainerState(
            epoch=self.epoch,
            batch=self.batch,
            step=self.step,
            values=self.network.vector.values.copy(),
            slots={name: slot.copy() for name, slot in self.optimizer.state.items()},
            loss_sum=self.running_loss.total,
            loss_count=self.running_loss.counted,
            pending_p=pending_p.copy(),
            pending_t=pending_t.copy(),
        )

    def load_state(self, state: TrainerState) -> None:
        """Go on from a saved state. Raises ValueError where its trainer was built differently."""
        shapes = {name: slot.shape for name, slot in self.optimizer.state.items()}
        same_slots = {name: slot.shape for name, slot in state["slots"].items()} == shapes
        if state["values"].shape != self.network.vector.values.shape or not same_slots:
            raise ValueError("the state is of another network or optimizer")
        self.epoch, self.batch, self.step = state["epoch"], state["batch"], state["step"]
        self.network.vector.values[...] = state["values"]
        for name, slot in self.optimizer.state.items():
            slot[...] = state["slots"][name]
        self.running_loss.restore(
            state["loss_sum"], state["loss_count"], state["pending_p"], state["pending_t"]
        )


def clip_by_norm(gradients: Array, most: float) -> None:
    """Shorten the whole gradient to length `most` where it is longer (Pascanu et al., 2013)."""
    norm = math.sqrt(float(np.dot(gradients, gradients)))
    if norm > most:
        gradients *= most / norm
