"""What the folds of a run came to, read back from their folders."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from nnfs_cli.analysis.verdict import GUESSING, LINEAR, NOTHING, verdict_of_folds
from nnfs_cli.build.plan import Plan
from nnfs_cli.doctor.concern import Concern
from nnfs_cli.doctor.fold_concerns import of_all_folds
from nnfs_cli.engine.buffers import Array
from nnfs_cli.experiment.outcome import Result
from nnfs_cli.experiment.threshold_choice import ThresholdChoice
from nnfs_cli.files.csv_files import read_csv, write_csv_columns
from nnfs_cli.files.json_files import JsonObject
from nnfs_cli.run.run_directory import RunDirectory
from nnfs_cli.scoring import GUESS, GUESS_OF_PROBABILITIES, Metrics, headline_of
from nnfs_cli.task import Task


@dataclass(frozen=True)
class FoldResults:
    """The scores of every fold on the rows that it did not learn from."""

    folds: tuple[JsonObject, ...]
    """the summaries, fold by fold"""
    threshold: ThresholdChoice | None = None
    """the one that was chosen for the answers of all folds together"""
    of_data: tuple[Concern, ...] = ()
    """what looked wrong before training, where no final model tells of it"""

    @classmethod
    def read(cls, run: RunDirectory, folds: int) -> FoldResults:
        """Of a run all of whose folds are done."""
        return cls(tuple(run.fold(number).read_summary() for number in range(1, folds + 1)))

    @property
    def scores(self) -> list[Metrics]:
        return [fold["validation"] for fold in self.folds]

    @property
    def mean(self) -> Metrics:
        """Over the folds in which a metric exists."""
        return {name: mean_of(values) for name, values in self._by_metric()}

    @property
    def mean_of_training(self) -> Metrics:
        """Of what each fold's network scores on the rows that it learned from."""
        names = self.folds[0]["train"]
        return {name: mean_of([fold["train"][name] for fold in self.folds]) for name in names}

    @property
    def spread(self) -> Metrics:
        """The standard deviation from fold to fold (of a sample: divided by folds - 1)."""
        return {name: deviation_of(values) for name, values in self._by_metric()}

    @property
    def baseline(self) -> Metrics:
        """The mean of what the folds' baselines score."""
        names = self.folds[0]["baseline"]
        return {name: mean_of([fold["baseline"][name] for fold in self.folds]) for name in names}

    @property
    def linear(self) -> Metrics:
        """The mean of what the folds' linear models score; empty unless each fold has one."""
        each: list[Metrics] = [fold.get("linear_model") or {} for fold in self.folds]
        shared = [name for name in each[0] if all(name in scores for scores in each)]
        return {name: mean_of([scores[name] for scores in each]) for name in shared}

    @property
    def mean_best_epoch(self) -> int:
        """After how many epochs the folds were at their best, on average; at least 1."""
        best: list[int] = [fold["best_epoch"] or fold["epochs"] for fold in self.folds]
        return max(1, round(sum(best) / len(best)))

    @property
    def concerns(self) -> list[list[Concern]]:
        """What looked wrong in each fold; nothing in one that an older program trained."""
        return [[Concern(**words) for words in fold.get("warnings", ())] for fold in self.folds]

    def _by_metric(self) -> Iterator[tuple[str, list[float | None]]]:
        for name in self.scores[0]:
            yield name, [scores[name] for scores in self.scores]

    def added_to(self, summary: JsonObject) -> JsonObject:
        """A run's summary with what the folds say about rows that were not learned from."""
        kept = ("status", "epochs", "best_epoch", "train", "validation", "seconds")
        each = [{key: fold[key] for key in kept} for fold in self.folds]
        folds = {"mean": self.mean, "spread": self.spread, "each": each}
        if summary["test"] is None:
            summary = summary | {
                "baseline": self.baseline,
                "linear_model": self.linear or None,
                "test_intervals": None,
                "verdict": self.verdict,
            }
        if self.threshold is not None:
            summary = summary | {"threshold": self.threshold.to_json()}
        told = summary.get("warnings", [concern.to_json() for concern in self.of_data])
        shared = of_all_folds(self.concerns, [Concern(**words) for words in told])
        warnings = [*told, *(concern.to_json() for concern in shared)]
        return summary | {"validation": self.mean, "folds": folds, "warnings": warnings}

    def beside(self, result: Result) -> Result:
        """The same for the screen."""
        told = result.warnings or self.of_data
        warnings = (*told, *of_all_folds(self.concerns, told))
        result = replace(result, threshold=self.threshold, warnings=warnings)
        metrics = {part: scores for part, scores in result.metrics.items() if part != "test"}
        metrics["validation"] = self.mean
        if "test" in result.metrics:
            metrics["test"] = result.metrics["test"]
            return replace(result, metrics=metrics, spread=self.spread)
        return replace(
            result,
            metrics=metrics,
            spread=self.spread,
            baseline=self.baseline,
            linear=self.linear,
            intervals={},
            remark="",
            verdict=self.verdict,
        )

    @property
    def verdict(self) -> str:
        """A sentence about the folds, beside what guessing and a linear model scored in each."""
        headline = headline_of(self.mean, self.baseline)
        if headline is None:
            return NOTHING
        task, title = Task(self.folds[0]["task"]), headline.title
        guess = GUESS_OF_PROBABILITIES if headline.of_probabilities else GUESS[task]
        rivals = [(GUESSING, guess, [fold["baseline"][title] for fold in self.folds])]
        if self.linear.get(title) is not None:
            rivals.append((LINEAR, LINEAR, [fold["linear_model"][title] for fold in self.folds]))
        every = [[scores[title] for scores in self.scores], *(theirs for *_, theirs in rivals)]
        known = [scores for scores in zip(*every, strict=True) if None not in scores]
        if not known:
            return NOTHING
        ours, *others = (list(map(float, scores)) for scores in zip(*known, strict=True))
        named = [(*rival[:2], theirs) for rival, theirs in zip(rivals, others, strict=True)]
        return verdict_of_folds(headline, ours, named)


