"""The page of every kind of run: whole, safe, accessible, and in step with summary.json."""

from __future__ import annotations

import csv
import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from reading import Element, RunOf, read_page
from runs_to_report import BOLD, FILE, KINDS, SCRIPT, trained

from nnfs_cli.remake import remake
from nnfs_cli.report.numbers import number

CLASSES = ("multiclass", "binary", "multilabel", "images", "text", "folds", "ensemble", "many")


def summary_of(run: Path) -> dict[str, Any]:
    summary: dict[str, Any] = json.loads((run / "summary.json").read_text(encoding="utf-8"))
    return summary


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def table_in(section: Element, caption: str) -> list[list[str]]:
    (found,) = [t for t in section.all("table") if t.text.startswith(caption)]
    return found.cells


@pytest.mark.parametrize("kind", KINDS)
def test_it_needs_nothing_but_itself(run_of: RunOf, kind: str) -> None:
    page = read_page(run_of(kind))
    assert not page.all("script")
    assert not page.all("link")
    (policy,) = page.all("meta", **{"http-equiv": "Content-Security-Policy"})
    assert policy.attributes["content"].startswith("default-src 'none'; style-src 'unsafe-inline'")
    for element in page:
        assert not [key for key in element.attributes if key.startswith("on")]
        for key in ("src", "href", "xlink:href"):
            address = element.attributes.get(key, "#")
            assert address.startswith(("#", "data:image/png;base64,")), address
    (style,) = page.all("style")
    assert "url(" not in style.text
    assert "@import" not in style.text


