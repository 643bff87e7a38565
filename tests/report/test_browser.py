"""The page in a real browser, where one is installed: it shows, keeps its width, passes axe.

Playwright is no dependency of the project; NN_AXE names the file axe.min.js of axe-core.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from reading import RunOf

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
AXE = os.environ.get("NN_AXE", "")

needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")


@needs_chromium
def test_a_browser_reads_all_of_it(run_of: RunOf, tmp_path: Path) -> None:
    assert CHROMIUM is not None
    page = (run_of("multiclass") / "report.html").as_uri()
    command = [CHROMIUM, "--headless", *FLAGS, f"--user-data-dir={tmp_path}", "--dump-dom", page]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout.count("<section") == done.stdout.count("<h2")
    assert "<script" not in done.stdout
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in done.stdout


@needs_chromium
@pytest.mark.skipif(not AXE, reason="NN_AXE does not name axe.min.js")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", ["multiclass", "multilabel", "regression", "images", "folds"])
def test_axe_finds_nothing(run_of: RunOf, kind: str, scheme: str) -> None:
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        context = browser.new_context(
            viewport={"width": 360, "height": 800}, color_scheme=scheme, bypass_csp=True
        )
        page = context.new_page()
        page.goto((run_of(kind) / "report.html").as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        page.evaluate(Path(AXE).read_text(encoding="utf-8"))
        found = page.evaluate("axe.run()")
        browser.close()
    assert [violation["id"] for violation in found["violations"]] == []
