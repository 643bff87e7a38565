"""What a trained network is good for on a few new images: it learns faster than from nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from nnfs_cli.errors import ConfigError
from tests.experiment.test_init_from import Experiment, experiment_of, to_the_end, trained

DIGITS = Path(__file__).parents[2] / "datasets" / "digits"
LAYERS = "[{type: dense, units: 64, activation: tanh}, {type: dense, units: 32, activation: tanh}"
FEW = "split={test: 0.7, validation: 0.2}"


def config(folder: Path, name: str, training: str) -> Path:
    path = folder / f"{name}.yaml"
    path.write_text(
        f"dataset: {{images: {name}, color: grayscale}}\n"
        f"model: {{layers: {LAYERS}, {{type: dense, activation: softmax}}]}}\n"
        f"training: {training}\noutput: {{plots: false, report: false}}\n",
        encoding="utf-8",
    )
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every second digit in `half`, the rest in `other` and, as even or odd, in `parity`; and a
    network trained on `half`.
    """
    folder = tmp_path_factory.mktemp("digits")
    for digit in range(10):
        for place, image in enumerate(sorted((DIGITS / str(digit)).iterdir())):
            parity = f"parity/{'odd' if digit % 2 else 'even'}"
            for home in [f"half/{digit}"] if place % 2 else [f"other/{digit}", parity]:
                (folder / home).mkdir(parents=True, exist_ok=True)
                shutil.copy(image, folder / home / f"{digit}-{image.name}")
    path = config(folder, "half", "{epochs: 20, learning_rate: 0.003}")
    assert (trained(path, folder / "runs").metrics["test"]["accuracy"] or 0) > 0.9
    return folder


def accuracies(experiment: Experiment) -> list[float]:
    """Of the validation rows after each epoch, then of the test rows."""
    assert len(experiment.plan.data.split.training) == 90
    experiment.start()
    after_epochs = [epoch.validation["accuracy"] or 0.0 for epoch in experiment.train()]
    return [*after_epochs, experiment.finish().metrics["test"]["accuracy"] or 0.0]


def test_the_same_question_of_other_images(folder: Path, tmp_path: Path) -> None:
    path = config(folder, "other", "{epochs: 4, learning_rate: 0.003}")
    scratch = accuracies(experiment_of(path, tmp_path, FEW))
    further = accuracies(experiment_of(path, tmp_path, FEW, "model.init_from=runs/half-001"))
    assert further[0] > 0.9 > 0.6 > scratch[0], "the first epoch"
    assert further[-1] > scratch[-1] + 0.1


def test_another_question_by_what_was_learnt_for_the_first(folder: Path, tmp_path: Path) -> None:
    """Even or odd, from 90 images: a new last layer on frozen ones against a whole new network."""
    path = config(folder, "parity", "{epochs: 12, optimizer: lbfgs}")
    start = ("model.init_from=runs/half-001", "model.freeze=[0, 1]")
    scratch = accuracies(experiment_of(path, tmp_path, FEW))
    further = accuracies(experiment_of(path, tmp_path, FEW, *start))
    assert further[1] > scratch[1] + 0.05, "the second step"
    assert further[-1] > scratch[-1] + 0.02


def test_images_of_another_size_are_one_clear_error(folder: Path, tmp_path: Path) -> None:
    path = config(folder, "other", "{epochs: 1}")
    with pytest.raises(ConfigError, match="these images are 6 x 6 x 1, and those of"):
        experiment_of(path, tmp_path, "model.init_from=runs/half-001", "dataset.size=[6, 6]")
    rest = experiment_of(path, tmp_path, "model.init_from=runs/half-001", "dataset.size=[8, 8]")
    assert to_the_end(rest).status == "finished"
