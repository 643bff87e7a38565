"""Folders of images: decoded for the first time, read again, and trained on where they lie.

Everyone reads the same files into one array of bytes with a class for each, in a process of its
own; libraries are imported before the clock starts. Pillow may use all processors. Then an epoch
over pixels that are mapped from `.nn-cache/` goes against the same epoch over pixels in memory.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks.command_line import ROOT
from benchmarks.engine import Workload, make_data, train_ours
from benchmarks.rounds import Comparison, interleaved, report
from nnfs_cli.data.cache_entries import new_entry, read_entry

OURS = """
import sys
from pathlib import Path
from time import perf_counter
from nnfs_cli.data.images import ImageRequest, load_images
start = perf_counter()
load_images(ImageRequest(Path(sys.argv[1])), cache=Path(".nn-cache"))
print(perf_counter() - start)
"""
EPOCH = """
import resource, sys
from pathlib import Path
import numpy as np
from benchmarks.engine import train_ours
from benchmarks.images import large, mapped
path, rows, limited = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "mapped"
workload, x = large(rows), mapped(path, rows)
if limited:
    status = Path("/proc/self/status").read_text().split()
    now = int(status[status.index("VmData:") + 1]) * 1024
    resource.setrlimit(resource.RLIMIT_DATA, (now + 300_000_000, resource.RLIM_INFINITY))
else:
    x = np.array(x)
print(train_ours(workload, x, np.arange(rows, dtype=np.uint8) % 10))
"""
MAGIC = b"nn-image"


def picture(generator: np.random.Generator, side: int, channels: int) -> Image.Image:
    """Soft strokes on black, as in a drawn digit; coloured ones have some noise as well."""
    y, x = np.mgrid[:side, :side]
    values = np.zeros((side, side, channels))
    for _ in range(6):
        middle, width = generator.uniform(0.2, 0.8, 2) * side, generator.uniform(0.04, 0.09) * side
        distance = (y - middle[0]) ** 2 + (x - middle[1]) ** 2
        values += np.exp(-distance / (2 * width**2))[..., None] * generator.uniform(
            100, 300, channels
        )
    if channels > 1:
        values += generator.normal(0, 6, values.shape)
    pixels = np.clip(values, 0, 255).astype(np.uint8)
    return Image.fromarray(pixels[:, :, 0] if channels == 1 else pixels)


def write_folder(folder: Path, images: int, side: int, channels: int, extension: str) -> Path:
    """Ten classes of images."""
    generator = np.random.default_rng(0)
    for number in range(10):
        (folder / str(number)).mkdir(parents=True)
    for number in range(images):
        image = picture(generator, side, channels)
        image.save(folder / str(number % 10) / f"{number}.{extension}")
    return folder


def seconds_of(command: list[str], folder: Path) -> float:
    """What a command prints."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run(
        [sys.executable, *command], cwd=folder, env=environment, capture_output=True, text=True
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return float(done.stdout)


def reading(title: str, images: Path, folder: Path, rounds: int) -> list[Comparison]:
    """The first time and the second time."""
    cache = folder / ".nn-cache"
    peers: dict[str, Callable[[], float]] = {
        f"Pillow, {kind}": partial(
            seconds_of, ["-m", "benchmarks.peers.pillow_images", kind, str(images)], folder
        )
        for kind in ("processes", "threads")
    }

    def first() -> float:
        shutil.rmtree(cache, ignore_errors=True)
        return again()

    def again() -> float:
        return seconds_of(["-c", OURS, str(images)], folder)

    return [
        Comparison(f"{title}, {when}", "s", interleaved({"nn": ours, **peers}, rounds), rounds)
        for when, ours in (("first time", first), ("second time", again))
    ]


def large(rows: int) -> Workload:
    return Workload("", (784, 50, 10), "relu", 32, "sgd", 0.01, rows, 1)


def mapped(entry: Path, rows: int) -> np.ndarray:
    """The pixels of an entry, as training gets them."""
    found = read_entry(entry, MAGIC)
    return np.asarray(found.content)[found.start :].reshape(rows, 784)


def mnist_epoch(folder: Path, rounds: int) -> Comparison:
    """As many pixels as MNIST has."""
    workload = large(60_000)
    x, classes = make_data(workload)
    entry = folder / ".nn-cache" / "mnist.images"
    with new_entry(entry, MAGIC, {}, x.nbytes) as append:
        append(x)
    turns = {
        "nn": partial(train_ours, workload, mapped(entry, len(x)), classes),
        "pixels in memory": partial(train_ours, workload, x, classes),
    }
    return Comparison("an epoch of 60,000 x 784, mapped", "s", interleaved(turns, rounds), rounds)


def large_epoch(folder: Path, gigabytes: float) -> Comparison:
    """Mapped, with 0.3 GB of memory allowed, against all pixels in memory. Linux only."""
    rows = int(gigabytes * 1e9 / 784)
    block = np.random.default_rng(0).integers(0, 256, (100_000, 784), np.uint8)
    entry = folder / ".nn-cache" / "large.images"
    with new_entry(entry, MAGIC, {}, rows * 784) as append:
        for start in range(0, rows, len(block)):
            append(block[: rows - start])
    command = ["-c", EPOCH, str(entry), str(rows)]
    turns = {
        "nn": partial(seconds_of, [*command, "mapped"], folder),
        "pixels in memory": partial(seconds_of, [*command, "in memory"], folder),
    }
    title = f"an epoch of {gigabytes:g} GB, mapped, in 0.3 GB of memory"
    return Comparison(title, "s", interleaved(turns, 2), 2)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--gigabytes", type=float, default=4, help="of the largest data set")
    arguments = parser.parse_args()
    rounds, comparisons = arguments.rounds, []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for title, images, side, channels, extension in (
            ("10,000 PNG, 28 x 28 grey", 10_000, 28, 1, "png"),
            ("2,000 PNG, 128 x 128 RGB", 2_000, 128, 3, "png"),
            ("2,000 JPEG, 128 x 128 RGB", 2_000, 128, 3, "jpg"),
        ):
            place = write_folder(folder / f"{side}{extension}", images, side, channels, extension)
            comparisons += reading(title, place, folder, rounds)
        comparisons.append(mnist_epoch(folder, rounds))
        if sys.platform == "linux":
            comparisons.append(large_epoch(folder, arguments.gigabytes))
    report("images", "Folders of images", comparisons)


if __name__ == "__main__":
    main()
