"""Whole commands: start, reading, splitting, training, testing and writing, as a user waits for it.

`nn train` on MNIST against the shortest honest scripts that do the same with PyTorch and
scikit-learn; and how long `nn` takes to say anything at all.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter

from benchmarks.rounds import Comparison, interleaved, report

ROOT = Path(__file__).parent.parent
NN = [sys.executable, "-m", "nnfs_cli"]


def measured(command: Sequence[str], folder: Path) -> tuple[float, float]:
    """Seconds that a command takes, and the most memory it holds, in MB."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # what is installed is compiled already
    start = perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return seconds, usage.ru_maxrss / 1024


def mnist_commands(data: Path) -> dict[str, list[str]]:
    """Read, train for five epochs, test, write a model."""
    config = str(ROOT / "configs" / "mnist_dense.yaml")
    ours = [*NN, "train", config, "--quiet", "--set", f"dataset.images={data}"]
    commands = {"nn": [*ours, "--set", "output.plots=false", "--set", "output.report=false"]}
    for module, name, script in (
        ("torch", "PyTorch", "torch_mnist"),
        ("sklearn", "scikit-learn", "sklearn_mnist"),
    ):
        if find_spec(module):
            commands[name] = [
                sys.executable,
                "-m",
                f"benchmarks.peers.{script}",
                str(data),
                "model.out",
            ]
    return commands


def compare(
    workload: str,
    commands: dict[str, list[str]],
    folder: Path,
    rounds: int,
    before: Callable[[str], None] = lambda _: None,
) -> list[Comparison]:
    """Time and memory of the commands, in turns, with something done `before` each of them."""
    memory: dict[str, float] = {}

    def run(name: str) -> float:
        before(name)
        seconds, memory[name] = measured(commands[name], folder)
        return seconds

    seconds = interleaved({name: partial(run, name) for name in commands}, rounds)
    return [
        Comparison(workload, "s", seconds, rounds),
        Comparison(f"{workload}: peak memory", "MB", memory, rounds),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mnist", type=Path, help="folder with the four gzipped IDX files")
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    rounds = arguments.rounds
    python = {"nn": [*NN, "--version"], "python -c pass": [sys.executable, "-c", "pass"]}
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        comparisons = compare("nn --version", python, here, rounds)
        comparisons += compare("nn --help", {**python, "nn": [*NN, "--help"]}, here, rounds)
        iris = [*NN, "train", str(ROOT / "configs" / "iris.yaml"), "--quiet"]
        comparisons += compare("nn train configs/iris.yaml", {"nn": iris}, here, rounds)
        flowers = (ROOT / "datasets" / "iris.csv").read_text(encoding="utf-8").splitlines(True)
        (here / "row.csv").write_text("".join(flowers[:2]), encoding="utf-8")
        one = {"nn": [*NN, "predict", "runs/iris-001", "row.csv"]}
        comparisons += compare("nn predict, one row", one, here, rounds)
        if arguments.mnist:
            commands = mnist_commands(arguments.mnist.resolve())
            comparisons += compare("MNIST, five epochs", commands, here, rounds)
    report("command_line", "Whole commands", comparisons)


if __name__ == "__main__":
    main()
