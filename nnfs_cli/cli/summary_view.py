"""What is shown before training: the data, the layers with their shapes and sizes, the plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.table import Table

from nnfs_cli.cli.tables import facts, heading, spaced, table
from nnfs_cli.cli.wording import count, printable, shape, some

if TYPE_CHECKING:
    from nnfs_cli.check import CheckReport
    from nnfs_cli.doctor.footprint import Footprint
    from nnfs_cli.experiment.experiment import Experiment
    from nnfs_cli.experiment.summaries import DataSummary, LayerSummary


def before_training(experiment: Experiment, needs: Footprint) -> RenderableType:
    """What is about to happen: data, network, how it learns, what that takes."""
    from nnfs_cli.doctor.footprint import size

    data, network = experiment.data_summary, experiment.network_summary
    title = heading(experiment.name, experiment.task.value)
    takes = f"about {size(needs.memory)} of memory, {size(needs.disk)} on the disk"
    plan = facts([("Training", plan_in_words(experiment)), ("Takes", takes)])
    return spaced([title, data_facts(data), layers_table(network), plan])


def after_check(config: str, report: CheckReport) -> RenderableType:
    """What would be trained, now that nothing is wrong with it."""
    title = heading(config, report.task.value)
    return spaced([title, data_facts(report.data), layers_table(report.layers)])


def data_facts(data: DataSummary) -> Table:
    """Where the rows come from and what they hold, then whatever is noteworthy about them."""
    inputs = f"{count(len(data.features))}: {some(data.features)}"
    target = some(data.target) + (f": {some(data.classes)}" if data.classes else "")
    target += " (positive)" if data.positive else ""  # the last of the two
    notes = zip(["Notes", *[""] * len(data.notes)], map(printable, data.notes), strict=False)
    rows = ", ".join(f"{count(amount)} {part}" for part, amount in data.rows.items() if amount)
    unit = "Rows" if data.kind == "table" else "Images"
    return facts(
        [
            ("Data", printable(data.source)),
            (unit, rows),
            ("Inputs", inputs if len(data.features) > 1 else some(data.features)),
            ("Target", target),
            *notes,
        ]
    )


def layers_table(layers: Sequence[LayerSummary]) -> Table:
    """Type, output shape and number of parameters of each layer, and the total."""
    new = table("Layer", "Output", "Parameters", numbers=("Output", "Parameters"))
    new.show_footer = len(layers) > 1
    new.columns[-1].footer = count(sum(layer.parameters for layer in layers))
    for layer in layers:
        name = f"{layer.type} {layer.detail}".rstrip()
        new.add_row(name, shape(layer.output_shape), count(layer.parameters))
    return new


def plan_in_words(experiment: Experiment) -> str:
    """``adam, categorical_crossentropy, batches of 32, at most 200 epochs``"""
    batches = f"batches of {count(experiment.batch_size)}"
    most = "at most " if experiment.plan.early_stopping else ""
    epochs = f"{most}{count(experiment.epochs, 'epoch')}"
    folds = f", {count(experiment.plan.folds)} folds" if experiment.plan.folds else ""
    begun = experiment.trainer.epoch
    resumed = f", going on after epoch {count(begun)}" if begun else ""
    return f"{experiment.optimizer}, {experiment.loss}, {batches}, {epochs}{folds}{resumed}"
