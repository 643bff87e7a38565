"""Mutants of valid files end in a sentence or an answer: never in a traceback, never for long."""

from __future__ import annotations

import contextlib
import gzip
import os
import re
import shutil
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import numpy as np
import pytest
from command_runs import CORPUS, Outcome, nn
from mutants import mutant

from nnfs_cli.errors import ModelFileError
from nnfs_cli.run.checkpoint import load_checkpoint, save_checkpoint

QUICK, MANY, AT_A_TIME = 300, 10_000, 50
SECONDS = 10.0
FIRST, LAST = (int(n) for n in os.environ.get("NN_MUTANTS", f"0-{MANY}").split("-"))
"""which mutants the long test makes"""


@dataclass(frozen=True)
class Subject:
    """A valid file, where its mutants go, and the command that meets them there."""

    file: str
    mutant: str
    command: str
    mend: Callable[[bytes], bytes] = bytes
    """what makes the mutant look whole again, so that it gets past the first look"""


def with_good_chunks(content: bytes) -> bytes:
    """A PNG whose checksums are right, as far as its chunks can be walked."""
    mended, place = bytearray(content), 8
    while place + 12 <= len(mended):
        end = place + 8 + int.from_bytes(mended[place : place + 4], "big")
        if end + 4 > len(mended):
            break
        mended[end : end + 4] = zlib.crc32(mended[place + 4 : end]).to_bytes(4, "big")
        place = end + 4
    return bytes(mended)


def zipped(content: bytes) -> bytes:
    return gzip.compress(content, 1)


