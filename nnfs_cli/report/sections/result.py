"""What came out, in words first: right answers counted beside those of a guess, then every score.

Intervals and a linear model stand beside them where the summary has some.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from markupsafe import Markup

from nnfs_cli.report.charts.bars import Bar, lying_bars
from nnfs_cli.report.charts.scales import Linear
from nnfs_cli.report.material import OUT_OF_FOLD, SPELLED, Answered, Material
from nnfs_cli.report.numbers import count, number, percent
from nnfs_cli.report.sections.section import Section, section
from nnfs_cli.task import Task

SHARES = {
    *("accuracy", "balanced_accuracy", "precision", "recall", "f1", "roc_auc"),
    *("average_precision",),
}
"""metrics between 0 and 1 of which more is better"""
UNSEEN = {
    "test": "it had not seen",
    "validation": "kept for validation, which chose the best epoch",
    "training": "it learned from, as none were held back",
    OUT_OF_FOLD: "each answered by a network that had not seen it",
}


def result(material: Material) -> Section:
    parts = {
        SPELLED[part]: material.summary[part] for part in SPELLED if material.summary.get(part)
    }
    names = list(dict.fromkeys(name for scores in parts.values() for name in scores))
    return section(
        "result",
        "Result",
        sentences=list(sentences(material)),
        verdict=material.summary.get("verdict", ""),
        failure=material.summary.get("error", ""),
        chart=headline_chart(material),
        parts=parts,
        names=names,
        spread=(material.summary.get("folds") or {}).get("spread") or {},
        intervals=intervals(material),
        baseline=material.summary.get("baseline") or {},
        linear=linear_model(material),
        judged="validation" if material.judged_by_folds else material.judged,
        threshold=threshold_in_words(material),
    )


def intervals(material: Material) -> dict[str, tuple[float, float]]:
    """Metric → low and high, of the test rows."""
    given: dict[str, Any] = material.summary.get("test_intervals") or {}
    return {name: (pair[0], pair[1]) for name, pair in given.items() if pair and None not in pair}


def linear_model(material: Material) -> dict[str, float]:
    given: dict[str, Any] = material.summary.get("linear_model") or {}
    return {name: value for name, value in given.items() if isinstance(value, int | float)}


def sentences(material: Material) -> Iterator[str]:
    """How often it is right, or how far off it is, beside what a guess comes to."""
    answered = material.answered
    if answered is None or not answered.has_numbers:
        return
    if material.task is Task.REGRESSION:
        yield from _about_numbers(material, answered)
    elif material.task is Task.MULTILABEL:
        yield from _about_labels(material, answered)
    else:
        yield from _about_classes(material, answered)


def _about_classes(material: Material, answered: Answered) -> Iterator[str]:
    targets = answered.targets
    right = int((answered.true_codes == answered.said_codes).sum())
    rows = f"{count(answered.rows, material.noun)} {UNSEEN[answered.part]}"
    guess = _most_frequent(material)
    who = "The folds predict" if answered.part == OUT_OF_FOLD else "It predicts"
    said = f"{who} {_named(targets.answer_names)} right for {right:,} of {rows}"
    if guess is None:
        yield f"{said}."
        return
    by_guess = int((answered.true_codes[:, 0] == guess).sum())
    yield f"{said}; always answering “{targets.classes[guess]}” gets {by_guess:,}."
    if material.task is Task.BINARY:
        yes = answered.true_codes[:, 0] == 1
        found, said_yes = int(answered.said_codes[yes].sum()), int(answered.said_codes.sum())
        name = targets.classes[1]
        yield (
            f"Of {count(int(yes.sum()), material.noun)} that are “{name}” it finds {found:,}; "
            f"of {said_yes:,} that it calls “{name}”, {found:,} are."
        )


def _about_labels(material: Material, answered: Answered) -> Iterator[str]:
    right = answered.true_codes == answered.said_codes
    names = answered.targets.names
    rows = f"{count(answered.rows, material.noun)} {UNSEEN[answered.part]}"
    yield (
        f"Of {count(right.size, 'answer')} about {len(names)} labels of {rows}, "
        f"{int(right.sum()):,} are right ({percent(float(right.mean()))})."
    )
    mean = material.model.training.get("target_mean") if material.model else None
    if mean:
        by_guess = int((answered.true_codes == (np.array(mean) > 0.5)).sum())
        yield f"Always answering each label's most frequent value gets {by_guess:,}."
    whole = int(right.all(axis=1).sum())
    yield f"All labels are right for {count(whole, material.noun)}."


def _about_numbers(material: Material, answered: Answered) -> Iterator[str]:
    targets = answered.targets
    off = np.abs(answered.p - answered.t).mean(axis=0)
    mean = material.model.training.get("target_mean") if material.model else None
    guess = None if not mean else targets.decode(np.array([mean]))
    rows = f"{count(answered.rows, material.noun)} {UNSEEN[answered.part]}"
    for k, name in enumerate(targets.names[:8]):
        whose = "The folds'" if answered.part == OUT_OF_FOLD else "Its"
        said = f"{whose} predictions of “{name}” are off by {number(float(off[k]))} on average"
        said += f", on {rows}" if k == 0 else ""
        if guess is not None:
            by_guess = float(np.abs(guess[0, k] - answered.t[:, k]).mean())
            said += f"; always answering the mean is off by {number(by_guess)}"
        yield f"{said}."


def _most_frequent(material: Material) -> int | None:
    """The class that is most frequent in training, as the model file has it."""
    mean = material.model.training.get("target_mean") if material.model else None
    if not mean:
        return None
    return int(np.argmax(mean)) if len(mean) > 1 else int(mean[0] > 0.5)


def _named(names: tuple[str, ...]) -> str:
    return "the class" if names == ("class",) else " and ".join(f"“{name}”" for name in names)


def threshold_in_words(material: Material) -> str:
    """The threshold that was chosen after training; "" where there was nothing to choose."""
    chosen = material.summary.get("threshold")
    if not chosen:
        return ""
    values = ", ".join(f"{name} {value:.4g}" for name, value in chosen["values"].items())
    metric = {"best_f1": "the best f1", "youden": "the best Youden's J"}[chosen["chosen_for"]]
    return (
        f"A probability above the threshold is a yes: {values}, chosen for {metric} on "
        f"{count(chosen['validation_rows'], 'validation row')}."
    )


def headline_chart(material: Material) -> Markup:
    """The headline metric of the network, a linear model and the baseline as bars."""
    scores, baseline = material.judged_scores, material.summary.get("baseline") or {}
    linear, ranges = linear_model(material), intervals(material)
    both = [n for n, v in scores.items() if v is not None and baseline.get(n) is not None]
    if not both:
        return Markup("")
    name = both[0]
    low, high = ranges.get(name, (None, None)) if material.judged == "test" else (None, None)
    value = float(scores[name] or 0.0)
    bars = [Bar("this network", value, number(value), low, high)]
    if name in linear:
        bars.append(Bar("a linear model", linear[name], number(linear[name]), look="quiet"))
    guess = float(baseline[name])
    bars.append(Bar("a constant guess", guess, number(guess), look="quiet"))
    limits = (
        Linear(min(0.0, *(bar.value for bar in bars)), 1.0) if name in SHARES | {"r2"} else None
    )
    words = "; ".join(f"{bar.name}: {bar.text}" for bar in bars)
    if low is not None and high is not None:
        words += f". The whisker is the 95 % interval, {number(low)} to {number(high)}"
    title = f"{name} on {material.judged} {material.noun}s"
    return lying_bars("headline", title, f"{words}.", bars, limits=limits)
