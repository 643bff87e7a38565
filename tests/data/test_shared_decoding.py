"""Other processes are a help and nothing else: with them or without, it is the same answer."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from nnfs_cli.data import shared_decoding
from nnfs_cli.data.image_geometry import ImageGeometry
from nnfs_cli.data.image_worker import Task, answer, understood
from nnfs_cli.data.shared_decoding import TIMED, read_all
from nnfs_cli.errors import DataError

SHAPE = (6, 5, 3)
IMAGES = 260


def pixels(number: int) -> np.ndarray:
    return np.random.default_rng(number).integers(0, 256, SHAPE, np.uint8)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Images of three formats without loss, and four files that are none or not of that shape."""
    folder = tmp_path_factory.mktemp("images")
    for number in range(IMAGES):
        extension = ("png", "bmp", "tif")[number % 3]
        Image.fromarray(pixels(number)).save(folder / f"{number:03}.{extension}")
    (folder / "100.bmp").write_bytes(b"")
    (folder / "150.png").write_bytes((folder / "150.png").read_bytes()[:60])
    (folder / "200.tif").write_text("words")
    Image.new("RGB", (9, 9)).save(folder / "250.bmp")
    return folder


def task(folder: Path, geometry: ImageGeometry | None = None, shape: object = SHAPE) -> Task:
    paths = [str(path) for path in sorted(folder.iterdir())]
    return Task(paths, shape, "keep", geometry or ImageGeometry(), True)  # type: ignore[arg-type]


def facts(images: Iterator[object]) -> list[object]:
    """Comparable."""
    return [(type(i), str(i), i.hint) if isinstance(i, DataError) else i for i in images]


@pytest.fixture
def helped(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """Everything is worth two processes, which are listed."""
    monkeypatch.setattr(shared_decoding, "processors", lambda: 3)
    monkeypatch.setattr(shared_decoding, "WORTH_A_PROCESS", 1e-9)
    monkeypatch.setattr(shared_decoding, "SHARE_IMAGES", 7)
    started: list[subprocess.Popen[bytes]] = []
    start = subprocess.Popen

    def listed(*arguments: object, **options: object) -> subprocess.Popen[bytes]:
        started.append(start(*arguments, **options))  # type: ignore[call-overload]
        return started[-1]

    monkeypatch.setattr(shared_decoding.subprocess, "Popen", listed)
    return started


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """This process reads a share only once another one has; lists what it reads itself."""
    read: list[int] = []
    brought = threading.Event()
    read_here, give = shared_decoding._read_here, shared_decoding._Board.give

    def given(board: Any, share: int, images: Any) -> None:
        give(board, share, images)
        if threading.current_thread() is not threading.main_thread():
            brought.set()

    def patiently(task: Task, share: range) -> Any:
        read.extend(share)
        assert len(share) == 1 or brought.wait(60)
        return read_here(task, share)

    monkeypatch.setattr(shared_decoding, "_read_here", patiently)
    monkeypatch.setattr(shared_decoding._Board, "give", given)
    return read


def alone(task: Task) -> list[object]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shared_decoding, "processors", lambda: 1)
        return facts(read_all(task))


def test_alone_the_pixels_are_those_that_were_saved(folder: Path) -> None:
    found = alone(task(folder))
    assert len(found) == IMAGES
    bad = {100: "is an empty file", 150: "cannot be read", 200: "is not a PNG"}
    for number, image in enumerate(found):
        if number in bad:
            assert isinstance(image, tuple)
            assert bad[number] in image[1]
        elif number != 250:
            assert image.pixels == pixels(number).tobytes()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("geometry", "shape"),
    [
        (ImageGeometry(), SHAPE),
        (ImageGeometry(size=(4, 4)), (4, 4, 3)),
        (ImageGeometry(crop=(4, 4), downsample=2), (2, 2, 3)),
        (ImageGeometry(crop=(7, 7)), (7, 7, 3)),
    ],
)
def test_with_others_the_same_bytes_and_errors_in_the_same_order(
    folder: Path,
    helped: list[subprocess.Popen[bytes]],
    patient: list[int],
    geometry: ImageGeometry,
    shape: object,
) -> None:
    asked = task(folder, geometry, shape)
    found = facts(read_all(asked))
    assert len(helped) == 2
    assert all(process.returncode is not None for process in helped)
    if geometry == ImageGeometry():
        assert {100, 150, 200} <= set(patient), "damaged files are read by this process"
        assert len(patient) < IMAGES - 3, "others have read some"
    assert found == alone(asked)