def mean_of(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return float(np.mean(known)) if known else None


def deviation_of(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return float(np.std(known, ddof=1)) if len(known) > 1 else None


def write_out_of_fold(run: RunDirectory, plan: Plan, threshold: ThresholdChoice | None) -> None:
    """out_of_fold.csv: the answers of all folds together, in the order of the data.

    Where a threshold was chosen, they say yes or no by it.
    """
    rows: list[tuple[int, list[str]]] = []
    header: list[str] = []
    for number, fold in enumerate(plan.data.folds, start=1):
        first, answers = read_csv(run.fold(number).predictions)
        header = [first[0], "fold", *first[1:]]
        if threshold is not None:
            names = threshold.targets.class_names(probabilities_among(first, answers, plan))
            for name, said in zip(plan.data.targets.answer_names, names.T.tolist(), strict=True):
                place = first.index(f"predicted_{name}")
                for cells, anew in zip(answers, said, strict=True):
                    cells[place] = anew
        for position, cells in zip(fold.validation.tolist(), answers, strict=True):
            rows.append((position, [cells[0], str(number), *cells[1:]]))
    rows.sort(key=lambda row: row[0])
    columns: list[Sequence[str]] = list(zip(*(cells for _, cells in rows), strict=True))
    write_csv_columns(run.out_of_fold, header, columns)


def probabilities_among(header: Sequence[str], rows: Sequence[Sequence[str]], plan: Plan) -> Array:
    """Those in the columns of a yes or no, as the network gave them."""
    places = [header.index(f"probability_{name}") for name in plan.data.targets.answer_names]
    p = [[float(cells[place]) for place in places] for cells in rows]
    return np.array(p, plan.config.training.precision)
