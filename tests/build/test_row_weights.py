"""Weights of rows and classes: what they come to, and what is wrong with some of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nnfs_cli.build.plan import Plan, make_plan
from nnfs_cli.config.dump import dump_config
from nnfs_cli.config.loading import load_config
from nnfs_cli.errors import ConfigError, DataError, NNError

KINDS = ("rare", "some", "most", "most", "most", "some")


def plan_for(folder: Path, *overrides: str, target: str = "kind") -> Plan:
    rows = [f"{k},{k % 5},{k % 4},{KINDS[k % 6]},{k % 3 // 2}" for k in range(60)]
    (folder / "main.csv").write_text("\n".join(["a,b,w,kind,late", *rows]) + "\n")
    config = folder / "config.yaml"
    config.write_text(f"dataset: {{path: main.csv, target: {target}}}\n")
    return make_plan(load_config(config, overrides))


def weights_of(plan: Plan) -> np.ndarray:
    """of the training rows, in the order of the file"""
    batches = plan.trainer(plan.network()).batches
    assert batches.weighted
    return batches._weights[plan.data.split.training]  # type: ignore[index]


def training_classes(plan: Plan) -> np.ndarray:
    t = plan.data.dataset.t[plan.data.split.training]
    return t.argmax(axis=1) if t.shape[1] > 1 else t[:, 0]


@pytest.mark.parametrize("target", ["kind", "late"])
def test_balanced_is_what_scikit_learn_calls_so(tmp_path: Path, target: str) -> None:
    learn = pytest.importorskip("sklearn.utils.class_weight")
    plan = plan_for(tmp_path, "training.class_weight=balanced", target=target)
    theirs = learn.compute_sample_weight("balanced", training_classes(plan))
    np.testing.assert_allclose(weights_of(plan), theirs, rtol=1e-6)
    assert len(np.unique(theirs)) > 1


def test_weights_by_name_keep_their_ratio_and_get_the_mean_one(tmp_path: Path) -> None:
    plan = plan_for(tmp_path, "training.class_weight={rare: 10, most: 0.5}")
    names = np.array(plan.data.targets.classes)[training_classes(plan)]
    by_hand = np.select([names == "rare", names == "most"], [10, 0.5], 1)
    np.testing.assert_allclose(weights_of(plan), by_hand / by_hand.mean(), rtol=1e-6)


def test_classes_that_are_numbers_may_be_written_so(tmp_path: Path) -> None:
    plan = plan_for(tmp_path, "training.class_weight={0: 1, 1: 4}", target="late")
    late = training_classes(plan)
    weights = weights_of(plan)
    assert weights[late == 1][0] == pytest.approx(4 * weights[late == 0][0])
    (tmp_path / "again.yaml").write_text(dump_config(plan.config))
    again = make_plan(load_config(tmp_path / "again.yaml"))
    np.testing.assert_array_equal(weights_of(again), weights)


def test_a_column_weighs_rows_and_is_no_feature(tmp_path: Path) -> None:
    plan = plan_for(tmp_path, "dataset.weight=w", target="a")
    assert plan.data.inputs.input_names == ("b", "kind=most", "kind=rare", "kind=some", "late")
    by_hand = plan.data.split.training % 4
    np.testing.assert_allclose(weights_of(plan), by_hand / by_hand.mean(), rtol=1e-6)
    (tmp_path / "again.yaml").write_text(dump_config(plan.config))
    again = make_plan(load_config(tmp_path / "again.yaml"))
    np.testing.assert_array_equal(weights_of(again), weights_of(plan))


def test_a_file_of_test_rows_needs_no_weights(tmp_path: Path) -> None:
    (tmp_path / "test.csv").write_text("a,b,kind,late\n1,2,rare,0\n3,4,most,1\n")
    plan = plan_for(tmp_path, "dataset.weight=w", "split.test=test.csv")
    assert plan.data.split.test.tolist() == [60, 61]
    assert weights_of(plan).mean() == pytest.approx(1)


def test_balanced_classes_of_weighted_rows_weigh_the_same_in_all(tmp_path: Path) -> None:
    plan = plan_for(tmp_path, "training.class_weight=balanced", "dataset.weight=w")
    weights, classes = weights_of(plan), training_classes(plan)
    sums = np.bincount(classes, weights)
    np.testing.assert_allclose(sums, sums.mean(), rtol=1e-6)
    row = plan.data.split.training % 4
    of_one_class = classes == 0
    np.testing.assert_allclose(
        weights[of_one_class] / weights[of_one_class].sum(),
        row[of_one_class] / row[of_one_class].sum(),
        rtol=1e-6,
    )


def test_without_weights_batches_have_none(tmp_path: Path) -> None:
    plan = plan_for(tmp_path)
    assert not plan.trainer(plan.network()).batches.weighted


def mistake(folder: Path, *overrides: str, target: str = "kind") -> NNError:
    with pytest.raises((ConfigError, DataError)) as caught:
        plan_for(folder, *overrides, target=target)
    return caught.value


def test_an_unknown_class_is_told_with_the_one_it_resembles(tmp_path: Path) -> None:
    error = mistake(tmp_path, "training.class_weight={rarer: 10}")
    assert "there is no class 'rarer'; did you mean 'rare'?" in str(error)
    assert "most, rare, some" in error.hint


@pytest.mark.parametrize(("target", "task"), [("a", "regression"), ("[late, b]", "regression")])
def test_numbers_have_no_classes_to_weigh(tmp_path: Path, target: str, task: str) -> None:
    error = mistake(tmp_path, "training.class_weight=balanced", target=target)
    assert f"but this is {task}" in str(error)
    assert "dataset.weight" in error.hint


def test_several_labels_are_no_class(tmp_path: Path) -> None:
    text = "x,p,q\n" + "".join(f"{k},{k % 2},{k % 3 // 2}\n" for k in range(40))
    (tmp_path / "labels.csv").write_text(text)
    options = ("dataset.path=labels.csv", "training.class_weight=balanced")
    assert "multilabel" in str(mistake(tmp_path, *options, target="[p, q]"))


@pytest.mark.parametrize(
    "override", ["training.class_weight={most: 0, rare: 0, some: 0}", "dataset.weight=zero"]
)
def test_weights_that_are_all_zero_teach_nothing(tmp_path: Path, override: str) -> None:
    rows = "".join(f"{k},0,{KINDS[k % 6]}\n" for k in range(60))
    (tmp_path / "zeros.csv").write_text("a,zero,kind\n" + rows)
    error = mistake(tmp_path, "dataset.path=zeros.csv", override)
    assert "every training row has the weight 0" in str(error)


def test_a_weight_below_zero_stands_in_its_line(tmp_path: Path) -> None:
    (tmp_path / "minus.csv").write_text("a,w,kind\n1,1,p\n2,-3,q\n")
    error = mistake(tmp_path, "dataset.path=minus.csv", "dataset.weight=w")
    assert "minus.csv:3: column 'w': -3 is no weight" in str(error)


def test_weights_of_the_watched_loss_have_the_mean_one_too(tmp_path: Path) -> None:
    plan = plan_for(tmp_path, "dataset.weight=w", "split.validation=0.3")
    rows = plan.data.split.validation % 4
    np.testing.assert_allclose(plan.validation_weights(), rows / rows.mean(), rtol=1e-6)
    assert plan_for(tmp_path, "split.validation=0.3").validation_weights() is None
    no_validation = plan_for(tmp_path, "dataset.weight=w", "split.validation=0")
    assert no_validation.validation_weights() is None
