"""Planted faults are found, each alone; good data and the shipped configs raise no alarm."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nnfs_cli.build.plan import Plan, make_plan
from nnfs_cli.config.dataset_section import TableDataset
from nnfs_cli.config.loading import load_config
from nnfs_cli.doctor.data_concerns import concerns_about

ROOT = Path(__file__).parent.parent.parent
LOADED = [load_config(config) for config in sorted((ROOT / "configs").glob("*.yaml"))]
SHIPPED = [
    Path(loaded.source.file)
    for loaded in LOADED
    if loaded.resolve(
        loaded.config.dataset.path
        if isinstance(loaded.config.dataset, TableDataset)
        else loaded.config.dataset.images
    ).exists()
]

Rows = list[tuple[float, float, int]]


@pytest.fixture
def rows() -> Rows:
    """Two numbers, and a class that they tell most of the time."""
    x = np.random.default_rng(3).normal(size=(300, 3)).round(3)
    return [(a, b, int(a + b + c > 0)) for a, b, c in x.tolist()]


def plan_of(folder: Path, header: str, rows: Sequence[Sequence[object]], extra: str = "") -> Plan:
    lines = (",".join(map(str, row)) for row in rows)
    (folder / "t.csv").write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    target = header.split(",")[-1]
    config = folder / "t.yaml"
    config.write_text(f"dataset: {{path: t.csv, target: {target}}}\n{extra}\n", encoding="utf-8")
    return make_plan(load_config(config))


def found(plan: Plan) -> list[str]:
    return [concern.what for concern in concerns_about(plan)]


@pytest.mark.parametrize("config", SHIPPED, ids=lambda config: config.stem)
def test_no_alarm_on_what_ships(config: Path) -> None:
    assert [c.sentence for c in concerns_about(make_plan(load_config(config)))] == []


def test_good_data_raise_no_alarm(tmp_path: Path, rows: Rows) -> None:
    assert found(plan_of(tmp_path, "a,b,y", rows)) == []


def test_columns_that_know_the_answer(tmp_path: Path, rows: Rows) -> None:
    leaky = [(a, b, ("open", "closed")[y], 5 * y + a / 50, y) for a, b, y in rows]
    assert found(plan_of(tmp_path, "a,b,status,score,y", leaky)) == [
        "'status' alone determines 'y'",
        "'score' alone determines 'y'",
    ]


def test_a_column_that_is_the_number_in_another_unit(tmp_path: Path, rows: Rows) -> None:
    told = [(a, 100 * (a + b), a + b) for a, b, _ in rows]
    plan = plan_of(tmp_path, "a,cents,euros", told)
    (concern,) = concerns_about(plan)
    assert concern.what == "'cents' alone determines 'euros'"
    assert "exclude: [cents]" in concern.change


def test_row_numbers(tmp_path: Path, rows: Rows) -> None:
    numbered = [(n, (n * 7919) % 100_003, *row) for n, row in enumerate(rows)]
    assert found(plan_of(tmp_path, "n,order_id,a,b,y", numbered)) == [
        "'n' has another value in every row and seems to number the rows",
        "'order_id' has another value in every row and seems to number the rows",
    ]


def test_a_single_column_may_count(tmp_path: Path) -> None:
    assert found(plan_of(tmp_path, "t,y", [(n, np.sin(n / 9)) for n in range(100)])) == []


def test_columns_that_never_change(tmp_path: Path, rows: Rows) -> None:
    same = [(1, "x", *row) for row in rows]
    plan = plan_of(tmp_path, "one,word,a,b,y", same)
    assert found(plan) == ["2 columns have the same value in every training row: one, word"]


def test_copies_across_the_parts(tmp_path: Path, rows: Rows) -> None:
    plan = plan_of(tmp_path, "a,b,y", rows[:100] * 3)
    (concern,) = concerns_about(plan)
    test, training = plan.data.split.test, set(plan.data.split.training % 100)
    copies = sum(1 for row in test % 100 if row in training)
    assert concern.what == f"{copies} of {len(test)} test rows are copies of training rows"


def test_copies_across_folds(tmp_path: Path, rows: Rows) -> None:
    plan = plan_of(tmp_path, "a,b,y", rows[:100] * 3, "split: {test: 0, k_folds: 5}")
    (what,) = found(plan)
    assert what.endswith("validation rows are copies of training rows")


def test_equal_rows_of_few_values_are_no_copies(tmp_path: Path) -> None:
    dice = np.random.default_rng(0).integers(6, size=(300, 3))
    assert found(plan_of(tmp_path, "a,b,y", dice.tolist())) == []


def test_equal_rows_that_disagree_in_the_answer_are_no_copies(tmp_path: Path, rows: Rows) -> None:
    """Three patients' visits with equal measurements, well one day and ill another."""
    visits = [(a, b, (n // 100) % 2 if n % 3 else y) for n, (a, b, y) in enumerate(rows[:100] * 3)]
    assert found(plan_of(tmp_path, "a,b,y", visits)) == []


def test_inputs_that_are_not_scaled(tmp_path: Path, rows: Rows) -> None:
    large = [(1000 * a, b, y) for a, b, y in rows]
    assert found(plan_of(tmp_path, "a,b,y", large)) == []
    plan = plan_of(tmp_path, "a,b,y", large, "preprocessing: {numeric: none}")
    (what,) = found(plan)
    assert what.startswith("'a' goes from -")
    assert what.endswith("and is not scaled")


@pytest.mark.parametrize(
    ("extra", "warned"), [("", True), ("training: {class_weight: balanced}", False)]
)
def test_rare_classes(tmp_path: Path, rows: Rows, extra: str, warned: bool) -> None:
    rare = [(a, b, "ill" if n % 20 == 0 else "well") for n, (a, b, _) in enumerate(rows)]
    what = found(plan_of(tmp_path, "a,b,state", rare, extra))
    assert [each.startswith("'ill' is rare, 1") for each in what] == [True] * warned


def test_fewer_rows_of_a_class_than_folds(tmp_path: Path, rows: Rows) -> None:
    few = [(a, b, "c" if n < 3 else "ab"[y]) for n, (a, b, y) in enumerate(rows)]
    extra = "split: {test: 0, k_folds: 5}\ntraining: {class_weight: balanced}"
    assert found(plan_of(tmp_path, "a,b,y", few, extra)) == ["fewer rows than the 5 folds have: c"]


@pytest.mark.parametrize(
    ("layer", "warned"),
    [("", True), (", l2: 0.001", False), ("}, {type: dropout, rate: 0.5", False)],
)
def test_a_network_too_large_for_its_rows(
    tmp_path: Path, rows: Rows, layer: str, warned: bool
) -> None:
    extra = (
        f"model: {{layers: [{{type: dense, units: 2000, activation: relu{layer}}}, "
        "{type: dense, activation: sigmoid}]}\ntraining: {epochs: 5}"
    )
    what = found(plan_of(tmp_path, "a,b,y", rows, extra))
    parameters = 2 * 2000 + 2000 + 2000 + 1
    told = [
        f"the network has {parameters:,} parameters for 210 training rows, and nothing holds it "
        "back"
    ]
    assert what == told * warned


def test_images_that_are_in_two_parts(tmp_path: Path) -> None:
    generator = np.random.default_rng(0)
    for part, copies in (("train", 20), ("test", 12)):
        for name in ("a", "b"):
            folder = tmp_path / part / name
            folder.mkdir(parents=True)
            for place in range(copies):
                seed = generator.integers(256, size=(6, 6), dtype=np.uint8)
                if part == "test" and place < 3:
                    seed = np.asarray(Image.open(tmp_path / "train" / name / f"{place}.png"))
                Image.fromarray(seed).save(folder / f"{place}.png")
    config = tmp_path / "t.yaml"
    config.write_text("dataset: {images: .}\nsplit: {validation: 0}\n", encoding="utf-8")
    assert found(make_plan(load_config(config))) == [
        "6 of 24 test images are copies of training images"
    ]
