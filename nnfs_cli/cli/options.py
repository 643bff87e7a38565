"""Arguments and options that several commands share, spelled and explained once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nnfs_cli.cli.completion import complete_config, complete_run

Model = Annotated[
    Path,
    typer.Argument(
        metavar="MODEL",
        help="A model.json, or the run directory it is in.",
        autocompletion=complete_run,
    ),
]
ConfigFile = Annotated[
    Path,
    typer.Argument(metavar="CONFIG", help="A YAML file.", autocompletion=complete_config),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print results and errors only.")]
Json = Annotated[bool, typer.Option("--json", help="Print the result as one JSON object.")]
Overrides = Annotated[
    list[str],
    typer.Option(
        "--set", metavar="KEY=VALUE", help="Override a key: training.epochs=50. Repeatable."
    ),
]
Smooth = Annotated[
    float,
    typer.Option(
        min=0, max=0.99, help="Smooth the curves on the screen: 0 not at all, 0.9 strongly."
    ),
]
Jobs = Annotated[
    int | None,
    typer.Option(min=1, help="Folds to train at a time; as many as cores if left out."),
]
