"""Declarative training of small neural networks: a YAML file in, a trained model out.

From Python: `train` a config, `load_model` a run, `predict` with it. They are imported when they
are first used, so that `import nnfs_cli` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nnfs_cli.api.model import Model, load_model, predict
    from nnfs_cli.api.predictions import Predictions
    from nnfs_cli.api.training import TrainedRun, train
    from nnfs_cli.errors import ConfigError, DataError, ModelFileError, NNError, TrainingError

__version__ = "0.1.0"

_HOMES = {
    "Model": "nnfs_cli.api.model",
    "load_model": "nnfs_cli.api.model",
    "predict": "nnfs_cli.api.model",
    "Predictions": "nnfs_cli.api.predictions",
    "TrainedRun": "nnfs_cli.api.training",
    "train": "nnfs_cli.api.training",
    "ConfigError": "nnfs_cli.errors",
    "DataError": "nnfs_cli.errors",
    "ModelFileError": "nnfs_cli.errors",
    "NNError": "nnfs_cli.errors",
    "TrainingError": "nnfs_cli.errors",
}

__all__ = [
    "ConfigError",
    "DataError",
    "Model",
    "ModelFileError",
    "NNError",
    "Predictions",
    "TrainedRun",
    "TrainingError",
    "load_model",
    "predict",
    "train",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'nnfs_cli' has no attribute '{name}'")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
