"""How good the answers are, in the numbers people compare: the score beside the loss.

Importing the package registers every metric, in the order in which `nn list` shows them.
"""

from nnfs_cli.engine.metrics import regression  # noqa: F401  # isort: skip
from nnfs_cli.engine.metrics import decisions  # noqa: F401  # isort: skip
from nnfs_cli.engine.metrics import ranking  # noqa: F401  # isort: skip
from nnfs_cli.engine.metrics import probabilities  # noqa: F401  # isort: skip
from nnfs_cli.engine.metrics.measuring import (
    AUTOMATIC,
    baseline,
    measure,
    metric_titled,
    metrics_without_options,
    names_for,
)
from nnfs_cli.engine.metrics.metric import METRICS, Metric, Scores

__all__ = [
    "AUTOMATIC",
    "METRICS",
    "Metric",
    "Scores",
    "baseline",
    "measure",
    "metric_titled",
    "metrics_without_options",
    "names_for",
]
