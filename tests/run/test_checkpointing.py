"""When checkpoints are written, and what has to be on the disk before."""

from __future__ import annotations

from pathlib import Path

import pytest

from nnfs_cli.run.checkpoint import checkpoints, load_checkpoint
from nnfs_cli.run.checkpointing import Checkpointing


def test_a_checkpoint_waits_for_what_it_builds_on(tmp_path: Path) -> None:
    seen: list[list[Path]] = []
    folder = tmp_path / "checkpoints"
    checkpointing = Checkpointing(folder, 1, lambda: seen.append(checkpoints(folder)))
    checkpointing.flush()
    assert not seen, "there is nothing to write"
    checkpointing.offer(1, {"number": 1}, best=False)
    checkpointing.flush()
    assert seen == [[]]
    assert len(checkpoints(folder)) == 1


def names(folder: Path) -> list[str]:
    return [path.name.removesuffix(".checkpoint") for path in checkpoints(folder)]


@pytest.mark.parametrize("each_at_once", [True, False])
def test_every_n_epochs_the_newest_three_and_the_best_stay(
    tmp_path: Path, each_at_once: bool
) -> None:
    """10 epochs of 5 steps, a checkpoint every second one, epoch 4 the best, epoch 3 nearly so."""
    folder = tmp_path / "checkpoints"
    checkpointing = Checkpointing(folder, 2)
    for epoch in range(1, 11):
        if checkpointing.is_due(epoch):
            checkpointing.offer(5 * epoch, {"epoch": epoch}, best=epoch <= 4)
            if each_at_once:
                checkpointing.flush()
    checkpointing.finish(50, lambda: pytest.fail("the state after 50 steps is there already"))
    kept = ["step-000000020-best", "step-000000030", "step-000000040", "step-000000050"]
    assert names(folder) == kept
    assert [load_checkpoint(path)["epoch"] for path in checkpoints(folder)] == [4, 6, 8, 10]


def test_what_training_ended_with_is_kept_too(tmp_path: Path) -> None:
    folder = tmp_path / "checkpoints"
    checkpointing = Checkpointing(folder, 4)
    checkpointing.offer(8, {"epoch": 4}, best=True)
    checkpointing.finish(11, lambda: {"epoch": 5})
    assert names(folder) == ["step-000000008-best", "step-000000011"]
    resumed = Checkpointing(folder, 4, step=11)
    resumed.finish(11, lambda: pytest.fail("nothing was trained"))
    assert names(folder) == ["step-000000008-best", "step-000000011"]


def test_the_best_stays_the_best_when_training_ends_there(tmp_path: Path) -> None:
    checkpointing = Checkpointing(tmp_path / "checkpoints", 1)
    checkpointing.offer(5, {"epoch": 1}, best=True)
    checkpointing.finish(5, lambda: pytest.fail("it waits already"))
    assert names(tmp_path / "checkpoints") == ["step-000000005-best"]
