"""What the Tab key offers: configs, runs, components, columns.

Every press of Tab starts a program that has a fifth of a second, so next to nothing of the house
is imported here: names of components are read out of the engine's files, columns out of the first
line of a table or the head of a model file. Where nothing is offered, shells complete file names.

A command takes part with ``typer.Argument(autocompletion=complete_run)``.
"""

from __future__ import annotations

import csv
import gzip
import json
import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import typer

CONFIG_ENDINGS = (".yaml", ".yml")
TABLE_ENDINGS = (".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".txt.gz")
RUN_SIGN = "config.resolved.yaml"
"""the file by which a run directory is known"""
MODEL_FILE = "model.json"
RUNS = "runs"
HEAD = 1 << 20
"""bytes of a file that are looked at"""
COMPONENT = re.compile(r'@([A-Z]+)\.register\("(\w+)"\)\nclass [^\n]*:\n    """([^\n]*)')
DATA_ARGUMENTS = ("data", "source")
"""what commands call the one whose columns are meant"""
MODEL_ARGUMENTS = ("model", "run")

Offer = tuple[str, str]
"""a word, and a few words about it for the shells that show some"""


class BashWord(str):
    """A word that bash is to insert: compared as it is, written so that bash reads it back."""

    def __format__(self, spec: str) -> str:
        return re.sub(r"([^\w@%+=:,./~^-])", r"\\\1", self)


def complete_config(incomplete: str) -> list[Offer]:
    """Config files here and in the folders here, or where `incomplete` leads."""
    return words(_configs(incomplete), incomplete)


def complete_run(incomplete: str) -> list[Offer]:
    """Run directories in runs/ and here, or where `incomplete` leads."""
    return words(_runs(incomplete), incomplete)


def complete_thing(incomplete: str) -> list[Offer]:
    """Runs and configs."""
    return words((*_runs(incomplete), *_configs(incomplete)), incomplete)


def complete_file(incomplete: str) -> list[Offer]:
    """Files of any kind, which only fish has to be told: other shells look by themselves."""
    return words((), incomplete)


def complete_component(incomplete: str) -> list[Offer]:
    """Names of layers, activations, losses …"""
    return words(((name, summary) for _, name, summary in _components()), incomplete)


def complete_dataset(incomplete: str) -> list[Offer]:
    """Data sets that `nn download` knows."""
    from nnfs_cli.download.catalogue import CATALOGUE

    return words(((name, dataset.about) for name, dataset in CATALOGUE.items()), incomplete)


def complete_kind(incomplete: str) -> list[Offer]:
    """Kinds of components: layers, activations …"""
    kinds = dict.fromkeys(registry.lower() for registry, _, _ in _components())
    return words(((kind, "") for kind in kinds), incomplete)


def complete_column(context: typer.Context, incomplete: str) -> list[Offer]:
    """Columns of the table that the command is about, or of its model."""
    return words(((name, "") for name in _columns(context)), incomplete)


def complete_row(context: typer.Context, incomplete: str) -> list[Offer]:
    """``age=50, sysBP=`` goes on with the columns that are not there yet."""
    before, comma, _ = incomplete.rpartition(",")
    front = f"{before}{comma} " if comma else ""
    given = {part.partition("=")[0].strip() for part in before.split(",")}
    names = (name for name in _columns(context) if name not in given)
    return words(((f"{front}{name}=", "") for name in names), incomplete)


def words(offers: Iterable[Offer], incomplete: str) -> list[Offer]:
    """Those that go on from what is typed, each once, in the form that the shell wants."""
    fitting = {word: about for word, about in offers if word.startswith(incomplete)}
    shell = os.environ.get("_NN_COMPLETE", "")
    if shell.endswith("fish") and not fitting:  # which is told not to look for files by itself
        fitting = dict.fromkeys(_files(incomplete), "")
    form: Callable[[str], str] = BashWord if shell.endswith("bash") and not _in_quotes() else str
    return [(form(word), about) for word, about in fitting.items()]


def _in_quotes() -> bool:
    """Whether the word that bash completes begins with a quote, which bash will close."""
    typed = os.environ.get("COMP_WORDS", "").split("\n")
    place = os.environ.get("COMP_CWORD", "")
    word = typed[int(place)] if place.isdecimal() and int(place) < len(typed) else ""
    return word[:1] in ("'", '"')


def _configs(incomplete: str) -> Iterator[Offer]:
    folder, front = _folder(incomplete)
    for entry in _entries(folder):
        if entry.name.endswith(CONFIG_ENDINGS):
            yield f"{front}{entry.name}", ""
        elif entry.is_dir() and not _is_run(entry):
            for inner in _entries(entry):
                if inner.name.endswith(CONFIG_ENDINGS):
                    yield f"{front}{entry.name}/{inner.name}", ""


def _runs(incomplete: str) -> Iterator[Offer]:
    folder, front = _folder(incomplete)
    places = [(folder, front)]
    if not front:
        places.insert(0, (folder / RUNS, f"{RUNS}/"))
    for place, before in places:
        for entry in _entries(place):
            if _is_run(entry) or entry.name == MODEL_FILE:
                yield f"{before}{entry.name}", ""


def _is_run(folder: Path) -> bool:
    return (folder / RUN_SIGN).is_file()


def _folder(incomplete: str) -> tuple[Path, str]:
    """The folder that is being looked into, and how it was typed, up to the last slash."""
    front = incomplete[: incomplete.rfind("/") + 1]
    return Path(front).expanduser(), front


def _files(incomplete: str) -> Iterator[str]:
    folder, front = _folder(incomplete)
    for entry in _entries(folder):
        yield f"{front}{entry.name}{'/' * entry.is_dir()}"


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(entry for entry in folder.iterdir() if not entry.name.startswith("."))
    except OSError:  # not there, or not to be read: nothing to offer
        return []


def _components() -> Iterator[tuple[str, str, str]]:
    """Registry, name and summary, as they stand in the engine's files: NumPy is not loaded."""
    engine = Path(__file__).parent.parent / "engine"
    for file in sorted(engine.rglob("*.py")):
        yield from COMPONENT.findall(file.read_text(encoding="utf-8"))


def _columns(context: typer.Context) -> list[str]:
    """Of the first argument that has some. While an option lacks its value, arguments are not
    parsed but left over.
    """
    given = [context.params.get(name) for name in (*DATA_ARGUMENTS, *MODEL_ARGUMENTS)]
    paths = [Path(str(path)) for path in (*given, *context.args) if path]
    found = (columns_of_table(path) or columns_of_model(path) for path in paths)
    return next(filter(None, found), [])


def columns_of_table(path: Path) -> list[str]:
    """The names in the first line of a text table, plain or gzipped; none for what is no such."""
    if not path.name.endswith(TABLE_ENDINGS):
        return []
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            line = file.readline(HEAD).decode("utf-8-sig").strip("\r\n")
    except (OSError, EOFError, UnicodeDecodeError):
        return []
    delimiter = max(",;\t|", key=line.count)
    return [name.strip() for name in next(csv.reader([line], delimiter=delimiter), [])]


def columns_of_model(path: Path) -> list[str]:
    """The columns that a model needs; none for images, and for what is no model."""
    file = path / MODEL_FILE if path.is_dir() else path
    try:
        with file.open("rb") as model:
            head = model.read(HEAD).decode("utf-8", "ignore")
        start = head.index('"inputs":') + len('"inputs":')
        inputs: Any = json.JSONDecoder().raw_decode(head[start:].lstrip())[0]
        return [str(column["name"]) for column in inputs["columns"]]
    except (OSError, ValueError, LookupError, TypeError):
        return []
