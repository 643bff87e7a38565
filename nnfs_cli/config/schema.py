"""The config: every key with its type, its default and what it is for.

The classes are the whole truth about the format: what may be written, what is filled in, the
error messages and the JSON Schema for editors all follow from them. Everything but `dataset`
has a default.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Annotated, Any, Literal, TypeAlias, TypeVar

from annotated_types import Ge, Gt, Lt, MinLen
from pydantic import AfterValidator, BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from nnfs_cli.config.augment_section import Augment
from nnfs_cli.config.component_choice import ComponentChoice, FromRegistry
from nnfs_cli.config.dataset_section import ClassName, Dataset, PathText, Selector
from nnfs_cli.config.duration import Duration
from nnfs_cli.config.layer_choice import (
    InitializerName,
    LayerChoice,
    LayerFromRegistry,
    missing_units,
)
from nnfs_cli.config.section import KeyPath, OneOrSeveral, Section, Several, mistake
from nnfs_cli.config.words import Words, shown
from nnfs_cli.engine.components import LAYERS, LOSSES, METRICS, OPTIMIZERS, SCHEDULES
from nnfs_cli.engine.thresholds import Rule
from nnfs_cli.option_types import (
    Fraction,
    NonNegativeInteger,
    NonNegativeNumber,
    PositiveInteger,
    PositiveNumber,
)

VERSION = 1
NAME = re.compile(r"\w[\w.-]{0,99}")

T = TypeVar("T", bound=Section)
OrDefaults: TypeAlias = Annotated[T, BeforeValidator(lambda value: {} if value is None else value)]
"""A section of which only the heading is left, because its keys are commented out, is fine."""

OptimizerChoice: TypeAlias = Annotated[
    ComponentChoice, FromRegistry(OPTIMIZERS), Words("an optimizer")
]
ScheduleChoice: TypeAlias = Annotated[ComponentChoice, FromRegistry(SCHEDULES), Words("a schedule")]
LossChoice: TypeAlias = Annotated[ComponentChoice, FromRegistry(LOSSES), Words("a loss")]
MetricChoice: TypeAlias = Annotated[ComponentChoice, FromRegistry(METRICS), Words("a metric")]
LayerItem: TypeAlias = Annotated[LayerChoice, LayerFromRegistry(LAYERS), Words("a layer")]
Folds: TypeAlias = Annotated[int, Ge(2), Words("a whole number of at least 2")]
Part: TypeAlias = Annotated[
    Fraction | PathText, Words("a fraction of at least 0 and below 1, or a path")
]


class MinMaxScaler(Section):
    """To [-1, 1], from the smallest to the largest value of training.

    Options:
        type: minmax
        clip: whether values beyond those of training count as the nearest of them
    """

    type: Literal["minmax"]
    clip: bool = False


Scaler: TypeAlias = Annotated[
    Literal["minmax", "standardize"] | MinMaxScaler, Words("minmax or standardize")
]


class Preprocessing(Section):
    """How values are brought to a common scale; what that takes is learnt from training rows.

    Options:
        numeric: for numeric columns; several are applied in turn; minmax is [-1, 1], and
            {type: minmax, clip: true} holds values in the range of training
        pixels: for images; unit is [0, 1], minmax is [-1, 1]
        target: for the numbers to predict; undone in every output; auto is standardize, but none
            where predictions are above 0 (poisson; exponential or softplus at the end)
        from_model: whether all this is taken from model.init_from instead; auto is yes, if given
    """

    numeric: Literal["none"] | OneOrSeveral[Scaler] = ("standardize",)
    pixels: Literal["unit", "minmax", "standardize", "none"] = "unit"
    target: Literal["auto", "standardize", "none"] = "auto"
    from_model: Literal["auto"] | bool = "auto"


class Split(Section):
    """Which examples are held back from training.

    Options:
        test: what the finished network is measured on: a fraction of all examples, or a path
        validation: what is watched while training: a fraction of all examples, or a path; with
            k_folds the folds take its place
        k_folds: how often to train, each time judged by another k-th of the rows; null is once
        repeats: how often to draw the folds anew
        final_model: what comes after the folds: refit trains once more on all their rows,
            ensemble answers with the mean of the folds' networks, none leaves it at the scores
        stratify: whether every part gets its share of each class; auto does so for classes
        group: a column; rows with the same value in it stay together
        time: a column that orders the rows, as numbers or as dates like 2024-12-31: training
            comes first, then validation, then test, and folds only look forward
        shuffle: whether parts are drawn at random; without, they are the last rows of the file
    """

    test: Part = 0.2
    validation: Part = 0.1
    k_folds: Folds | None = None
    repeats: PositiveInteger = 1
    final_model: Literal["refit", "ensemble", "none"] = "refit"
    stratify: Literal["auto"] | bool = "auto"
    group: Selector | None = None
    time: Selector | None = None
    shuffle: bool = True

    @classmethod
    def contradictions(
        cls, values: dict[str, Any]
    ) -> Iterator[tuple[KeyPath, PydanticCustomError]]:
        test, validation = values.get("test", 0.2), values.get("validation", 0.1)
        fractions = [part for part in (test, validation) if type(part) in (int, float)]
        if all(0 <= part < 1 for part in fractions) and sum(fractions) >= 1:
            key = "validation" if "validation" in values else "test"
            message = f"test ({test}) and validation ({validation}) leave nothing to train on"
            yield (key,), mistake(message, "Together they must be below 1.")
        if values.get("k_folds") is not None and isinstance(validation, str):
            message = "with k_folds the folds are the validation part, so it cannot be a file too"
            yield ("validation",), mistake(message, "Leave out one of them.")
        if values.get("k_folds") is None and values.get("repeats", 1) != 1:
            yield ("repeats",), mistake("only folds can be repeated", "Write k_folds: 5.")
        if values.get("k_folds") is None and values.get("final_model", "refit") != "refit":
            message = "only after folds there is something else than one model"
            yield ("final_model",), mistake(message, "Write k_folds: 5.")
        if values.get("time") is not None:
            for key, plain in (("group", None), ("repeats", 1), ("stratify", "auto")):
                if values.get(key, plain) not in (plain, False):
                    message = f"with time the order of the rows decides, so {key} has no place"
                    yield (key,), mistake(message, "Leave out one of them.")


class Model(Section):
    """The network.

    Options:
        initializer: how weights start; auto suits each layer's activation
        layers: the layers in order; auto is those of init_from, or two hidden ones and the output
            that the task needs
        loss: what training makes small; auto follows from target and last activation
        init_from: a model.json or run directory whose weights the network starts with; the last
            layer starts fresh where the model answers another question
        freeze: positions in layers, from 0, of those that stay as they are in init_from
    """

    initializer: Literal["auto"] | InitializerName = "auto"
    layers: Literal["auto"] | Annotated[Several[LayerItem], MinLen(1)] = "auto"
    loss: Literal["auto"] | LossChoice = "auto"
    init_from: PathText | None = None
    freeze: OneOrSeveral[NonNegativeInteger] = ()

    @classmethod
    def contradictions(
        cls, values: dict[str, Any]
    ) -> Iterator[tuple[KeyPath, PydanticCustomError]]:
        for index, error in missing_units(values.get("layers")):
            yield ("layers", index), error


class EarlyStopping(Section):
    """Ending when it no longer gets better.

    Options:
        monitor: a column of metrics.csv: loss, validation_loss or validation_ and a metric
        patience: epochs to wait for a better value
        min_delta: by how much a value must be better for that
        restore_best: whether the best epoch's parameters are kept, rather than the last ones'
    """

    monitor: str = "validation_loss"
    patience: PositiveInteger = 10
    min_delta: NonNegativeNumber = 0.0
    restore_best: bool = True


class GradientClip(Section):
    """How large gradients may be.

    Options:
        norm: the longest that a gradient over all parameters may be; its direction is kept
        value: the largest that each of its numbers may be
    """

    example = "Write {norm: 1.0} or {value: 0.5}."

    norm: PositiveNumber | None = None
    value: PositiveNumber | None = None

    @classmethod
    def contradictions(
        cls, values: dict[str, Any]
    ) -> Iterator[tuple[KeyPath, PydanticCustomError]]:
        given = [key for key in ("norm", "value") if values.get(key) is not None]
        if len(given) != 1 and set(values) <= {"norm", "value"}:
            yield (), mistake("gradients are clipped by norm or by value, one of them", cls.example)


class Training(Section):
    """How the network learns.

    Options:
        epochs: times through the training data; auto is enough of them, with early stopping
        batch_size: examples for each step; full is all of them; auto is 32, with lbfgs full
        optimizer: how gradients become steps
        learning_rate: how long the steps are; auto is 0.001, or what nn explain says of the
            optimizer
        schedule: how the learning rate changes
        gradient_clip: the longest that a gradient over all parameters may be, or {value: …} for
            the largest of its numbers; null is no limit
        class_weight: how much rows count by their class in loss and validation loss, not in
            metrics: balanced is each class as much as every other; {class: weight} names some,
            the others have 1; null is every row alike
        augment: images only: how each is changed a little every time it is learned from
        early_stopping: auto is on with epochs auto; null is off
        max_time: how long training may take, such as 30s, 5m or 1h30m, or a number of seconds; it
            ends after the step under way, with folds each of the trainings; null is no limit
        validate_every: epochs between looks at the validation part
        checkpoint_every: epochs between checkpoints, of which the newest three and the best stay
        precision: the numbers that are computed with
        threads: how many share a matrix product; auto is one, or one for each of up to 4 cores
            where the network is wide. Another number gives other last digits
    """

    epochs: Literal["auto"] | PositiveInteger = "auto"
    batch_size: Literal["auto", "full"] | PositiveInteger = "auto"
    optimizer: OptimizerChoice = FromRegistry(OPTIMIZERS).read("adam")
    learning_rate: Literal["auto"] | PositiveNumber = "auto"
    schedule: ScheduleChoice = FromRegistry(SCHEDULES).read("constant")
    gradient_clip: PositiveNumber | GradientClip | None = None
    class_weight: Literal["balanced"] | dict[ClassName, NonNegativeNumber] | None = None
    augment: Augment | None = None
    early_stopping: Literal["auto"] | EarlyStopping | None = "auto"
    max_time: Duration | None = None
    validate_every: PositiveInteger = 1
    checkpoint_every: PositiveInteger = 1
    precision: Literal["float32", "float64"] = "float32"
    threads: Literal["auto"] | PositiveInteger = "auto"


class Evaluation(Section):
    """How good the network is.

    Options:
        metrics: the metrics to report, the most telling first; auto is the usual ones of the task
        threshold: the probability above which an answer is yes; best_f1 and youden choose it on
            the validation part (or all folds) after training, for each label by itself
    """

    metrics: Literal["auto"] | OneOrSeveral[MetricChoice] = "auto"
    threshold: Rule | Annotated[float, Gt(0), Lt(1)] = 0.5

    @property
    def fixed_threshold(self) -> float:
        """The number that is written, or the usual one until another is chosen."""
        return self.threshold if isinstance(self.threshold, float) else 0.5


class Output(Section):
    """What is left behind.

    Options:
        runs_dir: the folder for run directories, relative to the working directory
        plots: whether plots are drawn
        report: whether report.html is made: all of the run on one page
        weights: how model.json writes them: list is readable, base64 compact
    """

    runs_dir: PathText = "runs"
    plots: bool = True
    report: bool = True
    weights: Literal["auto", "list", "base64"] = "auto"


def _version(version: int) -> int:
    if version != VERSION:
        raise mistake(
            f"version {shown(version)} of the config format is not known; this is version "
            f"{VERSION}",
            "Leave the key out, or install the nnfs_cli that knows it.",
        )
    return version


def _name(name: str) -> str:
    if not NAME.fullmatch(name):
        rule = "letters, digits, '-', '_' and '.' (at most 100, the first a letter or digit)"
        raise mistake(f"a name is made of {rule}, got {shown(name)}", f"Write {safe_name(name)}.")
    return name


def safe_name(text: str) -> str:
    """The name most like `text` that can be a folder's name."""
    words = re.sub(r"[^\w.-]+", "-", unicodedata.normalize("NFC", text))
    return words.strip("-.")[:100] or "config"


