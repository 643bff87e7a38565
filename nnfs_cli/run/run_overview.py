"""What a run came to, in a line: read from its summary alone, so that hundreds take no time.

Runs are looked at while they train, after they were killed, and when somebody has edited their
files, so nothing here takes a file for granted, and NumPy is not imported.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import orjson

from nnfs_cli.files.folder_claim import claimed
from nnfs_cli.run.run_files import RunFiles

TRAINING, UNFINISHED, DAMAGED = "training", "unfinished", "damaged"
"""statuses of runs that have no summary that says one"""
HEAD = 64
"""bytes of a log that hold the time of its first line"""


@dataclass(frozen=True)
class RunOverview:
    """One run. What its files do not say is None."""

    path: Path
    status: str
    """as in summary.json; or training (right now), unfinished (it was killed), damaged"""
    begun: datetime | None = None
    data: str | None = None
    """the names of what it learned from"""
    task: str | None = None
    judged: str | None = None
    """the part that its scores are about: test, validation or train"""
    scores: dict[str, float | None] = field(default_factory=dict)
    """of that part, without the loss"""
    metric: str | None = None
    """the first of them, which the verdict is about"""
    epochs: int | None = None
    seconds: float | None = None
    parameters: int | None = None
    problem: str = ""
    """what is wrong with its files"""

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def score(self) -> float | None:
        return None if self.metric is None else self.scores.get(self.metric)


def runs_in(folder: Path) -> Iterator[RunOverview]:
    """Every run directly in `folder`, in the order of their names. Raises OSError."""
    for path in sorted(folder.iterdir()):
        if RunFiles(path).resolved_config.is_file():
            yield overview_of(path)


def overview_of(path: Path) -> RunOverview:
    """The run in `path`; what cannot be read is what `problem` says."""
    run = RunFiles(path)
    begun, data = _begun(run), _data(run)
    try:
        summary = orjson.loads(run.summary.read_bytes())
    except FileNotFoundError:
        return RunOverview(path, _alive(path), begun, data, epochs=_epochs_done(run))
    except (OSError, ValueError) as error:
        problem = f"summary.json cannot be read: {error}"
        return RunOverview(path, DAMAGED, begun, data, problem=problem)
    if not (isinstance(summary, dict) and isinstance(summary.get("status"), str)):
        return RunOverview(path, DAMAGED, begun, data, problem="summary.json says no status")
    return _from_summary(path, summary, begun, data)


def _from_summary(
    path: Path, summary: dict[str, Any], begun: datetime | None, data: str | None
) -> RunOverview:
    judged = _text(summary.get("judged"))
    scores = _scores(summary.get(judged)) if judged else {}
    baseline = _scores(summary.get("baseline"))
    compared = (name for name, value in scores.items() if None not in (value, baseline.get(name)))
    status = summary["status"]
    if status == "interrupted" and _alive(path) == TRAINING:  # it goes on
        status = TRAINING
    return RunOverview(
        path=path,
        status=status,
        begun=begun,
        data=data,
        task=_text(summary.get("task")),
        judged=judged,
        scores=scores,
        metric=next(compared, next(iter(scores), None)),
        epochs=_whole(summary.get("epochs")),
        seconds=_number(summary.get("seconds")),
        parameters=_whole(summary.get("parameters")),
        problem=_text(summary.get("error")) or "",
    )


def _alive(path: Path) -> str:
    """Whether a process is training here, by the lock that it holds."""
    with suppress(OSError), claimed(path) as free:
        return UNFINISHED if free else TRAINING
    return UNFINISHED


def _begun(run: RunFiles) -> datetime | None:
    """From the first line of the log, or else as the folder's own time says."""
    with suppress(OSError, ValueError):
        with run.log.open("rb") as file:
            first = file.read(HEAD).split(b" ", 1)[0].decode("ascii")
        begun = datetime.fromisoformat(first)
        return begun if begun.tzinfo else begun.replace(tzinfo=timezone.utc)
    with suppress(OSError):
        return datetime.fromtimestamp(run.resolved_config.stat().st_mtime, timezone.utc)
    return None


def _data(run: RunFiles) -> str | None:
    with suppress(OSError, ValueError, LookupError, TypeError):
        environment = orjson.loads(run.environment.read_bytes())
        return ", ".join(str(source["name"]) for source in environment["data"])
    return None


def _epochs_done(run: RunFiles) -> int | None:
    """As many as its history has lines."""
    with suppress(OSError):
        return max(0, run.metrics.read_bytes().count(b"\n") - 1)
    return None


def _scores(part: object) -> dict[str, float | None]:
    if not isinstance(part, dict):
        return {}
    return {str(name): _number(value) for name, value in part.items() if name != "loss"}


def _number(value: object) -> float | None:
    sound = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if sound and math.isfinite(value) else None  # type: ignore[arg-type]


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
