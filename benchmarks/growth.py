"""How time and memory grow: epochs over more rows, larger networks, and more of everything else.

Time per epoch has to be linear in rows and in parameters. Memory beyond the data must not grow
with epochs or with the number of batches.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

import numpy as np

from benchmarks.engine import Workload, make_data, train_ours
from benchmarks.rounds import Comparison, interleaved, report

ROWS = (1_000, 10_000, 100_000, 500_000, 2_000_000)
UNITS = (25, 100, 400, 1_600, 6_400)
PICTURE = Path(__file__).parent.parent / "docs" / "growth.svg"


def of_rows(rows: int) -> Workload:
    return Workload(f"{rows:,} rows", (10, 32, 3), "relu", 64, "adam", 0.001, rows, 1, pixels=False)


def of_units(units: int) -> Workload:
    sizes = (100, units, 10)
    return Workload(f"{units:,} units", sizes, "relu", 64, "adam", 0.001, 5_000, 1, pixels=False)


def seconds_per_epoch(workload: Workload, rounds: int) -> float:
    x, classes = make_data(workload)
    turns = {"nn": lambda: train_ours(workload, x, classes)}
    return interleaved(turns, rounds)["nn"]


def peak_memory(epochs: int, batch_size: int) -> float:
    """MB that a process holds at most while it trains on 20,000 rows, as Linux counts it."""
    code = (
        "from benchmarks.engine import Workload, make_data, train_ours\n"
        f"w = Workload('', (10, 32, 3), 'relu', {batch_size}, 'sgd', 0.01, 20_000, {epochs},"
        " pixels=False)\n"
        "train_ours(w, *make_data(w))\n"
        "lines = open('/proc/self/status').read().splitlines()\n"
        "print([line.split()[1] for line in lines if line.startswith('VmHWM')][0])\n"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    return float(answer.stdout) / 1024


def slope(sizes: list[int], seconds: list[float]) -> float:
    """The exponent k in seconds = c * size^k over the larger half: 1 is linear."""
    larger = slice(len(sizes) // 2, None)
    return float(np.polyfit(np.log(sizes[larger]), np.log(seconds[larger]), 1)[0])


def draw(panels: dict[str, tuple[list[int], list[float]]]) -> None:
    """One panel for rows and one for parameters, both axes logarithmic."""
    from matplotlib.figure import Figure

    figure = Figure((9, 3.6), layout="constrained")
    for axes, (title, (sizes, seconds)) in zip(
        figure.subplots(1, len(panels)), panels.items(), strict=True
    ):
        axes.loglog(sizes, seconds, "o-", label="measured")
        linear = [seconds[-1] * size / sizes[-1] for size in sizes]
        axes.loglog(sizes, linear, "--", color="grey", label="linear")
        axes.set(xlabel=title, ylabel="seconds per epoch")
        axes.legend()
    PICTURE.parent.mkdir(exist_ok=True)
    figure.savefig(PICTURE, metadata={"Date": None})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    rows = [seconds_per_epoch(of_rows(count), rounds) for count in ROWS]
    parameters = [100 * units + units + units * 10 + 10 for units in UNITS]
    units = [seconds_per_epoch(of_units(count), rounds) for count in UNITS]
    draw({"rows": (list(ROWS), rows), "parameters": (parameters, units)})
    comparisons = [
        Comparison(
            "exponent of time over rows (1 is linear)", "", {"nn": slope(list(ROWS), rows)}, rounds
        ),
        Comparison(
            "exponent of time over parameters", "", {"nn": slope(parameters, units)}, rounds
        ),
        *(
            Comparison(f"peak memory, {epochs} epochs, batch {size}", "MB", {"nn": memory}, 1)
            for epochs, size in ((1, 64), (50, 64), (1, 1), (3, 1))
            for memory in [peak_memory(epochs, size)]
        ),
    ]
    report("growth", "Growth", comparisons)


if __name__ == "__main__":
    main()
