"""`nn show`: a model, a run or a config on one page."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from nnfs_cli.cli.completion import complete_thing
from nnfs_cli.cli.options import Json, Quiet


def show_command(
    thing: Annotated[
        Path,
        typer.Argument(
            metavar="THING",
            help="A model.json, a run directory or a config.",
            autocompletion=complete_thing,
        ),
    ],
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Example: nn show runs/iris-001

    Show what a model, a run or a config is: task, inputs and what is done to them, layers with
    shapes and parameters, metrics.
    """
    from nnfs_cli.cli.description_view import page
    from nnfs_cli.cli.screen import Screen
    from nnfs_cli.show import describe

    screen = Screen(quiet=quiet, as_json=as_json)
    description = describe(thing)
    screen.json(asdict(description))
    screen.result(page(description))
    screen.next_step(description.next_command)
