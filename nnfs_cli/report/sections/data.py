"""The data: where they come from, the parts, the columns, what was left out, how classes lie."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from nnfs_cli.build.plan import Plan
from nnfs_cli.build.prepared_data import TableFacts
from nnfs_cli.data.raw_columns import CategoricalColumn, NumericColumn, RawColumn
from nnfs_cli.report.charts.bars import Bar, histogram, lying_bars
from nnfs_cli.report.charts.scales import LARGEST
from nnfs_cli.report.material import Floats, Material
from nnfs_cli.report.numbers import count, percent, plain
from nnfs_cli.report.png import data_address, thumbnail
from nnfs_cli.report.sections.section import Section, section
from nnfs_cli.task import Task

MOST_COLUMNS = 60
MOST_CLASSES = 30
MOST_TEXTS = 2000
"""whose words are counted"""
MOST_EXAMPLES = 24
PARTS = ("training", "validation", "test")


@dataclass(frozen=True)
class ColumnFacts:
    """One column as a row of the table."""

    name: str
    type: str
    range: str
    missing: int
    role: str


def data(material: Material) -> Section:
    plan = material.plan
    columns = [] if plan is None else list(column_facts(plan))
    return section(
        "data",
        "Data",
        sources=[source["name"] for source in material.environment["data"]],
        noun=material.noun,
        parts=sizes(material),
        total=sum(sizes(material).values()),
        columns=columns[:MOST_COLUMNS],
        more=max(0, len(columns) - MOST_COLUMNS),
        left_out=[] if plan is None else list(left_out(plan)),
        inputs=0 if plan is None else plan.data.dataset.features,
        examples=[] if plan is None or not material.is_images else examples(material, plan),
        chart=Markup("") if plan is None else balance(material, plan),
        without_data=material.without_data,
    )


def sizes(material: Material) -> dict[str, int]:
    """Part → how many rows it has."""
    if material.plan is not None:
        split = material.plan.data.split
        each = {part: len(getattr(split, part)) for part in PARTS}
    else:
        rows = material.summary.get("rows") or {}
        each = {part: rows.get("train" if part == "training" else part, 0) for part in PARTS}
    return {part: rows for part, rows in each.items() if rows}


def left_out(plan: Plan) -> Iterator[str]:
    """What was not used, and why."""
    table = plan.data.table
    if table is None:
        return
    if table.rows_filtered:
        yield (
            f"{table.rows_filtered:,} of {count(table.rows_in_file, 'row')} left out by the filters"
        )
    if table.rows_dropped:
        named = [f"{name} ({cells:,})" for name, cells in table.missing.items()]
        shown = ", ".join(named[:8]) + (f" and {len(named) - 8} more" if len(named) > 8 else "")
        yield (
            f"{count(table.rows_dropped, 'row')} dropped because a value is missing; "
            f"missing values: {shown}"
        )


def column_facts(plan: Plan) -> Iterator[ColumnFacts]:
    """The features, then the targets."""
    table = plan.data.table
    if table is None:
        return
    for column in table.columns:
        missing = _missing(table, column)
        yield ColumnFacts(column.name, column.type, range_of(column), missing, "input")
    targets = plan.data.targets
    for k, name in enumerate(targets.names):
        missing = table.missing.get(name, 0)
        if plan.data.numbers is not None:
            known = plan.data.numbers[k]
            yield ColumnFacts(name, "numeric", _numbers(known), missing, "target")
            continue
        words = targets.vocabularies[k] if len(targets.vocabularies) > k else ("0", "1")
        yield ColumnFacts(name, "classes", _words(words), missing, "target")


def _missing(table: TableFacts, column: RawColumn) -> int:
    return table.missing.get(column.name, 0)


def range_of(column: RawColumn) -> str:
    """``4.3 to 7.9, mean 5.84``, ``3 categories: a, b, c``"""
    if isinstance(column, NumericColumn):
        if column.spellings:
            yes = float(np.nanmean(column.values))
            return f"{column.spellings[0]} or {column.spellings[1]} ({percent(yes)})"
        return _numbers(column.values[:])
    if isinstance(column, CategoricalColumn):
        return _words(column.vocabulary)
    some = column.texts[: min(len(column.texts), MOST_TEXTS)]
    lengths = [len(text.split()) for text in some if text is not None]
    middle = int(np.median(lengths)) if lengths else 0
    return f"texts, half of them longer than {count(middle, 'word')}"


def _numbers(values: Floats) -> str:
    known = np.asarray(values)[~np.isnan(values)]
    if not len(known):
        return ""
    mean = plain(float(f"{known.mean():.4g}"))
    return f"{plain(float(known.min()))} to {plain(float(known.max()))}, mean {mean}"


def _words(words: tuple[str, ...]) -> str:
    shown = ", ".join(words[:6]) + (", …" if len(words) > 6 else "")
    return f"{count(len(words), 'value')}: {shown}"


def balance(material: Material, plan: Plan) -> Markup:
    """How many rows each class has, or how the numbers to predict lie."""
    targets, t = plan.data.targets, plan.data.dataset.t
    if plan.data.numbers is not None:
        charts = [
            histogram(f"target-{k}", f"{name} in all rows", known, name, "rows").figure()
            for k, (name, values) in enumerate(
                zip(targets.names[:6], plan.data.numbers, strict=False)
            )
            if (known := values[np.abs(values) < LARGEST]).size
        ]
        return Markup("").join(charts)
    if plan.task is Task.MULTILABEL:
        shares = t.mean(axis=0)
        bars = [
            Bar(f"{name}: {words[1]}", float(share), percent(float(share)))
            for name, words, share in zip(targets.names, targets.vocabularies, shares, strict=True)
        ]
        title, words = "How often each label holds", "Shares of all rows."
        return lying_bars("balance", title, words, bars[:MOST_CLASSES])
    counts = t.sum(axis=0) if t.shape[1] > 1 else np.array([len(t) - t.sum(), t.sum()])
    return _class_bars(targets.classes, counts.astype(int).tolist(), material.noun)


def _class_bars(classes: tuple[str, ...], counts: list[int], noun: str) -> Markup:
    total = max(sum(counts), 1)
    order = (
        sorted(range(len(counts)), key=lambda k: -counts[k])
        if len(counts) > 12
        else (range(len(counts)))
    )
    bars = [
        Bar(classes[k], counts[k], f"{counts[k]:,} ({percent(counts[k] / total)})") for k in order
    ]
    rest = len(bars) - MOST_CLASSES
    title = f"{noun.capitalize()}s of each class"
    title += f", the {MOST_CLASSES} most frequent of {len(bars)}" if rest > 0 else ""
    words = "; ".join(f"{bar.name}: {bar.text}" for bar in bars[:MOST_CLASSES]) + "."
    return lying_bars("balance", title, words, bars[:MOST_CLASSES])


def examples(material: Material, plan: Plan) -> list[tuple[str, str, str]]:
    """Images of every class in turn: address, class, file."""
    codes = plan.data.dataset.t.argmax(axis=1)
    if plan.data.dataset.t.shape[1] == 1:
        codes = plan.data.dataset.t[:, 0].astype(np.intp)
    classes = plan.data.targets.classes
    of_class = [np.flatnonzero(codes == k) for k in range(len(classes))]
    each = max(1, MOST_EXAMPLES // max(len(classes), 1))
    chosen = [int(p) for places in of_class[:MOST_EXAMPLES] for p in places[:each]]
    return [
        (
            data_address(thumbnail(material.pixels(position), 64)),
            classes[int(codes[position])],
            str(plan.data.row_names[position]),
        )
        for position in chosen
    ]