@pytest.mark.parametrize("kind", KINDS)
def test_it_can_be_read_by_everyone(run_of: RunOf, kind: str) -> None:
    page = read_page(run_of(kind))
    ids = [element.attributes["id"] for element in page if "id" in element.attributes]
    assert len(ids) == len(set(ids))
    for link in page.all("a"):
        assert link.attributes["href"].removeprefix("#") in ids
    levels = [int(e.name[1]) for e in page if re.fullmatch("h[1-6]", e.name)]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(image.attributes["alt"] for image in page.all("img"))
    assert all("scope" in header.attributes for header in page.all("th"))
    for picture in page.all("svg"):
        if picture.attributes.get("aria-hidden") == "true":
            continue
        assert picture.attributes["role"] == "img"
        assert page.by_id(picture.attributes["aria-labelledby"]).text
        assert page.by_id(picture.attributes["aria-describedby"]).text
    for region in page.all("div", class_="scroll"):
        assert region.attributes["tabindex"] == "0"
        assert region.attributes["aria-label"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_section_is_in_the_contents(run_of: RunOf, kind: str) -> None:
    page = read_page(run_of(kind))
    (nav,) = page.all("nav")
    linked = [link.attributes["href"] for link in nav.all("a")]
    assert linked == [f"#{section.attributes['id']}" for section in page.all("section")]
    assert {"#result", "#data", "#origin"} <= set(linked)


@pytest.mark.parametrize("kind", KINDS)
def test_no_label_is_cut_off(run_of: RunOf, kind: str) -> None:
    """Every text of a chart begins inside it; the widths are those of a wide system font."""
    for picture in read_page(run_of(kind)).all("svg"):
        width, height = map(float, picture.attributes["viewbox"].split()[2:])
        for text in picture.all("text"):
            x, y = float(text.attributes["x"]), float(text.attributes["y"])
            room = 0.62 * 11 * len(text.text)
            anchor = text.attributes.get("text-anchor", "start")
            left = x - {"start": 0.0, "middle": room / 2, "end": room}[anchor]
            assert 0 <= y <= height
            assert left >= -6, text.text
            assert left + room <= width + 30, text.text


@pytest.mark.parametrize("kind", KINDS)
def test_all_scores_are_those_of_the_summary(run_of: RunOf, kind: str) -> None:
    summary = summary_of(run_of(kind))
    header, *rows = table_in(read_page(run_of(kind)).by_id("result"), "All scores")
    shown = {row[0]: dict(zip(header[1:], row[1:], strict=True)) for row in rows}
    for part, title in (("train", "training"), ("test", "test")):
        for name, value in (summary[part] or {}).items():
            assert shown[name][title] == number(value)
    for name, value in summary["baseline"].items():
        assert shown[name]["constant guess"] == number(value)
    for name, value in (summary.get("linear_model") or {}).items():
        assert shown[name]["linear model"] == number(value)
    for name, (low, high) in (summary.get("test_intervals") or {}).items():
        assert shown[name]["95 % interval (test)"] == f"{number(low)} to {number(high)}"
    assert summary["verdict"] in read_page(run_of(kind)).by_id("result").text


@pytest.mark.parametrize("kind", ["multiclass", "binary", "images", "text", "ensemble"])
def test_the_first_sentence_counts(run_of: RunOf, kind: str) -> None:
    confusion = np.array(summary_of(run_of(kind))["details"]["confusion_matrix"])
    lead, *_ = read_page(run_of(kind)).by_id("result").all("p", class_="lead")
    right, rows = map(int, re.findall(r"right for (\d+) of (\d+)", lead.text)[0])
    assert (right, rows) == (np.trace(confusion), confusion.sum())
    guess = re.search(r"always answering “(.+)” gets (\d+)", lead.text)
    assert guess is not None
    classes = list(summary_of(run_of(kind))["details"]["per_class"])
    assert int(guess[2]) == confusion.sum(axis=1)[classes.index(guess[1])]


def test_numbers_are_off_by_so_much(run_of: RunOf) -> None:
    rows = rows_of(run_of("regression") / "predictions.csv")
    off = np.mean([abs(float(row["predicted_price"]) - float(row["price"])) for row in rows])
    lead, *_ = read_page(run_of("regression")).by_id("result").all("p", class_="lead")
    assert f"“price” are off by {number(float(off))} on average" in lead.text


@pytest.mark.parametrize("kind", [kind for kind in CLASSES if kind != "folds"])
def test_classes_have_the_scores_of_the_summary(run_of: RunOf, kind: str) -> None:
    details = summary_of(run_of(kind))["details"]
    header, *rows = table_in(read_page(run_of(kind)).by_id("classes"), "Each")
    for row in rows[: len(details["per_class"])]:
        scores = details["per_class"][row[0]]
        for name, text in zip(header[1:-1], row[1:-1], strict=True):
            assert text == number(scores[name])
        assert row[-1] == str(scores["support"])


@pytest.mark.parametrize("kind", ["multiclass", "binary", "images", "text"])
def test_a_cell_opens_its_own_rows(run_of: RunOf, kind: str) -> None:
    """The rows behind each number are those of predictions.csv, and there are that many."""
    run = run_of(kind)
    page, answers = read_page(run), rows_of(run / "predictions.csv")
    title, target = list(answers[0])[:2]
    classes = list(summary_of(run)["details"]["per_class"])
    confusion = np.array(summary_of(run)["details"]["confusion_matrix"])
    for (i, j), count in np.ndenumerate(confusion):
        if not count:
            continue
        behind = page.by_id(f"cell-{i}-{j}")
        expected = {
            row[title]
            for row in answers
            if (row[target], row[f"predicted_{target}"]) == (classes[i], classes[j])
        }
        if kind == "images":
            names = [item.all("span", class_="file")[0].text for item in behind.all("li")]
        else:
            names = [row[0] for row in behind.all("table")[0].cells[1:]]
        assert len(names) == min(count, 20)
        assert set(names) <= expected
        (link,) = [a for a in page.all("a") if a.attributes["href"] == f"#cell-{i}-{j}"]
        assert link.text == str(count)


def test_rows_are_shown_with_what_the_file_says(run_of: RunOf) -> None:
    run = run_of("multiclass")
    table = rows_of(run.parents[1] / FILE)
    (shown,) = read_page(run).by_id("mistakes").all("table")
    header, *rows = shown.cells
    for row in rows:
        cells = dict(zip(header, row, strict=True))
        of_file = table[int(cells["row"]) - 1]
        assert cells["true"] == of_file["kind"]
        for name in (SCRIPT, "b", "c"):
            assert float(cells[name]) == float(of_file[name])


def test_names_from_data_are_text(run_of: RunOf) -> None:
    page = read_page(run_of("multiclass"))
    assert SCRIPT in [cell for row in table_in(page.by_id("classes"), "Each") for cell in row]
    assert BOLD in page.by_id("classes").text
    assert FILE in page.by_id("data").text
    assert not page.all("b")
    assert not page.all("i")
    assert SCRIPT in page.by_id("columns").text


def test_images_are_shown_as_they_are(run_of: RunOf) -> None:
    page = read_page(run_of("images"))
    assert len(page.by_id("first_layer").all("img")) == 6
    assert len(read_page(run_of("conv")).by_id("first_layer").all("img")) == 4
    assert page.by_id("data").all("img")


def test_columns_are_told_with_what_is_missing(run_of: RunOf) -> None:
    data = read_page(run_of("binary")).by_id("data")
    rows = {row[0]: row[1:] for row in table_in(data, "Columns")}
    assert rows["a"][0] == "numeric"
    assert rows["sex"][:2] == ["categorical", "2 values: f, m"]
    assert [row[2] for name, row in rows.items() if name in ("a", "b")] == ["–", "2"]
    assert "2 rows dropped because a value is missing; missing values: b (2)" in data.text


def test_two_columns_make_a_plane(run_of: RunOf) -> None:
    columns = read_page(run_of("plane")).by_id("columns")
    assert "Answers in the plane" in columns.text
    assert len(columns.all("image")) == 1


def test_folds_are_told_one_by_one(run_of: RunOf) -> None:
    for kind in ("folds", "ensemble", "scores"):
        summary = summary_of(run_of(kind))
        _, *rows = table_in(read_page(run_of(kind)).by_id("folds"), "Scores")
        for k, each in enumerate(summary["folds"]["each"]):
            assert rows[k][1:-1] == [number(value) for value in each["validation"].values()]
        assert rows[-2][1:-1] == [number(value) for value in summary["folds"]["mean"].values()]


def test_without_test_rows_the_folds_have_the_say(tmp_path: Path) -> None:
    """Counted from out_of_fold.csv, where each row is answered by a network that never saw it."""
    run = trained("folds", tmp_path, "split.test=0")
    rows = rows_of(run / "out_of_fold.csv")
    right = sum(row["kind"] == row["predicted_kind"] for row in rows)
    page = read_page(run)
    lead, *_ = page.by_id("result").all("p", class_="lead")
    assert lead.text.startswith(f"The folds predict “kind” right for {right} of {len(rows)} rows")
    (matrix,) = page.by_id("classes").all("table", class_="confusion")
    assert sum(int(cell) for row in matrix.cells[1:] for cell in row[1:]) == len(rows)
    before = (run / "report.html").read_bytes()
    assert remake(run).report.read_bytes() == before


def test_many_classes_become_a_picture(run_of: RunOf) -> None:
    classes = read_page(run_of("many")).by_id("classes")
    assert not classes.all("table", class_="confusion")
    assert len(classes.all("img", class_="matrix")) == 1
    _, *pairs = table_in(classes, "The most frequent mistakes")
    counts = [int(row[2]) for row in pairs]
    assert counts == sorted(counts, reverse=True)


def test_warnings_stand_on_the_page(run_of: RunOf) -> None:
    for kind in KINDS:
        warnings = summary_of(run_of(kind)).get("warnings")
        page = read_page(run_of(kind))
        assert bool(warnings) == any(s.attributes["id"] == "concerns" for s in page.all("section"))
        for warning in warnings or ():
            assert " ".join(warning["what"].split()) in page.by_id("concerns").text


def test_it_is_left_out_if_nobody_wants_it(tmp_path: Path) -> None:
    run = trained("regression", tmp_path, "output.report=false")
    assert not (run / "report.html").exists()
    assert summary_of(run)["status"] == "finished"
