"""From data to a config: what is decided, and that it always passes the check."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from nnfs_cli.build.plan import make_plan
from nnfs_cli.config.dataset_section import TableDataset
from nnfs_cli.config.loading import load_config, read_config
from nnfs_cli.doctor.data_concerns import concerns_about
from nnfs_cli.errors import ConfigError, DataError, NNError
from nnfs_cli.init.first_config import default_path, first_config, write_config
from nnfs_cli.init.image_proposal import ImageProposal
from nnfs_cli.init.table_proposal import TableProposal
from nnfs_cli.task import Task

DATASETS = Path(__file__).parent.parent.parent / "datasets"
TABLES = {
    "iris": "species",
    "wine": "cultivar",
    "breast_cancer": "diagnosis",
    "diabetes": "progression",
    "spiral": "arm",
    "donut": "part",
    "bikes": "hires",
    "reviews": "recommended",
}


def table(folder: Path, header: str, rows: Sequence[Sequence[object]], name: str = "t.csv") -> Path:
    path = folder / name
    lines = (",".join(map(str, row)) for row in rows)
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return path


def proposed(path: Path, *target: str) -> TableProposal:
    found = first_config(path, target, path.with_suffix(".yaml")).found
    assert isinstance(found, TableProposal)
    return found


def left_out(proposal: TableProposal) -> dict[str, str]:
    return {out.name: out.reason for out in proposal.left_out}


@pytest.fixture
def rows() -> list[tuple[float, float, int]]:
    """Two numbers, and a class that they tell most of the time."""
    x = np.random.default_rng(3).normal(size=(200, 3)).round(3)
    return [(a, b, int(a + b + c > 0)) for a, b, c in x.tolist()]


@pytest.mark.parametrize("name", TABLES)
def test_every_shipped_table_gets_a_config_without_a_warning(name: str, tmp_path: Path) -> None:
    config = first_config(DATASETS / f"{name}.csv", [TABLES[name]], tmp_path / f"{name}.yaml")
    write_config(config)
    assert config.checked
    plan = make_plan(load_config(tmp_path / f"{name}.yaml"))
    assert [concern.sentence for concern in concerns_about(plan)] == []
    assert plan.task is config.task


def test_several_labels_become_a_question_each(tmp_path: Path) -> None:
    labels = ["rain", "fog", "frost", "gale"]
    config = first_config(DATASETS / "weather.csv", labels, tmp_path / "weather.yaml")
    assert config.task is Task.MULTILABEL


def test_what_is_no_fair_feature_is_left_out_with_its_reason(
    tmp_path: Path, rows: list[tuple[float, float, int]]
) -> None:
    wide = [
        (n, a, b, f"u{n * 37}@x.org", "X", ("open", "closed")[y], round(9 * y + a / 10, 3), y)
        for n, (a, b, y) in enumerate(rows, 1)
    ]
    path = table(tmp_path, ",a,b,email,country,status,score,churn", wide)
    proposal = proposed(path, "churn")
    assert left_out(proposal) == {
        "column0": "counts the rows: 1 to 200",
        "email": "200 different texts in 200 rows",
        "country": "always X",
        "status": "alone determines churn",
        "score": "alone determines churn",
    }
    assert [column.name for column in proposal.features] == ["a", "b"]
    text = path.with_suffix(".yaml")
    write_config(first_config(path, ["churn"], text))
    section = load_config(text).config.dataset
    assert isinstance(section, TableDataset)
    assert section.exclude == ("column0", "email", "country", "status", "score")


def test_a_column_that_nearly_determines_a_number_is_left_out(tmp_path: Path) -> None:
    generator = np.random.default_rng(1)
    price = generator.lognormal(12, 0.5, 300)
    area = price / 2000 + generator.normal(0, 20, 300)
    dollars = price * 0.2 * (1 + generator.normal(0, 0.005, 300))
    path = table(tmp_path, "area,usd,price", list(zip(area, dollars, price, strict=True)))
    assert left_out(proposed(path, "price")) == {"usd": "alone nearly determines price"}


def test_a_counter_is_kept_where_nothing_else_is_there(tmp_path: Path) -> None:
    path = table(tmp_path, "t,wave", [(n, round(np.sin(n / 9), 3)) for n in range(100)])
    assert [column.name for column in proposed(path, "wave").features] == ["t"]


def test_a_column_that_is_missing_wherever_there_is_an_answer_is_left_out(tmp_path: Path) -> None:
    """Half of the rows lack the answer, and only they have the second column."""
    halves = [(n % 13, n % 9 if n % 2 else "", "" if n % 2 else n % 7 / 2) for n in range(80)]
    proposal = proposed(table(tmp_path, "a,later,y", halves), "y")
    assert left_out(proposal) == {"later": "missing wherever there is an answer"}
    assert not proposal.fills_gaps


def test_gaps_are_filled_where_dropping_would_lose_many_rows(
    tmp_path: Path, rows: list[tuple[float, float, int]]
) -> None:
    for every, policy in ((100, "missing: drop"), (5, "missing: median")):
        holes = [("" if n % every == 0 else a, b, y) for n, (a, b, y) in enumerate(rows)]
        path = table(tmp_path, "a,b,y", holes)
        assert policy in first_config(path, ["y"], tmp_path / "t.yaml").text


def test_rare_classes_are_weighed_and_judged_beyond_accuracy(
    tmp_path: Path, rows: list[tuple[float, float, int]]
) -> None:
    rare = [(a, b, "yes" if n % 12 == 0 else "no") for n, (a, b, _) in enumerate(rows)]
    path = table(tmp_path, "a,b,fraud", rare)
    config = read_config(
        first_config(path, ["fraud"], tmp_path / "t.yaml").text.encode(), tmp_path / "t.yaml"
    ).config
    assert config.training.class_weight == "balanced"
    assert config.evaluation.metrics[0].type == "roc_auc"  # type: ignore[union-attr]


def test_one_hot_targets_end_in_softmax(tmp_path: Path) -> None:
    one_hot = [(n / 9, *(int(n % 3 == k) for k in range(3))) for n in range(60)]
    path = table(tmp_path, "x,red,green,blue", one_hot)
    config = first_config(path, ["red", "green", "blue"], tmp_path / "t.yaml")
    assert config.task is Task.MULTICLASS


def test_more_than_ten_numbered_classes_are_classes_if_they_are_called_so(tmp_path: Path) -> None:
    letters = [(n % 7, n % 26) for n in range(780)]
    assert proposed(table(tmp_path, "x,label", letters), "label").task is Task.MULTICLASS
    assert proposed(table(tmp_path, "x,weight", letters), "weight").task is Task.REGRESSION


def test_odd_cells_and_dates_are_left_out_and_free_text_is_learned_from(tmp_path: Path) -> None:
    guests = []
    for n in range(80):
        text = f"it was {('bad', 'good')[n % 2]} on evening {n} of many"
        guests.append((text, "n.a." if n == 11 else n % 9, f"2024-01-{n % 28 + 1}", n % 2))
    proposal = proposed(table(tmp_path, "review,stars,day,liked", guests), "liked")
    assert [column.name for column in proposal.texts] == ["review"]
    reasons = left_out(proposal)
    assert reasons["stars"] == "1 of 80 cells are no numbers ('n.a.'); mend them to use it"
    assert reasons["day"].startswith("dates are not inputs")


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("colour", "no column 'colour'"),
        ("name", "different texts"),
        ("same", "same value in every row"),
        ("day", "dates"),
    ],
)
def test_what_cannot_be_predicted_is_told(tmp_path: Path, target: str, said: str) -> None:
    rows = [(f"n{n}", 1, f"2024-02-{n % 28 + 1}", n % 3) for n in range(60)]
    path = table(tmp_path, "name,same,day,x", rows)
    with pytest.raises(DataError, match=said):
        first_config(path, [target], None)


def test_too_few_rows_are_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="5 rows with an answer are too few"):
        first_config(table(tmp_path, "x,y", [(n, n * n) for n in range(5)]), ["y"], None)


def test_without_a_target_nothing_is_decided(tmp_path: Path) -> None:
    config = first_config(DATASETS / "iris.csv", [], None)
    assert not config.text
    assert config.likely[0].names == ("species",)
    assert set(config.likely[0].reasons) == {"its name", "the last column", "3 different values"}


def test_labels_at_the_end_are_guessed_together() -> None:
    config = first_config(DATASETS / "weather.csv", [], None)
    assert config.likely[0].names == ("rain", "fog", "frost", "gale")


def test_the_path_is_relative_to_the_config(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "work").mkdir()
    shutil.copyfile(DATASETS / "iris.csv", tmp_path / "data" / "iris.csv")
    monkeypatch.chdir(tmp_path / "work")
    config = first_config(Path("../data/iris.csv"), ["species"], None)
    assert config.path == Path("iris.yaml")
    assert "path: ../data/iris.csv" in config.text
    elsewhere = first_config(Path("../data/iris.csv"), ["species"], Path("../data/my.yaml"))
    assert "path: iris.csv" in elsewhere.text


def test_a_file_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "iris.yaml"
    path.write_text("mine", encoding="utf-8")
    config = first_config(DATASETS / "iris.csv", ["species"], path)
    with pytest.raises(ConfigError, match="exists already"):
        write_config(config)
    assert path.read_text(encoding="utf-8") == "mine"
    write_config(config, force=True)
    assert "species" in path.read_text(encoding="utf-8")


def test_a_config_is_called_after_its_data() -> None:
    assert default_path(Path("a/iris.csv.gz")) == Path("iris.yaml")
    assert default_path(Path("my data.parquet")) == Path("my-data.yaml")


def image_folder(folder: Path, sizes: Sequence[tuple[int, int]], mode: str = "L") -> Path:
    for name, level in (("day", 220), ("night", 30)):
        (folder / "photos" / name).mkdir(parents=True)
        for place, (height, width) in enumerate(sizes):
            image = Image.new(mode, (width, height), level if mode == "L" else (level,) * 3)
            image.save(folder / "photos" / name / f"{place}.png")
    return folder / "photos"


def test_images_of_one_size_are_taken_as_they_are(tmp_path: Path) -> None:
    config = first_config(image_folder(tmp_path, [(8, 8)] * 10), [], tmp_path / "p.yaml")
    assert isinstance(config.found, ImageProposal)
    assert config.found.size is None
    assert config.task is Task.BINARY
    assert config.checked


def test_images_of_many_sizes_are_brought_to_one(tmp_path: Path) -> None:
    sizes = [(60 + k, 120 + k) for k in range(10)]
    config = first_config(image_folder(tmp_path, sizes, "RGB"), [], tmp_path / "p.yaml")
    assert isinstance(config.found, ImageProposal)
    assert config.found.size == (32, 64)
    plan = make_plan(read_config(config.text.encode(), tmp_path / "p.yaml"))
    assert plan.data.dataset.input_shape == (32, 64, 3)


def test_idx_files_and_digits_work_as_they_lie(tmp_path: Path) -> None:
    for source in ("digits-images-idx3-ubyte", "digits"):
        config = first_config(DATASETS / source, [], tmp_path / "digits.yaml")
        assert config.checked
        assert config.task is Task.MULTICLASS


def test_images_have_no_target_column(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="classes of images come with them"):
        first_config(DATASETS / "digits", ["class"], tmp_path / "digits.yaml")


WORDS = ["", "NA", "red", "blue", "a b c d e", "yes", "no", "2024-01-02", "n.a."]
KINDS = (
    st.integers(-5, 5).map(str),
    st.floats(-1e6, 1e6).map(lambda number: f"{number:.3f}"),
    st.sampled_from(WORDS),
    st.sampled_from(["red", "blue", "green", ""]),
)
CELLS = st.one_of(*KINDS)
NAMES = st.text("abxyé :#'-{}[]&*!|>%@`,", min_size=1, max_size=6).map(str.strip).filter(bool)


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[list[str]]]:
    """Columns that are each of one kind of cells, or of all kinds; the last is the target."""
    names = draw(st.lists(NAMES, min_size=2, max_size=5, unique=True))
    rows = draw(st.integers(10, 60))
    kinds = [draw(st.sampled_from([CELLS, *KINDS])) for _ in names]
    columns = [draw(st.lists(kind, min_size=rows, max_size=rows)) for kind in kinds]
    return names, [list(row) for row in zip(*columns, strict=True)]


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(tables())
def test_what_is_written_passes_the_check(
    tmp_path_factory: pytest.TempPathFactory, made: tuple[list[str], list[list[str]]]
) -> None:
    """Or the data are refused in so many words, before a config is made of them."""
    names, cells = made
    path = tmp_path_factory.mktemp("made") / "made.csv"
    quoted = [",".join(f'"{cell}"' for cell in row) for row in [names, *cells]]
    path.write_text("\n".join(quoted) + "\n", encoding="utf-8")
    mistakes: tuple[NNError, ...] = ()
    try:
        config = first_config(path, names[-1:], path.with_suffix(".yaml"))
    except NNError as error:
        mistakes = error.mistakes()
    else:
        write_config(config)
        concerns_about(make_plan(load_config(config.path)))
    assert all(".yaml" not in mistake.where for mistake in mistakes), "the user has no such file"
