"""The examples for Python run, in order, in a checkout."""

from __future__ import annotations

import doctest
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```python\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with configs/ and datasets/."""
    for folder in ("configs", "datasets"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(program: str, folder: Path) -> str:
    """What a program prints that a reader puts together from the page."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
        cwd=folder,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_page_for_python_is_true(checkout: Path) -> None:
    plain = [example for example in EXAMPLES if "sklearn" not in example and "best" not in example]
    assert len(plain) == 6
    shown = run("\n".join(plain), checkout)
    assert "here it is called 'optimizer'" in shown
    assert "the key 'target' is missing" in shown
    assert (checkout / "runs" / "flowers-001" / "model.json").exists()


def test_what_it_says_of_scikit_learn_is_true(checkout: Path) -> None:
    pytest.importorskip("sklearn")
    others = EXAMPLES[-2:]
    assert all("sklearn" in example or "best" in example for example in others)
    assert "'layers'" in run("\n".join(["import nnfs_cli", *others]), checkout)


@pytest.mark.usefixtures("checkout")
def test_what_the_functions_show_is_true() -> None:
    from nnfs_cli.api import model, training

    for module in (training, model):  # the second needs the run of the first
        done = doctest.testmod(module, extraglobs=vars(module))
        assert (done.failed, done.attempted > 1) == (0, True)
