"""Tables whose test or validation rows come from a file of their own, and rows left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from nnfs_cli.build.plan import Plan, make_plan
from nnfs_cli.config.loading import load_config
from nnfs_cli.errors import DataError, ManyErrors
from nnfs_cli.task import Task

ROWS = "".join(f"{k},{k % 7},{'stayed' if k % 3 else 'left'}\n" for k in range(40))


def plan_for(folder: Path, *overrides: str, target: str = "late") -> Plan:
    (folder / "main.csv").write_text("a,b,late\n" + ROWS)
    config = folder / "config.yaml"
    config.write_text(f"dataset: {{path: main.csv, target: {target}}}\n")
    return make_plan(load_config(config, overrides))


def test_rows_of_a_file_of_their_own_are_the_test_part(tmp_path: Path) -> None:
    (tmp_path / "test.csv").write_text("late,extra,b,a\nstayed,9,1,2\nleft,9,3,4\n")
    plan = plan_for(tmp_path, "split.test=test.csv")
    assert plan.task is Task.BINARY
    assert plan.data.split.test.tolist() == [40, 41]
    assert plan.data.dataset.t[[40, 41], 0].tolist() == [1, 0]


def test_a_class_that_only_the_test_file_has_is_a_mistake_in_that_file(tmp_path: Path) -> None:
    (tmp_path / "test.csv").write_text("a,b,late\n1,2,left\n3,4,never\n")
    with pytest.raises(DataError, match="unknown class 'never'") as error:
        plan_for(tmp_path, "split.test=test.csv")
    assert error.value.where == str(tmp_path / "test.csv")
    assert "left, stayed" in error.value.hint


def test_all_columns_that_the_test_file_lacks_are_one_mistake_in_that_file(tmp_path: Path) -> None:
    (tmp_path / "test.csv").write_text("aa,c\n1,2\n")
    with pytest.raises(DataError, match=r"lacks the columns 'a' .*'aa'.*'b', 'late'") as error:
        plan_for(tmp_path, "split.test=test.csv")
    assert error.value.where == str(tmp_path / "test.csv")


def test_a_row_that_is_not_one_hot_is_named_as_the_file_counts_it(tmp_path: Path) -> None:
    (tmp_path / "hot.csv").write_text("x,p,q\n1,,0\n2,1,0\n3,1,1\n4,0,1\n")
    layers = "model.layers=[{type: dense, activation: softmax}]"
    with pytest.raises(DataError, match=r"in 1 row .* the first is row 3") as error:
        plan_for(tmp_path, "dataset.path=hot.csv", layers, target="[p, q]")
    assert "dataset.target" in error.value.where


def test_all_that_the_config_contradicts_itself_in_is_told_before_the_data_are_read(
    tmp_path: Path,
) -> None:
    layers = "model.layers=[{type: dense, activation: sigmoid}]"
    with pytest.raises(ManyErrors) as error:
        plan_for(tmp_path, "dataset.path=no.csv", layers, "model.loss=categorical_crossentropy")
    text = [str(mistake) for mistake in error.value.mistakes()]
    assert "no file or folder" in text[0]
    assert "cannot be the loss behind sigmoid; end with softmax" in text[1]
