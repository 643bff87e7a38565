"""Names and links that want to be more than data."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from command_runs import CORPUS, nn

CLEAR, TITLE = "\x1b[2J", "\x1b]0;owned\x07"
SCRIPT = "<script>alert(1)</script>"
FORMULA = "=1+1"
COLUMNS = [f"size{CLEAR}", f"{SCRIPT}", f"{FORMULA}", f"kind{TITLE}"]
KINDS = [f"a{CLEAR}", f"<img src=x onerror=alert(1)>{TITLE}", FORMULA]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run on a table whose every name is hostile, and what was said in making it."""
    folder = tmp_path_factory.mktemp("hostile")
    with (folder / "table.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(COLUMNS)
        rows.writerows((k % 7, k % 5, k % 3 * 10, KINDS[k % 3]) for k in range(60))
    config = {"dataset": {"path": "table.csv", "target": COLUMNS[3]}, "training": {"epochs": 2}}
    (folder / "hostile.yaml").write_text(json.dumps(config | {"name": "hostile"}))
    outcome = nn(["train", "hostile.yaml"], folder)
    assert outcome.code in (0, None), outcome.err
    (folder / "said.txt").write_text(outcome.out + outcome.err)
    return folder / "runs/hostile-001"


@pytest.mark.parametrize(
    "command",
    [
        "check hostile.yaml",
        "show runs/hostile-001",
        "show runs/hostile-001/model.json",
        "evaluate runs/hostile-001",
        "evaluate runs/hostile-001 table.csv",
        "init table.csv",
        "predict runs/hostile-001 table.csv -o answers.csv",
    ],
)
def test_nothing_steers_the_terminal(command: str, run: Path) -> None:
    outcome = nn(command.split(), run.parents[1])
    said = outcome.out + outcome.err + (run.parents[1] / "said.txt").read_text()
    assert not {"\x1b", "\x07"} & set(said)
    assert "\\x1b" in said


def test_the_report_holds_names_as_text(run: Path) -> None:
    page = (run / "report.html").read_text(encoding="utf-8")
    assert SCRIPT not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "default-src &#39;none&#39;" in page or "default-src 'none'" in page


def test_csv_files_hold_no_formulas(run: Path) -> None:
    nn(
        ["predict", "runs/hostile-001", "table.csv", "-o", "all.csv", "--with-inputs"],
        run.parents[1],
    )
    for path in (run / "predictions.csv", run.parents[1] / "all.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        assert not [cell for cell in cells if cell.startswith("=")]
    assert "'=1+1" in (run.parents[1] / "all.csv").read_text()


def test_json_lines_hold_every_text_exactly(run: Path) -> None:
    nn(["predict", "runs/hostile-001", "table.csv", "-o", "all.jsonl"], run.parents[1])
    answers = (run.parents[1] / "all.jsonl").read_text(encoding="utf-8").splitlines()
    assert {json.loads(line)[f"predicted_{COLUMNS[3]}"] for line in answers} <= set(KINDS)


@pytest.mark.parametrize("inside", ["circle/link.png", "link"])
def test_links_that_lead_out_of_the_folder_are_refused(inside: str, tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    (folder / "circle").mkdir(parents=True)
    secret = tmp_path / "secret.png"
    secret.write_bytes((CORPUS / "valid/pictures/circle/0.png").read_bytes())
    link, name = folder / inside, inside
    if inside == "link":
        link.symlink_to(tmp_path)
        name = "link/secret.png"
    else:
        link.symlink_to(secret)
    (folder / "labels.txt").write_text(f"filename,class\n{name},a\n")
    (tmp_path / "c.yaml").write_text("dataset: {images: pictures}\n")
    outcome = nn(["check", "c.yaml"], tmp_path)
    assert outcome.code == 2
    assert "pictures/labels.txt:2: " in outcome.err
    assert "leads out of the folder" in outcome.err
