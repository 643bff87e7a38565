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


def test_the_page_for_python_is_true(checkout: Path) -> None:
    """In one program and a process of its own, as a reader would run it."""
    pytest.importorskip("sklearn")
    assert len(EXAMPLES) == 8
    program = "\n".join(EXAMPLES)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
        cwd=checkout,
    )
    assert done.returncode == 0, done.stderr
    assert "here it is called 'optimizer'" in done.stdout
    assert "the key 'target' is missing" in done.stdout
    assert (checkout / "runs" / "flowers-001" / "model.json").exists()


@pytest.mark.usefixtures("checkout")
def test_what_the_functions_show_is_true() -> None:
    from nnfs_cli.api import model, training

    for module in (training, model):  # the second needs the run of the first
        done = doctest.testmod(module, extraglobs=vars(module))
        assert (done.failed, done.attempted > 1) == (0, True)
