"""Everything that can be wrong with a config and its data, or looks so, found without training."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nnfs_cli.build.plan import make_plan
from nnfs_cli.config.loading import load_config
from nnfs_cli.doctor.concern import Concern
from nnfs_cli.doctor.data_concerns import concerns_about
from nnfs_cli.experiment.summaries import (
    DataSummary,
    LayerSummary,
    summaries_of_layers,
    summary_of_data,
)
from nnfs_cli.model.layer_records import records_of
from nnfs_cli.task import Task


@dataclass(frozen=True)
class CheckReport:
    """What would be trained, and on what."""

    task: Task
    data: DataSummary
    layers: list[LayerSummary]
    concerns: tuple[Concern, ...]
    """what looks wrong without being an error"""


def check_config(path: Path, overrides: Sequence[str] = ()) -> CheckReport:
    """Read config and data and build the network. Raises every mistake; writes nothing."""
    plan = make_plan(load_config(path, overrides))
    layers = summaries_of_layers(records_of(plan.network()))
    return CheckReport(plan.task, summary_of_data(plan), layers, concerns_about(plan))
