"""Which inputs a column became, and asking a run's networks the way the run itself did."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from nnfs_cli.analysis.subject import Subject, stretches_of
from nnfs_cli.build.plan import Plan, make_plan
from nnfs_cli.config.loading import load_config
from nnfs_cli.engine.network import Network
from nnfs_cli.scoring import predict_rows
from tests.analysis.subjects import columns, encoder_of, linear_subject

DATASETS = Path(__file__).parents[2] / "datasets"


def plan_of(folder: Path, dataset: str, more: str = "") -> Plan:
    path = folder / "config.yaml"
    path.write_text(f"dataset: {dataset}\n{more}", encoding="utf-8")
    return make_plan(load_config(path, ()))


def test_one_hot_inputs_belong_together() -> None:
    assert stretches_of(encoder_of(columns())) == [
        slice(0, 1),
        slice(1, 2),
        slice(2, 5),
        slice(5, 6),
    ]


def test_numbers_come_back_in_their_own_unit() -> None:
    for numeric in ([], ["standardize"], ["minmax", "standardize"]):
        subject = linear_subject(numeric)
        np.testing.assert_allclose(subject.numbers(1), columns()[1].values, rtol=1e-12)


def test_a_subject_answers_as_its_run_does(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, f"{{path: {(DATASETS / 'iris.csv').as_posix()}, target: species}}")
    network, rows = plan.network(), plan.data.split.test
    subject = Subject.of(plan, [network], rows)
    assert subject is not None
    np.testing.assert_array_equal(subject.outputs(), predict_rows(network, plan.data.dataset, rows))
    assert subject.names == ("sepal_length", "sepal_width", "petal_length", "petal_width")


def test_an_ensemble_sees_each_row_through_the_encoders_of_its_folds(tmp_path: Path) -> None:
    table = (DATASETS / "iris.csv").as_posix()
    more = "split: {k_folds: 3, final_model: ensemble}"
    plan = plan_of(tmp_path, f"{{path: {table}, target: species}}", more)
    networks: list[Network] = [plan.of_fold(number).network() for number in (1, 2, 3)]
    rows = plan.data.split.test
    subject = Subject.of(plan, networks, rows)
    assert subject is not None
    assert len(subject.views) == 3
    own = [
        predict_rows(network, plan.of_fold(number).data.dataset, rows).astype(float)
        for number, network in enumerate(networks, start=1)
    ]
    np.testing.assert_allclose(subject.outputs(), np.mean(own, axis=0), rtol=1e-6)


def test_images_have_no_columns(tmp_path: Path) -> None:
    digits = (DATASETS / "digits").as_posix()
    plan = plan_of(tmp_path, f"{{images: {digits}}}")
    assert Subject.of(plan, [plan.network()], plan.data.split.test) is None


def test_rows_that_are_drawn_keep_their_answers() -> None:
    subject = linear_subject()
    drawn = subject.sampled(20, seed=3)
    assert drawn.rows == 20
    np.testing.assert_allclose(drawn.outputs(), drawn.t)
    np.testing.assert_array_equal(drawn.t, subject.sampled(20, seed=3).t)
    assert subject.sampled(1000, seed=3) is subject
