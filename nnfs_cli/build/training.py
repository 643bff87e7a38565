"""How long to train and when to stop: what `auto` means."""

from __future__ import annotations

from nnfs_cli.config.schema import EarlyStopping, Training

STEPS = 60_000
"""about as many steps as the default network still learns from, whatever the data"""
FEWEST_EPOCHS, MOST_EPOCHS = 20, 400


def automatic_epochs(steps_per_epoch: int) -> int:
    """Enough epochs for STEPS steps, but each row is seen at least 20 and at most 400 times."""
    return min(MOST_EPOCHS, max(FEWEST_EPOCHS, -(-STEPS // steps_per_epoch)))


def complete_training(training: Training, training_rows: int, validation_rows: int) -> Training:
    """The training section with epochs, batch size and early stopping filled in."""
    size = training_rows if training.batch_size == "full" else training.batch_size
    batch_size = min(size, training_rows)
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
    return training.model_copy(
        update={"epochs": epochs, "batch_size": batch_size, "early_stopping": stopping}
    )
