"""How a gradient becomes a step, one optimizer per file, from plain descent to L-BFGS."""

# In the order of `nn list`, simple to complex.
# isort: off
from nnfs_cli.engine.optimizers.optimizer import (
    OPTIMIZERS,
    FullBatchOptimizer,
    Objective,
    Optimizer,
)
from nnfs_cli.engine.optimizers.sgd import SGD
from nnfs_cli.engine.optimizers.adagrad import Adagrad
from nnfs_cli.engine.optimizers.rmsprop import RMSprop
from nnfs_cli.engine.optimizers.adadelta import Adadelta
from nnfs_cli.engine.optimizers.adam import Adam
from nnfs_cli.engine.optimizers.adamw import AdamW
from nnfs_cli.engine.optimizers.amsgrad import AMSGrad
from nnfs_cli.engine.optimizers.nadam import Nadam
from nnfs_cli.engine.optimizers.lion import Lion
from nnfs_cli.engine.optimizers.lbfgs import LBFGS
# isort: on

__all__ = [
    "LBFGS",
    "OPTIMIZERS",
    "SGD",
    "AMSGrad",
    "Adadelta",
    "Adagrad",
    "Adam",
    "AdamW",
    "FullBatchOptimizer",
    "Lion",
    "Nadam",
    "Objective",
    "Optimizer",
    "RMSprop",
]
