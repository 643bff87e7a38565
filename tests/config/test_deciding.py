"""What of a config may not change while a run goes on, and what nobody minds."""

from __future__ import annotations

import pytest

from nnfs_cli.config.deciding import changes
from nnfs_cli.config.dump import dump_config
from nnfs_cli.config.schema import Config
from tests.config.conftest import TABLE, Load


def resolved(load: Load, *overrides: str) -> Config:
    """As it is read from a run directory, where no default is left out."""
    return load(dump_config(load(TABLE, *overrides)))


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("training.learning_rate", "0.5", "was auto when this run began, and is 0.5 now"),
        ("split.test", "0.3", "was 0.2 when this run began, and is 0.3 now"),
        ("split.test", "held_out.csv", "was 0.2 when this run began, and is (a path) now"),
        ("dataset.filters", "['a > 0']", "was [] when this run began, and is [a > 0] now"),
        ("seed", "7", "was 0 when this run began, and is 7 now"),
        (
            "training.optimizer",
            "{type: sgd, momentum: 0.5, nesterov: true}",
            "was {type: adam, beta_1: 0.9, beta_2: 0.999, epsilon: 1.0e-08} when this run began, "
            "and is {type: sgd, momentum: 0.5, nesterov: true} now",
        ),
        ("dataset.features", str([f"column_{n}" for n in range(20)]), "has changed since"),
    ],
)
def test_told_in_a_sentence(load: Load, key: str, value: str, sentence: str) -> None:
    before = dump_config(load(TABLE))
    found = changes(before, resolved(load, f"{key}={value}"))
    assert [*found] == [key]
    assert f"{key} {sentence}" in found[key]


@pytest.mark.parametrize(
    "override", ["name=other", "output.plots=false", "dataset.path=b.csv", "seed=0"]
)
def test_nobody_minds(load: Load, override: str) -> None:
    assert changes(dump_config(load(TABLE)), resolved(load, override)) == {}


def test_patience_is_told_apart_from_the_rest_of_early_stopping(load: Load) -> None:
    stopping = "training.early_stopping={patience: 3}"
    before = dump_config(resolved(load, stopping))
    other = changes(before, resolved(load, stopping, "training.early_stopping.patience=4"))
    assert [*other] == ["training.early_stopping.patience"]
    other = changes(before, resolved(load, stopping, "training.early_stopping.monitor=loss"))
    assert [*other] == ["training.early_stopping"]
