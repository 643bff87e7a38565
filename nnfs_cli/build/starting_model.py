"""A trained model that a new network begins as: `model.init_from`.

Layers that learn are matched in their order, whatever stands between them, and take over weights
and statistics. The last one starts fresh where the model answers another question. With
`preprocessing.from_model` data are brought to the network as they were in the model's training.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from nnfs_cli.build.question import Hints
from nnfs_cli.config.dataset_section import TableDataset
from nnfs_cli.config.layer_choice import LayerChoice, LayerFromRegistry
from nnfs_cli.config.loading import LoadedConfig
from nnfs_cli.config.schema import Config
from nnfs_cli.data.image_inputs import ImageInputs
from nnfs_cli.data.targets import TargetEncoder
from nnfs_cli.engine.components import LAYERS
from nnfs_cli.engine.network import Network
from nnfs_cli.errors import ConfigError, ModelFileError, NNError, raise_together
from nnfs_cli.model.layer_records import LayerRecord
from nnfs_cli.model.model_file import ModelFile, read_model
from nnfs_cli.run.run_directory import model_path
from nnfs_cli.suggestions import listed
from nnfs_cli.task import Task

if TYPE_CHECKING:
    from nnfs_cli.data.table_encoder import TableEncoder

REFIT = "Or write preprocessing.from_model: false to learn the preprocessing anew from these data."


@dataclass(frozen=True, eq=False)
class StartingModel:
    """The model with what it knows about data."""

    file: Path
    model: ModelFile
    inputs: TableEncoder | ImageInputs
    targets: TargetEncoder
    kept: bool
    """whether data are brought to the network as in the model's training"""

    def targets_for(self, found: TargetEncoder) -> TargetEncoder:
        """The model's own encoder where it is kept and can say what was `found`, or else that."""
        known = self.targets
        if not self.kept or (known.task, known.names) != (found.task, found.names):
            return found
        pairs = zip(known.vocabularies, found.vocabularies, strict=True)
        if not all(set(new) <= set(old) for old, new in pairs):
            return found
        return replace(known, threshold=found.threshold)

    def layers(self, task: Task, outputs: int) -> tuple[LayerChoice, ...]:
        """The model's layers, the last with its units left open where others are needed."""
        records, other_task = self.model.layers, task is not self.model.task
        fresh = other_task or outputs != self.targets.outputs
        last = max((k for k, each in enumerate(records) if each.arrays), default=-1)
        return tuple(
            _choice(record, open_ended=fresh and k == last, task_differs=other_task)
            for k, record in enumerate(records)
        )

    def activation_for(self, targets: Sequence[object]) -> str | None:
        """The last activation where the same is asked again, of data that may not show what was
        asked: numbers that are few look like classes, and two classes of three like a yes or no.
        """
        unclear = self.model.task in (Task.REGRESSION, Task.MULTICLASS)
        if not (self.kept and unclear and tuple(targets) == self.targets.names):
            return None
        return "softmax" if self.model.task is Task.MULTICLASS else "linear"

    def says_the_same(self, targets: TargetEncoder) -> bool:
        """Whether the network's outputs mean what the model's do."""
        return (self.targets.task, self.targets.output_names) == (
            targets.task,
            targets.output_names,
        )

    def begin(self, network: Network, *, fresh_last: bool) -> None:
        """Give the network the model's values, but for the last layer where it is to be fresh."""
        trained = self.model.network()
        pairs = list(zip(_learning(network), _learning(trained), strict=True))
        for mine, theirs in pairs[: len(pairs) - fresh_last]:
            for name, view in network.vector.layers[mine].items():
                view.value[...] = trained.vector.layers[theirs][name].value
            for name, value in network.vector.statistics[mine].items():
                value[...] = trained.vector.statistics[theirs][name]


def starting_model(loaded: LoadedConfig) -> StartingModel | None:
    """The model that the config names; None without one. Raises ModelFileError and ConfigError."""
    config, where = loaded.config, loaded.source.where
    if config.model.init_from is None:
        needy = [
            ("model.freeze", "only layers of a trained model can be frozen", config.model.freeze),
            (
                "preprocessing.from_model",
                "there is no model to take the preprocessing from",
                config.preprocessing.from_model is True,
            ),
        ]
        hint = "Write model.init_from: path/of/model.json."
        raise_together([ConfigError(says, where(key), hint) for key, says, on in needy if on])
        return None
    path = loaded.resolve(config.model.init_from)
    model, file = read_model(path), model_path(path)
    if model.members:
        raise ModelFileError(
            "an ensemble is several networks, and a new one can begin as one of them only",
            str(file),
            "Name the model of a single training, such as folds/fold-1 of a run with folds.",
        )
    inputs: TableEncoder | ImageInputs
    if model.inputs["kind"] == "images":
        inputs = ImageInputs.from_json(model.inputs, f"{file}: inputs")
    else:
        from nnfs_cli.data.table_encoder import TableEncoder

        inputs = TableEncoder.from_json(model.inputs, f"{file}: inputs")
    of_tables = isinstance(config.dataset, TableDataset)
    if (model.inputs["kind"] == "table") != of_tables:
        known, here = ("images", "rows") if of_tables else ("rows", "images")
        message = f"{file} is a model of {known}, and these data are {here}"
        raise ConfigError(message, where("model.init_from"))
    targets = TargetEncoder.from_json(model.outputs, model.task, f"{file}: outputs")
    return StartingModel(file, model, inputs, targets, config.preprocessing.from_model is not False)


