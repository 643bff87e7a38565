"""What looks wrong with the data and with how a config uses them, before anything is trained."""

from __future__ import annotations

from nnfs_cli.build.plan import Plan
from nnfs_cli.doctor.column_concerns import column_concerns
from nnfs_cli.doctor.concern import Concern
from nnfs_cli.doctor.duplicate_rows import duplicate_concerns
from nnfs_cli.doctor.setting_concerns import setting_concerns


def concerns_about(plan: Plan) -> tuple[Concern, ...]:
    """Everything that is worth a person's time, the worst first. It reads no file: of long data
    it looks at a sample.
    """
    return (*column_concerns(plan), *duplicate_concerns(plan), *setting_concerns(plan))
