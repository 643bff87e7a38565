"""`nn schema`: what editors need to complete and check a config while it is typed."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from nnfs_cli.cli.completion import complete_config
from nnfs_cli.cli.options import Quiet


def schema_command(
    write: Annotated[
        Path | None,
        typer.Option(
            metavar="CONFIG",
            help="Write the schema beside this config, and a line to it into the config.",
            autocompletion=complete_config,
        ),
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Example: nn schema --write configs/iris.yaml

    Let editors complete, explain and check a config while it is typed. The schema,
    nn-config.schema.json, comes to lie beside the config, and this becomes its first line:

    # yaml-language-server: $schema=nn-config.schema.json

    Without --write the JSON Schema is printed.
    """
    from nnfs_cli.cli.screen import Screen
    from nnfs_cli.config.json_schema import config_json_schema

    screen = Screen(quiet=quiet, as_json=write is None)
    if write is None:
        screen.json(config_json_schema())
        screen.next_step("nn schema --write configs/iris.yaml")
        return
    from nnfs_cli.config.editor_support import support_editors

    screen.result(str(support_editors(write)))
    screen.next_step(shlex.join(["nn", "check", str(write)]))
