"""`nn compare`: runs side by side, and whether one is better by more than chance."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nnfs_cli.cli.completion import complete_run
from nnfs_cli.cli.options import Json, Quiet
from nnfs_cli.cli.wording import printable

if TYPE_CHECKING:
    from nnfs_cli.compare.comparison import Comparison

LONGEST_NAME = 80


def compare_command(
    runs: Annotated[
        list[Path],
        typer.Argument(metavar="RUN RUN…", help="Run directories.", autocompletion=complete_run),
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FOLDER",
            help="Where the page and the picture go; left out: compare-… beside the first run.",
        ),
    ] = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Example: nn compare runs/iris-001 runs/iris-002

    Show what differs between runs in config, data and result, draw their curves over one another,
    and say whether the best is better by more than chance: on the same test rows, drawn again and
    again. Leaves comparison.html, curves.svg and curves.png.
    """
    from nnfs_cli.cli.comparison_view import after_comparing, as_compared, record
    from nnfs_cli.cli.screen import Screen
    from nnfs_cli.compare.comparison import compare
    from nnfs_cli.report.comparison import draw_comparison, write_comparison

    screen = Screen(quiet=quiet, as_json=as_json)
    with screen.busy("comparing"):
        comparison = compare(runs)
        folder = output or usual_folder(runs, comparison)
        compared = as_compared(comparison)
        page = write_comparison(compared, folder)
        pictures = draw_comparison(compared, folder)
    screen.json(record(comparison, page, pictures))
    screen.result(after_comparing(comparison, compared))
    written = ", ".join(path.name for path in (page, *pictures))
    screen.note("", f"Written  {printable(str(folder))}: {written}")
    best = next(iter(comparison.best.values()), ()) or comparison.names
    chosen = runs[comparison.names.index(best[0])]
    screen.next_step(shlex.join(["nn", "show", str(chosen)]))


def usual_folder(runs: list[Path], comparison: Comparison) -> Path:
    """Beside the first run, called by all of them as long as that is short."""
    names = [name.replace("/", "-") for name in comparison.names]
    title = "-".join(["compare", *names])
    if len(title) > LONGEST_NAME:
        title = f"compare-{names[0]}-and-{len(names) - 1}-more"
    return (
        runs[0].resolve().parent / title if runs[0].name in ("", "..") else runs[0].parent / title
    )
