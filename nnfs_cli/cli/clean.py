"""`nn clean`: says what can go and how much room that gives, and removes it when told to."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nnfs_cli.cli.completion import complete_run
from nnfs_cli.cli.options import Json, Quiet
from nnfs_cli.cli.wording import count, printable, some

if TYPE_CHECKING:
    from nnfs_cli.clean import Removal
    from nnfs_cli.cli.screen import Screen


def clean_command(
    runs: Annotated[
        list[Path] | None,
        typer.Argument(metavar="RUN…", help="Run directories.", autocompletion=complete_run),
    ] = None,
    failed: Annotated[
        bool, typer.Option("--failed", help="Runs that failed or never got to a checkpoint.")
    ] = False,
    keep_best: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, help="All but the N best on the same data."),
    ] = None,
    checkpoints: Annotated[
        bool,
        typer.Option("--checkpoints", help="Checkpoints alone: of RUN…, or of all runs done."),
    ] = False,
    cache: Annotated[
        bool, typer.Option("--cache", help="What is kept of data in .nn-cache/.")
    ] = False,
    runs_dir: Annotated[
        Path, typer.Option(help="Where the runs are that --failed and --keep-best are about.")
    ] = Path("runs"),
    yes: Annotated[bool, typer.Option("--yes", help="Remove it.")] = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Example: nn clean --failed --keep-best 3

    Say what would be removed and how much room that gives; with --yes, remove it. What nn did not
    write stays, links are not followed, and runs that are being trained are left alone.
    """
    from nnfs_cli.clean import Wishes, removals, remove
    from nnfs_cli.cli.screen import Screen

    screen = Screen(quiet=quiet, as_json=as_json)
    wishes = Wishes(tuple(runs or ()), runs_dir, failed, checkpoints, keep_best, cache)
    found = removals(wishes)
    for removal in found if yes else ():
        remove(removal)
    room = sum(removal.bytes for removal in found)
    screen.json({"removed": yes, "bytes": room, "items": [record(item) for item in found]})
    show(screen, found, room, yes=yes)
    screen.next_step(after(found, wishes_as_words(wishes), yes=yes))


def show(screen: Screen, found: list[Removal], room: int, *, yes: bool) -> None:
    """What goes or went, what stays beside it, and how much room that is."""
    from nnfs_cli.cli.clean_view import removals_table, size

    if found:
        screen.result(removals_table(found))
    for removal in found:
        if removal.left:
            stays = f"{removal.path}: {some(removal.left)}"
            screen.note(f"Not written by nn, so it stays: {printable(stays)}")
    things = count(len(found), "thing")
    said = (
        f"Removed {things}, {size(room)}."
        if yes
        else f"{things}, {size(room)}. Nothing is removed yet."
    )
    screen.note(said if found else "There is nothing to remove.")


def wishes_as_words(wishes: Any) -> list[str]:
    """The command line that says the same."""
    words = ["nn", "clean", *map(str, wishes.runs)]
    words += ["--failed"] * wishes.failed + ["--checkpoints"] * wishes.checkpoints
    words += ["--cache"] * wishes.cache
    if wishes.keep_best is not None:
        words += ["--keep-best", str(wishes.keep_best)]
    if wishes.folder != Path("runs"):
        words += ["--runs-dir", str(wishes.folder)]
    return words


def after(found: list[Removal], words: list[str], *, yes: bool) -> str:
    """To do it, or to see what is left."""
    if found and not yes:
        return shlex.join([*words, "--yes"])
    return "nn runs"


def record(removal: Removal) -> dict[str, Any]:
    """One of them for programs."""
    return {
        "path": str(removal.path),
        "what": removal.what,
        "why": removal.why,
        "bytes": removal.bytes,
        "left": list(removal.left),
    }
