"""ROC and precision-recall worked out by hand, and areas as the engine's metrics have them."""

from __future__ import annotations

import numpy as np
import pytest

from nnfs_cli.engine.answers import Answers
from nnfs_cli.engine.metrics import metric_titled
from nnfs_cli.report.ranking_curves import ranking_curves
from nnfs_cli.task import Task


def test_by_hand() -> None:
    """Ranked: yes, no, yes, no. Two rows of 0.5 are one threshold."""
    curves = ranking_curves(np.array([0.9, 0.5, 0.5, 0.1]), np.array([True, False, True, False]))
    assert curves is not None
    assert curves.false_positive_rate.tolist() == [0, 0, 0.5, 1]
    assert curves.recall.tolist() == [0, 0.5, 1, 1]
    assert curves.precision.tolist() == [1, 1, pytest.approx(2 / 3), 0.5]
    assert curves.area == pytest.approx(0.875)  # 1 of 4 pairs is a tie: 3.5 / 4
    assert curves.average_precision == pytest.approx(0.5 + 0.5 * 2 / 3)


@pytest.mark.parametrize("digits", [1, 6])
def test_areas_are_those_of_the_metrics(digits: int) -> None:
    generator = np.random.default_rng(0)
    p, t = generator.random(200).round(digits), generator.random(200) > 0.6
    curves = ranking_curves(p, t)
    assert curves is not None
    answers = Answers(p[:, None], t[:, None].astype(np.uint8), Task.BINARY)
    for title, ours in (("roc_auc", curves.area), ("average_precision", curves.average_precision)):
        metric = metric_titled(title)
        assert metric is not None
        assert ours == pytest.approx(metric(answers), abs=1e-12)


def test_one_kind_alone_has_no_curve() -> None:
    assert ranking_curves(np.array([0.2, 0.7]), np.array([True, True])) is None
