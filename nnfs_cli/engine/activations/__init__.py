"""Activation functions, one a file. Importing this makes all of them known."""

from importlib import import_module
from pkgutil import iter_modules

from nnfs_cli.engine.activations.activation import ACTIVATIONS as ACTIVATIONS
from nnfs_cli.engine.activations.activation import Activation as Activation

LESSON = (
    *("linear", "relu", "leaky_relu", "elu", "softplus", "swish", "gelu", "exponential"),
    *("hard_sigmoid", "softsign", "tanh", "sigmoid", "softmax"),
)
"""from the plainest to the one that looks at all units at once; what is not named comes last"""

_found = [module.name for module in iter_modules(__path__)]
for _name in (*LESSON, *(name for name in _found if name not in LESSON)):
    import_module(f"{__name__}.{_name}")
