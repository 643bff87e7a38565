"""One training run, told as a story: plan, start, train, finish.

Everything that can be wrong with config and data comes to light before anything is written.
Training is a loop around the trainer's reports; early stopping, checkpoints and the history are
its plain statements.
"""

from __future__ import annotations

import math
import shlex
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from time import perf_counter

from nnfs_cli.build.plan import Plan
from nnfs_cli.config.duration import spelled
from nnfs_cli.config.schema import EarlyStopping
from nnfs_cli.data.raw_columns import Indices
from nnfs_cli.doctor.concern import Concern
from nnfs_cli.doctor.data_concerns import concerns_about
from nnfs_cli.doctor.ending_concerns import ending_concerns
from nnfs_cli.doctor.training_watch import TrainingWatch
from nnfs_cli.engine.buffers import Array
from nnfs_cli.errors import ModelFileError, TrainingError
from nnfs_cli.experiment.events import Epoch
from nnfs_cli.experiment.extension import changed_since, planned_anew, write_extension
from nnfs_cli.experiment.fold_results import FoldResults
from nnfs_cli.experiment.illustrations import illustrated
from nnfs_cli.experiment.outcome import (
    Outcome,
    Progress,
    Result,
    judge,
    result_of,
    summary_of,
    write_answers,
)
from nnfs_cli.experiment.run_beginning import write_beginning
from nnfs_cli.experiment.summaries import (
    DataSummary,
    LayerSummary,
    summaries_of_layers,
    summary_of_data,
)
from nnfs_cli.matrix_threads import limit_matrix_threads
from nnfs_cli.model.layer_records import records_of
from nnfs_cli.run.checkpoint import Resumption, checkpoints, newest_checkpoint
from nnfs_cli.run.checkpointing import Checkpointing
from nnfs_cli.run.metrics_file import MetricsWriter
from nnfs_cli.run.run_directory import RunDirectory, Status
from nnfs_cli.scoring import Metrics, Scorer, predict_rows
from nnfs_cli.task import Task
from nnfs_cli.training.best_epoch import BestEpoch
from nnfs_cli.training.time_limit import TimeLimit
from nnfs_cli.training.trainer import EpochReport


