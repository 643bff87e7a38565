"""`nn evaluate`: how good a model is, on its own test rows or on any data with answers."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from nnfs_cli.cli.completion import complete_file
from nnfs_cli.cli.options import Json, Model, Quiet
from nnfs_cli.cli.wording import printable


def evaluate_command(
    model: Model,
    source: Annotated[
        str,
        typer.Argument(
            metavar="INPUT",
            help="Data with the answers in it; left out: the run's own test rows.",
            autocompletion=complete_file,
        ),
    ] = "",
    calibration: Annotated[
        bool,
        typer.Option("--calibration", help="Also show whether probabilities mean what they say."),
    ] = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Example: nn evaluate runs/iris-001

    Measure a model by every metric, class by class, beside the baseline of always giving the
    most frequent class or the mean.
    """
    from nnfs_cli.cli.evaluation_view import after_evaluation
    from nnfs_cli.cli.screen import Screen
    from nnfs_cli.evaluate import evaluate_file

    screen = Screen(quiet=quiet, as_json=as_json)
    with screen.busy("evaluating"):
        evaluation = evaluate_file(model, source or None)
    screen.json(asdict(evaluation))
    screen.note(*map(printable, evaluation.notes))
    screen.result(*after_evaluation(evaluation, with_calibration=calibration))
    screen.next_step(evaluation.next_command)
