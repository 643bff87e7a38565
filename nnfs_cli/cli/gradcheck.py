"""`nn gradcheck`: the gradients that training follows, against slopes that are measured."""

from __future__ import annotations

import shlex
from dataclasses import asdict
from typing import TYPE_CHECKING

from nnfs_cli.cli.options import ConfigFile, Json, Overrides, Quiet
from nnfs_cli.errors import TrainingError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from nnfs_cli.gradcheck import GradientReport, ParameterCheck


def gradcheck_command(
    config: ConfigFile,
    overrides: Overrides = [],  # noqa: B006  Typer copies it
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Example: nn gradcheck configs/iris.yaml

    Compare the gradient of every layer with the slope that the loss has, in float64, on eight
    training rows; of a large parameter, 100 entries drawn by the seed. Exit code 1 if one is off.
    """
    from nnfs_cli.cli.screen import Screen
    from nnfs_cli.gradcheck import check_config_gradients

    screen = Screen(quiet=quiet, as_json=as_json)
    with screen.busy("checking gradients"):
        report = check_config_gradients(config, overrides)
    screen.json({"config": str(config), **asdict(report), "right": not report.off})
    screen.result(differences(report))
    screen.note(*remarks(report))
    if report.off:
        raise wrong(report)
    screen.result("", verdict(report))
    options = [word for override in overrides for word in ("--set", override)]
    screen.next_step(shlex.join(["nn", "train", str(config), *options]))


def differences(report: GradientReport) -> RenderableType:
    """A line for every parameter of every layer."""
    from nnfs_cli.cli.tables import table
    from nnfs_cli.cli.wording import shape

    titles = ("Layer", "Parameter", "Shape", "Error", "Worst at", "Analytic", "Numerical")
    new = table(*titles, numbers=("Error", "Analytic", "Numerical"))
    for one in report.parameters:
        new.add_row(
            f"{one.layer} {one.type}",
            one.parameter,
            shape(one.shape),
            exact(one.relative_error, 1) + (" off" if one.off else ""),
            str(list(one.worst_entry)),
            exact(one.analytic, 4),
            exact(one.numerical, 4),
        )
    return new


def remarks(report: GradientReport) -> list[str]:
    """What else to know about the lines."""
    sampled = [one.checked for one in report.parameters if one.checked < one.entries]
    words = [f"Of parameters with more entries, {most} drawn by the seed." for most in sampled[:1]]
    if report.divided_by != 1:
        words.append(f"The inputs are large, so they were divided by {report.divided_by:.4g}.")
    return words


def verdict(report: GradientReport) -> str:
    from nnfs_cli.cli.wording import count

    worst = max((one.relative_error or 0.0 for one in report.parameters), default=0.0)
    return (
        f"All gradients are right: on {count(report.rows, 'row')} the largest relative error is "
        f"{worst:.1e}, at most {report.tolerance:g} is allowed."
    )


def wrong(report: GradientReport) -> TrainingError:
    names = ", ".join(map(named, report.off))
    return TrainingError(
        f"the gradient is off by more than {report.tolerance:g} of its size in {names}",
        hint="The mistake is in the backward of that layer, or of one behind it.",
    )


def named(one: ParameterCheck) -> str:
    return f"layer {one.layer} ({one.type}) {one.parameter}"


def exact(value: float | None, digits: int) -> str:
    return "not a number" if value is None else f"{value:.{digits}e}"
