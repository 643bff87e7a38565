"""Which columns of a table are features, which are targets: by name, position or pattern.

All mistakes of a choice are found together. Errors stand at the key of the config that made
them (``dataset.target``); only who read the config knows its lines.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from nnfs_cli.errors import ConfigError, DataError, raise_together
from nnfs_cli.suggestions import closest, did_you_mean, listed

ANOTHER = "Name another column."


@dataclass(frozen=True)
class GlobPattern:
    """Every column whose name fits, such as ``px_*``."""

    glob: str


@dataclass(frozen=True)
class RegexPattern:
    """Every column in whose name the regular expression is found, such as ``^lab_``."""

    regex: str


ColumnKey: TypeAlias = str | int
ColumnSelector: TypeAlias = ColumnKey | GlobPattern | RegexPattern
FeatureChoice: TypeAlias = Literal["all"] | tuple[ColumnSelector, ...]


@dataclass(frozen=True)
class ColumnChoice:
    """Names of columns, each in one role only."""

    features: tuple[str, ...]
    targets: tuple[str, ...]
    kept: tuple[str, ...]
    weights: tuple[str, ...] = ()
    """the column of weights, if there is one"""

    @property
    def all(self) -> tuple[str, ...]:
        return self.features + self.targets + self.kept + self.weights


def choose_columns(
    names: Sequence[str],
    features: FeatureChoice,
    exclude: Sequence[ColumnSelector],
    target: Sequence[ColumnKey],
    keep: Sequence[ColumnKey] = (),
    weights: Sequence[ColumnKey] = (),
    kept_for: Literal["group", "time"] = "group",
) -> ColumnChoice:
    """Find the chosen columns among `names`. "all" features are those with no other role.

    Raises ConfigErrors for all that is not there, and for columns named in two roles.
    """
    errors: list[ConfigError] = []
    targets = _find(target, names, "dataset.target", errors)
    kept = _find(keep, names, f"split.{kept_for}", errors)
    errors += [
        ConfigError(
            f"'{name}' is the target and cannot be the {kept_for} too", f"split.{kept_for}", ANOTHER
        )
        for name in kept
        if name in targets
    ]
    weighing = _find(weights, names, "dataset.weight", errors)
    errors += [
        ConfigError(f"'{name}' is {role} and cannot be the weight too", "dataset.weight", ANOTHER)
        for others, role in ((targets, "the target"), (kept, f"the {kept_for} of its row"))
        for name in weighing
        if name in others
    ]
    excluded = _find(exclude, names, "dataset.exclude", errors)
    if features == "all":
        chosen = list(names)
    else:
        chosen = _find(features, names, "dataset.features", errors)
        errors += _named_twice(features, names, targets, "the target")
        errors += _named_twice(features, names, kept, f"the {kept_for} of its row")
        errors += _named_twice(features, names, weighing, "the weight of its row")
    raise_together(errors)
    chosen = [name for name in chosen if name not in {*targets, *kept, *weighing, *excluded}]
    if not chosen:
        raise ConfigError(
            "no column is left as a feature", "dataset.features", "Exclude fewer, or name some."
        )
    return ColumnChoice(tuple(chosen), tuple(targets), tuple(kept), tuple(weighing))


def unknown_column(name: str, names: Iterable[str], where: str) -> ConfigError:
    """The error for a name that no column has."""
    names = list(names)
    message = f"unknown column '{name}'{did_you_mean(name, names)}"
    return ConfigError(message, where, f"Columns: {listed(names)}.")


def refuse_absent(wanted: Iterable[str], names: Sequence[str], where: str) -> None:
    """Raise one DataError for all the wanted columns that are not among `names`."""
    absent = [name for name in wanted if name not in names]
    if not absent:
        return
    near = {name: closest(name, names) for name in absent}
    described = [
        f"'{name}'" + (f" (did you mean '{near[name]}'?)" * bool(near[name])) for name in absent
    ]
    columns = "column" if len(absent) == 1 else "columns"
    hint = f"It has: {listed(names)}."
    raise DataError(f"the table lacks the {columns} {listed(described)}", where, hint)


def _find(
    selectors: Iterable[ColumnSelector],
    names: Sequence[str],
    where: str,
    errors: list[ConfigError],
) -> list[str]:
    """The names chosen, in the order of the selectors, each once; mistakes go into `errors`."""
    found: dict[str, None] = {}
    for selector in selectors:
        try:
            found |= dict.fromkeys(_matches(selector, names, where))
        except ConfigError as error:
            errors.append(error)
    return list(found)


def _matches(selector: ColumnSelector, names: Sequence[str], where: str) -> list[str]:
    if isinstance(selector, str):
        if selector not in names:
            raise unknown_column(selector, names, where)
        return [selector]
    if isinstance(selector, int):
        if not 0 <= selector < len(names):
            message = f"there is no column {selector}: positions are 0 to {len(names) - 1}"
            raise ConfigError(message, where)
        return [names[selector]]
    return _matches_of_pattern(selector, names, where)


def _matches_of_pattern(
    selector: GlobPattern | RegexPattern, names: Sequence[str], where: str
) -> list[str]:
    if isinstance(selector, GlobPattern):
        kind, written = "glob", selector.glob
        found = [name for name in names if fnmatch.fnmatchcase(name, written)]
    else:
        kind, written = "regex", selector.regex
        pattern = _compiled(written, where)
        found = [name for name in names if pattern.search(name)]
    if not found:
        hint = f"Columns: {listed(names)}."
        raise ConfigError(f"no column fits the {kind} '{written}'", where, hint)
    return found


def _compiled(regex: str, where: str) -> re.Pattern[str]:
    try:
        return re.compile(regex)
    except re.error as error:
        raise ConfigError(f"'{regex}' is no regular expression: {error}", where) from error


def _named_twice(
    features: Iterable[ColumnSelector], names: Sequence[str], others: Sequence[str], role: str
) -> list[ConfigError]:
    """A pattern may cover a column that has another role; to name it as a feature is a mistake."""
    named = {names[key] if isinstance(key, int) else key for key in features if _exists(key, names)}
    return [
        ConfigError(
            f"'{name}' is {role} and cannot be a feature too", "dataset.features", "Leave it out."
        )
        for name in others
        if name in named
    ]


def _exists(key: ColumnSelector, names: Sequence[str]) -> bool:
    return key in names if isinstance(key, str) else isinstance(key, int) and key < len(names)
