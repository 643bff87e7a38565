"""A whole run, decided: data, network, loss, optimizer, and the config that says all of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from nnfs_cli.build.data_paths import wrong_paths
from nnfs_cli.build.evaluation import complete_evaluation
from nnfs_cli.build.kept_rows import KeptRows
from nnfs_cli.build.layers import (
    check_shapes,
    complete_layers,
    default_layers,
    last_activation,
    make_network,
)
from nnfs_cli.build.places import places_of
from nnfs_cli.build.prepared_data import PreparedData
from nnfs_cli.build.question import USUAL_LOSS, Hints, contradictions
from nnfs_cli.build.row_weights import check_weights, row_weights
from nnfs_cli.build.starting_model import (
    StartingModel,
    check_freeze,
    check_start,
    hints_of_start,
    notes_on_start,
    starting_model,
)
from nnfs_cli.build.training import (
    augmentation_of,
    clip_of,
    complete_training,
    full_batch_mistakes,
    needs_all_rows,
)
from nnfs_cli.config.component_choice import ComponentChoice
from nnfs_cli.config.dataset_section import TableDataset
from nnfs_cli.config.layer_choice import LayerChoice
from nnfs_cli.config.loading import LoadedConfig
from nnfs_cli.config.schema import Config, EarlyStopping, Model
from nnfs_cli.data.batches import Batches
from nnfs_cli.data.raw_columns import RawColumn
from nnfs_cli.data.split import Split
from nnfs_cli.engine.components import LOSSES, METRICS, OPTIMIZERS, SCHEDULES
from nnfs_cli.engine.losses import Loss
from nnfs_cli.engine.metrics import Metric
from nnfs_cli.engine.network import Network
from nnfs_cli.engine.thresholds import Rule
from nnfs_cli.errors import raise_together
from nnfs_cli.matrix_threads import usual_threads
from nnfs_cli.task import Task
from nnfs_cli.training.trainer import Trainer


@dataclass(frozen=True, eq=False)
class Plan:
    """Everything a run needs. `config` is complete: it would lead to this same plan."""

    loaded: LoadedConfig
    config: Config
    data: PreparedData
    answers: Literal["validation", "test"] = "test"
    """the part whose answers are written down: that which training did not see"""
    start: StartingModel | None = None
    """the model that the network begins as"""
    fresh_last: bool = True
    """whether its last layer begins with values of its own even so"""

    @property
    def task(self) -> Task:
        return self.data.task

    @property
    def layers(self) -> tuple[LayerChoice, ...]:
        assert self.config.model.layers != "auto"
        return self.config.model.layers

    @property
    def epochs(self) -> int:
        assert self.config.training.epochs != "auto"
        return self.config.training.epochs

    @property
    def batch_size(self) -> int:
        assert isinstance(self.config.training.batch_size, int)
        return self.config.training.batch_size

    @property
    def threads(self) -> int:
        assert self.config.training.threads != "auto"
        return self.config.training.threads

    @property
    def metrics(self) -> tuple[Metric, ...]:
        assert self.config.evaluation.metrics != "auto"
        chosen = self.config.evaluation.metrics
        return tuple(METRICS.create(metric.type, **metric.options) for metric in chosen)

    @property
    def threshold_rule(self) -> Rule | None:
        """By what the threshold is chosen after training; None where it is a number already."""
        threshold = self.config.evaluation.threshold
        return None if isinstance(threshold, float) else threshold

    @property
    def early_stopping(self) -> EarlyStopping | None:
        assert self.config.training.early_stopping != "auto"
        return self.config.training.early_stopping

    @property
    def folds(self) -> int:
        """How many trainings are judged by rows they did not see; 0 without folds."""
        return len(self.data.folds)

    def of_fold(self, number: int) -> Plan:
        """The training of one fold, counted from 1, everything fitted on its own rows."""
        fold = self.data.folds[number - 1]
        nobody = np.empty(0, np.intp)  # the final model alone is measured on the test rows
        output = self.config.output.model_copy(update={"plots": False, "report": False})
        config = self.config.model_copy(update={"output": output})
        data = self._data_of(Split(fold.training, fold.validation, nobody))
        return replace(self, config=config, data=data, answers="validation")

    def of_all_folds(self, epochs: int) -> Plan:
        """One more training, of so many epochs, on the rows of all folds together."""
        training = self.config.training.model_copy(
            update={"epochs": epochs, "early_stopping": None}
        )
        config = self.config.model_copy(update={"training": training})
        return replace(self, config=config, data=self._data_of(self.data.split))

    def _data_of(self, split: Split) -> PreparedData:
        assert self.data.refit is not None, "there are folds"
        return self.data.refit(split)

    def loss(self) -> Loss:
        assert self.config.model.loss != "auto"
        return LOSSES.create(self.config.model.loss.type, **self.config.model.loss.options)

    def network(self) -> Network:
        """The network with its first values, which follow from the seed and the starting model."""
        shape, dtype = self.data.dataset.input_shape, self.config.training.precision
        network = make_network(self.layers, shape, dtype, self.config.model.freeze)
        network.initialize(np.random.default_rng(self.config.seed))
        if self.start is not None:
            self.start.begin(network, fresh_last=self.fresh_last)
        return network

    def trainer(self, network: Network) -> Trainer:
        """A trainer at the beginning of the first epoch."""
        training = self.config.training
        assert training.learning_rate != "auto"
        all_rows = needs_all_rows(training)
        return Trainer(
            network,
            self.loss(),
            OPTIMIZERS.create(training.optimizer.type, **training.optimizer.options),
            SCHEDULES.create(training.schedule.type, **training.schedule.options),
            Batches(
                self.data.dataset,
                self.data.split.training,
                network.rows_at_a_time if all_rows else self.batch_size,
                seed=self.config.seed,
                shuffle=not all_rows,
                weights=row_weights(training.class_weight, self.data, self.data.split.training),
                augmentation=augmentation_of(training),
            ),
            epochs=self.epochs,
            learning_rate=training.learning_rate,
            seed=self.config.seed,
            gradient_clip=clip_of(training),
        )

    def validation_weights(self) -> npt.NDArray[np.float32] | None:
        """How much each validation row counts in the loss that is watched; None for all alike."""
        rows = self.data.split.validation
        if not len(rows):
            return None
        weights = row_weights(self.config.training.class_weight, self.data, rows)
        return None if weights is None else weights[rows]


def make_plan(loaded: LoadedConfig) -> Plan:
    """Read the data and decide everything. Raises every mistake in config and data."""
    with places_of(loaded.source):
        hints = hints_of(loaded)
        raise_together([*wrong_paths(loaded), *contradictions(hints)])
        start = starting_model(loaded)
        hints = hints_of_start(start, loaded.config, hints)
        data = _prepare_data(loaded, hints, start)
    return plan_for(loaded, data, start)


def plan_for(loaded: LoadedConfig, data: PreparedData, start: StartingModel | None = None) -> Plan:
    """Decide everything for data that are there already. Raises what is wrong with the two."""
    config = loaded.config
    with places_of(loaded.source):
        check_weights(config.training.class_weight, data)
    training_rows, validation_rows = _rows_of_a_training(data)
    raise_together([*full_batch_mistakes(loaded, training_rows)])
    complete = config.model_copy(
        update={
            "dataset": data.resolved,
            "preprocessing": config.preprocessing.model_copy(
                update={"from_model": start is not None and start.kept}
            ),
            "model": _complete_model(loaded, data, start),
            "training": complete_training(config.training, training_rows, validation_rows),
            "evaluation": complete_evaluation(loaded, data, validation_rows),
        }
    )
    plan = _with_threads(Plan(loaded, complete, data, start=start))
    return plan if start is None else _begun(plan, start)


def _with_threads(plan: Plan) -> Plan:
    """The plan with a number of threads: one where folds share the cores."""
    training = plan.config.training
    if training.threads != "auto":
        return plan
    threads = 1
    if not plan.folds:
        network = make_network(plan.layers, plan.data.dataset.input_shape, training.precision)
        sizes = [sum(v.value.size for v in views.values()) for views in network.vector.layers]
        threads = usual_threads(max(sizes) * plan.batch_size)
    training = training.model_copy(update={"threads": threads})
    return replace(plan, config=plan.config.model_copy(update={"training": training}))


def _begun(plan: Plan, start: StartingModel) -> Plan:
    """The plan, sure to begin as the model. Raises ConfigError where it cannot."""
    layers, model, data = plan.layers, plan.config.model, plan.data
    network = make_network(layers, data.dataset.input_shape, plan.config.training.precision)
    fresh_last = check_start(
        start, network, layers, data.targets, data.inputs.input_names, plan.loaded
    )
    with places_of(plan.loaded.source):
        raise_together([*check_freeze(model.freeze, network, layers, fresh_last)])
    notes = notes_on_start(
        start, network, layers, model.freeze, data.inputs.input_names, fresh_last=fresh_last
    )
    data = replace(data, notes=(*data.notes, *notes))
    return replace(plan, data=data, fresh_last=fresh_last)


def _rows_of_a_training(data: PreparedData) -> tuple[int, int]:
    """How many rows are for training and validation; of folds, the most there are for each."""
    if not data.folds:
        return len(data.split.training), len(data.split.validation)
    return (
        max(len(fold.training) for fold in data.folds),
        max(len(fold.validation) for fold in data.folds),
    )


def _prepare_data(loaded: LoadedConfig, hints: Hints, start: StartingModel | None) -> PreparedData:
    """Imports no more than the data need: DuckDB and Pillow take longer than a small network."""
    section = loaded.config.dataset
    if isinstance(section, TableDataset):
        return _prepare_table(loaded, section, hints, start)
    from nnfs_cli.build.image_data import prepare_images

    return prepare_images(loaded, section, hints, start)


def _prepare_table(
    loaded: LoadedConfig, section: TableDataset, hints: Hints, start: StartingModel | None
) -> PreparedData:
    """From where it is kept, if it was prepared before."""

    def read_columns() -> tuple[RawColumn, ...]:
        from nnfs_cli.build.table_data import features_again

        return features_again(loaded, section, hints)

    kept = KeptRows.of(loaded, section, hints, read_columns)
    if kept is not None and (data := kept.read()) is not None:
        return data
    from nnfs_cli.build.table_data import prepare_table

    return prepare_table(loaded, section, hints, start, kept)


def hints_of(loaded: LoadedConfig) -> Hints:
    """What the config itself says about the question."""
    model, where = loaded.config.model, loaded.source.where
    activation, place = None, where("model.layers")
    if model.layers != "auto":
        last, key = last_activation(model.layers)
        activation = last.type if last else None
        place = where(f"model.layers.{key}") if key else place
    loss = None if model.loss == "auto" else model.loss.type
    return Hints(activation, loss, place, where("model.loss"), where("dataset.target"))


def _complete_model(loaded: LoadedConfig, data: PreparedData, start: StartingModel | None) -> Model:
    model = loaded.config.model
    if model.layers != "auto":
        layers = model.layers
    elif start is not None:
        layers = start.layers(data.task, data.dataset.outputs)
    else:
        layers = default_layers(_rows_of_a_training(data)[0], data.vocabulary_size)
    completed = complete_layers(
        layers,
        data.task,
        data.dataset.outputs,
        model.initializer,
        loaded.source.where,
        data.vocabulary_size,
        loss=None if model.loss == "auto" else model.loss.type,
    )
    check_shapes(completed, data.dataset.input_shape, loaded.source.where)
    loss = ComponentChoice(USUAL_LOSS[data.task], {}) if model.loss == "auto" else model.loss
    return model.model_copy(update={"layers": completed, "loss": loss})
