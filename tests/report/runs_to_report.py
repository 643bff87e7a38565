"""Runs of every kind of question, trained for a moment, for the page to tell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from nnfs_cli.config.loading import load_config
from nnfs_cli.experiment.beginning import begin

SCRIPT = "<script>alert(1)</script>"
BOLD = "<b>x</b> & co"
FILE = 'a "b" <i>.csv'
KINDS = (
    *("multiclass", "binary", "multilabel", "regression", "images", "conv", "text"),
    *("folds", "ensemble", "scores", "plane", "many"),
)
SMALL = (
    "model: {layers: [{type: dense, units: 6, activation: tanh}, {type: dense, activation: %s}]}"
)
END = "training: {epochs: 4}\noutput: {plots: false}\n"


def write_table(path: Path, header: Sequence[str], *columns: Sequence[object]) -> None:
    def quoted(cell: object) -> str:
        return '"{}"'.format(str(cell).replace('"', '""'))

    rows = [header, *zip(*columns, strict=True)]
    path.write_text("\n".join(",".join(map(quoted, row)) for row in rows) + "\n", encoding="utf-8")


def numbers(rows: int, columns: int) -> list[list[float]]:
    return np.random.default_rng(5).normal(size=(columns, rows)).round(3).tolist()


def multiclass(folder: Path) -> str:
    a, b, c = numbers(90, 3)
    kinds = [[SCRIPT, BOLD, "plain"][int(v > -0.4) + int(v > 0.5)] for v in a]
    write_table(folder / FILE, [SCRIPT, "b", "c", "kind"], a, b, c, kinds)
    return f"dataset: {{path: '{FILE}', target: kind}}\n{SMALL % 'softmax'}\n{END}"


def binary(folder: Path) -> str:
    a, b = numbers(80, 2)
    cells: list[object] = list(b)
    cells[3] = cells[7] = ""
    sex = ["f" if v > 0 else "m" for v in b]
    write_table(folder / "t.csv", ["a", "b", "sex", "ill"], a, cells, sex, [v > 0 for v in a])
    return f"dataset: {{path: t.csv, target: ill}}\n{SMALL % 'sigmoid'}\n{END}"


def multilabel(folder: Path) -> str:
    a, b, c = numbers(80, 3)
    write_table(
        folder / "t.csv",
        ["a", "b", "c", "wet", "cold"],
        *(a, b, c, [int(v > 0) for v in a], [int(v > 0) for v in b]),
    )
    return f"dataset: {{path: t.csv, target: [wet, cold]}}\n{SMALL % 'sigmoid'}\n{END}"


def regression(folder: Path) -> str:
    a, b = numbers(80, 2)
    y, z = [3 * v + 100 for v in a], [v - w for v, w in zip(a, b, strict=True)]
    write_table(folder / "t.csv", ["a", "b", "price", "size"], a, b, y, z)
    return f"dataset: {{path: t.csv, target: [price, size]}}\n{SMALL % 'linear'}\n{END}"


def images(folder: Path) -> str:
    generator = np.random.default_rng(6)
    for k, name in enumerate(("dark", "bright")):
        (folder / "pictures" / name).mkdir(parents=True)
        for number in range(20):
            pixels = generator.integers(90 * k, 90 * k + 120, (6, 5, 3), np.uint8)
            Image.fromarray(pixels).save(folder / "pictures" / name / f"{number}.png")
    return f"dataset: {{images: pictures}}\n{SMALL % 'softmax'}\n{END}"


def conv(folder: Path) -> str:
    dataset = images(folder).splitlines()[0]
    first = "{type: conv2d, filters: 4, kernel_size: 3, activation: relu}"
    layers = f"[{first}, {{type: flatten}}, {{type: dense, activation: softmax}}]"
    return f"{dataset}\nmodel: {{layers: {layers}}}\n{END}"


def text(folder: Path) -> str:
    (a,) = numbers(60, 1)
    said = [f"a {'good' if v > 0 else 'poor'} day <i>no {k}</i>" for k, v in enumerate(a)]
    write_table(folder / "t.csv", ["said", "liked"], said, ["yes" if v > 0 else "no" for v in a])
    columns = "{said: {type: text}}"
    return f"dataset: {{path: t.csv, target: liked, columns: {columns}}}\n{END}"


def folds(folder: Path, more: str = "") -> str:
    return multiclass(folder) + f"split: {{k_folds: 3{more}}}\n"


def plane(folder: Path) -> str:
    x, y = numbers(80, 2)
    inside = ["in" if v * v + w * w < 1 else "out" for v, w in zip(x, y, strict=True)]
    write_table(folder / "t.csv", ["x", "y", "part"], x, y, inside)
    return f"dataset: {{path: t.csv, target: part}}\n{SMALL % 'sigmoid'}\n{END}"


def many(folder: Path) -> str:
    a, b = numbers(250, 2)
    write_table(folder / "t.csv", ["a", "b", "kind"], a, b, [f"k{n % 25:02}" for n in range(250)])
    return f"dataset: {{path: t.csv, target: kind}}\n{SMALL % 'softmax'}\n{END}"


CONFIGS: dict[str, Callable[[Path], str]] = {
    "multiclass": multiclass,
    "binary": binary,
    "multilabel": multilabel,
    "regression": regression,
    "images": images,
    "conv": conv,
    "text": text,
    "folds": folds,
    "ensemble": lambda folder: folds(folder, ", final_model: ensemble"),
    "scores": lambda folder: folds(folder, ", final_model: none"),
    "plane": plane,
    "many": many,
}


def trained(kind: str, folder: Path, *overrides: str) -> Path:
    """The run directory of a training of this kind, whose data lie in `folder` too."""
    config = folder / f"{kind}.yaml"
    config.write_text(CONFIGS[kind](folder), encoding="utf-8")
    run = begin(load_config(config, overrides), folder / "runs", "nn train x.yaml", jobs=1)
    run.start()
    for _ in run.train():
        pass
    return run.finish().directory
