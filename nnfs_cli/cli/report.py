"""`nn report`: the pictures of a run and the page with all of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nnfs_cli.cli.completion import complete_run
from nnfs_cli.cli.options import Json, Quiet
from nnfs_cli.cli.wording import count, printable


def report_command(
    run: Annotated[
        Path,
        typer.Argument(metavar="RUN", help="A run directory.", autocompletion=complete_run),
    ],
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Example: nn report runs/iris-001

    Make report.html and the plots of a run again: what it learned, how right it is, where it
    fails, on one page that needs no network. Training makes them too, unless the config says
    output.report: false.
    """
    from nnfs_cli.cli.screen import Screen
    from nnfs_cli.remake import remake

    screen = Screen(quiet=quiet, as_json=as_json)
    with screen.busy("drawing"):
        remade = remake(run)
    screen.json(
        {
            "report": str(remade.report),
            "plots": [str(path) for path in remade.plots],
            "note": remade.note or None,
            "next": remade.next_command,
        }
    )
    screen.result(printable(str(remade.report)))
    if remade.note:
        screen.note(printable(remade.note))
    plots = f"{count(len(remade.plots), 'plot')} beside it; " if remade.plots else ""
    screen.note(f"{plots}open the page in any browser.")
    screen.next_step(remade.next_command)
