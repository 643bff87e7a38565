"""Losses, one a file. Importing this makes all of them known."""

from importlib import import_module
from pkgutil import iter_modules

from nnfs_cli.engine.losses.loss import LOSSES as LOSSES
from nnfs_cli.engine.losses.loss import Loss as Loss

LESSON = (
    *("mse", "mae", "huber", "log_cosh", "poisson"),
    *("binary_crossentropy", "hinge", "binary_focal"),
    *("categorical_crossentropy", "categorical_focal"),
)
"""numbers, then yes or no, then classes; what is not named comes last"""

_found = [module.name for module in iter_modules(__path__)]
for _name in (*LESSON, *(name for name in _found if name not in LESSON)):
    import_module(f"{__name__}.{_name}")
