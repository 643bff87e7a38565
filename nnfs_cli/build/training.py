"""How long to train, with which batches, and when to stop: what `auto` means."""

from __future__ import annotations

from collections.abc import Iterator

from nnfs_cli.config.layer_choice import LayerChoice
from nnfs_cli.config.loading import LoadedConfig
from nnfs_cli.config.schema import EarlyStopping, GradientClip, Training
from nnfs_cli.data.augmentation import Augmentation
from nnfs_cli.engine.components import LAYERS, OPTIMIZERS
from nnfs_cli.engine.layers.layer import Layer
from nnfs_cli.engine.optimizers import FullBatchOptimizer
from nnfs_cli.errors import ConfigError
from nnfs_cli.training import gradient_clip

BATCH_SIZE = 32
STEPS = 60_000
"""about as many steps as the default network still learns from, whatever the data"""
FEWEST_EPOCHS, MOST_EPOCHS = 20, 400


def automatic_epochs(steps_per_epoch: int) -> int:
    """Enough epochs for STEPS steps, but each row is seen at least 20 and at most 400 times."""
    return min(MOST_EPOCHS, max(FEWEST_EPOCHS, -(-STEPS // steps_per_epoch)))


def needs_all_rows(training: Training) -> bool:
    """Whether the optimizer looks at all rows in every step."""
    return issubclass(OPTIMIZERS[training.optimizer.type], FullBatchOptimizer)


def complete_training(training: Training, training_rows: int, validation_rows: int) -> Training:
    """The training section with all that is `auto` filled in."""
    size = training.batch_size
    if size == "auto":
        size = "full" if needs_all_rows(training) else BATCH_SIZE
    batch_size = training_rows if size == "full" else min(size, training_rows)
    automatic = training.epochs == "auto"
    epochs = (
        automatic_epochs(-(-training_rows // batch_size))
        if training.epochs == "auto"
        else training.epochs
    )
    stopping = training.early_stopping
    if stopping == "auto":
        patience = max(EarlyStopping().patience, epochs // 10)
        wanted = automatic and validation_rows > 0
        stopping = EarlyStopping(patience=patience) if wanted else None
    rate = training.learning_rate
    if rate == "auto":
        rate = OPTIMIZERS[training.optimizer.type].usual_learning_rate
    return training.model_copy(
        update={
            "epochs": epochs,
            "batch_size": batch_size,
            "learning_rate": rate,
            "early_stopping": stopping,
        }
    )


def clip_of(training: Training) -> gradient_clip.GradientClip | None:
    """The limit on gradients; a number alone is their norm."""
    clip = training.gradient_clip
    if isinstance(clip, GradientClip):
        return gradient_clip.GradientClip(clip.norm, clip.value)
    return None if clip is None else gradient_clip.GradientClip(norm=clip)


def augmentation_of(training: Training) -> Augmentation | None:
    """How training images are changed; None for not at all."""
    augment = training.augment
    if augment is None:
        return None
    return Augmentation(augment.shift, augment.rotate, augment.flip, augment.brightness)


def full_batch_mistakes(loaded: LoadedConfig, training_rows: int) -> Iterator[ConfigError]:
    """What cannot be had with an optimizer that needs the same loss at every look."""
    training, where = loaded.config.training, loaded.source.where
    if not needs_all_rows(training):
        return
    name = training.optimizer.type
    size = training.batch_size
    if isinstance(size, int) and size < training_rows:
        yield ConfigError(
            f"{name} looks at all {training_rows:,} training rows in every step, "
            f"so there are no batches of {size:,}",
            where("training.batch_size"),
            hint="Leave batch_size out, or write batch_size: full.",
        )
    if augmentation_of(training):
        yield ConfigError(
            f"{name} needs the same images at every look, so they must not be changed",
            where("training.augment"),
            hint="Leave augment out, or write optimizer: adam.",
        )
    if clip_of(training):
        yield ConfigError(
            f"{name} measures its steps by the gradient, so it must not be clipped",
            where("training.gradient_clip"),
            hint="Leave gradient_clip out.",
        )
    if training.schedule.type != "constant" or training.schedule.options["warmup"]:
        yield ConfigError(
            f"{name} finds the length of every step itself, so there is nothing to schedule",
            where("training.schedule"),
            hint="Leave schedule out.",
        )
    layers = loaded.config.model.layers
    for index, layer in enumerate(layers if layers != "auto" else ()):
        for message, hint in _mistakes_of_layer(layer):
            place = where(f"model.layers.{index}")
            yield ConfigError(f"{name} {message}", place, hint=hint)


def _mistakes_of_layer(layer: LayerChoice) -> Iterator[tuple[str, str]]:
    """Why a layer does not give the same loss at every look, and what to write instead."""
    kind, or_adam = LAYERS[layer.type], "or write optimizer: adam."
    if kind.reseed is not Layer.reseed:
        yield (
            f"compares the loss of different weights, which {layer.type} would change at random",
            f"Hold weights small with l2 instead, {or_adam}",
        )
    if kind.statistics is not Layer.statistics:
        yield (
            f"takes few steps, too few for the statistics that {layer.type} gathers on its way",
            f"Write layer_norm instead, {or_adam}",
        )
    if layer.options.get("max_norm") is not None:
        yield (
            "must find weights as it left them, but max_norm shortens them",
            f"Hold weights small with l2 instead, {or_adam}",
        )
