"""What looked wrong in the data and while training, each with what to change."""

from __future__ import annotations

from nnfs_cli.report.material import Material
from nnfs_cli.report.sections.section import Section, section


def concerns(material: Material) -> Section | None:
    """From the summary's `warnings`; None where there are none."""
    warnings = material.summary.get("warnings")
    if not warnings:
        return None
    return section("concerns", "Warnings", warnings=warnings)
