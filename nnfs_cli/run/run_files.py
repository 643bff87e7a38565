"""The names of a run's files, spelled here and nowhere else.

Nothing else is needed to look at hundreds of runs at once, so this file imports next to nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class RunFiles:
    """Where each file of the run in the folder `path` is, if it is there."""

    path: Path

    @property
    def config(self) -> Path:
        """The config as it was given."""
        return self.path / "config.yaml"

    @property
    def resolved_config(self) -> Path:
        """The config with every default filled in."""
        return self.path / "config.resolved.yaml"

    @property
    def metrics(self) -> Path:
        return self.path / "metrics.csv"

    @property
    def summary(self) -> Path:
        return self.path / "summary.json"

    @property
    def model(self) -> Path:
        return self.path / "model.json"

    @property
    def initial_model(self) -> Path:
        """A copy of the model that training began from, if there was one."""
        return self.path / "initial_model.json"

    @property
    def checkpoints(self) -> Path:
        """The folder of exact states to resume from."""
        return self.path / "checkpoints"

    @property
    def split(self) -> Path:
        return self.path / "split.csv"

    @property
    def predictions(self) -> Path:
        """Of the test rows."""
        return self.path / "predictions.csv"

    @property
    def environment(self) -> Path:
        return self.path / "environment.json"

    @property
    def log(self) -> Path:
        return self.path / "log.txt"

    @property
    def plots(self) -> Path:
        """The folder of pictures."""
        return self.path / "plots"

    @property
    def report(self) -> Path:
        """All of the run on one page."""
        return self.path / "report.html"

    @property
    def out_of_fold(self) -> Path:
        """The answers of every fold for the rows that it did not learn from."""
        return self.path / "out_of_fold.csv"

    @property
    def folds(self) -> Path:
        """The folder of the folds."""
        return self.path / "folds"

    @property
    def all(self) -> tuple[Path, ...]:
        """Everything that is ever written here; the file that makes it a run comes last."""
        return (
            *(self.model, self.initial_model, self.checkpoints, self.plots, self.report),
            *(self.predictions, self.out_of_fold, self.folds, self.split, self.metrics),
            *(self.environment, self.log, self.summary, self.config, self.resolved_config),
        )
