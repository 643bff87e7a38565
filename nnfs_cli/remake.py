"""`nn report`: the plots and the page of a run made again, from its directory and its data.

A run outlives its data: where they are gone or have changed, the page is made from what the run
itself wrote, and says so.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path

from nnfs_cli.build.plan import Plan, make_plan
from nnfs_cli.config.loading import load_config
from nnfs_cli.errors import ModelFileError, NNError
from nnfs_cli.experiment.run_material import material_of
from nnfs_cli.experiment.run_plots import draw_page, draw_plots
from nnfs_cli.files.json_files import JsonObject, load_json
from nnfs_cli.matrix_threads import limit_matrix_threads
from nnfs_cli.run.environment import fingerprint
from nnfs_cli.run.run_directory import RunDirectory

WITHOUT = "so the page shows no rows, no images and nothing that has to ask the network anew."


@dataclass(frozen=True)
class Remade:
    """What was made."""

    report: Path
    plots: tuple[Path, ...]
    note: str
    """why something is not on the page; "" where all of it is"""
    next_command: str


def remake(path: Path) -> Remade:
    """Draw the plots and the page of the run in this directory.

    Raises ModelFileError for what is no run, has not come to its end, or is damaged.
    """
    limit_matrix_threads()
    run = RunDirectory.open(path)
    with run.claimed():
        if not run.summary.is_file():
            command = shlex.join(["nn", "train", "--resume", str(path)])
            raise ModelFileError(
                "this run has not come to its end, so there is nothing to report",
                str(path),
                hint=f"Go on with it: {command}",
            )
        summary = run.read_summary()
        plan, note = _plan_of(run)
        material = material_of(run, summary, plan, note)
        plots = draw_plots(run, material)
        report = draw_page(run, material)
    return Remade(report, tuple(plots), note, _next_command(run, summary))


def _plan_of(run: RunDirectory) -> tuple[Plan | None, str]:
    """The run's plan, or why there can be none: its data are not what they were."""
    begun_with = load_json(run.environment, what="environment")["data"]
    names = ", ".join(source["name"] for source in begun_with)
    try:
        plan = make_plan(load_config(run.resolved_config))
    except NNError as error:
        reason = error.mistakes()[0]
        return None, f"The data of this run ({names}) cannot be read any more ({reason}), {WITHOUT}"
    now = [fingerprint(source) for source in plan.data.sources]
    if now != [source["sha256"] for source in begun_with]:
        return None, f"The data of this run ({names}) have changed since it began, {WITHOUT}"
    return plan, ""


def _next_command(run: RunDirectory, summary: JsonObject) -> str:
    if summary.get("status") in ("interrupted", "failed"):
        return shlex.join(["nn", "train", "--resume", str(run.path)])
    return shlex.join(["nn", "show", str(run.path)])
