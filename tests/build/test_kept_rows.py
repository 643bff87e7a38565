"""Rows out of the cache are those that the table gives, whatever happened to either in between."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnfs_cli.build import kept_rows, table_data
from nnfs_cli.build.plan import Plan, make_plan
from nnfs_cli.config.dump import dump_config
from nnfs_cli.config.loading import load_config
from nnfs_cli.data import cache_entries, table_cache
from nnfs_cli.data.raw_columns import CategoricalColumn, RawColumn
from nnfs_cli.data.tables import TableData, TableRequest, load_table
from nnfs_cli.experiment.beginning import begin

ROWS = "".join(
    f"{k % 17 / 7},{'é' if k % 5 else 'b c'},{['no', 'yes'][k % 2]},"
    f"{'' if k % 11 == 0 else k % 3},{k // 2 % 2},{k % 3 + 1},{'abc'[k % 3]}\n"
    for k in range(60)
)
TABLE = "n,w,b,hole,g,weight,class\n" + ROWS
READ_BEFORE = "read before: its rows come from .nn-cache/, ready for training"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with a table that counts as large."""
    monkeypatch.chdir(tmp_path)
    for module in (kept_rows, table_cache):
        monkeypatch.setattr(module, "LARGE_FILE", 1)
    Path("t.csv").write_text(TABLE, encoding="utf-8")
    return tmp_path


def plan_for(*overrides: str, target: str = "n", path: str = "t.csv") -> Plan:
    Path("c.yaml").write_text(f"dataset: {{path: {path}, target: {target}}}\n", encoding="utf-8")
    return make_plan(load_config(Path("c.yaml"), overrides))


def is_kept(plan: Plan) -> bool:
    return READ_BEFORE in plan.data.notes


def entries() -> list[Path]:
    return sorted(Path(".nn-cache").glob("*.rows"))


def said(plan: Plan) -> object:
    """Everything there is to know about the data of a plan, comparable."""
    data = plan.data
    assert data.table is not None
    counts = replace(data.table, read_columns=tuple)
    return (
        (bits(data.dataset.x), bits(data.dataset.t), data.dataset.input_shape, data.task),
        None if data.dataset.weights is None else bits(data.dataset.weights),
        [bits(getattr(data.split, part)) for part in ("training", "validation", "test")],
        (data.inputs, data.targets, dump_config(plan.config)),
        [bits(values) for values in data.numbers or ()],
        (bits(data.row_names), data.row_title, data.sources),
        [note for note in data.notes if not note.startswith("read before")],
        (counts.rows_in_file, counts.rows_filtered, counts.rows_dropped, counts.missing),
        [column_said(column) for column in data.table.columns],
    )


def bits(values: object) -> tuple[object, ...]:
    array = np.asarray(values)
    return array.dtype, array.shape, array.tobytes()


def column_said(column: RawColumn) -> object:
    if isinstance(column, CategoricalColumn):
        return column.name, column.vocabulary, bits(column.codes)
    return column.name, getattr(column, "spellings", None), bits(getattr(column, "values"))  # noqa: B009


@pytest.mark.parametrize(
    ("target", "overrides"),
    [
        ("n", ()),
        ("n", ("training.precision=float64", "preprocessing.target=none")),
        ("b", ("evaluation.threshold=0.3",)),
        ("class", ("dataset.missing=mean", "preprocessing.numeric=[minmax, standardize]")),
        ("[b, g]", ("dataset.exclude=[hole]", "model.layers=[{type: dense, activation: sigmoid}]")),
        ("[n, hole]", ("dataset.filters=['g > 0']", "split.shuffle=false")),
        ("n", ("dataset.weight=weight", "split.validation=0")),
        ("n", ("split.group=class", "dataset.columns={g: {type: categorical}}")),
        ("n", ("split.time=weight", "split.validation=0")),
    ],
)
def test_the_second_time_it_is_all_the_same(target: str, overrides: tuple[str, ...]) -> None:
    first, second = (plan_for(*overrides, target=target) for _ in range(2))
    shutil.rmtree(".nn-cache")
    third = plan_for(*overrides, target=target)
    assert [is_kept(plan) for plan in (first, second, third)] == [False, True, False]
    assert said(first) == said(second) == said(third)


