"""The pictures of a run: how it learned, and how right it is.

matplotlib takes half a second to import: nothing outside this folder imports it, and this module
is imported only when there is something to draw.
"""

from __future__ import annotations

from nnfs_cli.report.confusion_plot import plot_confusion_matrices, plot_confusion_matrix
from nnfs_cli.report.history_plot import plot_history
from nnfs_cli.report.prediction_plot import plot_predicted_against_true

__all__ = [
    "plot_confusion_matrices",
    "plot_confusion_matrix",
    "plot_history",
    "plot_predicted_against_true",
]
