"""When checkpoints are written, and what has to be on the disk before."""

from __future__ import annotations

from pathlib import Path

from nnfs_cli.run.checkpoint import checkpoints
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
