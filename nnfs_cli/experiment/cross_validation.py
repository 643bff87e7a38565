"""k trainings on k folds, each judged by rows it never saw, and the final model after them.

A fold is an experiment like any other, in a folder of its own below the run's. What the folds
came to is read back from their files, so it makes no difference which process trained them, and
when.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from nnfs_cli.build.plan import Plan
from nnfs_cli.errors import TrainingError
from nnfs_cli.experiment.events import Epoch, FoldEnd, FoldEpoch
from nnfs_cli.experiment.experiment import Experiment
from nnfs_cli.experiment.fold_ensemble import ensemble, scores_alone
from nnfs_cli.experiment.fold_processes import FoldProcesses
from nnfs_cli.experiment.fold_results import FoldResults, write_out_of_fold
from nnfs_cli.experiment.fold_threshold import with_chosen_threshold
from nnfs_cli.experiment.outcome import Result, next_command
from nnfs_cli.experiment.run_beginning import write_beginning
from nnfs_cli.matrix_threads import processors
from nnfs_cli.run.run_directory import RunDirectory

DONE = ("finished", "stopped")


class CrossValidation:
    """A run with folds, from its plan to its run directory."""

    def __init__(
        self,
        plan: Plan,
        *,
        runs_dir: Path | None = None,
        command: str = "",
        run: RunDirectory | None = None,
        jobs: int | None = None,
    ) -> None:
        """Builds nothing yet. With `run`, go on with the folds that are not done there."""
        self.plan = plan
        self.config = plan.config
        self.runs_dir = runs_dir or Path(self.config.output.runs_dir)
        self.command = command
        self.run = run
        self.jobs = min(jobs or processors(), plan.folds)
        self.stop_requested = False
        self.working: Experiment | FoldProcesses | None = None
        self.final: Experiment | None = None
        self.overview = Experiment(plan)
        """never trained: the network as all folds begin with it"""

    def request_stop(self) -> None:
        """End after the step under way; safe to call from a signal handler."""
        self.stop_requested = True
        if self.working is not None:
            self.working.request_stop()

    def start(self) -> RunDirectory:
        """Make the run directory, or go on in the one that is resumed."""
        if self.run is None:
            self.run = RunDirectory.create(self.runs_dir, self.config.name)
            write_beginning(self.run, self.plan, self.command).wait()  # the folds read it
        return self.run

    @property
    def directory(self) -> RunDirectory:
        assert self.run is not None, "start comes first"
        return self.run

    def fold(self, number: int) -> Experiment:
        """The training of a fold, where its newest checkpoint left it."""
        run = self.directory.fold(number)
        run.path.mkdir(parents=True, exist_ok=True)
        return Experiment(self.plan.of_fold(number), run=run)

    def train(self) -> Iterator[FoldEpoch | FoldEnd | Epoch]:
        """All folds that are not done yet, then the final model if it has to learn."""
        done = self.done
        todo = [number for number in range(1, self.plan.folds + 1) if number not in done]
        side_by_side = self.jobs > 1 and len(todo) > 1
        yield from self._side_by_side(todo) if side_by_side else self._one_by_one(todo)
        if not self.stop_requested and self.config.split.final_model == "refit":
            yield from self._refit()

    @property
    def done(self) -> list[int]:
        """The folds that need no more training."""
        if self.run is None:
            return []
        return [number for number in range(1, self.plan.folds + 1) if self._is_done(number)]

    def _is_done(self, number: int) -> bool:
        run = self.directory.fold(number)
        return run.summary.exists() and run.read_summary()["status"] in DONE

    def _one_by_one(self, todo: Sequence[int]) -> Iterator[FoldEpoch | FoldEnd]:
        for number in todo:
            experiment = self.fold(number)
            self.working = experiment
            if self.stop_requested:
                return
            experiment.start()
            for epoch in experiment.train():
                yield FoldEpoch(number, experiment.epochs, epoch)
            result = experiment.finish()
            if not self.stop_requested:
                yield FoldEnd(number, result.best_epoch, result.metrics["validation"])

    def _side_by_side(self, todo: Sequence[int]) -> Iterator[FoldEpoch | FoldEnd]:
        processes = FoldProcesses(self.directory.path, self.jobs)
        self.working = processes
        if self.stop_requested:
            return
        for event in processes.run(todo):
            if isinstance(event, FoldEpoch):
                yield event
            elif self._is_done(event):
                summary = self.directory.fold(event).read_summary()
                yield FoldEnd(event, summary["best_epoch"], summary["validation"])
            elif not self.stop_requested:
                raise TrainingError(
                    f"the process of fold {event} was stopped before its end",
                    hint=shlex.join(["nn", "train", "--resume", str(self.directory.path)]),
                )

    def _refit(self) -> Iterator[Epoch]:
        """The network of the rows of all folds, trained for as long as the folds gained by it."""
        epochs = self.results.mean_best_epoch
        final = Experiment(self.plan.of_all_folds(epochs), run=self.directory)
        self.working = self.final = final
        if self.stop_requested:
            return
        final.start()
        yield from final.train()

    @property
    def results(self) -> FoldResults:
        return FoldResults.read(self.directory, self.plan.folds)

    def finish(self) -> Result:
        """Gather what the folds answered, write the final model and the summary."""
        if self.stop_requested:
            return self._interrupted()
        results = with_chosen_threshold(self.results, self.directory, self.plan)
        write_out_of_fold(self.directory, self.plan, results.threshold)
        if self.final is not None:
            return self.final.finish(results)
        results = replace(results, of_data=self.overview.concerns_about_data)
        last = ensemble if self.config.split.final_model == "ensemble" else scores_alone
        return last(self.plan, self.directory, results)

    def _interrupted(self) -> Result:
        """What there is of a run that goes on another time."""
        said = f"{len(self.done)} of {self.plan.folds} folds are done."
        facts = {"task": self.plan.task.value, "epochs": 0, "verdict": said}
        self.directory.write_summary("interrupted", facts)
        return Result(
            status="interrupted",
            task=self.plan.task,
            directory=self.directory.path,
            metrics={},
            baseline={},
            verdict=said,
            best_epoch=None,
            epochs=0,
            seconds=0.0,
            next_command=next_command(self.plan, self.directory, "interrupted"),
        )
