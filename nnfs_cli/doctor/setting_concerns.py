"""Settings that do not suit the data: scales, weights, folds, and the network's size."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from nnfs_cli.build.layers import make_network
from nnfs_cli.build.plan import Plan
from nnfs_cli.data.columns import NumericInput
from nnfs_cli.data.folds import rare_classes
from nnfs_cli.data.table_encoder import TableEncoder
from nnfs_cli.doctor.column_concerns import SAMPLE_CELLS, sampled
from nnfs_cli.doctor.concern import Concern
from nnfs_cli.suggestions import listed
from nnfs_cli.task import Task

LARGE = 100.0
"""an input beyond it needs steps of another length than usual ones"""
RARE = 1 / 3
"""of an equal share of the rows"""
PARAMETERS_PER_ROW, PARAMETERS_PER_IMAGE = 10, 30
"""a network with more of them can learn everything by heart; convolutions share theirs"""
NORMALIZING = ("batch_norm", "layer_norm")
HOLDING_BACK = ("dropout", "gaussian_noise", "batch_norm")
PENALTIES = ("l1", "l2", "max_norm")
FOCAL = ("binary_focal", "categorical_focal")


def setting_concerns(plan: Plan) -> Iterator[Concern]:
    """What the config should say otherwise for these data."""
    yield from _unscaled(plan)
    yield from _uneven_classes(plan)
    yield from _fewer_than_folds(plan)
    yield from _large_network(plan)


def _unscaled(plan: Plan) -> Iterator[Concern]:
    preprocessing, inputs = plan.config.preprocessing, plan.data.inputs
    if plan.layers[0].type in NORMALIZING:
        return
    if not isinstance(inputs, TableEncoder):
        if preprocessing.pixels == "none" and not preprocessing.from_model:
            yield _not_scaled("pixels go", "from 0 to 255", "pixels: unit")
        return
    plain = [c for c in inputs.columns if isinstance(c, NumericInput) and not c.steps]
    places = {name: place for place, name in enumerate(inputs.input_names)}
    rows = sampled(plan.data.split.training, SAMPLE_CELLS // max(1, len(plain)))
    x = plan.data.dataset.x[rows]
    ranges = {c.name: (x[:, places[c.name]].min(), x[:, places[c.name]].max()) for c in plain}
    large = {name: ends for name, ends in ranges.items() if np.abs(ends).max() > LARGE}
    if large:
        name, (low, high) = max(large.items(), key=lambda item: float(np.abs(item[1]).max()))
        more = f" ({len(large):,} columns are like that)" if len(large) > 1 else ""
        ends = f"from {low:,.6g} to {high:,.6g}{more}"
        yield _not_scaled(f"'{name}' goes", ends, "numeric: standardize")


def _not_scaled(what: str, ends: str, setting: str) -> Concern:
    return Concern(
        f"{what} {ends} and is not scaled",
        "inputs of such a size make the first steps far too long, and training slow or unstable",
        f"Write preprocessing: {{{setting}}}",
    )


def _uneven_classes(plan: Plan) -> Iterator[Concern]:
    training, loss = plan.config.training, plan.config.model.loss
    assert loss != "auto", "plans are complete"
    weighs = training.class_weight is not None or plan.data.dataset.weights is not None
    if plan.task not in (Task.BINARY, Task.MULTICLASS) or weighs or loss.type in FOCAL:
        return
    labels = _labels(plan)
    names = plan.data.targets.classes
    counts = np.bincount(labels, minlength=len(names))
    rare = int(counts.argmin())
    if 0 < counts[rare] < RARE * len(labels) / len(names):
        usual, share = names[int(counts.argmax())], counts.max() / len(labels)
        yield Concern(
            f"'{names[rare]}' is rare, {counts[rare]:,} of {len(labels):,} training rows, and "
            f"always answering '{usual}' is right in {share:.1%} of them",
            "a network may learn little else",
            "Write training: {class_weight: balanced}, and judge by evaluation: {metrics: [f1]} "
            "or roc_auc",
        )


def _labels(plan: Plan) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    t = plan.data.dataset.t[plan.data.split.training]
    labels = t.argmax(axis=1) if plan.task is Task.MULTICLASS else t[:, 0]
    return labels.astype(np.intp)


def _fewer_than_folds(plan: Plan) -> Iterator[Concern]:
    folds = plan.config.split.k_folds
    if folds is None or plan.task not in (Task.BINARY, Task.MULTICLASS):
        return
    rare = rare_classes(_labels(plan), folds, plan.data.targets.classes)
    if rare:
        yield Concern(
            f"fewer rows than the {folds} folds have: {listed(rare, 6)}",
            "some folds are judged without a single row of them",
            f"Write fewer folds, or leave these rows out with a filter: split.k_folds is {folds}",
        )


def _large_network(plan: Plan) -> Iterator[Concern]:
    rows, shape = len(plan.data.split.training), plan.data.dataset.input_shape
    if plan.early_stopping is not None or plan.config.training.augment is not None:
        return
    if any(_holds_back(layer.type, layer.options) for layer in plan.layers):
        return
    network = make_network(plan.layers, shape, plan.config.training.precision)
    parameters = sum(view.value.size for views in network.vector.layers for view in views.values())
    of_table = isinstance(plan.data.inputs, TableEncoder)
    if parameters > rows * (PARAMETERS_PER_ROW if of_table else PARAMETERS_PER_IMAGE):
        yield Concern(
            f"the network has {parameters:,} parameters for {rows:,} training rows, and nothing "
            "holds it back",
            "it can learn the rows by heart and be no good on others",
            "Give layers l2: 0.001 or fewer units, or write training: {early_stopping: {}}",
        )


def _holds_back(kind: str, options: Mapping[str, object]) -> bool:
    return kind in HOLDING_BACK or any(options.get(penalty) for penalty in PENALTIES)
