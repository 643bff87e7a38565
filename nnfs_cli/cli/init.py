"""`nn init`: a first config made from data, or one of the examples."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nnfs_cli.cli.completion import complete_column, complete_file
from nnfs_cli.cli.options import Json, Quiet
from nnfs_cli.errors import ConfigError

if TYPE_CHECKING:
    from nnfs_cli.cli.screen import Screen
    from nnfs_cli.init.first_config import FirstConfig

THEN = "check", "train"


def init_command(
    data: Annotated[
        Path | None,
        typer.Argument(
            metavar="DATA",
            help="A table, a folder of images or an IDX file.",
            autocompletion=complete_file,
        ),
    ] = None,
    target: Annotated[
        list[str],
        typer.Option(
            metavar="COLUMN",
            help="The column to predict. Repeatable; for tables only.",
            autocompletion=complete_column,
        ),
    ] = [],  # noqa: B006  Typer copies it
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="FILE", help="The config; - for stdout [DATA.yaml]."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the config.")] = False,
    list_examples: Annotated[
        bool, typer.Option("--list", help="List the examples that come with nn.")
    ] = False,
    example: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Copy an example and its data to this folder."),
    ] = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Example: nn init flowers.csv --target species

    Look at data and write a short config that trains on them: flowers.yaml, with what was found
    and the reason for every choice as comments. Without --target it says which column looks like
    the answer. --list and --example are for a first try without data.
    """
    from nnfs_cli.cli.screen import Screen

    screen = Screen(quiet=quiet, as_json=as_json)
    if list_examples:
        _list_examples(screen)
    elif example is not None:
        _copy_example(screen, example, out)
    elif data is None:
        raise ConfigError("no data are named", "nn init", "Name a file, or see: nn init --list")
    else:
        _make_config(screen, data, target, out, force)


def _make_config(
    screen: Screen, data: Path, target: list[str], out: Path | None, force: bool
) -> None:
    from nnfs_cli.cli.init_view import found_in, without_target
    from nnfs_cli.init.facts import facts_of
    from nnfs_cli.init.first_config import STANDARD_OUTPUT, first_config, write_config

    with screen.busy("looking at the data"):
        config = first_config(data, target, out)
    if not config.text:
        screen.json({"config": None, **_guesses(config), **facts_of(config.found)})
        screen.result(without_target(config))
        if config.likely:
            screen.next_step(_with_target(data, config.likely[0].names))
        return
    to_stdout = config.path == STANDARD_OUTPUT
    if to_stdout and not screen.as_json:
        typer.echo(config.text, nl=False)
        screen.next_step("nn check CONFIG   # the file it is saved as")
        return
    if not to_stdout:
        write_config(config, force=force)
    task = config.task.value if config.task else None
    path = None if to_stdout else str(config.path)
    screen.json({"config": path, "task": task, **facts_of(config.found), "text": config.text})
    screen.result(found_in(config))
    screen.next_step(*(shlex.join(["nn", errand, str(config.path)]) for errand in THEN))


def _guesses(config: FirstConfig) -> dict[str, object]:
    likely = [{"target": list(each.names), "reasons": list(each.reasons)} for each in config.likely]
    return {"likely_targets": likely}


def _with_target(data: Path, names: tuple[str, ...]) -> str:
    targets = [word for name in names for word in ("--target", name)]
    return shlex.join(["nn", "init", str(data), *targets])


def _list_examples(screen: Screen) -> None:
    from nnfs_cli.cli.init_view import example_lines
    from nnfs_cli.init.examples import examples

    every = examples()
    screen.json(
        {
            "examples": [
                {
                    "name": each.name,
                    "teaches": each.teaches,
                    "data": list(each.data),
                    "fetched": each.fetched,
                }
                for each in every
            ]
        }
    )
    width = screen.out.width if screen.out.is_terminal else None
    screen.result(*example_lines(every, width))
    screen.next_step("nn init --example iris")


def _copy_example(screen: Screen, name: str, out: Path | None) -> None:
    from nnfs_cli.cli.init_view import copied_files
    from nnfs_cli.init.examples import copy_example

    copied = copy_example(name, out)
    data = [str(path) for path in copied.copied]
    screen.json({"config": str(copied.config), "data": data, "fetched": copied.example.fetched})
    screen.result(copied_files(copied))
    step = ["nn", "train", str(copied.config)]
    screen.next_step(shlex.join(step))
