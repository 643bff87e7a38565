"""`nn predict`: answers for new data, on stdout or in a file, or for a case that is typed."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nnfs_cli.cli.completion import complete_file, complete_row
from nnfs_cli.cli.options import Json, Model, Quiet
from nnfs_cli.cli.wording import count, printable
from nnfs_cli.errors import ConfigError

if TYPE_CHECKING:
    from nnfs_cli.answer_formats import AnswerWriter
    from nnfs_cli.cli.screen import Screen
    from nnfs_cli.predict_file import PredictionCounts


Source = Annotated[
    str,
    typer.Argument(
        metavar="INPUT",
        help="A table, an image, a folder of images, an IDX file, or -.",
        show_default=False,
        autocompletion=complete_file,
    ),
]
Rows = Annotated[
    list[str],
    typer.Option(
        "--row",
        metavar="ROW",
        help='One case in place of INPUT: --row "age=50, sysBP=140". Repeatable.',
        autocompletion=complete_row,
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out",
        "-o",
        metavar="FILE",
        help="Where to write: .csv, .tsv, .jsonl (JSON lines) or .parquet.",
    ),
]
Overlays = Annotated[
    Path | None,
    typer.Option(
        "--overlays",
        metavar="FOLDER",
        help="Of images: a picture of each that shows what moved the answer.",
    ),
]


def predict_command(
    model: Model,
    source: Source = "",
    rows: Rows = [],  # noqa: B006  Typer never changes it
    out: Out = None,
    with_inputs: Annotated[
        bool, typer.Option("--with-inputs", help="Keep the columns of INPUT in front.")
    ] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Add the columns that moved each answer most.")
    ] = False,
    overlays: Overlays = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Example: nn predict runs/iris-001 new.csv -o predictions.csv

    Predict every row of INPUT, which may be of any length; - reads a CSV from stdin. Row k of
    the answer belongs to row k of INPUT. Rows that cannot be predicted stay empty and are
    counted.

    For one case: nn predict runs/heart-001 --row "age=50, sysBP=140". Values with commas stand
    in quotes. --explain says for each row which columns moved the answer away from that to a
    typical row, and by how much (Shapley values).
    """
    from nnfs_cli.cli.predict_rows import predict_rows
    from nnfs_cli.cli.screen import Screen

    screen = Screen(quiet=quiet, as_json=as_json)
    check_sources(model, source, rows)
    check_destination(out, model, source)
    if rows and overlays is not None:
        raise ConfigError("--overlays is for images, not for --row", hint="Write --explain.")
    if rows:
        predict_rows(screen, model, rows, out, with_inputs=with_inputs, explain=explain)
    else:
        how = {"with_inputs": with_inputs, "explain": explain}
        predict_source(screen, model, source, out, overlays, **how)


def predict_source(
    screen: Screen,
    model: Path,
    source: str,
    out: Path | None,
    overlays: Path | None,
    *,
    with_inputs: bool,
    explain: bool,
) -> None:
    """Answer all of a table, or images."""
    from nnfs_cli.predict_file import predict_file

    if screen.as_json and out is None:
        raise ConfigError("--json needs a file for the predictions", hint="add -o FILE")
    watching = out is not None or not sys.stdout.isatty()  # the rows are a sign of life themselves
    with screen.busy("predicting", watching), destination(out) as answers:
        counts = predict_file(
            model, source, answers, with_inputs=with_inputs, explain=explain, overlays=overlays
        )
    screen.json({"file": str(out), **asdict(counts)})
    screen.note(*remarks(counts, out))
    screen.next_step(next_command(model, source, out, counts))


def check_sources(model: Path, source: str, rows: list[str]) -> None:
    """Raise ConfigError unless there is either INPUT or a row."""
    if source and rows:
        raise ConfigError(
            f"there is both INPUT ({source}) and --row", hint="Leave one of them out."
        )
    if not source and not rows:
        command = shlex.join(["nn", "predict", str(model)])
        raise ConfigError(
            "there is nothing to predict",
            hint=f"Name a table or images: {command} new.csv\n"
            f'Or type one case: {command} --row "age=50, sysBP=140"',
        )


def check_destination(out: Path | None, *inputs: str | Path) -> None:
    """Raise ConfigError where `out` cannot be written, or would destroy what is read."""
    if out is not None and out.is_dir():
        raise ConfigError(
            f"-o {out} is a folder", hint=f"name a file: -o {out / 'predictions.csv'}"
        )
    if out is not None and not out.parent.is_dir():
        raise ConfigError(f"-o {out}: there is no folder {out.parent}", hint="make it first")
    for path in map(Path, filter(None, map(str, inputs))):
        if out is not None and out.exists() and path.exists() and out.samefile(path):
            raise ConfigError(
                f"-o {out} would overwrite what it is made from", hint="name another file"
            )


@contextmanager
def destination(out: Path | None) -> Iterator[AnswerWriter]:
    """The file, which appears once it is whole, or CSV on stdout. Text is UTF-8 everywhere."""
    from nnfs_cli.answer_formats import DelimitedAnswers, answer_file, refuse_other_format

    if out is not None:
        refuse_other_format(out)
        with answer_file(out) as answers:
            yield answers
        return
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", newline="")
    yield DelimitedAnswers(sys.stdout)
    sys.stdout.flush()


def remarks(counts: PredictionCounts, out: Path | None) -> Iterator[str]:
    """How many rows there were and where they went, and everything that is worth a word."""
    where = "" if out is None else f", written to {printable(str(out))}"
    yield f"{count(counts.rows - counts.empty, counts.kind)} predicted{where}"
    if counts.empty and counts.kind == "row":
        why = "what the model needs is missing there, or far too large"
        yield f"{count(counts.empty, 'row')} left empty: {why}"
    if counts.empty and counts.kind == "image":
        yield f"{count(counts.empty, 'image')} left empty:"
    for column, amount in counts.unknown.items():
        yield f"{printable(column)}: {count(amount, 'value')} that training never saw"
    for column, meaning in counts.meanings.items():
        yield f"{printable(column)} is that of '{printable(meaning)}'"
    yield from map(printable, counts.problems)
    if len(counts.problems) < counts.empty and counts.kind == "image":
        yield f"and {count(counts.empty - len(counts.problems))} more like these"
    yield from (f"  → {printable(line)}" for line in counts.advice)
    if counts.explained:
        yield f"what moved the answers: {counts.explained}"


def next_command(model: Path, source: str, out: Path | None, counts: PredictionCounts) -> str:
    """Write it down; then compare it with the answers, if there are any; or look at the model."""
    if out is None and source != "-":
        return shlex.join(["nn", "predict", str(model), source, "-o", "predictions.csv"])
    if counts.answers_known and source != "-":
        from nnfs_cli.run.run_data import learned_from

        new = [] if learned_from(model, source) else [source]  # otherwise its own test rows
        return shlex.join(["nn", "evaluate", str(model), *new])
    return shlex.join(["nn", "show", str(model)])