def test_nothing_is_read_or_encoded_again(monkeypatch: pytest.MonkeyPatch) -> None:
    plan_for()

    def refuse(*_: object) -> None:
        raise AssertionError("the table was prepared again")

    monkeypatch.setattr(table_data, "prepare_table", refuse)
    assert is_kept(plan_for())


@pytest.mark.parametrize("keep_the_table", [False, True])
def test_model_and_predictions_are_the_same_bytes(
    keep_the_table: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def trained(name: str) -> list[bytes]:
        plan_for()  # writes the config
        run = begin(load_config(Path("c.yaml"), ["training.epochs=2", "output.plots=false"]))
        folder = run.start()
        assert len(list(run.train())) == 2
        run.finish()
        files = ("model.json", "predictions.csv", "split.csv", "config.resolved.yaml")
        return [(folder.path / file).read_bytes() for file in files]

    if keep_the_table:
        plan_for("seed=1")
    first, second = trained("cold"), trained("warm")
    shutil.rmtree(".nn-cache")
    for module in (kept_rows, table_cache):
        monkeypatch.setattr(module, "LARGE_FILE", 10**9)
    assert first == second == trained("without")
    assert not Path(".nn-cache").exists()


def test_a_changed_byte_makes_other_rows() -> None:
    """Even where size and time say that nothing happened."""
    plan_for()
    before = Path("t.csv").stat()
    Path("t.csv").write_text(TABLE.replace("0.1428", "0.1429"), encoding="utf-8")
    os.utime("t.csv", ns=(before.st_atime_ns, before.st_mtime_ns))
    changed = plan_for()
    assert not is_kept(changed)
    shutil.rmtree(".nn-cache")
    assert said(changed) == said(plan_for())


def test_a_file_that_changes_while_it_is_read_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    def load_and_change(request: TableRequest) -> TableData:
        data = load_table(request)
        request.path.write_text(TABLE + ROWS, encoding="utf-8")
        return data

    monkeypatch.setattr(table_cache, "load_table", load_and_change)
    plan_for()
    assert entries() == []


@pytest.mark.parametrize(
    "override",
    [
        "seed=1",
        "split.test=0.3",
        "split.shuffle=false",
        "preprocessing.numeric=minmax",
        "preprocessing.target=none",
        "training.precision=float64",
        "dataset.missing=mean",
        "dataset.filters=['g > 0']",
        "dataset.exclude=[w]",
        "dataset.columns={g: {type: categorical}}",
        "dataset.weight=weight",
        "model.loss=poisson",
    ],
)
def test_whatever_decides_the_rows_is_another_entry(override: str) -> None:
    plan_for()
    other = plan_for(override)
    assert not is_kept(other)
    shutil.rmtree(".nn-cache")
    assert said(other) == said(plan_for(override))


@pytest.mark.parametrize("module", ["__version__", "ENTRY_FORMAT"])
def test_other_versions_do_not_trust_it(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plan_for()
    monkeypatch.setattr(kept_rows, module, "99")
    assert not is_kept(plan_for())


@pytest.mark.parametrize(
    "override", ["training.epochs=3", "training.optimizer=sgd", "name=other", "model.loss=mae"]
)
def test_what_does_not_decide_them_finds_the_same_entry(override: str) -> None:
    plan_for("model.loss=mse")
    assert is_kept(plan_for("model.loss=mse", override)) == ("loss" not in override)


def test_a_file_that_moved_is_found_again() -> None:
    plan_for()
    Path("elsewhere").mkdir()
    Path("t.csv").rename("elsewhere/u.csv")
    moved = plan_for(path="elsewhere/u.csv")
    assert is_kept(moved)
    assert moved.config.dataset.path == "elsewhere/u.csv"  # type: ignore[union-attr]
    assert moved.data.sources == (Path("elsewhere/u.csv"),)


@pytest.mark.parametrize(
    "override",
    [
        "split.k_folds=3",
        "split.test=test.csv",
        "dataset.columns={w: {type: text}}",
    ],
)
def test_folds_texts_and_files_apart_go_by_way_of_the_table(override: str) -> None:
    Path("test.csv").write_text(TABLE, encoding="utf-8")
    for _ in range(2):
        assert not is_kept(plan_for(override))
    assert entries() == []


def damaged(entry: Path, content: bytes) -> None:
    """Not in place: the old file may be mapped."""
    entry.unlink()
    entry.write_bytes(content)


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[:-9],
        lambda content: content[:-1] + bytes([content[-1] ^ 1]),
        lambda content: content[:12] + b"\xff" * 8 + content[20:],
        lambda content: b"",
        lambda content: b"x" * 99,
    ],
)
@pytest.mark.parametrize("kind", ["*.rows", "*"])
def test_a_damaged_entry_is_made_anew(damage: Callable[[bytes], bytes], kind: str) -> None:
    expected = said(plan_for())
    (entry,) = entries()
    good = entry.read_bytes()
    for path in (path for path in Path(".nn-cache").glob(kind) if path.name != ".gitignore"):
        damaged(path, damage(path.read_bytes()))
    plan = plan_for()
    assert not is_kept(plan)
    assert said(plan) == expected
    assert entry.read_bytes() == good