P = "valid/pictures-{}-idx{}-ubyte"
LOOK = "check valid/flowers.yaml --set dataset.path=../{}"
SUBJECTS = [
    Subject("valid/flowers.yaml", "valid/mutant.yaml", "check {}"),
    Subject("../../configs/framingham_multilabel.yaml", "valid/mutant.yaml", "check {}"),
    Subject("valid/flowers.csv", "mutant.csv", LOOK),
    Subject("valid/flowers.csv", "mutant.csv", "predict valid/flowers.json {}"),
    Subject("valid/flowers.csv", "mutant.csv", "evaluate valid/flowers.json {}"),
    Subject("valid/flowers.csv", "mutant.csv", "init {} --target species -o -"),
    Subject("valid/flowers.csv", "mutant.csv.gz", LOOK, zipped),
    Subject("legal/tables/zipped.csv.gz", "mutant.csv.gz", LOOK),
    Subject("legal/tables/utf16_little.csv", "mutant.csv", LOOK),
    Subject("legal/tables/decimal_comma.csv", "mutant.csv", LOOK),
    Subject(P.format("images", 3), P.format("images", 3), "check valid/idx.yaml"),
    Subject(P.format("labels", 1), P.format("labels", 1), "check valid/idx.yaml"),
    Subject(P.format("images", 3), P.format("images", 3), "check valid/idx.yaml", zipped),
    *(
        Subject(f"legal/images/{name}", f"mutant{Path(name).suffix}", "predict stretched.json {}")
        for name in ("palette.gif", "rgb.bmp", "cmyk.tif", "lossless.webp", "jpeg_named.png")
    ),
    Subject(
        "legal/images/orientation_6.png", "m.png", "predict stretched.json {}", with_good_chunks
    ),
    Subject("legal/images/palette.png", "m.png", "predict stretched.json {}", with_good_chunks),
    Subject(
        "valid/pictures/circle/0.png", "valid/pictures/circle/0.png", "check valid/pictures.yaml"
    ),
    Subject(
        "labels.txt", "labels/mutant.txt", "check valid/pictures.yaml --set dataset.labels=../{}"
    ),
    Subject("numbers.txt", "labels/mutant.txt", "label-images numbered --classes {}"),
    Subject("valid/flowers.json", "mutant.json", "predict {} valid/flowers.csv"),
    Subject("valid/flowers.json", "mutant.json", "show {}"),
    Subject("valid/pictures.json", "mutant.json", "predict {} valid/pictures"),
    Subject("compact.json", "mutant.json", "predict {} valid/flowers.csv"),
]


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The valid files, and some that are made of them."""
    folder = tmp_path_factory.mktemp("mutants")
    for name in ("valid", "legal"):
        shutil.copytree(CORPUS / name, folder / name)
    for name in ("labels", "numbered"):
        (folder / name).mkdir()
    for number, label in enumerate(("circle", "square")):
        shutil.copytree(CORPUS / "valid/pictures" / label, folder / f"numbered/{number}")
    lines = [f"{label}/{k}.png,{label}\n" for label in ("circle", "square") for k in range(3)]
    (folder / "labels.txt").write_text("filename,class\n" + "".join(lines))
    (folder / "numbers.txt").write_text("0,circle\n1,square\n2,triangle\n")
    stretched = (
        (CORPUS / "valid/pictures.json").read_text().replace('"resize": false', '"resize": true')
    )
    (folder / "stretched.json").write_text(stretched)
    from nnfs_cli.model.model_file import read_model, write_model

    write_model(folder / "compact.json", read_model(CORPUS / "valid/flowers.json"), "base64")
    return folder


@contextlib.contextmanager
def standing_in(path: Path, content: bytes) -> Iterator[None]:
    """The file with other bytes for a while."""
    before = path.read_bytes() if path.exists() else None
    path.write_bytes(content)
    try:
        yield
    finally:
        path.unlink()
        if before is not None:
            path.write_bytes(before)


def meet(number: int, scratch: Path) -> Outcome:
    """Run the command of one mutant."""
    subject = SUBJECTS[number % len(SUBJECTS)]
    source = CORPUS / subject.file
    original = (source if source.exists() else scratch / subject.file).read_bytes()
    content = subject.mend(mutant(original, number))
    with standing_in(scratch / subject.mutant, content):
        words = subject.command.format(subject.mutant).split()
        return nn(words, scratch)


def is_calm(outcome: Outcome) -> bool:
    """An answer or a sentence, of printable lines; too much memory is a failure, if a calm one."""
    return (
        outcome.code in (0, None, 2)
        and "internal error" not in outcome.err
        and all(line.isprintable() for line in outcome.err.splitlines())
    )


@pytest.mark.parametrize("start", range(0, QUICK, AT_A_TIME))
def test_mutants_end_in_a_sentence_or_an_answer(start: int, scratch: Path) -> None:
    for number in range(start, start + AT_A_TIME):
        outcome = meet(number, scratch)
        assert is_calm(outcome), (number, SUBJECTS[number % len(SUBJECTS)], outcome.err)


@pytest.mark.long
@pytest.mark.parametrize("start", range(FIRST, LAST, AT_A_TIME))
def test_ten_thousand_mutants(start: int, scratch: Path) -> None:
    wrong = []
    for number in range(start, min(start + AT_A_TIME, LAST)):
        began = perf_counter()
        outcome = meet(number, scratch)
        if not is_calm(outcome) or perf_counter() - began > SECONDS:
            wrong.append((number, str(SUBJECTS[number % len(SUBJECTS)]), outcome.err))
    assert not wrong


RUN_FILES = [
    "summary.json",
    "metrics.csv",
    "config.resolved.yaml",
    "environment.json",
    "split.csv",
    "predictions.csv",
]


@pytest.fixture(scope="module")
def run(scratch: Path) -> Path:
    words = "train valid/flowers.yaml --quiet --set output.plots=false --set output.report=false"
    assert nn(words.split(), scratch).code in (0, None)
    return scratch / "runs/flowers-001"


@pytest.mark.parametrize("name", RUN_FILES)
def test_mutants_in_a_run_directory(name: str, run: Path, scratch: Path) -> None:
    original = (run / name).read_bytes()
    for number in range(4):
        with standing_in(run / name, mutant(original, number)):
            for command in ("show {}", "evaluate {}"):
                outcome = nn(command.format(run).split(), scratch)
                assert is_calm(outcome), (number, name, command, outcome.err)


def test_a_report_leaves_out_what_an_edited_summary_does_not_say(run: Path, scratch: Path) -> None:
    content = (run / "summary.json").read_bytes()
    with standing_in(run / "summary.json", content.replace(b"confusion_matrix", b"cxnfusion")):
        assert is_calm(nn(["report", str(run)], scratch))


STATE = {
    "epoch": 3,
    "best": {"loss": 0.25, "name": "first"},
    "values": np.arange(20, dtype=np.float32),
    "rows": np.arange(6, dtype=np.int64).reshape(2, 3),
}
BEGINNING = re.compile(rb"(nn-checkpoint \d+ )(\d+) [0-9a-f]{8}\n")


def with_good_checksum(content: bytes) -> bytes:
    """A checkpoint that says of itself that it is whole."""
    found = BEGINNING.match(content)
    if not found:
        return content
    rest = content[found.end() :]
    return found[1] + found[2] + b" %08x\n" % zlib.crc32(rest) + rest


def test_mutants_of_a_checkpoint_are_refused_or_read(tmp_path: Path) -> None:
    path = save_checkpoint(tmp_path, 7, STATE)
    original = path.read_bytes()
    assert with_good_checksum(original) == original
    read = 0
    for number in range(400):
        content = mutant(original, number)
        path.write_bytes(with_good_checksum(content) if number % 2 else content)
        with contextlib.suppress(ModelFileError):
            load_checkpoint(path)
            read += 1
    assert 0 < read < 200
