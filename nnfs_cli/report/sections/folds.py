"""Fold by fold: is the score luck of one split?"""

from __future__ import annotations

from nnfs_cli.report.charts.bars import Bar, lying_bars
from nnfs_cli.report.charts.scales import Linear
from nnfs_cli.report.material import Material
from nnfs_cli.report.numbers import number
from nnfs_cli.report.sections.result import SHARES
from nnfs_cli.report.sections.section import Section, section


def folds(material: Material) -> Section | None:
    """None for runs without folds."""
    found = material.summary.get("folds")
    if not found:
        return None
    names = list(found["mean"])
    headline = next((name for name in names if name != "loss"), names[0])
    bars = [
        Bar(f"fold {k}", float(value), number(value))
        for k, each in enumerate(found["each"], start=1)
        if (value := each["validation"].get(headline)) is not None
    ]
    mean, spread = found["mean"].get(headline), found["spread"].get(headline)
    chart = None
    if bars and mean is not None:
        low = high = None
        if spread is not None:
            low, high = mean - spread, mean + spread
        bars.append(Bar("mean", mean, f"{number(mean)} ± {number(spread)}", low, high, "c1"))
        limits = Linear(min(0.0, *(b.value for b in bars)), 1.0) if headline in SHARES else None
        words = "; ".join(f"{bar.name}: {bar.text}" for bar in bars) + "."
        title = f"{headline} on the rows each fold did not see"
        chart = lying_bars("fold-scores", title, words, bars, limits=limits)
    return section(
        "folds",
        "Folds",
        names=names,
        each=found["each"],
        mean=found["mean"],
        spread=found["spread"],
        chart=chart,
    )
