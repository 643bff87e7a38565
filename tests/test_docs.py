"""What the documents say is true: README's commands run, in order, and so does every config."""

from __future__ import annotations

import re
import shlex
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import yaml
from typer.testing import CliRunner

from nnfs_cli.cli.app import app
from nnfs_cli.config.loading import config_of_values, read_config
from nnfs_cli.engine.components import LAYERS
from nnfs_cli.errors import ManyErrors, NNError

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
CONFIGS = sorted((ROOT / "configs").glob("*.yaml"), key=lambda config: config.name)
FETCHED = {"houses.csv", "framingham.csv", "imdb_labelled.txt", "mnist"}

MAIN_JOB = (
    "python3 -m venv .venv && .venv/bin/pip install -e . && .venv/bin/nn train configs/iris.yaml"
)
TUTORIALS = ("tutorial-tables.md", "tutorial-images.md")
PAGES = sorted({*ROOT.glob("[RC]*.md"), *ROOT.glob("datasets/*.md"), *ROOT.glob("docs/**/*.md")})
A_TABLE, IMAGES = {"path": "a.csv", "target": "y"}, {"images": "a"}
PLAIN = ("--set", "output.plots=false", "--set", "output.report=false")
SET = re.compile(r"--set (?:\"([^\"]+)\"|(\S+))")
COMMANDS = {command.name for command in app.registered_commands}
SECTIONS = "dataset|preprocessing|split|model|training|evaluation|output|seed|name"
TESTS = "python3 -m venv .venv && .venv/bin/pip install -e '.[test]' && .venv/bin/pytest"


