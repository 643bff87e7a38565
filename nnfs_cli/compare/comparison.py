"""What a comparison comes to: differences, scores side by side, and what is more than chance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from nnfs_cli.analysis.paired_difference import PairedDifference, Standing, paired_difference
from nnfs_cli.analysis.verdict import numeral
from nnfs_cli.compare.compared_run import ComparedRun, read_runs
from nnfs_cli.compare.config_difference import Difference, config_differences
from nnfs_cli.compare.known_answers import KnownAnswers
from nnfs_cli.engine.bootstrap import Bootstrap
from nnfs_cli.engine.metrics import Metric, metric_titled
from nnfs_cli.errors import ConfigError

SEED = 0


@dataclass(frozen=True)
class Pair:
    """The best run beside another one."""

    best: str
    other: str
    rows: int
    """that both answered; 0 where it cannot be told"""
    differences: tuple[PairedDifference, ...]
    """the best less the other, metric by metric"""
    sentence: str


@dataclass(frozen=True, eq=False)
class Comparison:
    """Runs side by side, in the order in which they were named."""

    runs: tuple[ComparedRun, ...]
    config: tuple[Difference, ...]
    data: tuple[str, ...]
    """sentences about what they learned from"""
    metrics: tuple[Metric, ...]
    """that all of them have; the first one decides"""
    best: dict[str, tuple[str, ...]]
    """by metric, the runs that have the best score"""
    pairs: tuple[Pair, ...]
    remarks: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(run.name for run in self.runs)


def compare(paths: Sequence[Path]) -> Comparison:
    """Raises ConfigError for fewer than two runs, and ModelFileError for what is no run."""
    if len({path.resolve() for path in paths}) < max(2, len(paths)):
        message = "the same run is named twice" if len(paths) > 1 else "one run alone is named"
        raise ConfigError(message, hint="Name two runs or more: nn compare runs/a-001 runs/a-002")
    runs = read_runs(paths)
    metrics = shared_metrics(runs)
    best = {metric.title: best_of(metric, runs) for metric in metrics}
    pairs = tuple(_pairs(runs, metrics, best)) if metrics else ()
    return Comparison(
        runs=tuple(runs),
        config=tuple(config_differences([run.config for run in runs])),
        data=tuple(sentences_about_data(runs)),
        metrics=metrics,
        best=best,
        pairs=pairs,
        remarks=tuple(_remarks(runs, metrics)),
    )


def shared_metrics(runs: Sequence[ComparedRun]) -> tuple[Metric, ...]:
    """Those that every run was measured by, in the order of the first."""
    shared = [name for name in runs[0].scores if all(name in run.scores for run in runs)]
    return tuple(filter(None, map(metric_titled, shared)))


def best_of(metric: Metric, runs: Sequence[ComparedRun]) -> tuple[str, ...]:
    """The names of the runs with the best score, several where they are equal."""
    known = [(run.name, score) for run in runs if (score := run.scores[metric.title]) is not None]
    choose = max if metric.higher_is_better else min
    top = choose((score for _, score in known), default=None)
    return tuple(name for name, score in known if score == top)


def _pairs(
    runs: Sequence[ComparedRun], metrics: Sequence[Metric], best: dict[str, tuple[str, ...]]
) -> Iterator[Pair]:
    first = best[metrics[0].title] or (runs[0].name,)
    top = next(run for run in runs if run.name == first[0])
    for other in runs:
        if other is not top:
            yield beside(top, other, metrics)


def beside(top: ComparedRun, other: ComparedRun, metrics: Sequence[Metric]) -> Pair:
    """Two runs on the rows that both had not learned from."""

    def untold(reason: str) -> Pair:
        said = f"Whether {top.name} and {other.name} differ by more than chance cannot be told"
        return Pair(top.name, other.name, 0, (), f"{said}: {reason}.")

    ours, theirs = top.answers, other.answers
    for run, answers in ((top, ours), (other, theirs)):
        if isinstance(answers, str):
            return untold(f"{run.name} {answers}")
    assert isinstance(ours, KnownAnswers)
    assert isinstance(theirs, KnownAnswers)
    if ours.question != theirs.question:
        return untold("they answer different questions")
    if {mark for _, mark in top.data} != {mark for _, mark in other.data}:
        return untold("they learned from different data, so equal row numbers may be other rows")
    there = set(theirs.rows)
    rows = [row for row in ours.rows if row in there]
    if not rows:
        return untold("no row was kept from both; the same seed and split keep the same rows")
    classes = ours.targets.classes
    a, b = ours.to(rows, classes), theirs.to(rows, classes)
    if (a.t != b.t).any():
        return untold("the right answers to the same rows differ")
    drawn = Bootstrap.of(len(rows), SEED)
    found = [paired_difference(metric, a, b, drawn) for metric in metrics]
    known = tuple(one for one in found if one is not None)
    first = known[0] if known else None
    if first is None or first.metric != metrics[0].title:
        return untold(f"{metrics[0].title} has no value on the rows that both answered")
    every = len(rows) == len(ours.rows) == len(theirs.rows)
    where = f"the same {len(rows):,} rows" if every else f"the {len(rows):,} rows kept from both"
    scores = metrics[0](a) or 0.0, metrics[0](b) or 0.0
    said = in_words((top.name, other.name), first, metrics[0], scores, where)
    return Pair(top.name, other.name, len(rows), known, said)


def in_words(
    pair: tuple[str, str],
    difference: PairedDifference,
    metric: Metric,
    scores: tuple[float, float],
    rows: str,
) -> str:
    """Whether one is better by more than chance, by how much, and how sure that is."""
    top, other = pair
    if difference.value == difference.low == difference.high == 0:
        return f"{top} and {other} have the same {metric.title} on {rows}."
    said = {
        Standing.BETTER: f"{top} is better than {other} by more than chance",
        Standing.WORSE: f"{other} is better than {top} by more than chance",
        Standing.UNCLEAR: f"{top} scores better than {other}, but not by more than chance",
        Standing.NO_BETTER: f"{top} and {other} do not differ by more than chance",
    }[difference.standing]
    lead, low, high = difference.value, difference.low, difference.high
    if not metric.higher_is_better:
        lead, low, high = -lead, -high, -low
    return (
        f"{said} on {rows}: {metric.title} {numeral(scores[0])} against {numeral(scores[1])}. "
        f"When the rows are drawn again, the lead of {numeral(lead)} lies between {numeral(low)} "
        f"and {numeral(high)} in 95 of 100 draws, and {top} is ahead in "
        f"{100 * difference.share:.0f}."
    )


def sentences_about_data(runs: Sequence[ComparedRun]) -> Iterator[str]:
    """Whether they learned from the same data, cut into the same parts."""
    first = runs[0]
    if all(run.data == first.data for run in runs):
        names = ", ".join(name for name, _ in first.data)
        yield f"All learned from the same data{': ' + names if names else ''}."
    else:
        for run in runs:
            marks = ", ".join(f"{name} ({mark[:8]})" for name, mark in run.data)
            yield f"{run.name} learned from {marks or 'data that nobody recorded'}."
    sizes = [run.summary.get("rows") for run in runs]
    for run, parts in zip(runs, sizes, strict=True):
        if isinstance(parts, dict) and any(size != sizes[0] for size in sizes):
            said = ", ".join(f"{rows:,} {part}" for part, rows in parts.items())
            yield f"{run.name}: {said} rows."
    answers = [run.answers for run in runs]
    known = [set(one.rows) for one in answers if isinstance(one, KnownAnswers)]
    if len(known) == len(runs) and all(run.data == first.data for run in runs):
        shared = set.intersection(*known)
        same = all(one == known[0] for one in known)
        yield (
            "All were judged by the same rows."
            if same
            else f"They were judged by different rows, {len(shared):,} of which are the same."
        )


def _remarks(runs: Sequence[ComparedRun], metrics: Sequence[Metric]) -> Iterator[str]:
    if not metrics:
        yield "No metric was measured for all of them, so there is no best one."
    parts = {run.name: run.judged for run in runs}
    if len(set(parts.values())) > 1:
        said = ", ".join(f"{name} by {part}" for name, part in parts.items())
        yield f"The scores are of different parts: {said}."
    if len(runs) > 2 and metrics:
        yield (
            f"The best of {len(runs)} looks a little better than it is: it was chosen by the very "
            "rows that judge it."
        )
