"""What a training will take: memory and room on the disk, reckoned before it begins, and time.

Estimates, good to about a factor of two: enough to tell a coffee from a night, and a laptop that
will do from one that will not.
"""

from __future__ import annotations

import math
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nnfs_cli.build.plan import Plan
from nnfs_cli.doctor.concern import Concern
from nnfs_cli.engine.layers.conv2d import Conv2D
from nnfs_cli.engine.network import Network
from nnfs_cli.training.trainer import Trainer

PROGRAM = 110e6
"""bytes of memory of Python, NumPy and what else is imported"""
CHECKPOINTS = 4
MOST_WRITTEN_AS_LIST = 100_000
BYTES_AS_LIST, BYTES_AS_BASE64 = 14, 5.4
"""of a float32 in model.json"""
BYTES_OF_A_ROW = 30
"""in split.csv or predictions.csv, and for each output there"""
BYTES_OF_AN_ANSWER = 40
"""of an output for a row, while all answers are judged"""
LARGE = 2e9
"""bytes"""
LONG = 600.0
"""seconds"""


@dataclass(frozen=True)
class Footprint:
    """What a training takes, in bytes."""

    parameters: int
    memory: float
    disk: float


def footprint(plan: Plan, trainer: Trainer, at_a_time: int = 1) -> Footprint:
    """Of a run whose folds, if there are any, are trained so many at a time."""
    network, dataset, split = trainer.network, plan.data.dataset, plan.data.split
    vector = network.vector
    of_state = vector.values.nbytes + sum(slot.nbytes for slot in trainer.optimizer.state.values())
    of_checkpoint = of_state + vector.values.nbytes  # the best epoch's
    data = sum(array.nbytes for array in (dataset.x, dataset.t) if not is_mapped(array))
    at_work = vector.gradients.nbytes * 3 + of_checkpoint * (1 + CHECKPOINTS)
    width = max(trainer.batches.batch_size, 2 * network.rows_at_a_time)
    answers = dataset.rows * dataset.outputs * BYTES_OF_AN_ANSWER
    processes = at_a_time + 1 if at_a_time > 1 else 1
    memory = processes * (PROGRAM + data + at_work + answers + width * of_example(network))
    written = BYTES_AS_LIST if len(vector) <= MOST_WRITTEN_AS_LIST else BYTES_AS_BASE64
    files = len(vector) * written + CHECKPOINTS * of_checkpoint
    rows = dataset.rows + len(split.test) * (1 + dataset.outputs)
    disk = files * (1 + plan.folds) + rows * BYTES_OF_A_ROW
    return Footprint(len(vector), memory, disk)


def of_example(network: Network) -> float:
    """Bytes that an example takes between all layers: outputs, gradients, and for convolutions
    the pixels under every row of windows.
    """
    numbers = 0
    for layer in network.layers:
        numbers += 2 * math.prod(layer.output_shape)
        if isinstance(layer, Conv2D):
            width = layer.W.shape[1]
            numbers += 2 * width * math.prod(layer.input_shape)
    return float(numbers * network.dtype.itemsize)


def is_mapped(array: np.ndarray[tuple[int, ...], np.dtype[np.generic]]) -> bool:
    """Whether it lies in a file, so that memory is free to forget it."""
    base: object = array
    while isinstance(base, np.ndarray):
        if isinstance(base, np.memmap):
            return True
        base = base.base
    return False


def size_concerns(needs: Footprint, runs_dir: Path) -> Iterator[Concern]:
    """What to know before a large training begins."""
    if needs.memory > LARGE:
        yield Concern(
            f"training will take about {size(needs.memory)} of memory",
            "where there is less it becomes very slow, or is ended by the system",
            "Try fewer units or filters, smaller images (dataset.size), or a smaller "
            "training.batch_size",
        )
    free = free_on_disk(runs_dir)
    if needs.disk > min(LARGE, free):
        left = f", of {size(free)} that are free" if needs.disk > free else ""
        yield Concern(
            f"the run will take about {size(needs.disk)} on the disk{left}",
            "most of that are checkpoints, of which the newest three and the best are kept",
            "Try fewer units, or another place with --runs-dir",
        )


def long_training(plan: Plan, seconds: float, in_words: str) -> Concern | None:
    """What to know when training turns out to take long."""
    if seconds < LONG:
        return None
    upmost = "at most " if plan.early_stopping else ""
    return Concern(
        f"training will take {upmost}about {in_words}",
        "that is long to wait for a first answer",
        "Ctrl-C keeps what is learned, for --resume; for a quick answer try --set "
        f"training.max_time=10m, or --set training.batch_size={4 * plan.batch_size}",
    )


def free_on_disk(folder: Path) -> float:
    """Bytes where `folder` is or will be."""
    there = folder.absolute()
    while not there.exists():
        there = there.parent
    return shutil.disk_usage(there).free


def size(amount: float) -> str:
    """``85 MB``, ``2.4 GB``: two digits that count."""
    for unit, of_unit in (("GB", 1e9), ("MB", 1e6)):
        if amount >= 0.95 * of_unit:
            return f"{amount / of_unit:.{1 if amount < 9.95 * of_unit else 0}f} {unit}"
    return f"{max(1, round(amount / 1e3))} kB"
