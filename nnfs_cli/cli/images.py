"""`nn label-images` and `nn resize-images`: folders of images made ready for training."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from nnfs_cli.cli.options import Json, Quiet
from nnfs_cli.cli.wording import count
from nnfs_cli.errors import ExitCode
from nnfs_cli.suggestions import listed

if TYPE_CHECKING:
    from nnfs_cli.cli.screen import Screen

Step = TypeVar("Step")

Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder of the images.")]
Side = Annotated[int, typer.Option(min=1, metavar="PIXELS", help="Of every copy.")]


class FitChoice(str, Enum):
    """How an image of another shape is fitted in."""

    crop = "crop"
    pad = "pad"
    stretch = "stretch"


def label_images_command(
    folder: Folder,
    label: Annotated[
        str | None,
        typer.Option(
            metavar="CLASS", help="The class of images that lie directly in FOLDER [its name]."
        ),
    ] = None,
    classes: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Names for numbered class folders: lines number,name."),
    ] = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Example: nn label-images photos

    Write photos/labels.txt with a line filename,class for every image. The class is the name of
    the sub-folder, also inside train/, validation/ and test/. Sorted by class, then by name.
    """
    from nnfs_cli.cli.screen import Screen
    from nnfs_cli.data.label_images import label_images

    screen = Screen(quiet=quiet, as_json=as_json)
    written = label_images(folder, label=label, classes_file=classes)
    screen.note(*written.notes)
    classes_found = count(len(written.classes), "class", "classes")
    screen.note(f"{count(written.images, 'image')}, {classes_found}: {listed(written.classes)}")
    screen.json(
        {
            "labels": str(written.path),
            "images": written.images,
            "classes": list(written.classes),
        }
    )
    screen.result(str(written.path))
    screen.next_step(f"nn train CONFIG   # whose dataset is {{images: {folder}}}")


def resize_images_command(
    folder: Folder,
    width: Side,
    height: Side,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="OUT", help="Where to [FOLDER/resized]."),
    ] = None,
    fit: Annotated[
        FitChoice, typer.Option(help="Cut off what juts out, pad with black, or distort.")
    ] = FitChoice.crop,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Example: nn resize-images photos --width 64 --height 64

    Write copies of all images in one size to photos/resized, sub-folders included. Originals
    stay as they are; each copy keeps its format, colours, transparency and bit depth.
    """
    from nnfs_cli.cli.screen import Screen
    from nnfs_cli.data.resize_images import resize_job

    screen = Screen(quiet=quiet, as_json=as_json)
    job = resize_job(folder, out, width, height, fit.value)
    steps = progress(screen, job.run(), len(job.names), "Resizing")
    failures = [error for error in steps if error is not None]
    made = len(job.names) - len(failures)
    for error in failures:
        screen.error(str(error))
    screen.note(f"{count(made, 'image')} of {width} × {height} pixels, {len(failures)} failed")
    screen.json({"out": str(job.out), "images": made, "failed": list(map(str, failures))})
    screen.result(str(job.out))
    if failures:
        raise typer.Exit(ExitCode.FAILED)
    screen.next_step(f"nn train CONFIG   # whose dataset is {{images: {job.out}}}")


def progress(screen: Screen, steps: Iterable[Step], total: int, doing: str) -> Iterator[Step]:
    """The same steps, with a bar on stderr where that is a terminal."""
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (TextColumn(doing), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(
        *columns,
        console=screen.err,
        disable=not screen.lives,
        transient=True,
        redirect_stdout=False,
    ) as bar:
        yield from bar.track(steps, total=total)
