"""`nn check`: what is wrong with a config and its data, or looks so, without training."""

from __future__ import annotations

import shlex
from dataclasses import asdict

from nnfs_cli.cli.options import ConfigFile, Json, Overrides, Quiet


def check_command(
    config: ConfigFile,
    overrides: Overrides = [],  # noqa: B006  Typer copies it
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Example: nn check configs/iris.yaml

    Read the config and its data, build the network, and tell everything that is wrong, all at
    once, and what looks wrong, as warnings. Nothing is trained and nothing is written.
    """
    from nnfs_cli.check import check_config
    from nnfs_cli.cli.concern_view import concerns_below, in_short
    from nnfs_cli.cli.screen import Screen
    from nnfs_cli.cli.summary_view import after_check

    screen = Screen(quiet=quiet, as_json=as_json)
    with screen.busy("checking"):
        report = check_config(config, overrides)
    found = asdict(report)
    del found["concerns"]
    warnings = [concern.to_json() for concern in report.concerns]
    screen.json({"config": str(config), **found, "warnings": warnings})
    screen.result(after_check(str(config), report), "", in_short(report.concerns))
    screen.note(*concerns_below(report.concerns))
    options = [word for override in overrides for word in ("--set", override)]
    screen.next_step(shlex.join(["nn", "train", str(config), *options]))
