"""The answer to a case that a person typed: probabilities as bars, and what moved the answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from nnfs_cli.cli.tables import FAINT, STRONG, heading, indented, spaced, table
from nnfs_cli.cli.wording import count, number, printable

if TYPE_CHECKING:
    from nnfs_cli.predict_row import AskedRows, Cause, RowAnswer

BAR = 24
"""letters of a whole bar"""
HALF_BAR = 14
MOST_CLASSES = 8
MOST_CAUSES = 8
BLOCKS = "▏▎▍▌▋▊▉█"
USUAL_THRESHOLD = 0.5


def parts_of_rows(
    asked: AskedRows, answers: Sequence[tuple[RowAnswer, ...]]
) -> list[RenderableType]:
    """All rows one below the other; several of them say which they are."""
    several = len(answers) > 1
    shown = []
    for row, of_row in zip(asked.rows, answers, strict=True):
        parts = list(parts_of_row(of_row))
        title = ", ".join(f"{name}={cell}" for name, cell in row.items())
        shown.append(Group(Text(printable(title), FAINT), *parts) if several else Group(*parts))
    return [spaced(shown)]


def parts_of_row(answers: Sequence[RowAnswer]) -> Iterator[RenderableType]:
    if not answers:
        yield "no answer: a number is far too large"
    for place, answer in enumerate(answers):
        if place and answer.causes:
            yield ""
        yield headline(answer)
        if answer.probabilities:
            yield indented(probability_bars(answer))
        if answer.causes:
            yield ""
            yield indented(causes_table(answer))


def headline(answer: RowAnswer) -> Text:
    said = answer.predicted
    value = printable(said) if isinstance(said, str) else number(said)
    line = Text.assemble((f"{printable(answer.target)}: ", FAINT), (value, STRONG))
    if answer.threshold not in (None, USUAL_THRESHOLD):
        line.append(f"  yes above {number(answer.threshold)}", FAINT)
    return line


def probability_bars(answer: RowAnswer) -> Table:
    """The most probable classes, each with a bar."""
    ranked = sorted(answer.probabilities.items(), key=lambda pair: -pair[1])
    grid = Table.grid(padding=(0, 2))
    grid.add_column(overflow="fold")
    grid.add_column(justify="right", no_wrap=True)
    grid.add_column(no_wrap=True)
    for name, probability in ranked[:MOST_CLASSES]:
        grid.add_row(printable(name), f"{probability:.4f}", bar(probability))
    rest = ranked[MOST_CLASSES:]
    if rest:
        others = count(len(rest), "other", "others")
        together = sum(probability for _, probability in rest)
        grid.add_row(Text(others, FAINT), f"{together:.4f}", bar(together))
    return grid


def bar(share: float, length: int = BAR) -> str:
    """A bar of at most `length` letters, as fine as eighths of one."""
    eighths = round(max(0.0, min(share, 1.0)) * length * 8)
    whole, rest = divmod(eighths, 8)
    return "█" * whole + (BLOCKS[rest - 1] if rest else "")


def causes_table(answer: RowAnswer) -> Group:
    """The columns that moved the answer most, to the left for less and to the right for more."""
    title = heading("What moved it", f"{printable(explained(answer))} {number(answer.answer)}")
    new = table("Column", "Value", "Typical", "Effect", "", numbers=["Value", "Typical", "Effect"])
    largest = max(abs(cause.effect) for cause in answer.causes)
    for cause in answer.causes[:MOST_CAUSES]:
        new.add_row(
            printable(cause.column),
            cell(cause.value),
            Text(cell(cause.typical), FAINT),
            signed(cause.effect),
            two_sided_bar(cause.effect / largest if largest else 0.0),
        )
    rest = answer.causes[MOST_CAUSES:]
    if rest:
        effect = sum(cause.effect for cause in rest)
        others = Text(count(len(rest), "other column"), FAINT)
        new.add_row(others, "", "", signed(effect), two_sided_bar(effect / largest))
    typical = f"A typical row has {number(answer.typical_answer)}; the effects add up to the rest."
    return Group(title, new, Text(typical, FAINT))


def explained(answer: RowAnswer) -> str:
    """What the effects are about, for a person: of a yes or no always the yes."""
    if not answer.probabilities:
        return answer.target
    yes = next(iter(answer.probabilities))
    return f"probability of {answer.predicted if answer.threshold is None else yes}"


def two_sided_bar(share: float) -> Text:
    """From the middle to the left for less than nothing, to the right for more."""
    filled = "█" * round(min(abs(share), 1.0) * HALF_BAR)
    left, right = (filled, "") if share < 0 else ("", filled)
    return Text.assemble(
        (left.rjust(HALF_BAR), "red"), ("│", FAINT), (right.ljust(HALF_BAR), "green")
    )


def signed(effect: float) -> str:
    return f"{'+' if effect >= 0 else '-'}{number(abs(effect))}"


def cell(value: str | float | None, most: int = 24) -> str:
    """A value of a column, cut where it is long."""
    if value is None:
        return "missing"
    if isinstance(value, float):
        return f"{value:,.4g}" if abs(value) < 10_000 else number(value)
    shown = printable(value)
    return shown if len(shown) <= most else f"{shown[: most - 1]}…"


def record(asked: AskedRows, answers: Sequence[tuple[RowAnswer, ...]]) -> dict[str, Any]:
    """The same for programs."""
    return {
        "answers": [
            {"row": row, **{key: value for one in of_row for key, value in members(one)}}
            for row, of_row in zip(asked.rows, answers, strict=True)
        ],
        "filled": asked.filled,
        "notes": list(asked.strange),
    }


def members(answer: RowAnswer) -> Iterator[tuple[str, object]]:
    """What one answer adds to the JSON object of its row; the names are those of a file."""
    yield f"predicted_{answer.target}", answer.predicted
    if answer.threshold is not None:
        yield f"probability_{answer.target}", answer.answer
    elif answer.probabilities:
        for name, probability in answer.probabilities.items():
            yield f"probability_{name}", probability
    if answer.causes:
        yield f"because_{answer.explained}", explanation(answer)


def explanation(answer: RowAnswer) -> Mapping[str, object]:
    return {
        "typical_answer": answer.typical_answer,
        "effects": [effect(cause) for cause in answer.causes],
    }


def effect(cause: Cause) -> Mapping[str, object]:
    return {
        "column": cause.column,
        "value": cause.value,
        "typical": cause.typical,
        "effect": cause.effect,
    }
