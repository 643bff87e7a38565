"""How the learning rate changes while training, one schedule per file."""

# In the order of `nn list`, simple to complex.
# isort: off
from nnfs_cli.engine.schedules.schedule import SCHEDULES, Schedule
from nnfs_cli.engine.schedules.constant import Constant
from nnfs_cli.engine.schedules.inverse_time import InverseTime
from nnfs_cli.engine.schedules.step import Step
from nnfs_cli.engine.schedules.exponential import Exponential
from nnfs_cli.engine.schedules.polynomial import Polynomial
from nnfs_cli.engine.schedules.cosine import Cosine
from nnfs_cli.engine.schedules.one_cycle import OneCycle
from nnfs_cli.engine.schedules.reduce_on_plateau import ReduceOnPlateau
# isort: on

__all__ = [
    "SCHEDULES",
    "Constant",
    "Cosine",
    "Exponential",
    "InverseTime",
    "OneCycle",
    "Polynomial",
    "ReduceOnPlateau",
    "Schedule",
    "Step",
]
