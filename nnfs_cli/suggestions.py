"""'Did you mean …': the closest known name to one that is not known.

One place, because component names, config keys, columns, classes and files all answer alike.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path

LONGEST_NAME = 200


def closest(name: str, candidates: Iterable[str]) -> str | None:
    """The candidate that reads most like `name`, or None when none comes near."""
    by_folded = {candidate.casefold(): candidate for candidate in candidates}
    matches = difflib.get_close_matches(name.casefold(), by_folded, n=1, cutoff=0.6)
    return by_folded[matches[0]] if matches else None


def did_you_mean(name: str, candidates: Iterable[str]) -> str:
    """``"; did you mean 'relu'?"``, or the empty string when nothing comes near."""
    match = closest(name, candidates)
    return f"; did you mean '{match}'?" if match is not None else ""


def did_you_mean_path(path: Path) -> str:
    """The same for a path that is not there: the closest of what lies beside it.

    Endings do not make names alike; of names that differ in nothing else, that of `path` counts.
    """
    try:
        names = [entry.name for entry in path.parent.iterdir()]
    except OSError:
        return ""
    names.sort(key=lambda name: (Path(name).suffix == path.suffix, name))
    by_stem = {Path(name).stem: name for name in names}
    match = closest(path.stem, by_stem)
    return f"; did you mean '{by_stem[match]}'?" if match is not None else ""


def _short(name: str) -> str:
    line = " ".join(name.splitlines())
    return line if len(line) <= LONGEST_NAME else f"{line[:LONGEST_NAME]}…"


def listed(names: Iterable[str], most: int = 20) -> str:
    """Names for a sentence: ``a, b, c``, cut after `most` with the number left out.

    Names that come from data may be anything: each becomes one line of a readable length.
    """
    every = list(map(_short, names))
    rest = len(every) - most
    return ", ".join(every[:most]) + (f" and {rest} more" if rest > 0 else "")