class Experiment:
    """A training from its plan to its run directory."""

    def __init__(
        self,
        plan: Plan,
        *,
        runs_dir: Path | None = None,
        command: str = "",
        run: RunDirectory | None = None,
        extends: bool = False,
    ) -> None:
        """Build the network; writes nothing. With `run`, go on where its newest checkpoint is;
        `extends` says that the plan is to end at another time than it was.
        """
        limit_matrix_threads()
        self.plan = plan
        self.config = plan.config
        self.name = self.config.name
        self.runs_dir = runs_dir or Path(self.config.output.runs_dir)
        self.command = command
        self.network = plan.network()
        self.trainer = plan.trainer(self.network)
        self.scorer = scorer_of(plan)
        self.best = _best_epoch(plan)
        self.watch = TrainingWatch(plan, self.network.vector.learned)
        self.validation_weights = plan.validation_weights()
        self.status: Status = "finished"
        self.ending = ""
        self.seconds = 0.0
        self.interrupted = self.out_of_time = False
        self.run = run
        self.extends = extends
        self.jobs = 1
        """trainings at a time"""
        self.warnings: tuple[str, ...] = ()
        self.changed: tuple[str, ...] = ()
        """sentences about what is other than when the run began"""
        self._of_data: tuple[Concern, ...] | None = None
        self._wait_for_beginning: Callable[[], None] = lambda: None
        if run is not None and checkpoints(run.checkpoints):  # killed before the first: anew
            self._go_on_from(newest_checkpoint(run.checkpoints))

    def _go_on_from(self, resumption: Resumption) -> None:
        state = resumption.state
        try:
            self._follow(state["config"], state["planned"])
            self.trainer.load_state(state["trainer"])
            self.best.load_state(state["best"])
            self.watch.load_state(state["watch"])
            self.seconds = state["seconds"]
        except (LookupError, TypeError, ValueError):
            raise ModelFileError(
                f"this checkpoint is not of the network in {self.plan.loaded.source.file}",
                str(resumption.path),
                "Train anew: " + shlex.join(["nn", "train", self.plan.loaded.source.file]),
            ) from None
        self.warnings = (*resumption.warnings, *self.changed)

    def _follow(self, before: str, planned: int) -> None:
        """Note what has changed in the config since a state was kept; only little may have."""
        if self.extends or before != self._followed():
            self.changed = (*changed_since(before, self.plan), *planned_anew(planned, self.plan))

    def _followed(self) -> str:
        return self._directory.followed_config.read_text(encoding="utf-8")

    def request_stop(self) -> None:
        """End after the step under way; safe to call from a signal handler."""
        self.interrupted = True
        self.trainer.stop_requested = True

    def _time_is_up(self) -> None:
        self.out_of_time = True
        self.trainer.stop_requested = True

    @property
    def _seconds_left(self) -> float | None:
        limit = self.config.training.max_time
        return None if limit is None else limit - self.seconds

    def start(self) -> RunDirectory:
        """Make the run directory, or go on in the one that is resumed."""
        if self.extends:
            write_extension(self._directory, self.plan)
        if self.run is None:
            self.run = RunDirectory.create(self.runs_dir, self.name)
            self._wait_for_beginning = write_beginning(self.run, self.plan, self.command).wait
        self._config_text = self._followed()
        self._log(f"began at epoch {self.trainer.epoch + 1}: {self.command or self.name}")
        for note in (*self.changed, *self.plan.data.notes):
            self._log(note)
        if self.plan.answers == "test":
            for concern in self.concerns_about_data:
                self._log(f"warning: {concern.sentence}")
        columns = [
            *("epoch", "step", "loss", "learning_rate", "seconds"),
            *(f"validation_{name}" for name in self._validation_metrics()),
        ]
        self.history = MetricsWriter(self.run.metrics, columns, self.trainer.epoch)
        every = self.config.training.checkpoint_every
        self.checkpointing = Checkpointing(
            self.run.checkpoints, every, self._wait_for_beginning, self.trainer.step
        )
        return self.run

    def _log(self, text: str) -> None:
        """A line for log.txt, with the time in front."""
        now = datetime.now(timezone.utc).isoformat(timespec="seconds")
        self._directory.append_log(f"{now} {text}")

    def _validation_metrics(self) -> list[str]:
        titles = [metric.title for metric in self.plan.metrics]
        return ["loss", *titles] if len(self.plan.data.split.validation) else []

    def train(self) -> Iterator[Epoch]:
        """Train until all epochs are done, nothing gets better, or a stop is requested."""
        begun = perf_counter() - self.seconds
        limit_matrix_threads(self.plan.threads)
        try:
            with TimeLimit(self._seconds_left, self._time_is_up):
                yield from self._epochs(begun)
        except TrainingError as error:
            self._fail(error)
            raise
        self.seconds = perf_counter() - begun
        self.ending = self._why_it_ended()
        if self.ending:
            self.status = "stopped"
            self._log(self.ending)
        elif self.interrupted:
            self.status = "interrupted"
        self.checkpointing.finish(self.trainer.step, self.state)

    def _epochs(self, begun: float) -> Iterator[Epoch]:
        if self.best.out_of_patience():  # killed when all was done but writing
            return
        for report in self.trainer.run():
            epoch = self._after_epoch(report)
            self.seconds = perf_counter() - begun
            if self.checkpointing.is_due(epoch.epoch):
                self.checkpointing.offer(epoch.step, self.state(), best=epoch.best)
            yield epoch
            if self.best.out_of_patience():
                return

    def _why_it_ended(self) -> str:
        """A sentence for what ended training before its time; "" where that was the user."""
        best, limit = self.best, self.config.training.max_time
        if best.out_of_patience():
            return f"no better {best.monitor} for {best.patience} epochs"
        if self.trainer.converged:
            return self.trainer.converged
        if self.interrupted or not self.out_of_time or self.trainer.epoch == self.epochs:
            return ""
        assert limit is not None
        return f"max_time ({spelled(limit)}) was over in epoch {self.trainer.epoch + 1}"

    def _after_epoch(self, report: EpochReport) -> Epoch:
        validation: Metrics = {}
        last = report.epoch == self.plan.epochs
        if last or report.epoch % self.config.training.validate_every == 0:
            validation = self._validate()
        row = {
            "epoch": report.epoch,
            "step": report.step,
            "loss": report.loss,
            "learning_rate": report.learning_rate,
            "seconds": round(report.seconds, 6),
            **{f"validation_{name}": None for name in self._validation_metrics()},
            **{f"validation_{name}": value for name, value in validation.items()},
        }
        self.history.append(row)
        watched = row.get("validation_loss", report.loss)
        if watched is not None:  # not validated in this epoch
            self.trainer.schedule.listen(report.epoch, watched)
        score = row.get(self.best.monitor)
        if score is None and validation:  # it was measured, and does not exist
            score = math.nan
        values = self.network.vector.values
        best = self.best.update(report.epoch, score, values)
        concerns = self.watch.after_epoch(report, validation.get("loss"), values)
        for concern in concerns:
            self._log(f"warning: {concern.sentence}")
        return Epoch(
            report.epoch,
            report.step,
            report.loss,
            report.learning_rate,
            report.seconds,
            validation,
            best,
            concerns,
        )

    def _validate(self) -> Metrics:
        rows = self.plan.data.split.validation
        if not len(rows):
            return {}
        dataset = self.plan.data.dataset
        p = predict_rows(self.network, dataset, rows)
        return self.scorer.score(p, dataset.t[rows], self.validation_weights)

    def state(self) -> dict[str, object]:
        """All that a resumed run needs to end with the same bits."""
        return {
            "trainer": self.trainer.state(),
            "best": self.best.state(),
            "watch": self.watch.state(),
            "seconds": self.seconds,
            "config": self._config_text,
            "planned": self.epochs,
        }

    def _fail(self, error: TrainingError) -> None:
        self.checkpointing.flush()
        facts = {
            "task": self.task.value,
            "epochs": self.trainer.epoch,
            "error": str(error),
            "warnings": [concern.to_json() for concern in self.watch.said.values()],
        }
        self._directory.write_summary("failed", facts)
        self._log(str(error))

    @property
    def _directory(self) -> RunDirectory:
        assert self.run is not None, "start comes before train and finish"
        return self.run

    def finish(self, folds: FoldResults | None = None) -> Result:
        """Take the best epoch's parameters, score every part, write the files, draw the plots.

        `folds` are those that went before the training of a final model.
        """
        limit_matrix_threads()  # as `nn predict` will have it
        if self.best.values is not None:
            self.network.vector.values[...] = self.best.values
        threshold, done = folds.threshold if folds else None, self.trainer.epoch
        outcome = judge(self.plan, self.scorer, self._predict, done, threshold)
        progress = Progress(
            self.status, self.trainer.epoch, self.best.epoch or None, self.seconds, self.ending
        )
        write_answers(self._directory, self.plan, self.network, outcome, progress)
        self._wait_for_beginning()
        if outcome.threshold is not None:
            self._log(outcome.threshold.in_words)
        # last of all: where it says finished, everything is there
        parameters = sum(layer.parameters for layer in self.network_summary)
        summary = summary_of(self.plan, parameters, outcome, progress)
        result = result_of(self.plan, self._directory, outcome, progress)
        warnings = self._warnings(outcome, after_folds=folds is not None)
        summary["warnings"] = [concern.to_json() for concern in warnings]
        result = replace(result, warnings=warnings)
        if folds is not None:
            summary, result = folds.added_to(summary), folds.beside(result)
        result = illustrated(self._directory, self.plan, summary, result)
        self._directory.write_summary(self.status, summary)
        self._log(f"{self.status} after epoch {progress.epochs}: {result.verdict}")
        return result

    def _warnings(self, outcome: Outcome, *, after_folds: bool) -> tuple[Concern, ...]:
        """About the data, those said while training, and what there is to say at the end. After
        folds it was they who said how many epochs it takes.
        """
        whole = self.plan.answers == "test"  # a fold's data are those of the whole run
        of_data = self.concerns_about_data if whole else ()
        before = (*of_data, *self.watch.said.values())
        if self.status == "interrupted":
            return before
        ending = ending_concerns(
            self.plan,
            outcome.judgement.metrics,
            outcome.judgement.baseline,
            self.watch.course,
            all_epochs=self.trainer.epoch == self.epochs and not after_folds,
            others=len(self.watch.said),
        )
        return (*before, *ending)

    def _predict(self, rows: Indices) -> Array:
        return predict_rows(self.network, self.plan.data.dataset, rows)

    @property
    def concerns_about_data(self) -> tuple[Concern, ...]:
        """What looks wrong before anything is trained."""
        if self._of_data is None:
            self._of_data = concerns_about(self.plan)
        return self._of_data

    @property
    def overview(self) -> Experiment:
        """What to show before training."""
        return self

    @property
    def task(self) -> Task:
        return self.plan.task

    @property
    def data_summary(self) -> DataSummary:
        return summary_of_data(self.plan)

    @property
    def network_summary(self) -> list[LayerSummary]:
        return summaries_of_layers(records_of(self.network))

    @property
    def loss(self) -> str:
        return self.trainer.loss.name

    @property
    def optimizer(self) -> str:
        return self.trainer.optimizer.name

    @property
    def epochs(self) -> int:
        return self.plan.epochs

    @property
    def batch_size(self) -> int:
        return self.plan.batch_size


def scorer_of(plan: Plan) -> Scorer:
    """The judge of a plan's predictions."""
    return Scorer(plan.data.targets, plan.task, plan.loss(), plan.metrics)


def _best_epoch(plan: Plan) -> BestEpoch:
    """What to watch: as early stopping says, otherwise the validation loss where there is one."""
    stopping = plan.early_stopping
    patience = stopping.patience if stopping else None
    monitor = stopping.monitor if stopping else EarlyStopping().monitor
    watched = monitor.removeprefix("validation_")
    higher = any(m.higher_is_better for m in plan.metrics if m.title == watched)
    restore = stopping.restore_best if stopping else True
    min_delta = stopping.min_delta if stopping else 0.0
    return BestEpoch(monitor, higher, patience, restore, min_delta)
