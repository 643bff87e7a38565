"""Images of the config, read, split and scaled."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from nnfs_cli.build.prepared_data import (
    PreparedData,
    make_folds,
    note_on_rare_classes,
    part_fraction,
    stratification,
    validation_fraction,
)
from nnfs_cli.build.question import Hints, infer_task
from nnfs_cli.build.starting_model import REFIT, StartingModel
from nnfs_cli.config.dataset_section import ImageDataset
from nnfs_cli.config.loading import LoadedConfig
from nnfs_cli.config.paths import LABEL_SOURCES
from nnfs_cli.config.schema import Config
from nnfs_cli.data.cache_entries import CACHE_FOLDER
from nnfs_cli.data.dataset import Dataset
from nnfs_cli.data.image_decoding import COLORS
from nnfs_cli.data.image_folders import LabelSource, Part
from nnfs_cli.data.image_inputs import ImageInputs
from nnfs_cli.data.images import ImageData, ImageRequest, load_images
from nnfs_cli.data.pixels import PixelScale
from nnfs_cli.data.raw_columns import CategoricalColumn, Indices
from nnfs_cli.data.split import Split, keep_given
from nnfs_cli.data.targets import TargetEncoder, describe_target
from nnfs_cli.errors import ConfigError, DataError
from nnfs_cli.suggestions import listed

TARGET = "class"
"""what an image's class is called where a table would have a column's name"""


def prepare_images(
    loaded: LoadedConfig, section: ImageDataset, hints: Hints, start: StartingModel | None = None
) -> PreparedData:
    """Read all images, give every one its part, fit the scale on those of training."""
    config = loaded.config
    data, sources = _load_all_parts(loaded, section)
    _refuse_unlearnable(data, str(sources[0]))
    _refuse_folds_beside_validation(config, data)
    target = CategoricalColumn(TARGET, data.labels.astype(np.int32), data.classes)
    targets = _targets(target, config, hints, start)
    t, task = targets.encode([target]), targets.task
    labels = stratification(config, task, t)
    split = keep_given(
        data.parts,
        test=part_fraction(config.split.test),
        validation=validation_fraction(config),
        seed=config.seed,
        labels=labels,
        shuffle=config.split.shuffle,
    )
    folds = make_folds(config, split.training, labels, None)
    rare = note_on_rare_classes(config, split.training, labels, data.classes)
    others = tuple(_note_on_other_pixels(start, section))

    def fitted(split: Split) -> PreparedData:
        pixels = config.preprocessing.pixels
        scale = _kept_scale(start, data) or PixelScale.fit(
            data.pixels, split.training, pixels, channels=data.shape[2]
        )
        return PreparedData(
            dataset=Dataset(data.pixels, t, data.shape, task, scale),
            split=split,
            inputs=ImageInputs(
                data.shape, scale, section.size is not None, section.crop, section.downsample
            ),
            targets=targets,
            numbers=None,
            task=task,
            row_title="file",
            row_names=data.files,
            resolved=section.model_copy(update={"classes": data.classes}),
            notes=(*data.notes, *rare, *_unlearned_classes(data, split.training), *others),
            sources=sources,
            folds=folds,
            refit=fitted if folds else None,
        )

    return fitted(split)


def _targets(
    target: CategoricalColumn, config: Config, hints: Hints, start: StartingModel | None
) -> TargetEncoder:
    task = infer_task([describe_target(target)], hints)
    everyone = np.arange(len(target.codes))
    threshold = config.evaluation.fixed_threshold
    found = TargetEncoder.fit([target], task, everyone, standardize=False, threshold=threshold)
    return start.targets_for(found) if start else found


def _kept_scale(start: StartingModel | None, data: ImageData) -> PixelScale | None:
    """The starting model's, if it is kept. Raises ConfigError for images of another shape."""
    if start is None or not start.kept:
        return None
    assert isinstance(start.inputs, ImageInputs)
    if start.inputs.shape != data.shape:
        here, there = (" x ".join(map(str, shape)) for shape in (data.shape, start.inputs.shape))
        raise ConfigError(
            f"these images are {here}, and those of {start.file} were {there}",
            "model.init_from",
            f"Write {_keys_for(start.inputs)} in the dataset. {REFIT}",
        )
    return start.inputs.scale


