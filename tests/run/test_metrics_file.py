"""metrics.csv while a run goes on, is killed, and goes on again."""

from __future__ import annotations

from pathlib import Path

import pytest

from nnfs_cli.errors import ModelFileError
from nnfs_cli.run.metrics_file import MetricsWriter, past_epochs, read_metrics

COLUMNS = ("epoch", "loss", "validation_loss")


def row(epoch: int) -> dict[str, float | None]:
    return {"epoch": epoch, "loss": 1 / epoch, "validation_loss": None}


def after(path: Path, epochs: int) -> bytes:
    writer = MetricsWriter(path, COLUMNS)
    for epoch in range(1, epochs + 1):
        writer.append(row(epoch))
    return path.read_bytes()


def test_every_epoch_is_on_disk_at_once(tmp_path: Path) -> None:
    path = tmp_path / "metrics.csv"
    assert after(path, 2) == b"epoch,loss,validation_loss\n1,1.0,\n2,0.5,\n"
    assert read_metrics(path) == {
        "epoch": [1, 2],
        "loss": [1, 0.5],
        "validation_loss": [None, None],
    }


@pytest.mark.parametrize("through", [0, 1, 3])
def test_a_resumed_run_ends_with_the_same_bytes(tmp_path: Path, through: int) -> None:
    path = tmp_path / "metrics.csv"
    whole = after(path, 5)
    writer = MetricsWriter(path, COLUMNS, through_epoch=through)
    for epoch in range(through + 1, 6):
        writer.append(row(epoch))
    assert path.read_bytes() == whole


def test_rows_that_are_needed_and_missing_are_said(tmp_path: Path) -> None:
    path = tmp_path / "metrics.csv"
    after(path, 2)
    with pytest.raises(ModelFileError, match="the rows of epochs 1 to 3 are not all here"):
        MetricsWriter(path, COLUMNS, through_epoch=3)
    with pytest.raises(ModelFileError, match="expected the columns epoch,loss"):
        MetricsWriter(path, ("epoch", "loss"), through_epoch=1)


def test_every_column_needs_a_value(tmp_path: Path) -> None:
    writer = MetricsWriter(tmp_path / "metrics.csv", COLUMNS)
    with pytest.raises(KeyError):
        writer.append({"epoch": 1, "loss": 0.5})


def test_text_among_the_numbers_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "metrics.csv"
    path.write_text("epoch,loss\n1,low\n")
    with pytest.raises(ModelFileError, match=r"metrics\.csv: expected numbers"):
        read_metrics(path)


def test_past_epochs_tell_their_losses_and_validations(tmp_path: Path) -> None:
    path = tmp_path / "metrics.csv"
    path.write_text(
        "epoch,step,loss,learning_rate,validation_loss,validation_f1\n"
        "1,8,0.5,0.1,0.75,\n2,16,0.25,0.1,,\n",
        encoding="utf-8",
    )
    assert list(past_epochs(path)) == [
        (1, 0.5, {"loss": 0.75, "f1": None}),
        (2, 0.25, {"loss": None, "f1": None}),
    ]
