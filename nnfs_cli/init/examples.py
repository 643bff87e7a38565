"""The examples that come with `nn`: which there are, and a copy of one that runs where it lies."""

from __future__ import annotations

import filecmp
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nnfs_cli.config.dataset_section import ImageDataset
from nnfs_cli.config.loading import LoadedConfig, load_config
from nnfs_cli.data.idx import is_idx
from nnfs_cli.data.idx_images import labels_beside
from nnfs_cli.data.image_files import files_below
from nnfs_cli.errors import ConfigError
from nnfs_cli.files.atomic_files import write_atomically
from nnfs_cli.suggestions import did_you_mean

PACKAGE = Path(__file__).parent.parent
DATA = "datasets"
HEADER_KEY = re.compile(r"(data|command|expected score): ")


@dataclass(frozen=True)
class Example:
    """A config that teaches something."""

    name: str
    config: Path
    teaches: str
    data: tuple[str, ...]
    """the files and folders it needs, below `DATA`"""
    fetched: bool
    """whether somebody has to fetch them first: they do not ship"""


@dataclass(frozen=True)
class CopiedExample:
    """What `copy_example` wrote."""

    example: Example
    config: Path
    copied: tuple[Path, ...]
    kept: tuple[Path, ...]
    """data that were there already, the same"""


def examples() -> tuple[Example, ...]:
    """Every example, by name."""
    found = sorted((_home() / "configs").glob("*.yaml"), key=lambda config: config.stem)
    return tuple(map(_example, found))


def example_called(name: str) -> Example:
    """Raises ConfigError, with the closest name, where there is none."""
    every = {example.name: example for example in examples()}
    name = Path(name).stem if name.endswith(".yaml") else name
    if name not in every:
        message = f"there is no example '{name}'{did_you_mean(name, every)}"
        raise ConfigError(message, "--example", "All of them: nn init --list")
    return every[name]


def copy_example(name: str, out: Path | None = None) -> CopiedExample:
    """Copy an example and its data to the working directory. Nothing is overwritten.

    Raises ConfigError where another file is in the way.
    """
    example = example_called(name)
    config = out or Path(f"{example.name}.yaml")
    places = {} if example.fetched else _places(example)
    in_the_way = [there for here, there in places.items() if _differ(here, there)]
    for path in [config] * config.exists() + in_the_way[:1]:
        raise ConfigError("another file is here already", str(path), "Try it in an empty folder.")
    kept = tuple(there for there in places.values() if there.exists())
    copied = {here: there for here, there in places.items() if not there.exists()}
    for here, there in copied.items():
        there.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(here, there)
    write_atomically(config, _text_of_copy(example, config))
    return CopiedExample(example, config, tuple(copied.values()), kept)


def _home() -> Path:
    """Where configs/ and datasets/ are: in the installed package, or beside it in a checkout."""
    return next(
        folder
        for folder in (PACKAGE / "examples", PACKAGE.parent)
        if (folder / "configs" / "iris.yaml").is_file()
    )


def _example(config: Path) -> Example:
    loaded = load_config(config)
    paths = [Path(path) for path in _data_of(loaded)]
    missing = any(not loaded.resolve(str(path)).exists() for path in paths)
    data = tuple(path.relative_to(f"../{DATA}").as_posix() for path in paths)
    return Example(config.stem, config, _first_sentence(config), data, missing)


def _data_of(loaded: LoadedConfig) -> Iterator[str]:
    dataset, split = loaded.config.dataset, loaded.config.split
    yield dataset.images if isinstance(dataset, ImageDataset) else dataset.path
    yield from (part for part in (split.test, split.validation) if isinstance(part, str))


def _first_sentence(config: Path) -> str:
    """Of the comment at the top, before the lines about data and command."""
    words: list[str] = []
    for line in config.read_text(encoding="utf-8").splitlines():
        text = line.removeprefix("#").strip()
        if not line.startswith("#") or not text or HEADER_KEY.match(text):
            break
        words.append(text)
    return re.split(r"(?<=[.?!]) ", " ".join(words), maxsplit=1)[0]


def _places(example: Example) -> dict[Path, Path]:
    """Every file that the example needs, and where it goes."""
    places: dict[Path, Path] = {}
    for name in example.data:
        source = _home() / DATA / name
        names = (
            [f"{name}/{inside}" for inside in files_below(source)] if source.is_dir() else [name]
        )
        if source.is_file() and is_idx(source):
            names.append(labels_beside(source).relative_to(_home() / DATA).as_posix())
        places |= {_home() / DATA / each: Path(DATA) / each for each in names}
    return places


def _differ(here: Path, there: Path) -> bool:
    return there.exists() and not filecmp.cmp(here, there, shallow=False)


def _text_of_copy(example: Example, config: Path) -> str:
    """The config with the paths that hold for its copy, comments and all."""
    text = example.config.read_text(encoding="utf-8")
    text = text.replace(f"../{DATA}/", f"{DATA}/")
    return text.replace(f"configs/{example.name}.yaml", str(config))
