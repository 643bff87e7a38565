"""report.html: all of a run on one page, which needs no network, no script and no other file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from nnfs_cli.files.atomic_files import write_atomically
from nnfs_cli.report.material import Material
from nnfs_cli.report.sections.classes import classes
from nnfs_cli.report.sections.columns import columns
from nnfs_cli.report.sections.concerns import concerns
from nnfs_cli.report.sections.data import data
from nnfs_cli.report.sections.errors import errors
from nnfs_cli.report.sections.first_layer import first_layer
from nnfs_cli.report.sections.folds import folds
from nnfs_cli.report.sections.mistakes import mistakes
from nnfs_cli.report.sections.network import network
from nnfs_cli.report.sections.origin import origin
from nnfs_cli.report.sections.probabilities import probabilities
from nnfs_cli.report.sections.result import result
from nnfs_cli.report.sections.section import Section
from nnfs_cli.report.sections.training import training
from nnfs_cli.report.templating import filled, style

SECTIONS: tuple[Callable[[Material], Section | None], ...] = (
    result,
    concerns,
    folds,
    classes,
    errors,
    probabilities,
    mistakes,
    columns,
    first_layer,
    training,
    network,
    data,
    origin,
)
"""in the order of the page: first what came out, then why, then what it was made from"""

STATUS = {"stopped": "stopped early"}
"""where the word of summary.json alone says too little"""

POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'"
)
"""nothing is fetched, nothing runs, whatever a column may be called"""


def page(material: Material) -> str:
    """The whole page as text."""
    sections = [made for make in SECTIONS if (made := make(material)) is not None]
    return filled(
        "page.html",
        policy=POLICY,
        style=style(),
        title=material.name,
        task=material.task.value,
        status=STATUS.get(material.summary["status"], material.summary["status"]),
        sections=sections,
    )


def write_page(material: Material, path: Path) -> None:
    """Make the page and put it at `path`, whole or not at all. Raises OSError."""
    write_atomically(path, page(material))
