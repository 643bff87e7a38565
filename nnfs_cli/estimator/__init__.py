"""Networks as scikit-learn estimators: `pip install 'nnfs-cli[sklearn]'`.

They go where scikit-learn's own go, into pipelines, grid searches and cross-validation, and what
they learned can be saved as a model.json for `nn predict`.
"""

from nnfs_cli.estimator.classifier import NeuralNetworkClassifier
from nnfs_cli.estimator.regressor import NeuralNetworkRegressor

__all__ = ["NeuralNetworkClassifier", "NeuralNetworkRegressor"]
