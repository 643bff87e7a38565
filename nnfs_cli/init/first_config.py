"""The whole errand of `nn init`: look at the data, decide, write a config that passes the check."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nnfs_cli.build.plan import make_plan
from nnfs_cli.config.loading import read_config
from nnfs_cli.config.schema import safe_name
from nnfs_cli.data.image_files import files_below
from nnfs_cli.data.table_profile import TableProfile, profile_table
from nnfs_cli.errors import ConfigError, NNError, raise_together
from nnfs_cli.files.atomic_files import write_atomically
from nnfs_cli.init.image_config import config_for_images, task_of
from nnfs_cli.init.image_proposal import ImageProposal, is_of_images, propose_for_images
from nnfs_cli.init.table_config import config_for_table
from nnfs_cli.init.table_proposal import TableProposal, propose_for_table
from nnfs_cli.init.target_choice import LikelyTarget, likely_targets
from nnfs_cli.task import Task

STANDARD_OUTPUT = Path("-")
CHECKED_BYTES = 50_000_000
"""of data that are read once more to try the config; `nn check` does it for larger ones"""
ENDINGS = (".gz", ".csv", ".tsv", ".txt", ".parquet")


@dataclass(frozen=True, eq=False)
class FirstConfig:
    """What was found out about some data, and the config that follows from it."""

    data: Path
    found: TableProposal | ImageProposal | TableProfile
    """a profile alone where nobody has said what to predict"""
    text: str = ""
    path: Path = STANDARD_OUTPUT
    """where the text goes"""
    likely: tuple[LikelyTarget, ...] = ()
    """of a table without a target: which columns look like one"""
    checked: bool = False
    """whether the config was tried on the data"""

    @property
    def task(self) -> Task | None:
        if isinstance(self.found, TableProposal):
            return self.found.task
        return task_of(self.found) if isinstance(self.found, ImageProposal) else None


def first_config(data: Path, target: Sequence[str], out: Path | None) -> FirstConfig:
    """Look at data and decide. Nothing is written.

    `out` is where the config will be, by default in the working directory. Raises errors for data
    that nothing can be learned from, and for a target that images do not have.
    """
    if str(data) == "-":
        raise ConfigError("a config has to name a file", "-", "Save the data, and name that file.")
    path = default_path(data) if out is None else out
    if is_of_images(data):
        if target:
            message = "the classes of images come with them, there is no column to name"
            raise ConfigError(message, "--target", "Leave --target out.")
        images = propose_for_images(data)
        test = _seen_from(path, images.test) if images.test else None
        text = config_for_images(images, _seen_from(path, data), test, path.name)
        return _tried(FirstConfig(data, images, text, path))
    profile = profile_table(data, target)
    if not target:
        return FirstConfig(data, profile, likely=likely_targets(profile))
    proposal = propose_for_table(profile, target)
    text = config_for_table(proposal, _seen_from(path, data), path.name)
    return _tried(FirstConfig(data, proposal, text, path))


def write_config(config: FirstConfig, *, force: bool = False) -> None:
    """Put the config where it goes. Raises ConfigError for a file that is there already."""
    if config.path.exists() and not force:
        hint = "Name another file with -o, or overwrite it with --force."
        raise ConfigError("this file exists already", str(config.path), hint)
    write_atomically(config.path, config.text)


def default_path(data: Path) -> Path:
    """``iris.yaml`` for ``data/iris.csv.gz``, in the working directory."""
    name = data.resolve().name
    while name.lower().endswith(ENDINGS):
        name = name[: name.rfind(".")]
    return Path(f"{safe_name(name)}.yaml")


def _seen_from(config: Path, data: Path) -> str:
    """The path of data as the config names it: relative to its folder."""
    folder = Path() if config == STANDARD_OUTPUT else config.parent
    try:
        relative = Path(os.path.relpath(data, folder)).as_posix()
    except ValueError:  # another drive
        return str(data.resolve())
    return f"./{relative}" if relative.startswith("~") else relative


def _tried(config: FirstConfig) -> FirstConfig:
    """The config, sure to pass the check where the data are not too large to try.

    Raises what is wrong with the data, which for a config that is not there yet is all there is.
    """
    if _bytes_of(config.data) > CHECKED_BYTES:
        return config
    try:
        make_plan(read_config(config.text.encode(), config.path))
    except NNError as error:
        mistakes = error.mistakes()
        for mistake in mistakes:
            if mistake.where.startswith(f"{config.path}:"):
                mistake.where = str(config.data)
        raise_together(mistakes)
    return FirstConfig(config.data, config.found, config.text, config.path, checked=True)


def _bytes_of(data: Path) -> int:
    if data.is_dir():
        return sum((data / name).stat().st_size for name in files_below(data))
    return data.stat().st_size