def test_a_damaged_table_beside_good_rows_is_read_again() -> None:
    expected = said(plan_for())
    (table,) = Path(".nn-cache").glob("*.table")
    damaged(table, table.read_bytes()[:-1])
    plan = plan_for()
    assert is_kept(plan)
    assert said(plan) == expected


def test_an_entry_under_a_wrong_name_is_made_anew() -> None:
    plan_for()
    expected = said(plan_for("seed=1"))
    one, other = entries()
    content = one.read_bytes(), other.read_bytes()
    damaged(one, content[1])
    damaged(other, content[0])
    assert not is_kept(plan_for("seed=1"))
    assert said(plan_for("seed=1")) == expected


def test_without_the_table_beside_them_rows_are_made_anew() -> None:
    expected = said(plan_for())
    (table,) = Path(".nn-cache").glob("*.table")
    table.unlink()
    plan = plan_for()
    assert not is_kept(plan)
    assert said(plan) == expected


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps files that are mapped")
def test_the_folder_can_be_deleted_while_it_is_used() -> None:
    expected = said(plan_for())
    plan = plan_for()
    assert is_kept(plan)
    shutil.rmtree(".nn-cache")
    Path("t.csv").unlink()
    assert said(plan) == expected


@pytest.mark.parametrize("writes", [0, 1])
def test_a_full_disk_stops_no_training(writes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = said(plan_for())
    shutil.rmtree(".nn-cache")
    left = writes

    def crc32(data: bytes, before: int = 0) -> int:
        """Called once for each write of an entry."""
        nonlocal left
        left -= 1
        if left < 0:
            raise OSError(28, "No space left on device")
        return len(data) + before

    monkeypatch.setattr(cache_entries.zlib, "crc32", crc32)
    plan = plan_for()
    assert said(plan) == expected
    assert [path.name for path in Path(".nn-cache").iterdir()] == [".gitignore"]


def test_a_disk_that_fills_up_with_rows_leaves_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = said(plan_for())
    shutil.rmtree(".nn-cache")
    usual = kept_rows.filled_blocks

    def full(*room: Any) -> Iterator[Any]:
        yield from usual(*room)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(kept_rows, "filled_blocks", full)
    assert said(plan_for()) == expected
    assert [path.suffix for path in Path(".nn-cache").iterdir() if path.suffix] == [".table"]


def test_rows_that_would_push_out_their_table_are_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    plan_for()
    size = entries()[0].stat().st_size
    shutil.rmtree(".nn-cache")
    monkeypatch.setattr(kept_rows, "MOST_BYTES", size)
    plan_for()
    assert entries() == []
    assert len(list(Path(".nn-cache").glob("*.table"))) == 1
