"""One run as it takes part in a comparison: everything is read from its folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from nnfs_cli.compare.known_answers import KnownAnswers, known_answers
from nnfs_cli.config.yaml_source import read_yaml
from nnfs_cli.errors import ModelFileError
from nnfs_cli.files.json_files import JsonObject, load_json
from nnfs_cli.run.metrics_file import read_metrics
from nnfs_cli.run.run_directory import RunDirectory

JUDGED = ("test", "validation", "train")


@dataclass(frozen=True, eq=False)
class ComparedRun:
    """A run that came to something."""

    name: str
    """unlike those of the other runs"""
    files: RunDirectory
    summary: JsonObject

    @classmethod
    def read(cls, path: Path, name: str) -> ComparedRun:
        """Raises ModelFileError for what is no run, or has no scores yet."""
        run = RunDirectory.open(path)
        if not run.summary.is_file():
            raise ModelFileError("this run is not finished, so it has no scores", str(path))
        summary = run.read_summary()
        if not any(isinstance(summary.get(part), dict) for part in JUDGED):
            status = summary.get("status", "unknown")
            raise ModelFileError(f"this run has no scores: its status is {status}", str(path))
        return cls(name, run, summary)

    @property
    def judged(self) -> str:
        """The part that its scores are about."""
        named = self.summary.get("judged")
        parts = [part for part in JUDGED if isinstance(self.summary.get(part), dict)]
        return named if named in parts else parts[0]

    @property
    def scores(self) -> dict[str, float | None]:
        """Of that part, without the loss, which another run may measure otherwise."""
        every: dict[str, float | None] = self.summary[self.judged]
        return {name: value for name, value in every.items() if name != "loss"}

    @property
    def data(self) -> tuple[tuple[str, str], ...]:
        """Name and fingerprint of everything that it read; () where nobody knows."""
        if not self.files.environment.is_file():
            return ()
        environment = load_json(self.files.environment, what="environment file")
        sources = environment.get("data", []) if isinstance(environment, dict) else []
        return tuple((str(one.get("name")), str(one.get("sha256"))) for one in sources)

    @property
    def config(self) -> Mapping[str, Any]:
        """Every key of the config that it followed."""
        file = self.files.resolved_config
        value = read_yaml(file.read_bytes(), str(file)).value
        return value if isinstance(value, dict) else {}

    @cached_property
    def history(self) -> list[dict[str, float | None]]:
        """A row per epoch; none where the folds have the histories."""
        if not self.files.metrics.is_file():
            return []
        columns = read_metrics(self.files.metrics)
        return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]

    @cached_property
    def answers(self) -> KnownAnswers | str:
        """What it answered to rows that it had not learned from, or why nobody knows."""
        return known_answers(self.files)


def read_runs(paths: Sequence[Path]) -> list[ComparedRun]:
    """All of them, called by their folders, and by as much of the path as tells them apart."""
    resolved = [path.resolve() for path in paths]
    names = [path.name for path in resolved]
    if len(set(names)) < len(names):
        names = [f"{path.parent.name}/{path.name}" for path in resolved]
    if len(set(names)) < len(names):
        names = list(map(str, paths))
    return [ComparedRun.read(path, name) for path, name in zip(paths, names, strict=True)]
