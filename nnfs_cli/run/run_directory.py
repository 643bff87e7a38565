"""One training run on disk: making its folder, and reading and writing its files.

A run's folder is counted up and never shared: two runs of one name that start in the same
moment get two folders. Its files are whole or absent, except metrics.csv and log.txt, which grow
by whole lines.
"""

from __future__ import annotations

import json
import math
import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from nnfs_cli.errors import ConfigError, ModelFileError
from nnfs_cli.files.atomic_files import open_atomically, sweep_temporaries, write_atomically
from nnfs_cli.files.csv_files import write_csv_columns
from nnfs_cli.files.folder_claim import claimed
from nnfs_cli.files.json_files import JsonObject, dump_json, load_json
from nnfs_cli.files.numbered_lines import numbered_lines
from nnfs_cli.run.run_files import RunFiles
from nnfs_cli.suggestions import did_you_mean_path, listed

Status: TypeAlias = Literal["finished", "stopped", "interrupted", "failed"]
Part: TypeAlias = Literal["training", "validation", "test"]
PARTS: tuple[Part, ...] = ("training", "validation", "test")
SPLIT_COLUMNS = ("row", "part")


@dataclass(frozen=True)
class RunDirectory(RunFiles):
    """The files of one run, and what is done with them."""

    @classmethod
    def create(cls, runs_dir: Path, name: str) -> RunDirectory:
        """A new, empty `runs_dir`/`name`-001, or the next number after the highest there is."""
        if Path(name).name != name or name in ("", ".."):
            raise ConfigError(f"'{name}' cannot be the name of a folder", "name")
        try:
            runs_dir.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError):
            raise ConfigError("this is a file, not a folder for runs", str(runs_dir)) from None
        number = _highest_number(runs_dir, name)
        while True:
            number += 1
            path = runs_dir / f"{name}-{number:03d}"
            try:
                path.mkdir()
            except FileExistsError:  # another run of this name was faster
                continue
            return cls(path)

    @classmethod
    def open(cls, path: Path) -> RunDirectory:
        """The run in an existing folder. Raises ModelFileError where there is none."""
        if not path.is_dir():
            if path.exists():
                raise ModelFileError("this is a file, not a run directory", str(path))
            suggestion = did_you_mean_path(path)
            raise ModelFileError(f"there is no such run directory{suggestion}", str(path))
        run = cls(path)
        if not run.resolved_config.is_file():
            hint = _runs_inside(path) or "A run directory is what 'nn train' makes."
            raise ModelFileError("this folder is not a run directory", str(path), hint)
        return run

    @property
    def followed_config(self) -> Path:
        """The resolved config that training here follows; a fold's is that of its run."""
        if self.resolved_config.is_file():
            return self.resolved_config
        return RunDirectory(self.path.parents[1]).resolved_config

    def fold(self, number: int) -> RunDirectory:
        """The files of one fold, counted from 1."""
        return RunDirectory(self.folds / f"fold-{number}")

    @contextmanager
    def claimed(self) -> Iterator[None]:
        """While the block runs no other process trains here. Raises ModelFileError if one does."""
        with claimed(self.path) as mine:
            if not mine:
                raise ModelFileError(
                    "another process is training in this run directory",
                    str(self.path),
                    "Let it end, or stop it with Ctrl-C; then go on.",
                )
            yield

    def sweep(self) -> None:
        """Delete what a killed process left half written."""
        for folder in (self.path, self.checkpoints, self.plots):
            sweep_temporaries(folder)
        if self.folds.is_dir():
            for fold in self.folds.iterdir():
                RunDirectory(fold).sweep()

    def write_summary(self, status: Status, facts: Mapping[str, object]) -> None:
        """The status, then `facts`; numbers that do not exist become null."""
        write_atomically(self.summary, _summary(status, facts))

    def read_summary(self) -> JsonObject:
        summary = load_json(self.summary, what="summary")
        if not isinstance(summary, dict):
            raise ModelFileError("a summary is an object in braces", str(self.summary))
        return summary

    def write_split(
        self,
        rows: Sequence[str] | npt.NDArray[np.int64],
        parts: Mapping[str, npt.NDArray[np.intp]],
    ) -> None:
        """Which part each row went to, in the order of the data.

        `rows` names every row (its number in the table, or the image's file); `parts` says by
        position which of them each part holds. The file is not durable before it is pushed.
        """
        code_of_rows = np.full(len(rows), -1, np.int8)
        for code, members in enumerate(parts.values()):
            code_of_rows[members] = code
        kept = np.flatnonzero(code_of_rows >= 0)
        codes = code_of_rows[kept]
        if isinstance(rows, np.ndarray):
            with open_atomically(self.split, "wb", durable=False) as file:
                file.write(f"{','.join(SPLIT_COLUMNS)}\n".encode())
                endings = [f",{part}\n" for part in parts]
                file.writelines(numbered_lines(rows[kept], codes, endings))
            return
        names = [rows[row] for row in kept.tolist()]
        part_of_rows = np.array(list(parts), object)[codes]
        write_csv_columns(self.split, SPLIT_COLUMNS, [names, part_of_rows], durable=False)

    def append_log(self, text: str) -> None:
        """Add a line to the log."""
        with self.log.open("ab", buffering=0) as file:
            file.write(f"{text}\n".encode())


def as_read(status: Status, facts: Mapping[str, object]) -> JsonObject:
    """What reading a summary will give that is not written yet."""
    read: JsonObject = json.loads(_summary(status, facts))
    return read


def _summary(status: Status, facts: Mapping[str, object]) -> bytes:
    return dump_json(_strict({"status": status, **facts}))


def model_path(path: Path) -> Path:
    """The model file that a user means by `path`: itself, or the one in that run directory."""
    if not path.is_dir():
        return path
    run = RunDirectory(path)
    if not run.model.is_file():
        hint = "Name a model file, or the run directory of a training run."
        if run.resolved_config.is_file():
            hint = f"How far training came: nn show {shlex.quote(str(path))}"
        message = f"this folder holds no {run.model.name}"
        raise ModelFileError(message, str(path), _runs_inside(path) or hint)
    return run.model


def _highest_number(runs_dir: Path, name: str) -> int:
    pattern = re.compile(re.escape(name) + r"-(\d{3,})")
    matches = map(pattern.fullmatch, _names(runs_dir))
    return max((int(match[1]) for match in matches if match), default=0)


def _names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir()) if folder.is_dir() else []


def _runs_inside(folder: Path) -> str:
    """A hint for who named the folder of runs instead of one of them."""
    runs = [
        name for name in _names(folder) if RunDirectory(folder / name).resolved_config.is_file()
    ]
    return f"It holds runs, however: {listed(runs)}." if runs else ""


def _strict(value: object) -> object:
    """`value` with None in place of every number that is not finite."""
    if isinstance(value, Mapping):
        return {key: _strict(member) for key, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [_strict(member) for member in value]
    if isinstance(value, (float, np.floating)) and not math.isfinite(value):
        return None
    return value
