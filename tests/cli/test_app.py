"""The command line as a shell sees it: real processes, their streams and exit codes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image
from typer.testing import CliRunner

from nnfs_cli import __version__
from nnfs_cli.cli.app import app

runner = CliRunner()
COMMANDS = [command.name for command in app.registered_commands]


def nn(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "nnfs_cli", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        **options,  # type: ignore[call-overload]
    )


def test_nn_alone_prints_help() -> None:
    shown = nn()
    assert shown.returncode == 0
    assert shown.stdout.startswith("Usage: nn")
    assert shown.stdout == nn("--help").stdout
    for command in COMMANDS:
        assert re.search(rf"^  {command} ", shown.stdout, re.MULTILINE)


NOT_NEEDED = {"pydantic", "matplotlib", "pandas", "scipy", "sklearn", "torch"}
"""by who only looks something up or uses a model"""
HEAVY = NOT_NEEDED | {"numpy", "rich", "duckdb", "PIL", "yaml", "orjson", "threadpoolctl"}
PROGRAM = """
import os, sys
from nnfs_cli.__main__ import main
try:
    main()
finally:
    with open(os.environ["MODULES"], "w") as file:
        file.write(" ".join(sys.modules))
"""


def modules_of(folder: Path, *arguments: str) -> set[str]:
    """The modules that a command has imported once it is done."""
    modules = folder / "modules.txt"
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        capture_output=True,
        text=True,
        cwd=folder,
        env=os.environ | {"MODULES": str(modules)},
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return set(modules.read_text(encoding="utf-8").split())


@pytest.fixture(scope="module")
def two_runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a run on a table and one on images, made without plots."""
    folder = tmp_path_factory.mktemp("two-runs")
    rows = "".join(f"{place},{'low' if place < 20 else 'high'}\n" for place in range(40))
    (folder / "table.csv").write_text(f"x,y\n{rows}", encoding="utf-8")
    for color in (0, 255):
        (folder / "images" / str(color)).mkdir(parents=True)
        for shade in range(10):
            name = folder / "images" / str(color) / f"{shade}.png"
            Image.new("L", (2, 2), abs(color - shade)).save(name)
    for name, dataset in (
        ("table", "{path: table.csv, target: y}"),
        ("images", "{images: images}"),
    ):
        output = "{plots: false, report: false}"
        config = f"dataset: {dataset}\ntraining: {{epochs: 1}}\noutput: {output}\n"
        (folder / f"{name}.yaml").write_text(config, encoding="utf-8")
        words = ["train", str(folder / f"{name}.yaml"), "--runs-dir", str(folder / "runs")]
        assert runner.invoke(app, words).exit_code == 0
    return folder


@pytest.mark.parametrize(
    ("arguments", "unwanted"),
    [
        ("--help", HEAVY),
        ("--version", HEAVY),
        ("train --help", HEAVY),
        ("list", NOT_NEEDED | {"duckdb", "PIL", "yaml"}),
        ("explain adam", NOT_NEEDED | {"duckdb", "PIL", "yaml"}),
        ("schema", {"matplotlib", "duckdb", "PIL"}),
        ("show runs/table-001", NOT_NEEDED | {"PIL", "yaml", "nnfs_cli.config.schema"}),
        ("show runs/images-001", NOT_NEEDED | {"duckdb", "yaml", "nnfs_cli.config.schema"}),
        ("predict runs/table-001 table.csv", NOT_NEEDED | {"PIL", "yaml"}),
        ("predict runs/table-001 table.csv", {"nnfs_cli.config.schema", "nnfs_cli.build"}),
        ("predict runs/images-001 images/0", NOT_NEEDED | {"duckdb", "yaml"}),
        ("evaluate runs/table-001 table.csv", NOT_NEEDED | {"PIL", "yaml"}),
        ("evaluate runs/table-001", {"matplotlib", "PIL"}),
        ("evaluate runs/images-001", {"matplotlib", "duckdb"}),
        ("check table.yaml", {"matplotlib", "PIL"}),
        ("check images.yaml", {"matplotlib", "duckdb"}),
        ("train table.yaml", {"matplotlib", "PIL"}),
        ("train images.yaml", {"matplotlib", "duckdb"}),
    ],
)
def test_no_command_imports_what_it_does_not_need(
    two_runs: Path, arguments: str, unwanted: set[str]
) -> None:
    assert not unwanted & modules_of(two_runs, *arguments.split())


def test_help_answers_at_once() -> None:
    """In processor time, which other work on the machine does not lengthen."""
    resource = pytest.importorskip("resource")

    def seconds() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        nn("--help")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    assert min(seconds() for _ in range(3)) < 0.25


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_a_command_opens_with_an_example(command: str) -> None:
    shown = runner.invoke(app, [command, "-h"])
    assert shown.exit_code == 0
    usage, _, text = shown.stdout.partition("\n\n")
    assert usage.startswith(f"Usage: nn {command}")
    assert text.lstrip().startswith(f"Example: nn {command}")


def test_version() -> None:
    assert nn("--version").stdout == f"nn {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        (["lsit"], "unknown command 'lsit'; did you mean 'list'?\n  → nn --help lists"),
        (
            ["train", "--lr", "1"],
            "unknown option '--lr'\n  → what a config says can be changed: --set",
        ),
        (["list", "--jsn"], "unknown option '--jsn'; did you mean '--json'?\n  → nn list --help"),
        (["explain"], "missing argument 'NAME'\n  → nn explain --help"),
    ],
)
def test_usage_errors_are_short_and_help_on(arguments: list[str], answer: str) -> None:
    shown = nn(*arguments)
    assert shown.returncode == 2
    assert shown.stdout == ""
    assert shown.stderr.startswith(answer)
    assert "Traceback" not in shown.stderr


def test_debug_shows_the_traceback_wherever_it_stands() -> None:
    for arguments in (["--debug", "explain", "relo"], ["explain", "relo", "--debug"]):
        shown = runner.invoke(app, arguments)
        assert shown.exit_code == 2
        assert "Traceback" in shown.stderr
    assert "Traceback" not in runner.invoke(app, ["explain", "relo"]).stderr


def test_words_after_two_dashes_are_no_options() -> None:
    shown = runner.invoke(app, ["explain", "--", "--debug"])
    assert "nothing is called '--debug'" in shown.stderr
    assert "Traceback" not in shown.stderr


def test_names_on_the_command_line_cannot_steer_the_terminal() -> None:
    shown = runner.invoke(app, ["explain", "\x1b[31m[red]x"])
    assert r"nothing is called '\x1b[31m[red]x'" in shown.stderr


def test_a_reader_that_leaves_early_is_no_error(tmp_path: Path) -> None:
    command = f"'{sys.executable}' -m nnfs_cli list | head -1"
    shown = subprocess.run(["sh", "-c", command], capture_output=True, text=True, cwd=tmp_path)
    assert shown.stdout == "Layers\n"
    assert "Traceback" not in shown.stderr
    assert "Exception ignored" not in shown.stderr


def test_a_narrow_encoding_is_no_error() -> None:
    environment = os.environ | {"PYTHONIOENCODING": "ascii"}
    shown = nn("explain", "relo", env=environment)
    assert shown.returncode == 2
    assert r"\u2192 nn list shows every name" in shown.stderr


@pytest.mark.parametrize("arguments", [["list"], ["explain", "adam"], ["schema"]])
def test_quiet_leaves_the_answer_alone(arguments: list[str]) -> None:
    shown = runner.invoke(app, [*arguments, "-q"])
    assert shown.exit_code == 0
    assert shown.stderr == ""
    assert shown.stdout
