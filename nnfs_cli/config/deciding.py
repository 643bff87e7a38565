"""What of a config decides how a training goes, so that a run that goes on can be held to it.

Names, places of files and what is left behind decide nothing; the data themselves are compared
elsewhere. A few keys only say when training ends: they may change.
"""

from __future__ import annotations

from collections.abc import Iterator

from nnfs_cli.config.dump import dump_value
from nnfs_cli.config.paths import LABEL_SOURCES
from nnfs_cli.config.schema import Config, EarlyStopping
from nnfs_cli.config.section import Section
from nnfs_cli.config.yaml_source import read_yaml

CHANGEABLE = ("training.epochs", "training.max_time", "training.early_stopping.patience")
"""what may change in a run that has begun"""
IRRELEVANT = ("version", "name", "output")
PATHS = ("dataset.path", "dataset.images", "split.test", "split.validation", "model.init_from")
A_PATH = "(a path)"
LONGEST_TOLD = 100


def changes(before: str, now: Config) -> dict[str, str]:
    """For each key that matters and has changed, a sentence that says so.

    `before` is the text of the config as the run followed it until now.
    """
    old = dict(deciding(Config.model_validate(read_yaml(before.encode(), "config").value)))
    new = dict(deciding(now))
    return {
        key: _change(key, old.get(key, "null"), new.get(key, "null"))
        for key in dict.fromkeys((*old, *new))
        if old.get(key, "null") != new.get(key, "null")
    }


def _change(key: str, old: str, new: str) -> str:
    if max(len(old), len(new)) > LONGEST_TOLD:
        return f"{key} has changed since this run began"
    return f"{key} was {old} when this run began, and is {new} now"


def deciding(config: Config) -> Iterator[tuple[str, str]]:
    """Every key that matters, with its value as YAML."""
    for name, section in config:
        if name in IRRELEVANT:
            continue
        if not isinstance(section, Section):
            yield name, dump_value(section)
            continue
        for key, value in section:
            path = f"{name}.{key}"
            if isinstance(value, EarlyStopping):
                yield f"{path}.patience", dump_value(value.patience)
                value = value.model_copy(update={"patience": 1})
            yield path, A_PATH if _is_path(path, value) else dump_value(value)


def _is_path(key: str, value: object) -> bool:
    if key == "dataset.labels":
        return value not in LABEL_SOURCES
    return key in PATHS and isinstance(value, str)
