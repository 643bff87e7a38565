"""Running `nn` in this process, as a terminal would, and seeing what it leaves behind."""

from __future__ import annotations

import contextlib
import io
import os
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import yaml
from typer.main import get_command

from nnfs_cli.cli.app import app

CORPUS = Path(__file__).parent
COMMANDS = get_command(app)  # made once, which takes longer than most commands


@dataclass(frozen=True)
class Entry:
    """One entry of the index: a mistake, and what a person must be told about it."""

    file: str
    wrong: str
    command: str
    told: tuple[str, ...]
    mistakes: int | None

    @property
    def words(self) -> list[str]:
        return [word.replace("{}", self.file) for word in shlex.split(self.command)]

    def __str__(self) -> str:
        return " ".join(self.words)


def entries() -> list[Entry]:
    """The index, whose strings are all in quotes or plain words of one meaning."""
    loaded = yaml.load((CORPUS / "index.yaml").read_text("utf-8"), yaml.CSafeLoader)
    return [
        Entry(e["file"], e["wrong"], e["command"], tuple(e["told"]), e.get("mistakes", 1))
        for e in loaded
    ]


class Outcome(NamedTuple):
    code: object
    out: str
    err: str

    @property
    def mistakes(self) -> list[str]:
        """The lines that say what is wrong, without those that say what to do."""
        return [line for line in self.err.splitlines() if not line.startswith("  → ")]


@contextlib.contextmanager
def working_in(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def nn(words: list[str], folder: Path) -> Outcome:
    """One command line in `folder`. Only SystemExit may come out of it, as in a process."""
    out, err = io.StringIO(), io.StringIO()
    code: object = 0
    with working_in(folder), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            COMMANDS.main(words)
        except SystemExit as end:
            code = end.code
    return Outcome(code, out.getvalue(), err.getvalue())


def tree(folder: Path) -> dict[str, tuple[int, int]]:
    """Size and time of every file and folder below."""
    found: dict[str, tuple[int, int]] = {}
    folders = [str(folder)]
    while folders:
        with os.scandir(folders.pop()) as inside:
            for entry in inside:
                about = entry.stat(follow_symlinks=False)
                found[entry.path] = (about.st_size, about.st_mtime_ns)
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
    return found
