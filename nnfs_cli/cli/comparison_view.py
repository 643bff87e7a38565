"""What a comparison shows: the sentence first, then scores, config and data side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from nnfs_cli.cli.tables import FAINT, STRONG, spaced, table
from nnfs_cli.cli.wording import NOTHING, count, duration, number, printable

if TYPE_CHECKING:
    from nnfs_cli.compare.comparison import Comparison
    from nnfs_cli.report.comparison import Compared

MARK = "*"
MOST_KEYS = 24
"""that differ, on the screen; the page has them all"""
WIDEST_KEY = 36


def after_comparing(comparison: Comparison, compared: Compared) -> RenderableType:
    """Everything on one page of the terminal."""
    return spaced(parts(comparison, compared))


def parts(comparison: Comparison, compared: Compared) -> Iterator[RenderableType]:
    yield scores_table(compared)
    if compared.config:
        yield config_table(compared)
    else:
        yield "The configs say the same."
    for sentence in compared.data:
        yield printable(sentence)
    for pair in comparison.pairs:
        yield Text(printable(pair.sentence), STRONG)
    for remark in comparison.remarks:
        yield printable(remark)


def scores_table(compared: Compared) -> Table:
    """One column per run; the best of each metric stands out, with a mark where bold is not."""
    names = [printable(name) for name in compared.names]
    new = table("", *names, numbers=names)
    for column in new.columns[1:]:
        column.no_wrap, column.overflow = False, "fold"
    for row in compared.scores:
        cells = [
            Text(f"{number(value)} {MARK if best else ' '}", STRONG if best else "")
            for value, best in zip(row.values, row.best, strict=True)
        ]
        new.add_row(row.name, *cells)
    for name, values in compared.facts:
        new.add_row(Text(name, FAINT), *(Text(f"{value}  ", FAINT) for value in values))
    return new


def config_table(compared: Compared) -> Table:
    """Only the keys that differ."""
    new = table("Differs", *(printable(name) for name in compared.names))
    for column in new.columns:
        column.overflow = "fold"
    shown = compared.config[:MOST_KEYS]
    new.columns[0].min_width = min(WIDEST_KEY, max(len(key) for key, _ in shown))
    for key, values in shown:
        new.add_row(printable(key), *map(printable, values))
    if len(compared.config) > MOST_KEYS:
        more = count(len(compared.config) - MOST_KEYS)
        new.add_row(Text(f"… {more} more, on the page", FAINT))
    return new


def as_compared(comparison: Comparison) -> Compared:
    """The comparison as the page and the picture take it."""
    from nnfs_cli.report.comparison import Compared, ScoreRow

    runs = comparison.runs
    scores = tuple(
        ScoreRow(
            metric.title,
            tuple(run.scores[metric.title] for run in runs),
            tuple(run.name in comparison.best[metric.title] for run in runs),
        )
        for metric in comparison.metrics
    )
    sentences = (*(pair.sentence for pair in comparison.pairs), *comparison.remarks)
    return Compared(
        names=comparison.names,
        sentences=sentences,
        scores=scores,
        facts=tuple(facts_of([run.summary for run in runs])),
        config=tuple((one.key, one.values) for one in comparison.config),
        data=comparison.data,
        histories=tuple(run.history for run in runs),
        metric=comparison.metrics[0].title if comparison.metrics else "",
    )


def facts_of(summaries: Sequence[dict[str, Any]]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Parameters, epochs and time of each run, where one of them knows."""
    spellings: dict[str, Callable[[Any], str]] = {
        "parameters": count,
        "epochs": count,
        "seconds": duration,
    }
    for name, spelled in spellings.items():
        values = [summary.get(name) for summary in summaries]
        known = [isinstance(value, int | float) for value in values]
        if any(known):
            pairs = zip(values, known, strict=True)
            yield name, tuple(spelled(value) if is_known else NOTHING for value, is_known in pairs)


def record(comparison: Comparison, page: Path, pictures: Sequence[Path]) -> dict[str, Any]:
    """The same for programs."""
    return {
        "runs": [
            {"name": run.name, "path": str(run.files.path), "judged": run.judged}
            | {"scores": run.scores}
            for run in comparison.runs
        ],
        "best": {metric: list(names) for metric, names in comparison.best.items()},
        "config": {
            one.key: dict(zip(comparison.names, one.values, strict=True))
            for one in comparison.config
        },
        "data": list(comparison.data),
        "pairs": [
            {
                "best": pair.best,
                "other": pair.other,
                "rows": pair.rows,
                "sentence": pair.sentence,
                "differences": {
                    one.metric: {
                        "value": one.value,
                        "interval": [one.low, one.high],
                        "share_of_draws_ahead": one.share,
                        "standing": one.standing.value,
                    }
                    for one in pair.differences
                },
            }
            for pair in comparison.pairs
        ],
        "remarks": list(comparison.remarks),
        "page": str(page),
        "pictures": [str(path) for path in pictures],
    }
