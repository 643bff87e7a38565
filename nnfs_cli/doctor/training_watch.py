"""Warnings while a network learns: looks at it now and then, and says each thing once.

The losses of every epoch are there anyway. The network itself is looked at after epochs 1, 2, 4,
8 and so on, which costs a long training next to nothing and tells of an early mistake early.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np

from nnfs_cli.build.plan import Plan
from nnfs_cli.build.training import needs_all_rows
from nnfs_cli.doctor import training_concerns as concerns
from nnfs_cli.doctor.concern import Concern
from nnfs_cli.doctor.loss_course import LossCourse
from nnfs_cli.doctor.network_probe import LayerVitals, NetworkProbe, constant_loss
from nnfs_cli.engine.buffers import Array
from nnfs_cli.training.trainer import EpochReport

MUCH_DEAD = 0.5
"""share of a layer's relu units; a tenth or two is common and does no harm"""
FAINT = 0.01
"""of the largest gradient: a layer with less, while the loss does not fall, hardly learns"""
STUCK = 0.97
"""of the loss of a constant answer: nothing has been learned yet"""
GROWN = 100.0
"""times the gradient of the first epoch"""
JUMPS = 3
"""of ten epochs"""
FIRST_JUDGED = 4
"""epochs before anything is said about what has not been learned"""
LITTLE = 0.1
"""of the weights' length, in all epochs together, and of the loss so far"""
LONG = 20
"""epochs without a better validation loss, or a third of all so far"""
WEIGHTS_COMPARED = 4096

Found: TypeAlias = Iterator[tuple[str, Concern]]
"""what is wrong, by a name under which it is said once"""


