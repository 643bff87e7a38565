"""The calibration table: by hand, and against scikit-learn's calibration curve."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnfs_cli.engine.answers import Answers
from nnfs_cli.engine.calibration import calibration, reliability
from nnfs_cli.task import Task


def test_by_hand() -> None:
    p, t = np.array([0.05, 0.92, 0.94, 0.96, 1.0]), np.array([0, 1, 1, 0, 1])
    table = reliability(p, t)
    assert table["bins"] == [
        {"above": 0.0, "up_to": 0.1, "rows": 1, "mean_predicted": 0.05, "observed": 0.0},
        {
            "above": 0.9,
            "up_to": 1.0,
            "rows": 4,
            "mean_predicted": pytest.approx(0.955),
            "observed": 0.75,
        },
    ]
    assert table["error"] == pytest.approx((1 * 0.05 + 4 * 0.205) / 5)


def test_the_most_probable_class_is_looked_at() -> None:
    p = np.array([[0.7, 0.2, 0.1], [0.65, 0.3, 0.05], [0.1, 0.1, 0.8]])
    t = np.eye(3, dtype=np.uint8)[[0, 1, 2]]
    table = calibration(Answers(p, t, Task.MULTICLASS), "abc")
    assert table["error"] == pytest.approx((abs(1.35 - 1) + 0.2) / 3)
    assert [(each["above"], each["rows"]) for each in table["bins"]] == [(0.6, 2), (0.7, 1)]
    assert [len(each["bins"]) for each in table["per_class"].values()] == [1, 0, 1]
    assert table["per_class"]["a"]["error"] == pytest.approx(0.175)
    assert table["per_class"]["b"] == {"error": None, "bins": []}
    assert json.loads(json.dumps(table, allow_nan=False)) == table


def test_labels_have_a_table_each_and_one_together() -> None:
    p, t = np.array([[0.2, 0.9], [0.4, 0.9]]), np.array([[0, 1], [1, 1]], np.uint8)
    table = calibration(Answers(p, t, Task.MULTILABEL), ["sick", "old"])
    assert table["per_class"]["sick"]["error"] == pytest.approx((0.2 + 0.6) / 2)
    assert table["per_class"]["old"]["error"] == pytest.approx(0.1)
    assert table["error"] == pytest.approx((0.2 + 0.6 + 0.1 + 0.1) / 4)
    binary = calibration(Answers(p[:, :1], t[:, :1], Task.BINARY), ["no", "yes"])
    assert binary == {**table["per_class"]["sick"], "per_class": {}}


tenths = st.integers(0, 10).map(lambda tenth: tenth / 10)


@given(st.lists(st.tuples(st.floats(0, 1) | tenths, st.booleans()), min_size=1, max_size=40))
def test_bins_agree_with_scikit_learn(pairs: list[tuple[float, bool]]) -> None:
    reference: Any = pytest.importorskip("sklearn.calibration")
    p, t = np.array([p for p, _ in pairs] + [0.5]), np.array([t for _, t in pairs] + [True], int)
    p, t = np.append(p, 0.45), np.append(t, 0)
    observed, predicted = reference.calibration_curve(t, p, n_bins=10)
    bins = reliability(p, t)["bins"]
    assert [each["observed"] for each in bins] == pytest.approx(observed, abs=1e-12)
    assert [each["mean_predicted"] for each in bins] == pytest.approx(predicted, abs=1e-12)
    assert sum(each["rows"] for each in bins) == len(p)
