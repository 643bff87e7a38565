"""Fair comparison: contestants take turns, and what counts is the median of several rounds."""

from __future__ import annotations

import json
import platform
import statistics
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

RESULTS = Path(__file__).parent / "results"
PAGE = Path(__file__).parent.parent / "docs" / "performance.md"
INTRODUCTION = """# Performance

How `nn` compares with what else people would use, measured by the commands in `benchmarks/`:
everyone does the same work in the same process run, in turns, and the median of the rounds counts.
The first column is ours; the others are multiples of it, so 4.00 x means that `nn` needs a quarter
of that time or memory. Absolute numbers are those of one small machine; the ratios carry over.
"""


@dataclass
class Comparison:
    """What the contestants took for one workload, in seconds, bytes or whatever is measured."""

    workload: str
    unit: str
    measured: dict[str, float]
    """the median of all rounds, by contestant; the first is ours"""
    rounds: int
    notes: dict[str, float] = field(default_factory=dict)
    """further numbers, such as the loss each one ended with"""

    def ratios(self) -> dict[str, float]:
        """How many times as much as ours each of the others takes: above 1, we are ahead."""
        ours, *others = self.measured
        return {name: self.measured[name] / self.measured[ours] for name in others}


def interleaved(contestants: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, float]:
    """The median of what each contestant reports, taking turns; one round before does not count."""
    seen: dict[str, list[float]] = {name: [] for name in contestants}
    for number in range(rounds + 1):
        for name, run in contestants.items():
            measured = run()
            if number:
                seen[name].append(measured)
    return {name: statistics.median(values) for name, values in seen.items()}


def table(comparisons: list[Comparison]) -> str:
    """A Markdown table: ours absolute, everyone else as a multiple of it."""
    others = list(dict.fromkeys(name for c in comparisons for name in c.ratios()))
    ours = next(iter(comparisons[0].measured))
    lines = [
        "| workload | " + " | ".join([ours, *others]) + " |",
        "|---" * (len(others) + 2) + "|",
    ]
    for comparison in comparisons:
        ratios = comparison.ratios()
        cells = [f"{ratios[name]:.2f} x" if name in ratios else "–" for name in others]
        amount = f"{comparison.measured[ours]:.4g} {comparison.unit}"
        lines.append(f"| {comparison.workload} | " + " | ".join([amount, *cells]) + " |")
    return "\n".join(lines)


def report(name: str, title: str, comparisons: list[Comparison]) -> None:
    """Print the table, and keep it as JSON; workloads that were left out this time stay in it."""
    print(f"\n{title}\n\n{table(comparisons)}")
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}.json"
    measured = {c.workload: {**asdict(c), "ratios": c.ratios()} for c in comparisons}
    if path.exists():
        kept = json.loads(path.read_text(encoding="utf-8"))["comparisons"]
        measured = {entry["workload"]: entry for entry in kept} | measured
    content = {
        "title": title,
        "python": platform.python_version(),
        "machine": f"{platform.machine()}, {platform.system()}",
        "comparisons": [measured[workload] for workload in sorted(measured)],
    }
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    write_page()


def write_page() -> None:
    """Make docs/performance.md from all results there are."""
    sections = [INTRODUCTION]
    for path in sorted(RESULTS.glob("*.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        comparisons = []
        for entry in content["comparisons"]:
            del entry["ratios"]
            comparisons.append(Comparison(**entry))
        command = path.stem.partition("-")[0]
        sections.append(
            f"## {content['title']}\n\n`python -m benchmarks.{command}`, Python "
            f"{content['python']}, {content['machine']}.\n\n{table(comparisons)}\n"
        )
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text("\n".join(sections), encoding="utf-8")
