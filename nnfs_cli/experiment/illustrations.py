"""The plots and the page of a run, drawn when its model is safe on the disk.

A fault in drawing is told and loses nothing: `nn report` draws again what a run came to.
"""

from __future__ import annotations

import shlex
import traceback
from dataclasses import replace

from nnfs_cli.build.plan import Plan
from nnfs_cli.doctor.concern import Concern
from nnfs_cli.experiment.outcome import Result
from nnfs_cli.files.json_files import JsonObject
from nnfs_cli.run.run_directory import RunDirectory, as_read


def illustrated(run: RunDirectory, plan: Plan, summary: JsonObject, result: Result) -> Result:
    """Draw what the config asks for, and give back the result, with a warning more where that
    failed. Raises OSError.
    """
    output = plan.config.output
    if not (output.plots or output.report):
        return result
    try:
        from nnfs_cli.experiment.run_material import material_of
        from nnfs_cli.experiment.run_plots import draw_page, draw_plots

        material = material_of(run, as_read(result.status, summary), plan)
        if output.plots:
            draw_plots(run, material)
        if output.report:
            draw_page(run, material)
    except OSError:  # a full disk, which stops everything else too
        raise
    except Exception as error:
        run.append_log(traceback.format_exc())
        return replace(result, warnings=(*result.warnings, _not_drawn(run, error)))
    return result


def _not_drawn(run: RunDirectory, error: Exception) -> Concern:
    return Concern(
        f"the plots or the report could not be drawn ({type(error).__name__}: {error})",
        "that is a fault of this program, which log.txt describes; the model is not touched by it",
        f"Try again with a newer version: {shlex.join(['nn', 'report', str(run.path)])}",
    )