def test_an_answer_is_understood_as_it_was_meant(folder: Path) -> None:
    asked = Task.from_line(task(folder, ImageGeometry(crop=(6, 5))).to_line())
    assert asked == task(folder, ImageGeometry(crop=(6, 5)))
    content = b"".join(answer(asked, 99, 103))
    assert len(content) == asked.answer_size(4)
    images = understood(asked, content)
    assert images[1] is None, "an empty file"
    assert [images[place] for place in (0, 2, 3)] == [asked.read(n) for n in (99, 101, 102)]


@pytest.mark.skipif(sys.platform == "win32", reason="processes are killed in another way there")
def test_others_that_are_killed_are_not_missed(
    folder: Path, helped: list[subprocess.Popen[bytes]], patient: list[int]
) -> None:
    asked = task(folder)
    images = read_all(asked)
    found = [next(images) for _ in range(TIMED + 30)]
    for process in helped:
        os.kill(process.pid, signal.SIGKILL)
    found.extend(images)
    assert facts(iter(found)) == alone(asked)
    assert [process.returncode for process in helped] == [-signal.SIGKILL] * 2


@pytest.mark.parametrize("start", ["raise SystemExit(3)", "print(); input()", "{path}; 1/0"])
def test_others_that_do_not_understand_are_not_missed(
    folder: Path,
    helped: list[subprocess.Popen[bytes]],
    monkeypatch: pytest.MonkeyPatch,
    start: str,
) -> None:
    monkeypatch.setattr(shared_decoding, "START", start)
    assert facts(read_all(task(folder))) == alone(task(folder))
    assert len(helped) == 2


def test_no_others_can_be_started(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_decoding, "processors", lambda: 3)
    monkeypatch.setattr(shared_decoding, "WORTH_A_PROCESS", 1e-9)
    monkeypatch.setattr(sys, "executable", "")
    assert facts(read_all(task(folder))) == alone(task(folder))


def test_little_work_is_done_alone(
    folder: Path, helped: list[subprocess.Popen[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_decoding, "WORTH_A_PROCESS", 1e9)
    assert facts(read_all(task(folder))) == alone(task(folder))
    assert not helped


def test_when_nobody_listens_any_more_all_is_over(
    folder: Path, helped: list[subprocess.Popen[bytes]]
) -> None:
    threads = threading.active_count()
    images = read_all(task(folder))
    for _ in range(TIMED + 1):
        next(images)
    assert len(helped) == 2
    images.close()  # type: ignore[attr-defined]
    assert all(process.returncode is not None for process in helped)
    assert threading.active_count() == threads


KILLED = """
import os, signal, sys
from pathlib import Path
from nnfs_cli.data import shared_decoding
from nnfs_cli.data.image_geometry import ImageGeometry
from nnfs_cli.data.image_worker import Task
shared_decoding.processors = lambda: 3
shared_decoding.WORTH_A_PROCESS = 1e-9
start, pids = shared_decoding._Helper.__init__, []
def listed(self, *arguments):
    start(self, *arguments)
    pids.append(self._process.pid)
shared_decoding._Helper.__init__ = listed
paths = [str(path) for path in sorted(Path(sys.argv[1]).iterdir())]
images = shared_decoding.read_all(Task(paths, (6, 5, 3), "keep", ImageGeometry(), True))
for _ in range(shared_decoding.TIMED + 1):
    next(images)
print(*pids, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_they_end_with_whoever_started_them(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(folder)], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    pids = done.stdout.split()
    assert len(pids) == 2
    until = time.monotonic() + 20
    while any(is_running(pid) for pid in pids):
        assert time.monotonic() < until
        time.sleep(0.02)


def is_running(pid: str) -> bool:
    try:
        return Path("/proc", pid, "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_they_start_without_numpy_and_the_rest_of_the_program() -> None:
    """Which would take as long as reading thousands of small files."""
    code = (
        "import sys, nnfs_cli.data.image_worker; "
        "print(*{'numpy', 'pydantic', 'duckdb', 'nnfs_cli.config'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
