"""scikit-learn's own list of what an estimator has to do."""

from __future__ import annotations

from typing import Any

import pytest

sklearn = pytest.importorskip("sklearn")

from sklearn.utils.estimator_checks import parametrize_with_checks  # noqa: E402

from nnfs_cli.estimator import NeuralNetworkClassifier, NeuralNetworkRegressor  # noqa: E402

ESTIMATORS = [NeuralNetworkClassifier(epochs=60), NeuralNetworkRegressor(epochs=60)]


@parametrize_with_checks(ESTIMATORS)
def test_scikit_learn_asks(estimator: Any, check: Any) -> None:
    check(estimator)