class Config(Section):
    """A training run of nn.

    Options:
        version: of this format
        name: what the run is called; the config file's name if left out
        seed: what everything random follows from
        dataset: the data, a table or images
        preprocessing: how values are brought to a common scale
        split: which examples are held back
        model: the network
        training: how it learns
        evaluation: how good it is
        output: what is left behind
    """

    example = "The shortest config is: dataset: {path: data.csv, target: column}"

    version: Annotated[int, AfterValidator(_version), WithJsonSchema({"const": VERSION})] = VERSION
    name: Annotated[str, AfterValidator(_name)] = "config"
    seed: NonNegativeInteger = 0
    dataset: Dataset
    preprocessing: OrDefaults[Preprocessing] = Preprocessing()
    split: OrDefaults[Split] = Split()
    model: OrDefaults[Model] = Model()
    training: OrDefaults[Training] = Training()
    evaluation: OrDefaults[Evaluation] = Evaluation()
    output: OrDefaults[Output] = Output()

    @classmethod
    def contradictions(
        cls, values: dict[str, Any]
    ) -> Iterator[tuple[KeyPath, PydanticCustomError]]:
        dataset, training = values.get("dataset"), values.get("training")
        given = isinstance(training, dict) and training.get("augment") is not None
        if given and isinstance(dataset, dict) and "path" in dataset:
            message = "only images are augmented, and this is a table"
            yield ("training", "augment"), mistake(message, "Leave augment out.")
        split = values.get("split")
        if isinstance(split, dict) and isinstance(dataset, dict) and "images" in dataset:
            for key in ("group", "time"):
                if split.get(key) is not None:
                    message = f"{key} names a column, and images have none"
                    yield ("split", key), mistake(message, f"Leave {key} out.")
