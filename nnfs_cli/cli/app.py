"""The command line `nn`: which commands there are, in which order help shows them."""

from __future__ import annotations

from typing import Annotated

import typer

from nnfs_cli import __version__
from nnfs_cli.cli import (
    check,
    clean,
    compare,
    components,
    download,
    evaluate,
    gradcheck,
    images,
    import_model,
    init,
    predict,
    report,
    runs,
    schema,
    show,
    train,
)
from nnfs_cli.cli.command import Command
from nnfs_cli.cli.command_group import CommandGroup

HELP = {"help_option_names": ["-h", "--help"]}
LEARN, PREPARE, LOOK_UP = "Learn and use", "Prepare", "Look up"

app = typer.Typer(
    name="nn",
    cls=CommandGroup,
    context_settings=HELP,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    invoke_without_command=True,
)


@app.callback()
def nn(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False,
    debug: Annotated[  # noqa: ARG001  CommandGroup.main reads it, wherever it stands
        bool, typer.Option("--debug", help="Show the traceback of an error; works anywhere.")
    ] = False,
) -> None:
    """Example: nn train configs/iris.yaml

    Train neural networks from a YAML file, and use them.
    """
    if version:
        typer.echo(f"nn {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


COMMANDS = (
    ("train", LEARN, "Train a network as a config says.", train.train_command),
    ("predict", LEARN, "Answers for new data, as CSV.", predict.predict_command),
    ("import", LEARN, "A model of an older program.", import_model.import_command),
    ("evaluate", LEARN, "How good a model is.", evaluate.evaluate_command),
    ("init", PREPARE, "A first config made from data.", init.init_command),
    ("report", LEARN, "All of a run on one page.", report.report_command),
    ("download", PREPARE, "Published data sets to try it on.", download.download_command),
    ("check", PREPARE, "Everything wrong with a config and its data.", check.check_command),
    ("gradcheck", PREPARE, "Gradients against measured slopes.", gradcheck.gradcheck_command),
    ("label-images", PREPARE, "Make labels.txt from folders.", images.label_images_command),
    ("resize-images", PREPARE, "Copies of images in one size.", images.resize_images_command),
    ("runs", LOOK_UP, "All runs in a folder, a line each.", runs.runs_command),
    ("compare", LOOK_UP, "What differs between runs, and by chance?", compare.compare_command),
    ("clean", LOOK_UP, "Remove what is not needed any more.", clean.clean_command),
    ("show", LOOK_UP, "A model, run or config on a page.", show.show_command),
    ("list", LOOK_UP, "Everything a config can ask for.", components.list_command),
    ("explain", LOOK_UP, "One component in full.", components.explain_command),
    ("schema", LOOK_UP, "JSON Schema of the config, for editors.", schema.schema_command),
)
for name, heading, short_help, function in COMMANDS:
    app.command(name, cls=Command, rich_help_panel=heading, short_help=short_help)(function)
