"""`nn predict --row`: for a person at a terminal a page, for a program CSV or JSON."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from nnfs_cli.cli.wording import printable

if TYPE_CHECKING:
    from nnfs_cli.cli.screen import Screen
    from nnfs_cli.predict_row import AskedRows


def predict_rows(
    screen: Screen,
    model: Path,
    texts: Sequence[str],
    out: Path | None,
    *,
    with_inputs: bool,
    explain: bool,
) -> None:
    """Answer the typed rows: into a file, as one JSON object, on a page, or as CSV in a pipe."""
    from nnfs_cli.cli.predict import destination
    from nnfs_cli.cli.row_view import parts_of_rows, record
    from nnfs_cli.predict_file import write_answers
    from nnfs_cli.predict_row import ask, row_answers

    asked = ask(model, texts)
    predictor, piece = asked.predictor, asked.piece
    if out is not None or not (screen.as_json or sys.stdout.isatty()):
        with destination(out) as file:
            write_answers(predictor, [piece], file, with_inputs=with_inputs, explain=explain)
    if screen.as_json or sys.stdout.isatty():
        answers = row_answers(asked, explain=explain)
        screen.result(*parts_of_rows(asked, answers))
        screen.json(record(asked, answers))
    screen.note(*remarks(asked, explain))
    screen.next_step(next_command(model, texts, explain))


def remarks(asked: AskedRows, explain: bool) -> Iterator[str]:
    """What was put in for the columns that were left out, and what is strange."""
    yield from map(printable, asked.strange)
    if asked.filled:
        filled = ", ".join(f"{name} ({value})" for name, value in asked.filled.items())
        yield f"left out, filled as in training: {printable(filled)}"
    if explain and not asked.predictor.typical_recorded:
        from nnfs_cli.analysis.typical_row import NOT_RECORDED

        yield NOT_RECORDED


def next_command(model: Path, texts: Sequence[str], explain: bool) -> str:
    """Ask why; then look at the model."""
    if explain:
        return shlex.join(["nn", "show", str(model)])
    rows = [word for text in texts for word in ("--row", text)]
    return shlex.join(["nn", "predict", str(model), *rows, "--explain"])