class TrainingWatch:
    """Watches one training. `initial` are the parameters that it begins with."""

    def __init__(self, plan: Plan, initial: Array) -> None:
        """Costs next to nothing before the first look."""
        self.plan = plan
        self.course = LossCourse()
        self.said: dict[str, Concern] = {}
        """by the name of what is wrong"""
        self.all_rows = needs_all_rows(plan.config.training)
        """whether a line search finds the length of steps, so that no rate is too high or low"""
        self._suspects: list[str] = []
        """what the last look found, and the next has to find again"""
        self._first_gradient = 0.0
        self._highest_rate = 0.0
        self._stride = max(1, len(initial) // WEIGHTS_COMPARED)
        self._initial = initial[:: self._stride].copy()

    @cached_property
    def probe(self) -> NetworkProbe:
        """Made for the first look: some trainings are never begun."""
        return NetworkProbe(self.plan)

    @cached_property
    def constant_loss(self) -> float:
        """Of answering the average; without one the loss that training began with."""
        return constant_loss(self.plan) or self.course.first

    def after_epoch(
        self, report: EpochReport, validation: float | None, values: Array
    ) -> tuple[Concern, ...]:
        """What is new to say after an epoch; `values` are all parameters of now."""
        self.course.add(report.epoch, report.loss, validation, self.plan.epochs)
        self._highest_rate = max(self._highest_rate, report.learning_rate)
        found = dict(self._about_losses())
        if is_power_of_2(report.epoch):
            found |= dict(self._about_network(report, values))
        new = {name: concern for name, concern in found.items() if name not in self.said}
        self.said |= new
        return tuple(new.values())

    def _about_losses(self) -> Found:
        """Looks at what is there anyway; a few comparisons."""
        course, plan = self.course, self.plan
        jumps = course.jumps(min(course.first, self.constant_loss))
        if jumps >= JUMPS and not self.all_rows:
            yield "rate too high", concerns.rate_too_high(course, jumps, plan)
        since = course.epoch - course.best_epoch if course.best_epoch else 0
        if (
            plan.config.training.early_stopping is None  # which would see to it
            and since >= max(LONG, course.epoch / 3)
            and course.validation_is_worse
            and course.loss < min(course.loss_at_best, course.best_validation)
            and "rate too high" not in self.said  # which makes everything go up and down
        ):
            yield "overfitting", concerns.overfitting(course, plan)

    def _about_network(self, report: EpochReport, values: Array) -> Found:
        """What a look at the layers shows twice in a row, or at the pace of learning."""
        layers = self.probe.look(values)
        found = dict(self._about_layers(layers, report.learning_rate))
        confirmed = {name: found[name] for name in found if name in self._suspects}
        self._suspects = list(found)
        yield from confirmed.items()
        if report.epoch >= FIRST_JUDGED and not self.all_rows and not found:
            yield from self._about_pace(values)

    def _about_layers(self, layers: Sequence[LayerVitals], rate: float) -> Found:
        course, plan = self.course, self.plan
        dead = [layer for layer in layers if layer.units and layer.dead >= MUCH_DEAD * layer.units]
        if dead:
            yield "dead", concerns.dead_units(dead, self.probe.rows, plan)
        gradients = [layer.gradient for layer in layers if layer.gradient is not None]
        if not gradients:
            return
        first = next(layer for layer in layers if layer.gradient is not None)
        judged = course.epoch >= FIRST_JUDGED and not dead  # behind which nothing is left
        stuck = judged and course.loss > STUCK * self.constant_loss
        if stuck and first.gradient is not None and first.gradient < FAINT * max(gradients):
            yield "vanishing", concerns.vanishing_gradient(first, max(gradients), course, plan)
        yield from self._about_large(layers, math.hypot(*gradients), rate)

    def _about_large(self, layers: Sequence[LayerVitals], gradient: float, rate: float) -> Found:
        """Gradients that outgrow what they are to change."""
        plan, training = self.plan, self.plan.config.training
        self._first_gradient = self._first_gradient or gradient
        if training.gradient_clip is not None or self.all_rows:
            return
        growth = gradient / self._first_gradient if self._first_gradient else 0.0
        if growth > GROWN and self.course.loss > self.course.first:
            yield "exploding", concerns.exploding_gradient(layers[0], growth, plan)
        elif training.optimizer.type == "sgd":  # others take steps of a length of their own
            for layer in layers:
                if layer.gradient is not None and rate * layer.gradient > layer.weights > 0:
                    yield "exploding", concerns.exploding_gradient(layer, 0.0, plan)
                    return

    def _about_pace(self, values: Array) -> Found:
        """Whether weights and loss move too much or too little."""
        course, plan = self.course, self.plan
        learned = values[: len(self._initial) * self._stride : self._stride]
        start = float(np.linalg.norm(self._initial))
        move = float(np.linalg.norm(learned - self._initial)) / start if start else math.inf
        if course.loss > 1.1 * self.constant_loss and not course.is_falling and move > 1:
            yield "rate too high", concerns.rate_too_high(course, 0, plan)
        full_pace = self._highest_rate > concerns.rate_of(plan) / 2  # a warmup is over
        little = move * plan.epochs < LITTLE * course.epoch
        slow = course.first - course.loss < LITTLE * course.first
        if full_pace and little and slow and course.loss > self.constant_loss * (1 - LITTLE):
            yield "rate too low", concerns.rate_too_low(course, move, plan)

    def state(self) -> dict[str, Any]:
        """What a checkpoint keeps, so that a resumed training says what it would have said."""
        return {
            "course": self.course.state(),
            "said": {name: concern.to_json() for name, concern in self.said.items()},
            "suspects": self._suspects,
            "first_gradient": self._first_gradient,
            "highest_rate": self._highest_rate,
        }

    def load_state(self, state: Mapping[str, Any]) -> None:
        """Go on from a saved state. Raises LookupError or TypeError where it is something else."""
        self.course.load_state(state["course"])
        self.said = {name: Concern(**words) for name, words in state["said"].items()}
        self._suspects = list(state["suspects"])
        self._first_gradient = state["first_gradient"]
        self._highest_rate = state["highest_rate"]


def is_power_of_2(epoch: int) -> bool:
    return epoch & (epoch - 1) == 0
