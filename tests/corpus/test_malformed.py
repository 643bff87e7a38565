"""Each malformed file of the index is a sentence: exit 2, the place, a way out, nothing written."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from time import perf_counter

import pytest
from command_runs import CORPUS, Entry, Outcome, entries, nn, tree

ENTRIES = entries()
WAY_OUT = re.compile(
    r"^  → |did you mean|expected|there is no|no such|at most|; use |leave it out|keep one"
    r"|copy the image|only the last|end with|counted from|positions are|is named twice"
    r"|is not a number|this is a file|is not a PNG",
    re.MULTILINE,
)
"""a line of advice, or a sentence that says by itself what to do"""
SECONDS, MEGABYTES = 2.0, 300
SLOW_MACHINE = 10
"""how many times slower than its owner's a machine may be that runs the tests"""


def test_the_index_is_as_long_as_promised_and_names_every_file() -> None:
    folders = ("configs", "tables", "labels", "models")
    files = {
        path.relative_to(CORPUS).as_posix()
        for folder in folders
        for path in (CORPUS / folder).iterdir()
    }
    named = {entry.file for entry in ENTRIES}
    assert len(files) >= 300
    assert files - named == {"tables/parquet_in_name.parquet"}  # which is legal
    assert all((CORPUS / file).stat().st_size < 20_000 for file in files)


def refused(entry: Entry, outcome: Outcome) -> None:
    __tracebackhide__ = True
    assert outcome.code == 2, outcome.err
    assert outcome.out == ""
    assert "Traceback" not in outcome.err
    assert "internal error" not in outcome.err
    assert [told for told in entry.told if told not in outcome.err] == [], outcome.err
    assert WAY_OUT.search(outcome.err), outcome.err
    if entry.mistakes is not None:
        assert len(outcome.mistakes) == entry.mistakes, outcome.err
    assert all(line.isprintable() for line in outcome.err.splitlines())
    assert max(map(len, outcome.err.splitlines())) < 2100


@pytest.mark.parametrize("entry", ENTRIES, ids=str)
def test_a_malformed_file_is_a_sentence(entry: Entry, corpus: Path) -> None:
    before = tree(corpus)
    refused(entry, nn(entry.words, corpus))
    assert tree(corpus) == before


HEAVIEST = [
    "check configs/billion_laughs.yaml",
    "check configs/deep_list.yaml",
    "check valid/idx.yaml --set dataset.images=../idx/terabytes-images-idx3-ubyte",
    "check valid/pictures.yaml --set dataset.images=../images/bomb_png",
    "check valid/flowers.yaml --set dataset.path=../tables/word_in_numbers.csv",
    "predict valid/flowers.json tables/word_in_numbers.csv",
    "show models/base64_terabytes.json",
]


@pytest.mark.skipif(sys.platform != "linux", reason="the peak of memory is read from /proc")
@pytest.mark.parametrize("command", HEAVIEST)
def test_in_a_process_of_its_own_it_is_soon_and_small(command: str, corpus: Path) -> None:
    (entry,) = (entry for entry in ENTRIES if str(entry) == command)
    before, began = tree(corpus), perf_counter()
    run = "import sys; from nnfs_cli.cli.app import app\ntry: app(sys.argv[1:])\n"
    run += "finally: print(open('/proc/self/status').read())"  # a new program's own peak
    done = subprocess.run(
        [sys.executable, "-c", run, *entry.words],
        cwd=corpus,
        capture_output=True,
        text=True,
        timeout=SECONDS * SLOW_MACHINE,
        check=False,
    )
    (peak,) = re.findall(r"VmHWM:\s*(\d+) kB", done.stdout)
    assert int(peak) * 1024 < MEGABYTES * 1e6
    refused(entry, Outcome(done.returncode, "", done.stderr))
    assert tree(corpus) == before
    assert perf_counter() - began < SECONDS * SLOW_MACHINE
