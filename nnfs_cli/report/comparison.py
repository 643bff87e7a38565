"""Several runs over one another: a picture of their curves, and a page with all that differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from nnfs_cli.files.atomic_files import push_to_disk, write_atomically
from nnfs_cli.report.history import SPELLINGS, Curve, Row, curve
from nnfs_cli.report.page import POLICY
from nnfs_cli.report.sections.section import Section, section
from nnfs_cli.report.sections.training import curves
from nnfs_cli.report.templating import filled, style

PAGE, PICTURE = "comparison.html", "curves"


@dataclass(frozen=True)
class ScoreRow:
    """A metric, its value for each run, and which of them are best."""

    name: str
    values: tuple[float | None, ...]
    best: tuple[bool, ...]


@dataclass(frozen=True)
class Compared:
    """What there is to show, in the order of the runs."""

    names: tuple[str, ...]
    sentences: tuple[str, ...]
    """what is more than chance, and what is to be known about it"""
    scores: tuple[ScoreRow, ...]
    facts: tuple[tuple[str, tuple[str, ...]], ...]
    """more of each run: epochs, seconds, parameters"""
    config: tuple[tuple[str, tuple[str, ...]], ...]
    """each differing key with the values of all runs"""
    data: tuple[str, ...]
    histories: tuple[Sequence[Row], ...]
    metric: str
    """whose curve is drawn beside the loss; "" for none"""


def panels_of(compared: Compared) -> dict[str, dict[str, Curve]]:
    """Title → run → curve, of the panels in which at least one run has a curve."""
    validated = all(len(curve(rows, "validation_loss")) for rows in compared.histories if len(rows))
    column = "validation_loss" if validated else "loss"
    wanted = {"Validation loss by epoch" if validated else "Training loss by epoch": column}
    if compared.metric:
        spelled = SPELLINGS.get(compared.metric, compared.metric)
        wanted[f"Validation {spelled} by epoch"] = f"validation_{compared.metric}"
    panels = {}
    for title, name in wanted.items():
        pairs = zip(compared.names, compared.histories, strict=True)
        lines = {run: points for run, rows in pairs if len(points := curve(rows, name))}
        if lines:
            panels[title] = lines
    return panels


def draw_comparison(compared: Compared, folder: Path) -> list[Path]:
    """curves.svg and curves.png, where there are any curves. Raises OSError."""
    panels = panels_of(compared)
    if not panels:
        return []
    from nnfs_cli.report.comparison_plot import comparison_figure
    from nnfs_cli.report.drawing import house_style, save

    with house_style():
        files = save(comparison_figure(compared.names, panels), folder, PICTURE)
    push_to_disk(files)
    return files


def write_comparison(compared: Compared, folder: Path) -> Path:
    """comparison.html, whole or not at all. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / PAGE
    write_atomically(path, comparison_page(compared))
    return path


def comparison_page(compared: Compared) -> str:
    """The whole page as text: it needs no network, no script and no other file."""
    return filled(
        "comparison.html",
        policy=POLICY,
        style=style(),
        names=compared.names,
        sections=[made for made in _sections(compared) if made is not None],
    )


def _sections(compared: Compared) -> list[Section | None]:
    charts = [
        curves(f"curve-{k}", title, lines, None, "").figure()
        for k, (title, lines) in enumerate(panels_of(compared).items())
    ]
    tables: Mapping[str, object] = {"names": compared.names}
    result = section(
        "compared_result",
        "Result",
        **tables,
        sentences=compared.sentences,
        scores=compared.scores,
        facts=compared.facts,
    )
    course = section("compared_curves", "Curves", charts=charts) if charts else None
    config = section("compared_config", "Config", **tables, differences=compared.config)
    return [result, course, config, section("compared_data", "Data", sentences=compared.data)]
