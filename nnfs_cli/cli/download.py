"""`nn download`: published data sets, into a folder."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nnfs_cli.cli.completion import complete_dataset
from nnfs_cli.cli.options import Json, Quiet
from nnfs_cli.errors import ConfigError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from nnfs_cli.cli.screen import Screen
    from nnfs_cli.download.catalogue import PublishedDataset
    from nnfs_cli.download.dataset_files import OnProgress


def download_command(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME", help="Such as penguins or mnist.", autocompletion=complete_dataset
        ),
    ] = "",
    list_all: Annotated[bool, typer.Option("--list", help="List what there is.")] = False,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="DIR", help="Where to [datasets/NAME]."),
    ] = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Example: nn download penguins

    Fetch a published data set from the address of its publisher, and check that it is the very
    one. What was cut off is gone on with; what is there already is not fetched again.
    """
    from nnfs_cli.cli.screen import Screen
    from nnfs_cli.download.dataset_files import download, published

    screen = Screen(quiet=quiet, as_json=as_json)
    if list_all:
        show_list(screen)
        return
    if not name:
        raise ConfigError("no data set is named", hint="nn download --list")
    dataset = published(name)
    screen.note(dataset.about, f"licence  {dataset.licence}", f"source   {dataset.source}", "")
    try:
        with progress(screen, dataset) as on_progress:
            done = download(dataset, out, on_progress)
    except KeyboardInterrupt:
        where = [] if out is None else ["-o", str(out)]
        screen.next_step(shlex.join(["nn", "download", name, *where]))
        raise
    screen.note(*(f"{file}  is there already" for file in done.there_already))
    screen.note(*(f"{file}  fetched and checked" for file in done.fetched))
    facts = {key: value for key, value in asdict(done).items() if key != "next_command"}
    screen.json(
        {"name": name, "licence": dataset.licence, "source": dataset.source}
        | facts
        | {"folder": str(done.folder)}
    )
    screen.result(str(done.folder))
    screen.next_step(done.next_command)


def show_list(screen: Screen) -> None:
    from nnfs_cli.download.catalogue import CATALOGUE

    screen.json({"datasets": [record(dataset) for dataset in CATALOGUE.values()]})
    screen.result(as_table([*CATALOGUE.values()]))
    screen.next_step(f"nn download {next(iter(CATALOGUE))}")


def record(dataset: PublishedDataset) -> dict[str, Any]:
    """What `--json` says of a data set."""
    return {
        "name": dataset.name,
        "about": dataset.about,
        "bytes": dataset.size,
        "licence": dataset.licence,
        "source": dataset.source,
        "target": dataset.target or None,
    }


def as_table(datasets: list[PublishedDataset]) -> RenderableType:
    from nnfs_cli.cli.tables import table

    shown = table("data set", "size", "what it is", "licence", numbers=["size"])
    for dataset in datasets:
        shown.add_row(dataset.name, size(dataset.size), dataset.about, dataset.licence)
    return shown


def size(count: int) -> str:
    """``15 kB``, ``30.9 MB``"""
    if count < 1_000_000:
        return f"{count / 1000:.0f} kB"
    return f"{count / 1_000_000:.1f} MB"


@contextmanager
def progress(screen: Screen, dataset: PublishedDataset) -> Iterator[OnProgress]:
    """A bar on stderr where that is a terminal."""
    if not screen.lives:
        from nnfs_cli.download.dataset_files import nobody

        yield nobody
        return
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    columns = (
        TextColumn(dataset.name),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    there: dict[str, int] = {}
    with Progress(*columns, console=screen.err, transient=True, redirect_stdout=False) as bar:
        task = bar.add_task("", total=dataset.size)

        def tell(file: Any, so_far: int) -> None:
            there[file.name] = so_far
            bar.update(task, completed=sum(there.values()))

        yield tell
