"""The end of a run with folds that trains no further network: their ensemble, or scores alone."""

from __future__ import annotations

from nnfs_cli.build.plan import Plan
from nnfs_cli.errors import ConfigError
from nnfs_cli.experiment.fold_results import FoldResults
from nnfs_cli.experiment.outcome import Result, next_command
from nnfs_cli.files.json_files import JsonObject
from nnfs_cli.run.run_directory import RunDirectory
from nnfs_cli.scoring import Metrics


def without_refit(plan: Plan, run: RunDirectory, results: FoldResults) -> Result:
    """Write the summary, and the ensemble as model.json if the config asks for one."""
    if plan.config.split.final_model == "ensemble":
        raise ConfigError("not yet")
    seconds = sum(fold["seconds"] for fold in results.folds)
    epochs = sum(fold["epochs"] for fold in results.folds)
    summary: JsonObject = {
        "name": plan.config.name,
        "task": plan.task.value,
        "epochs": epochs,
        "best_epoch": None,
        "train": None,
        "validation": results.mean,
        "test": None,
        "judged": "validation",
        "parameters": results.folds[0]["parameters"],
        "seconds": round(seconds, 3),
    }
    run.write_summary("finished", results.added_to(summary))
    metrics: dict[str, Metrics] = {}
    result = Result(
        status="finished",
        task=plan.task,
        directory=run.path,
        metrics=metrics,
        baseline=results.baseline,
        verdict=results.verdict,
        best_epoch=None,
        epochs=epochs,
        seconds=seconds,
        next_command=next_command(plan, run, "finished"),
    )
    return results.beside(result)
