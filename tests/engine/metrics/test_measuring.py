"""Metrics by the titles of their scores."""

from __future__ import annotations

import pytest

from nnfs_cli.engine.metrics import METRICS, metric_titled


@pytest.mark.parametrize("name", [name for name in METRICS if not METRICS.options(name)])
def test_a_metric_without_options_is_called_by_its_name(name: str) -> None:
    assert METRICS.create(name).title == name
    assert isinstance(metric_titled(name), METRICS[name])


@pytest.mark.parametrize("k", [1, 3, 10])
def test_top_k_accuracy_is_called_by_its_k(k: int) -> None:
    metric = METRICS.create("top_k_accuracy", k=k)
    found = metric_titled(metric.title)
    assert found is not None
    assert METRICS.settings(found) == {"type": "top_k_accuracy", "k": k}


@pytest.mark.parametrize("title", ["loss", "top_k_accuracy", "top_0_accuracy", "top__accuracy", ""])
def test_other_titles_belong_to_no_metric(title: str) -> None:
    assert metric_titled(title) is None


@pytest.mark.parametrize(("score", "than"), [(2.0, 1.0), (1.0, 2.0), (1.0, 1.0)])
def test_better_is_higher_or_lower_as_the_metric_says(score: float, than: float) -> None:
    assert METRICS.create("roc_auc").is_better(score, than) is (score > than)
    assert METRICS.create("brier").is_better(score, than) is (score < than)
