"""`nn import`: models of older programs, written as model files of this one."""

from __future__ import annotations

import re
import shlex
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nnfs_cli.cli.options import Json, Quiet
from nnfs_cli.errors import ConfigError

if TYPE_CHECKING:
    from nnfs_cli.model.model_file import ModelFile


class PixelsChoice(str, Enum):
    """How pixels are scaled before the network sees them."""

    none = "none"
    unit = "unit"


def import_command(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="The JSON file of an old model.")],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="The new model file.")],
    images: Annotated[
        str | None,
        typer.Option(
            metavar="HEIGHTxWIDTH", help="Its inputs are grey images, where the file does not say."
        ),
    ] = None,
    pixels: Annotated[
        PixelsChoice, typer.Option(help="Their pixels: 0 to 255, or unit: 0 to 1.")
    ] = PixelsChoice.none,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Example: nn import old.json -o model.json

    Turn a model of an older program into a model file that predicts the same, in float64. Read are
    models with numbered layers and feature_list, and lists of shape, weights and biases.
    """
    from nnfs_cli.cli.predict import check_destination
    from nnfs_cli.cli.screen import Screen
    from nnfs_cli.cli.wording import count, printable
    from nnfs_cli.legacy.old_model import import_model

    screen = Screen(quiet=quiet, as_json=as_json)
    check_destination(out, old)
    model = import_model(old, out, size_of(images), pixels.value)
    screen.json(
        {
            "model": str(out),
            "task": model.task.value,
            "inputs": model.inputs["kind"],
            "layers": len(model.layers),
            "parameters": model.parameters,
        }
    )
    layers = f"{count(len(model.layers), 'layer')}, {count(model.parameters, 'parameter')}"
    screen.note(f"{model.task.value}, {printable(inputs_in_words(model))}, {layers}")
    screen.result(str(out))
    new_data = "image.png" if model.inputs["kind"] == "images" else "new.csv"
    screen.next_step(shlex.join(["nn", "predict", str(out), new_data]))


def size_of(images: str | None) -> tuple[int, int] | None:
    """(height, width) of ``28x28``. Raises ConfigError."""
    if images is None:
        return None
    found = re.fullmatch(r"([1-9][0-9]{0,4})x([1-9][0-9]{0,4})", images)
    if found is None:
        raise ConfigError(f"--images {images}: expected a height and a width", hint="as in 28x28")
    return int(found[1]), int(found[2])


def inputs_in_words(model: ModelFile) -> str:
    """``4 columns: age, totChol …``, ``images of 28 x 28``"""
    from nnfs_cli.cli.wording import count, some

    if model.inputs["kind"] == "images":
        return "images of {} x {}".format(*model.inputs["shape"])
    names = [column["name"] for column in model.inputs["columns"]]
    return f"{count(len(names), 'column')}: {some(names, 6)}"
