"""What can be thrown away, said before it is: runs, their checkpoints, the cache.

Only what `nn` wrote is ever removed, name by name, so that a note or a prediction that somebody
put into a run stays. Links are not followed, and a run that is being trained is left alone.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from nnfs_cli.data.cache_entries import CACHE_FOLDER, KINDS
from nnfs_cli.engine.metrics import metric_titled
from nnfs_cli.errors import ConfigError, ModelFileError
from nnfs_cli.files.atomic_files import TEMPORARY_PREFIX
from nnfs_cli.run.run_directory import RunDirectory
from nnfs_cli.run.run_overview import (
    DAMAGED,
    TRAINING,
    UNFINISHED,
    RunOverview,
    overview_of,
    runs_in,
)

DONE = ("finished", "stopped")
ENTRY = re.compile("[0-9a-f]{40}")


@dataclass(frozen=True)
class Wishes:
    """What shall go."""

    runs: tuple[Path, ...] = ()
    folder: Path = Path("runs")
    """where the runs are that the others are about"""
    failed: bool = False
    checkpoints: bool = False
    """those alone: of the named runs, or of all that are done"""
    keep_best: int | None = None
    """of the runs on the same data, judged by the same metric"""
    cache: bool = False


@dataclass(frozen=True)
class Removal:
    """Something that can go."""

    path: Path
    what: Literal["run", "checkpoints", "cache"]
    why: str
    entries: tuple[Path, ...]
    """the files and folders that go"""
    bytes: int
    left: tuple[str, ...] = ()
    """what lies beside them, was not written by nn, and stays"""


def removals(wishes: Wishes) -> list[Removal]:
    """All that would go. Raises ConfigError for wishes that say nothing, ModelFileError for what is
    no run, is a link, or is being trained.
    """
    if not (wishes.runs or wishes.failed or wishes.checkpoints or wishes.cache) and (
        wishes.keep_best is None
    ):
        raise ConfigError(
            "nothing was named to be removed",
            hint="Name runs, or write --failed, --keep-best 3, --checkpoints or --cache.",
        )
    found: dict[Path, Removal] = {}
    for removal in _all(wishes):
        found.setdefault(removal.path.resolve(), removal)
    whole = {path for path, removal in found.items() if removal.what == "run"}
    return [
        removal
        for path, removal in found.items()
        if removal.entries and not (removal.what == "checkpoints" and path.parent in whole)
    ]


def remove(removal: Removal) -> None:
    """Make it go; what nn did not write stays where it is. Raises OSError, and ModelFileError
    where a training has begun there.
    """
    if removal.what == "cache":
        _remove_entries(removal)
        return
    run = removal.path if removal.what == "run" else removal.path.parent
    with RunDirectory(run).claimed():
        _remove_entries(removal)


def _remove_entries(removal: Removal) -> None:
    for entry in removal.entries:
        if entry.is_symlink() or not entry.is_dir():
            entry.unlink(missing_ok=True)
        else:
            shutil.rmtree(entry)
    if removal.path.is_dir() and not any(removal.path.iterdir()):
        removal.path.rmdir()


def _all(wishes: Wishes) -> Iterator[Removal]:
    named = [_named(path) for path in wishes.runs]
    every = list(runs_in(wishes.folder)) if wishes.folder.is_dir() else []
    if wishes.checkpoints:
        done = [run for run in every if run.status in DONE]
        yield from map(_checkpoints_of, named or done)
    else:
        yield from (_run(run, "named") for run in named)
    if wishes.failed:
        yield from (_run(run, why) for run in every if (why := why_failed(run)))
    if wishes.keep_best is not None:
        yield from (_run(run, why) for run, why in worse_than(every, wishes.keep_best))
    if wishes.cache:
        yield from _cache()


def why_failed(run: RunOverview) -> str:
    """Why nobody can use a run; "" where somebody can, or where its training can go on."""
    if run.status == "failed":
        return f"failed: {run.problem}" if run.problem else "failed"
    if run.status == UNFINISHED and not RunDirectory(run.path).checkpoints.is_dir():
        return "ended before its first checkpoint"
    return run.problem if run.status == DAMAGED else ""


def worse_than(runs: Sequence[RunOverview], best: int) -> Iterator[tuple[RunOverview, str]]:
    """The runs that are done and have `best` better ones on the same data, by the same metric."""
    groups: dict[object, list[RunOverview]] = {}
    for run in runs:
        if run.status in DONE and run.score is not None:
            groups.setdefault((run.data, run.task, run.judged, run.metric), []).append(run)
    for group in groups.values():
        metric = metric_titled(group[0].metric or "")
        if metric is None:
            continue
        sign = 1.0 if metric.higher_is_better else -1.0
        newest = sorted(group, key=lambda run: run.name, reverse=True)
        newest.sort(key=lambda run: -sign * (run.score or 0.0))
        for place, run in enumerate(newest[best:], start=best + 1):
            of = f"{metric.title} {run.score:.4g} is number {place} of {len(newest)}"
            yield run, of + (f" on {run.data}" if run.data else "")


def _named(path: Path) -> RunOverview:
    if path.is_symlink():
        raise ModelFileError("this is a link", str(path), f"Name the folder: {path.resolve()}")
    RunDirectory.open(path)
    return overview_of(path)


def _run(run: RunOverview, why: str) -> Removal:
    files = RunDirectory(run.path)
    _refuse_training(run)
    ours = [entry for entry in files.all if entry.is_symlink() or entry.exists()]
    temporary = list(run.path.glob(f"{TEMPORARY_PREFIX}*"))
    entries = (*temporary, *ours)
    left = sorted(entry.name for entry in run.path.iterdir() if entry not in entries)
    if why == "named":
        why = run.status
    return Removal(run.path, "run", why, entries, sum(map(room_of, entries)), tuple(left))


def _checkpoints_of(run: RunOverview) -> Removal:
    _refuse_training(run)
    files = RunDirectory(run.path)
    folds = sorted(files.folds.glob("fold-*/")) if files.folds.is_dir() else []
    places = [files.checkpoints, *(RunDirectory(fold).checkpoints for fold in folds)]
    entries = tuple(place for place in places if place.is_dir() and not place.is_symlink())
    why = "cannot be resumed without them"
    if run.status in DONE:
        why = f"{run.status}; without them it cannot be made longer"
    return Removal(files.checkpoints, "checkpoints", why, entries, sum(map(room_of, entries)))


def _refuse_training(run: RunOverview) -> None:
    if run.status == TRAINING:
        raise ModelFileError(
            "another process is training in this run directory",
            str(run.path),
            "Let it end, or stop it with Ctrl-C.",
        )


def _cache() -> Iterator[Removal]:
    """What is kept of tables and images in the working directory."""
    folder = CACHE_FOLDER
    if folder.is_symlink() or not folder.is_dir():
        return
    every = sorted(folder.iterdir())
    entries = [
        entry
        for entry in every
        if not entry.is_symlink()
        and entry.is_file()
        and (
            (entry.suffix in KINDS and ENTRY.match(entry.name))
            or entry.name.startswith(TEMPORARY_PREFIX)
            or (entry.name == ".gitignore" and entry.read_bytes() == b"*\n")
        )
    ]
    left = tuple(entry.name for entry in every if entry not in entries)
    bytes_ = sum(map(room_of, entries))
    yield Removal(folder, "cache", "read again when needed", tuple(entries), bytes_, left)


def room_of(path: Path) -> int:
    """Bytes of a file, or of all files below a folder; a link is a few bytes itself."""
    if path.is_symlink() or not path.is_dir():
        return path.lstat().st_size
    return sum(room_of(entry) for entry in path.iterdir())
