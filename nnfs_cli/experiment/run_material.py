"""What the plots and the page of a run are made from, out of its directory and its data.

Training and `nn report` both gather it here, so both make the same pictures of the same run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from nnfs_cli.analysis.subject import Subject
from nnfs_cli.answer_table import answer_columns
from nnfs_cli.build.plan import Plan
from nnfs_cli.data.targets import TargetEncoder
from nnfs_cli.engine.buffers import Array
from nnfs_cli.engine.network import Network
from nnfs_cli.experiment.fold_ensemble import mean_outputs
from nnfs_cli.files.csv_files import read_csv
from nnfs_cli.files.json_files import JsonObject, load_json
from nnfs_cli.model.model_file import ModelFile, read_model
from nnfs_cli.report.history import Row
from nnfs_cli.report.material import OUT_OF_FOLD, SPELLED, Answered, Floats, Material
from nnfs_cli.run.metrics_file import read_metrics
from nnfs_cli.run.run_directory import RunDirectory
from nnfs_cli.scoring import predict_rows
from nnfs_cli.task import Task


def material_of(
    run: RunDirectory, summary: JsonObject, plan: Plan | None, without_data: str = ""
) -> Material:
    """Everything there is; without a plan what the directory alone says, and why.

    Raises ModelFileError for files of the run that are damaged.
    """
    model = read_model(run.model) if run.model.is_file() else None
    material = Material(
        name=run.path.resolve().name,
        summary=summary,
        history=history_of(run),
        environment=load_json(run.environment, what="environment"),
        config=run.resolved_config.read_text(encoding="utf-8"),
        model=model,
        answered=None,
        plan=plan,
        subject=None,
        without_data=without_data,
    )
    if "judged" not in summary:
        return material
    targets = _targets(run, model, plan)
    if targets is None:
        return material
    if material.judged_by_folds:
        material = replace(material, answered=_out_of_fold(run, targets, plan))
    elif plan is None:
        return replace(material, answered=_test_rows_as_written(run, targets, summary))
    if model is None or plan is None:
        return material
    networks = [member.network() for member in model.members] or [model.network()]
    answered = material.answered
    if answered is None:
        answered = _answered(plan, model, networks, targets, SPELLED[summary["judged"]])
    assert answered.positions is not None
    subject = Subject.of(plan, networks, answered.positions, targets)
    return replace(material, answered=answered, subject=subject)


def _targets(run: RunDirectory, model: ModelFile | None, plan: Plan | None) -> TargetEncoder | None:
    if model is not None:
        return TargetEncoder.from_json(model.outputs, model.task, f"{run.model}: outputs")
    return None if plan is None else plan.data.targets


def history_of(run: RunDirectory) -> list[Row]:
    """The rows of metrics.csv; none where nothing was trained in this directory itself."""
    if not run.metrics.is_file():
        return []
    columns = read_metrics(run.metrics)
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _answered(
    plan: Plan,
    model: ModelFile,
    networks: Sequence[Network],
    targets: TargetEncoder,
    part: str,
) -> Answered:
    data = plan.data
    rows = getattr(data.split, part)
    if model.members:
        p: Array = mean_outputs(plan, list(model.members))[rows]
    else:
        p = predict_rows(networks[0], data.dataset, rows)
    t: Floats = np.asarray(data.dataset.t[rows], np.float64)
    if data.numbers is not None:
        t = np.stack([values[rows] for values in data.numbers], axis=1)
    names = data.row_names[:]
    return Answered(
        part,
        [str(names[row]) for row in rows.tolist()],
        np.asarray(targets.decode(p), np.float64),
        t,
        targets,
        rows,
    )


def _test_rows_as_written(
    run: RunDirectory, targets: TargetEncoder, summary: JsonObject
) -> Answered | None:
    """As predictions.csv has them; None for runs that were judged by other rows."""
    if summary["judged"] != "test" or not run.predictions.is_file():
        return None
    return _as_written(run.predictions, "test", targets)


def _out_of_fold(run: RunDirectory, targets: TargetEncoder, plan: Plan | None) -> Answered | None:
    """What the folds said of the rows that they had not seen, each in its own words."""
    answered = _as_written(run.out_of_fold, OUT_OF_FOLD, targets)
    if answered is None or plan is None:
        return answered
    place = {str(name): position for position, name in enumerate(plan.data.row_names[:])}
    positions = np.array([place[name] for name in answered.names], np.intp)
    return replace(answered, positions=positions)


def _as_written(path: Path, part: str, targets: TargetEncoder) -> Answered | None:
    """The rows of a file of predictions; None where there are none."""
    header, rows = read_csv(path)
    if not rows:
        return None
    columns = dict(zip(header, zip(*rows, strict=True), strict=True))
    wanted = answer_columns(targets)
    if targets.task.has_classes:
        wanted = [name for name in wanted if not name.startswith("predicted_")]
    p = np.array([[float(cell) for cell in columns[name]] for name in wanted]).T
    return Answered(part, columns[header[0]], p, _truth(targets, columns), targets)


def _truth(targets: TargetEncoder, columns: dict[str, tuple[str, ...]]) -> Floats:
    names = targets.answer_names
    if targets.task is Task.REGRESSION:
        return np.array([[float(cell) for cell in columns[name]] for name in names]).T
    if targets.task is Task.MULTICLASS:
        places = {name: place for place, name in enumerate(targets.classes)}
        codes = [places[cell] for cell in columns[names[0]]]
        return np.eye(len(places))[codes]
    pairs = zip(names, targets.vocabularies, strict=True)
    return np.array([[float(cell == yes) for cell in columns[name]] for name, (_, yes) in pairs]).T