def hints_of_start(start: StartingModel | None, config: Config, hints: Hints) -> Hints:
    """The hints with what the model says, where the config itself says nothing."""
    if start is None or hints.activation is not None or hints.loss is not None:
        return hints
    asked = config.dataset.target if isinstance(config.dataset, TableDataset) else ("class",)
    return replace(hints, activation=start.activation_for(asked))


def check_start(
    start: StartingModel,
    network: Network,
    layers: Sequence[LayerChoice],
    targets: TargetEncoder,
    input_names: Sequence[str],
    loaded: LoadedConfig,
) -> bool:
    """Whether the last layer has to start fresh. Raises ConfigError where layers do not match."""
    places = _places(layers)
    trained = start.model.network()
    mine, theirs = _learning(network), _learning(trained)
    where = loaded.source.where
    if len(mine) != len(theirs):
        raise ConfigError(
            f"{len(mine)} layers learn here, and {len(theirs)} in {start.file}",
            where("model.layers"),
            "Leave model.layers out to take the model's.",
        )
    differences = [
        _difference(network, ours, trained, other) for ours, other in zip(mine, theirs, strict=True)
    ]
    raise_together(
        [
            ConfigError(
                f"layer {places[ours]} does not match {start.file}: {difference}",
                where(f"model.layers.{places[ours]}"),
                "All layers but the last have to be the model's. "
                + ("" if start.kept else "preprocessing.from_model: true brings the same inputs."),
            )
            for ours, difference in list(zip(mine, differences, strict=True))[:-1]
            if difference
        ]
    )
    _refuse_other_order(start, input_names, where("dataset.features"))
    return bool(differences and differences[-1]) or not start.says_the_same(targets)


def _refuse_other_order(start: StartingModel, names: Sequence[str], where: str) -> None:
    """Weights would silently meet inputs that they were not learnt for."""
    known = start.inputs.input_names
    if tuple(names) != known and set(names) == set(known):
        raise ConfigError(
            f"the inputs come in another order than those of {start.file}: {listed(names, 8)} "
            f"instead of {listed(known, 8)}",
            where,
            "preprocessing.from_model: true brings the model's order.",
        )


def check_freeze(
    freeze: Sequence[int], network: Network, layers: Sequence[LayerChoice], fresh_last: bool
) -> Iterator[NNError]:
    """What is wrong with the layers that are to stay as they are."""
    places, key = _places(layers), "model.freeze"
    learning = [places[index] for index in _learning(network)]
    beyond = [position for position in freeze if position >= len(layers)]
    if beyond:
        counted = f"the network has layers 0 to {len(layers) - 1}"
        yield ConfigError(f"there is no layer {listed(map(str, beyond))}: {counted}", key)
    elif fresh_last and learning[-1] in freeze:
        message = f"layer {learning[-1]} starts fresh, so it has to learn"
        yield ConfigError(message, key, "Leave it out of freeze.")
    elif set(learning) <= set(freeze):
        message = "all layers are frozen, so there is nothing to train"
        yield ConfigError(message, key, "Leave out the last one at least.")


def notes_on_start(
    start: StartingModel,
    network: Network,
    layers: Sequence[LayerChoice],
    freeze: Sequence[int],
    input_names: Sequence[str],
    *,
    fresh_last: bool,
) -> Iterator[str]:
    """What a person should know about where the network begins."""
    yield f"starts from {start.file}, preprocessing " + ("kept" if start.kept else "learnt anew")
    if fresh_last:
        last = _places(layers)[_learning(network)[-1]]
        answers = listed(start.targets.output_names, 8)
        yield f"layer {last} starts fresh: the model answers {answers}"
    if freeze:
        yield f"layers that stay as they are: {listed(map(str, freeze))}"
    known = start.inputs.input_names
    if tuple(input_names) != known:
        yield f"the model's inputs were {listed(known, 8)}; they are {listed(input_names, 8)} now"


def _learning(network: Network) -> list[int]:
    return [index for index, views in enumerate(network.vector.layers) if views]


def _places(layers: Sequence[LayerChoice]) -> list[int]:
    """For each layer of the network, its place in the config."""
    places = []
    for position, layer in enumerate(layers):
        stands_behind = layer.activation is not None and layer.activation.type != "linear"
        places += [position] * (1 + stands_behind)
    return places


def _difference(network: Network, mine: int, trained: Network, theirs: int) -> str:
    """How two layers differ; "" where one can begin as the other."""
    ours, other = network.layers[mine], trained.layers[theirs]
    if type(ours) is not type(other):
        return f"it is {ours.name} here, and {other.name} there"
    for name, view in network.vector.layers[mine].items():
        shape, its = view.value.shape, trained.vector.layers[theirs][name].value.shape
        if shape != its:
            here, there = (" x ".join(map(str, sizes)) for sizes in (shape, its))
            return f"{ours.name} {name} are {here} here, and {there} there"
    return ""


def _choice(record: LayerRecord, *, open_ended: bool, task_differs: bool) -> LayerChoice:
    settings = {"type": record.type, **record.options}
    if record.activation is not None:
        settings["activation"] = {"type": record.activation.type, **record.activation.options}
    if open_ended:
        settings.pop("units", None)
        if task_differs:
            settings.pop("activation", None)
    choice = LayerFromRegistry(LAYERS).read(settings)
    assert isinstance(choice, LayerChoice)
    return choice