def _keys_for(inputs: ImageInputs) -> str:
    """What to write to bring images to a model's shape as its own were."""
    keys = [f"crop: {list(inputs.crop)}"] if inputs.crop else []
    if inputs.downsample > 1:
        keys.append(f"downsample: {inputs.downsample}")
    if inputs.resize or not keys:
        keys.append(f"size: {list(inputs.shape[:2])}")
    return ", ".join(keys)


def _note_on_other_pixels(start: StartingModel | None, section: ImageDataset) -> Iterator[str]:
    """Images may come cropped from elsewhere, so this is no mistake; but it may be one."""
    if start is None:
        return
    assert isinstance(start.inputs, ImageInputs)
    theirs = start.inputs.crop, start.inputs.downsample
    if theirs != (section.crop, section.downsample):
        yield f"the images of {start.file} had {_keys_for(start.inputs)}"


def _load_all_parts(
    loaded: LoadedConfig, section: ImageDataset
) -> tuple[ImageData, tuple[Path, ...]]:
    """The images of the dataset and of the test and validation folders that stand apart."""
    labels: LabelSource = (
        section.labels  # type: ignore[assignment]
        if section.labels in LABEL_SOURCES
        else loaded.resolve(section.labels)
    )
    request = ImageRequest(
        images=loaded.resolve(section.images),
        labels=labels,
        crop=section.crop,
        size=section.size,
        downsample=section.downsample,
        color=section.color,
        classes=section.classes,
    )
    split = loaded.config.split
    places: dict[Part, float | str] = {"validation": split.validation, "test": split.test}
    apart = {
        part: loaded.resolve(place) for part, place in places.items() if isinstance(place, str)
    }
    return load_images(request, apart, CACHE_FOLDER), (request.images, *apart.values())


def _refuse_unlearnable(data: ImageData, where: str) -> None:
    """Raise DataError where nothing could be learned: no training images, or of one class."""
    if not {None, "training"} & set(data.parts):
        raise DataError("holds no images to learn from", where, hint="They belong into train/.")
    if data.labels.min() == data.labels.max():
        raise DataError(
            f"all images are of the one class '{data.classes[data.labels[0]]}'",
            where,
            hint="Training needs images of two classes or more, such as a sub-folder for each.",
        )


def _refuse_folds_beside_validation(config: Config, data: ImageData) -> None:
    if config.split.k_folds is not None and "validation" in data.parts:
        raise ConfigError(
            "these images come with a validation part, and with k_folds the folds are that part",
            "split.k_folds",
            "Leave out k_folds, or move the images of validation/ into train/.",
        )


def _unlearned_classes(data: ImageData, training: Indices) -> Iterator[str]:
    counts = np.bincount(data.labels[training], minlength=len(data.classes))
    unlearned = [name for name, images in zip(data.classes, counts, strict=True) if not images]
    if unlearned:
        yield f"classes without an image to learn from: {listed(unlearned)}"


def labelled_images(source: Path, inputs: ImageInputs, targets: TargetEncoder) -> Dataset:
    """Images with answers for a trained model, brought to what it knows.

    Raises DataError for images of another size, and for classes that it was not trained on.
    """
    asked = inputs.geometry
    request = ImageRequest(
        images=source,
        crop=asked.crop,
        size=asked.size,
        downsample=asked.downsample,
        color=COLORS[inputs.shape[2]],
        classes=targets.classes,
        shape=inputs.shape,
    )
    data = load_images(request, cache=CACHE_FOLDER)
    target = CategoricalColumn(TARGET, data.labels.astype(np.int32), data.classes)
    return Dataset(data.pixels, targets.encode([target]), data.shape, targets.task, inputs.scale)