def blocks(text: str, language: str) -> list[str]:
    """The fenced blocks of a document that are marked as `language`, or not marked at all."""
    fenced = re.findall(r"^```(\w*)\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    return [content for marked, content in fenced if marked == language]


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with configs/ and datasets/, the data that a user fetches included."""
    shutil.copytree(ROOT / "configs", tmp_path / "configs")
    (tmp_path / "datasets").mkdir()
    for entry in (ROOT / "datasets").iterdir():
        if entry.name not in FETCHED:
            (tmp_path / "datasets" / entry.name).symlink_to(entry)
    put_stand_ins(tmp_path / "datasets")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put_stand_ins(folder: Path) -> None:
    """Small files of the form of the published ones: same names, same columns, random values."""
    source = np.random.default_rng(0)
    houses = [",property_type,state,region,lat,lon,area_m2,price_brl"]
    houses += [
        f"{row},house,São Paulo,Southeast,-23.5,-46.6,{row % 9 * 20 or ''},{row * 1e4:.2f}"
        for row in range(1, 61)
    ]
    (folder / "houses.csv").write_text("\n".join(houses) + "\n", encoding="utf-8")
    patients = [
        "male,age,currentSmoker,prevalentStroke,prevalentHyp,diabetes,totChol,sysBP,glucose,"
        "TenYearCHD"
    ]
    for row in range(80):
        yes = [int(flag) for flag in source.random(5) < 0.4]
        glucose = "NA" if row % 10 == 0 else 60 + row
        numbers = (200, 100 + row, glucose, int(row % 7 == 0))
        patients.append(",".join(map(str, [*yes[:1], 30 + row % 40, *yes[1:], *numbers])))
    (folder / "framingham.csv").write_text("\n".join(patients) + "\n", encoding="utf-8")
    opinions = [f"a {('dull', 'fine')[row % 2]} film\t{row % 2}" for row in range(60)]
    (folder / "imdb_labelled.txt").write_text("\n".join(opinions) + "\n", encoding="utf-8")
    (folder / "mnist").mkdir()
    for part, count in (("train", 60), ("t10k", 20)):
        images = struct.pack(">4B3I", 0, 0, 8, 3, count, 28, 28) + source.bytes(count * 784)
        labels = struct.pack(">4BI", 0, 0, 8, 1, count) + bytes(range(10)) * (count // 10)
        (folder / "mnist" / f"{part}-images-idx3-ubyte").write_bytes(images)
        (folder / "mnist" / f"{part}-labels-idx1-ubyte").write_bytes(labels)


def nn(*words: str) -> str:
    """What the command writes to stdout; it must end well."""
    done = CliRunner().invoke(app, list(words))
    assert done.exit_code == 0, f"nn {shlex.join(words)}\n{done.output}"
    return done.stdout


def test_readme_has_the_two_commands() -> None:
    commands = [block.strip() for block in blocks(README, "")]
    assert commands == [MAIN_JOB, TESTS]
    assert TESTS in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_the_first_five_minutes_happen_as_told(checkout: Path) -> None:
    nn("train", "configs/iris.yaml")
    for command in "".join(blocks(README, "console")).splitlines():
        program, *words = shlex.split(command)
        assert program == "nn"
        nn(*words)
    assert len((checkout / "predictions.csv").read_text(encoding="utf-8").splitlines()) == 151
    assert "runs/iris-001/report.html" in README
    assert (checkout / "runs" / "iris-001" / "report.html").exists()


def test_the_small_config_of_readme_is_iris(checkout: Path) -> None:
    small = blocks(README, "yaml")[0]
    assert (checkout / "configs" / "iris.yaml").read_text(encoding="utf-8").endswith(small)


def test_the_longer_config_of_readme_trains(checkout: Path) -> None:
    (checkout / "longer").mkdir()
    config = checkout / "longer" / "config.yaml"
    config.write_text(blocks(README, "yaml")[1], encoding="utf-8")
    nn("train", str(config), "--set", "training.epochs=2", "--set", "output.plots=false")
    assert (checkout / "runs" / "tumours-001" / "model.json").exists()


def test_the_table_of_commands_is_complete() -> None:
    told = set(re.findall(r"`nn ([a-z-]+)", README))
    assert told >= COMMANDS


@pytest.mark.parametrize("config", CONFIGS, ids=lambda config: config.stem)
def test_every_config_trains(checkout: Path, config: Path) -> None:
    name = f"configs/{config.name}"
    nn("train", name, "--set", "training.epochs=1", *PLAIN, "--quiet")
    assert (checkout / "runs" / f"{config.stem}-001" / "model.json").exists()


@pytest.mark.parametrize("config", CONFIGS, ids=lambda config: config.stem)
def test_every_config_opens_with_what_a_reader_needs(config: Path) -> None:
    header = re.match(r"(#.*\n)+", config.read_text(encoding="utf-8"))
    assert header
    assert f"# command:        nn train configs/{config.name}\n" in header[0]
    assert "# data:           " in header[0]
    assert re.search(r"# expected score: .*\d", header[0]), "state the measured score"
    published = re.search(r"https?://", header[0])
    assert bool(published) == any(name in config.read_text(encoding="utf-8") for name in FETCHED)


def test_the_activation_of_contributing_works(tmp_path: Path) -> None:
    """In a process of its own, as a component once registered stays."""
    program = tmp_path / "arctan.py"
    check = (
        "x = np.linspace(-30, 30, 601)\n"
        "y, dy, scratch = np.empty_like(x), np.ones_like(x), np.empty_like(x)\n"
        "arctan = ACTIVATIONS.create('arctan')\n"
        "arctan.forward(x, y)\n"
        "arctan.backward(x, y, dy, scratch)\n"
        "assert np.allclose(np.tan(y), x)\n"
        "assert np.allclose(dy, np.cos(y) ** 2)\n"
    )
    (code,) = blocks(CONTRIBUTING, "python")
    assert "nnfs_cli/engine/activations/arctan.py" in CONTRIBUTING
    program.write_text(f"{code}\n{check}", encoding="utf-8")
    subprocess.run([sys.executable, str(program)], check=True)


@pytest.mark.usefixtures("checkout")
def test_the_page_about_runs_happens_as_told() -> None:
    text = (ROOT / "docs" / "runs.md").read_text(encoding="utf-8")
    for command in "".join(blocks(text, "console")).splitlines():
        words = shlex.split(command)[1:]
        nn(*words, *(PLAIN if "--init-from" in words else ()))
    left = set(
        re.findall(r"`([\w.]+)/?`", text.partition("| in the folder")[2].partition("\n\n")[0])
    )
    assert left - {"folds"} == {path.name for path in Path("runs/iris-001").iterdir()}


@pytest.mark.parametrize("page", TUTORIALS)
def test_a_tutorial_happens_as_told(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In an empty folder. What the page shows is what is printed, numbers and widths aside."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    printed = ""
    for command in "".join(blocks(text, "console")).splitlines():
        program, *words = shlex.split(command)
        assert program == "nn"
        printed += nn_with_notes(*words, *shortened(words))
    for shown in blocks(text, "text"):
        assert not [line for line in told(shown) if line not in " ".join(told(printed))]
    config = Path(re.findall(r"^nn check (\S+)", text, re.MULTILINE)[0])
    assert blocks(text, "yaml")[0] in config.read_text(encoding="utf-8")


def shortened(words: list[str]) -> tuple[str, ...]:
    """What makes a training of a tutorial quick where the page shows nothing that changes by it."""
    if words[:2] == ["train", "digits.yaml"]:
        few = 3 if "--name" in words else 12
        return "--set", f"training.epochs={few}", *(PLAIN if "--name" in words else ())
    if words[0] == "train" and "--set" in words:
        is_of_parts = any(word.startswith("split.") for word in words)
        return *PLAIN, *(("--set", "training.epochs=3") if is_of_parts else ())
    return ()


def nn_with_notes(*words: str) -> str:
    """What the command writes to stdout and stderr; it must end well."""
    done = CliRunner().invoke(app, list(words))
    assert done.exit_code == 0, f"nn {shlex.join(words)}\n{done.output}"
    return done.output


def told(text: str) -> list[str]:
    """The lines of what is shown, without what differs from machine to machine."""
    without_numbers = re.sub(r"\d[\d.,]*", "0", text)
    return [" ".join(line.split()) for line in without_numbers.splitlines() if line.strip()]


def test_the_page_for_newcomers_is_true(checkout: Path) -> None:
    """Its examples for Python in one program; the configs train, but for the one that is wrong."""
    pytest.importorskip("sklearn")
    pytest.importorskip("pandas")
    text = (ROOT / "docs" / "coming-from.md").read_text(encoding="utf-8")
    wrong, *configs = blocks(text, "yaml")
    with pytest.raises(NNError) as mistake:
        read_config(wrong.encode(), Path("config.yaml"))
    assert blocks(text, "text")[0].strip() in str(mistake.value)
    for number, config in enumerate(configs):
        Path(f"{number}.yaml").write_text(config, encoding="utf-8")
        nn("train", f"{number}.yaml", "--set", "training.epochs=1", *PLAIN)
    program = "\n".join(blocks(text, "python"))
    subprocess.run([sys.executable, "-W", "error", "-c", program], check=True, cwd=checkout)


def prose(page: Path) -> str:
    """A page without its fenced blocks."""
    text = page.read_text(encoding="utf-8")
    return re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_what_stands_between_backticks_is_known(page: Path) -> None:
    """Commands, keys of the config, layers and `--set KEY=VALUE`, wherever a page names them."""
    for span in re.findall(r"`([^`\n]+)`", prose(page)):
        if command := re.match(r"nn ([a-z][a-z-]*)", span):
            assert command[1] in COMMANDS
        if re.match(rf"({SECTIONS}): (?!.*…)", span):
            assert_known(span, [])
        if (layer := re.match(r"{type: (\w+)", span)) and layer[1] in LAYERS:
            assert_known(f"model: {{layers: [{span}, dense]}}", [])
        overrides = [quoted or plain for quoted, plain in SET.findall(span)]
        if overrides and "KEY=VALUE" not in span and "…" not in span:
            assert_known("", overrides)


def assert_known(keys: str, overrides: list[str]) -> None:
    """These keys of a config are right, in a config of a table or in one of images."""
    found: list[NNError | ManyErrors] = []
    for dataset in (A_TABLE, IMAGES):
        values = yaml.safe_load(keys) or {}
        values["dataset"] = {**dataset, **values.get("dataset", {})}
        try:
            config_of_values(values, overrides)
        except (NNError, ManyErrors) as error:
            found.append(error)
    assert len(found) < 2, f"{keys}{overrides}: {found}"


def anchors(page: Path) -> set[str]:
    """What can stand behind # in a link to the page."""
    headings = re.findall(r"^#+ (.*)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)|<img[^>]* src=\"([^\"]+)\"", prose(page)):
        path, _, anchor = (target[0] or target[1]).partition("#")
        if re.match(r"\w+:", path):
            continue
        leads_to = (page.parent / path).resolve() if path else page
        assert leads_to.exists(), target
        assert leads_to.is_relative_to(ROOT)
        assert not anchor or anchor in anchors(leads_to), target
