"""Model files of networks whose answers can be worked out by hand, written without training."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from nnfs_cli.data.columns import BooleanInput, CategoricalInput, NumericInput
from nnfs_cli.data.scaling import Standardize
from nnfs_cli.data.table_encoder import TableEncoder
from nnfs_cli.data.targets import TargetEncoder
from nnfs_cli.engine.components import ACTIVATIONS, LAYERS
from nnfs_cli.engine.layers.activation import ActivationLayer
from nnfs_cli.engine.network import Network
from nnfs_cli.model.component_records import ComponentRecord
from nnfs_cli.model.layer_records import records_of
from nnfs_cli.model.model_file import ModelFile, write_model
from nnfs_cli.task import Task

AGE = NumericInput("age", "drop", None, (Standardize(50.0, 10.0),))
INCOME = NumericInput("income", "median", 3000.0, (Standardize(3000.0, 500.0),))
SMOKER = BooleanInput("smoker", "mode", 0.0, ("no", "yes"))
CITY = CategoricalInput("city", "drop", None, "ignore", ("Oslo", "Rome, Italy"))
PEOPLE = TableEncoder((AGE, INCOME, SMOKER, CITY))
TYPICAL: Mapping[str, float | str] = {"age": 48.0, "income": 3100.0, "smoker": "no", "city": "Oslo"}

NUMBER = TargetEncoder(Task.REGRESSION, ("price",), scalers=(Standardize(100.0, 20.0),))
YES_OR_NO = TargetEncoder(Task.BINARY, ("sick",), (("no", "yes"),))
LABELS = TargetEncoder(Task.MULTILABEL, ("red", "blue"), (("0", "1"), ("0", "1")))
KINDS = TargetEncoder(Task.MULTICLASS, ("kind",), (("u", "v", "w"),))
LAST = {
    Task.REGRESSION: ("linear", "mse"),
    Task.MULTICLASS: ("softmax", "categorical_crossentropy"),
}


def write_people_model(
    path: Path,
    targets: TargetEncoder,
    *,
    typical: Mapping[str, float | str] = TYPICAL,
    members: Sequence[int] = (0,),
) -> Path:
    """A model of people with one hidden layer and random weights; several members: an ensemble."""
    models = [_model(targets, seed, typical) for seed in members]
    model = models[0]
    if len(models) > 1:
        of_members = tuple(_model(targets, seed, None) for seed in members)
        model = ModelFile(**{**vars(model), "members": of_members})
    write_model(path, model)
    return path


def _model(
    targets: TargetEncoder, seed: int, typical: Mapping[str, float | str] | None
) -> ModelFile:
    activation, loss = LAST.get(targets.task, ("sigmoid", "binary_crossentropy"))
    layers = [
        LAYERS.create("dense", units=4),
        ActivationLayer(ACTIVATIONS.create("tanh")),
        LAYERS.create("dense", units=targets.outputs),
        ActivationLayer(ACTIVATIONS.create(activation)),
    ]
    network = Network(layers, (PEOPLE.width,))
    network.initialize(np.random.default_rng(seed))
    return ModelFile(
        task=targets.task,
        inputs=PEOPLE.to_json(),
        outputs=targets.to_json(),
        layers=records_of(network),
        loss=ComponentRecord(loss, {}),
        training={} if typical is None else {"typical": dict(typical)},
    )
