"""Every registry, filled: importing this module makes all components of the engine known."""

from __future__ import annotations

import importlib
import pkgutil

from nnfs_cli.engine import layers
from nnfs_cli.engine.activations import ACTIVATIONS
from nnfs_cli.engine.initializers import INITIALIZERS
from nnfs_cli.engine.layers.layer import LAYERS
from nnfs_cli.engine.losses import LOSSES
from nnfs_cli.engine.metrics import METRICS
from nnfs_cli.engine.optimizers import OPTIMIZERS
from nnfs_cli.engine.schedules import SCHEDULES
from nnfs_cli.registry import Registry

for _module in pkgutil.iter_modules(layers.__path__):
    importlib.import_module(f"{layers.__name__}.{_module.name}")

REGISTRIES: tuple[Registry[object], ...] = (
    LAYERS,
    ACTIVATIONS,
    INITIALIZERS,
    LOSSES,
    OPTIMIZERS,
    SCHEDULES,
    METRICS,
)  # type: ignore[assignment]

__all__ = [
    "ACTIVATIONS",
    "INITIALIZERS",
    "LAYERS",
    "LOSSES",
    "METRICS",
    "OPTIMIZERS",
    "REGISTRIES",
    "SCHEDULES",
]
