"""A CSV of two million rows: read and encoded, read again, and predicted.

Eight numbers, a category, a number to predict, and a filter. `nn check` reads the file and makes
everything ready for training; pandas and NumPy do the same in a script. The second time it comes
from the cache: for `nn check`, for `nn train` as far as its first step, and for a whole `nn train`
with little to learn. `nn predict` goes against pandas and scikit-learn with a network of the same
size.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from benchmarks.command_line import NN, compare, measured
from benchmarks.rounds import report

WORDS = np.array(["Belém", "Natal", "Olinda", "Recife", "São Paulo"])
FIRST_STEP = [sys.executable, "-m", "benchmarks.first_step"]
ROWS_AT_A_TIME = 100_000
CONFIG = """
dataset: {path: FILE, target: y, filters: ["x0 > -2"]}
model: {layers: [{type: dense, units: 128, activation: relu},
                 {type: dense, units: 64, activation: relu}, {type: dense}]}
training: {epochs: 1}
output: {plots: false}
"""
LITTLE_TO_LEARN = """
dataset: {path: large.csv, target: y, filters: ["x0 > -2"]}
split: {test: 0.01, validation: 0.01}
model: {layers: [{type: dense, units: 8, activation: relu}, {type: dense}]}
training: {epochs: 1, batch_size: 65536}
output: {plots: false}
"""


def write_table(path: Path, rows: int) -> None:
    """Numbers of several sizes with six decimals; y depends on some of them and on the word."""
    generator = np.random.default_rng(0)
    line = "%.6f," * 8 + "%s,%.6f\n"
    with path.open("w", encoding="utf-8") as file:
        file.write(",".join([*(f"x{k}" for k in range(8)), "city", "y"]) + "\n")
        for start in range(0, rows, ROWS_AT_A_TIME):
            count = min(ROWS_AT_A_TIME, rows - start)
            x = generator.normal(size=(count, 8)) * 10.0 ** (np.arange(8) % 4)
            code = generator.integers(len(WORDS), size=count)
            y = 2 * x[:, 0] + x[:, 1] / 10 + 3 * (code == 1) + generator.normal(size=count)
            columns = (*x.T.tolist(), WORDS[code].tolist(), y.tolist())
            file.write("".join(line % row for row in zip(*columns, strict=True)))


def prepared(folder: Path, rows: int) -> None:
    """The table, a small one to learn from, configs for both, and a model of each kind."""
    for name, count in (("large", rows), ("small", 20_000)):
        write_table(folder / f"{name}.csv", count)
        config = CONFIG.replace("FILE", f"{name}.csv")
        (folder / f"{name}.yaml").write_text(config, encoding="utf-8")
    (folder / "little.yaml").write_text(LITTLE_TO_LEARN, encoding="utf-8")
    measured([*NN, "train", "small.yaml", "--quiet"], folder)
    if find_spec("pandas") and find_spec("sklearn"):
        measured(peer("sklearn_table", "fit", "small.csv", "model.pickle"), folder)


def peer(script: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", f"benchmarks.peers.{script}", *arguments]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    read = [sys.executable, "-m", "benchmarks.read_table", "large.yaml"]
    twice = {
        "read again": read,
        "train again, to the first step": [*FIRST_STEP, "large.yaml"],
        "train again, little to learn": [*NN, "train", "little.yaml", "--quiet"],
    }
    reading = {"nn": read}
    predicting = {"nn": [*NN, "predict", "runs/small-001", "large.csv", "-o", "ours.csv"]}
    if find_spec("pandas"):
        reading["pandas"] = peer("pandas_table", "large.csv")
        if find_spec("sklearn"):
            script = peer("sklearn_table", "predict", "large.csv", "model.pickle", "theirs.csv")
            predicting["pandas + scikit-learn"] = script
    with tempfile.TemporaryDirectory() as name:
        folder, rounds = Path(name), arguments.rounds
        prepared(folder, arguments.rows)

        def forget(_: str) -> None:
            shutil.rmtree(folder / ".nn-cache", ignore_errors=True)

        def remember(name: str) -> None:
            if name != "nn":
                forget(name)  # and so the next one of "nn" finds what this one kept

        comparisons = compare("read and encode", reading, folder, rounds, forget)
        for workload, command in twice.items():
            again = {"nn": command, "nn, first time": command}
            comparisons += compare(workload, again, folder, rounds, remember)
        comparisons += compare("predict", predicting, folder, rounds)
    report("tables", f"A table of {arguments.rows:,} rows", comparisons)


if __name__ == "__main__":
    main()
