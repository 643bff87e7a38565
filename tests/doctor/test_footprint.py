from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from nnfs_cli.build.plan import Plan
from nnfs_cli.doctor.footprint import (
    Footprint,
    footprint,
    is_mapped,
    long_training,
    size,
    size_concerns,
)


def of(plan: Plan) -> Footprint:
    return footprint(plan, plan.trainer(plan.network()))


def test_parameters_are_counted(planned: Callable[..., Plan]) -> None:
    layers = "model.layers=[{type: dense, units: 8}, {type: dense}]"
    assert of(planned("iris.csv", "species", layers)).parameters == 4 * 8 + 8 + 8 * 3 + 3


def test_a_large_network_takes_what_its_copies_take(planned: Callable[..., Plan]) -> None:
    small, large = (
        of(
            planned(
                "iris.csv",
                "species",
                f"model.layers=[{{type: dense, units: {units}}}, "
                f"{{type: dense, units: {units}}}, {{type: dense}}]",
            )
        )
        for units in (10, 3000)
    )
    added = (large.parameters - small.parameters) * 4
    copies = (large.memory - small.memory) / added
    assert 10 < copies < 40  # values, gradients, two of adam, the best; checkpoints that wait
    assert 10 < (large.disk - small.disk) / added < 25  # 4 checkpoints of 4, and the model


def test_folds_multiply_the_files(planned: Callable[..., Plan]) -> None:
    one, five = (
        of(planned("iris.csv", "species", *folds)).disk for folds in ([], ["split.k_folds=5"])
    )
    assert 4 < five / one < 7


def test_arrays_in_files_need_no_memory(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.zeros(8))
    mapped = np.load(tmp_path / "a.npy", mmap_mode="r")
    assert is_mapped(mapped[2:].view(np.ndarray))
    assert not is_mapped(np.zeros(8)[2:])


def test_what_is_large_is_told_with_its_size(tmp_path: Path) -> None:
    assert not list(size_concerns(Footprint(1, 1.9e9, 1e6), tmp_path / "not" / "yet"))
    memory, disk = size_concerns(Footprint(1, 2.1e9, 1e30), tmp_path)
    assert memory.what == "training will take about 2.1 GB of memory"
    assert "that are free" in disk.what


def test_only_what_takes_more_than_ten_minutes_is_long(planned: Callable[..., Plan]) -> None:
    plan = planned("iris.csv", "species", "training.batch_size=16")
    assert long_training(plan, 599, "9 min 59 s") is None
    concern = long_training(plan, 601, "10 min 01 s")
    assert concern is not None
    assert concern.what == "training will take at most about 10 min 01 s"
    assert "training.batch_size=64" in concern.change


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (10.0, "1 kB"),
        (320e3, "320 kB"),
        (8.53e6, "8.5 MB"),
        (96e6, "96 MB"),
        (0.99e9, "1.0 GB"),
        (24e9, "24 GB"),
    ],
)
def test_sizes_in_words(amount: float, words: str) -> None:
    assert size(amount) == words
