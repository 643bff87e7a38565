"""scikit-learn's check of x and y, whose place has moved: a method until 1.5, a function since."""

from __future__ import annotations

from typing import Any


def checked(estimator: Any, *arrays: Any, **options: Any) -> Any:
    """x, or x and y, as arrays; notes the number and names of features. Raises ValueError."""
    try:
        from sklearn.utils.validation import validate_data
    except ImportError:
        return estimator._validate_data(*arrays, **options)
    return validate_data(estimator, *arrays, **options)
