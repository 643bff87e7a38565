"""What all pictures share: their look, and how they become files.

matplotlib is used through its objects alone (no global state, no window). Each figure is written
as SVG and as PNG, and the same numbers give the same bytes.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager

from nnfs_cli.files.atomic_files import write_atomically

# Okabe and Ito's colours, which people with any kind of colour blindness tell apart.
BLUE = "#0072B2"
VERMILION = "#D55E00"
COLOURS = (BLUE, VERMILION, "#009E73", "#CC79A7", "#E69F00")
GREY = "#767676"

STYLE: dict[Any, Any] = {
    "axes.axisbelow": True,
    "axes.grid": True,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": "large",
    "axes.titleweight": "bold",
    "figure.dpi": 150,
    "figure.constrained_layout.use": True,
    "figure.constrained_layout.h_pad": 0.1,
    "figure.constrained_layout.w_pad": 0.1,
    "figure.facecolor": "white",
    "grid.color": "#e5e5e5",
    "legend.frameon": False,
    "svg.fonttype": "none",  # text stays text: searchable, and in the reader's own fonts
    "svg.hashsalt": "nn",
    "text.parse_math": False,  # a $ in a name is a $
}

# DejaVu Sans comes with matplotlib. What it cannot write, one of the others may.
FONTS = (
    "DejaVu Sans",
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "Hiragino Sans",
    "Microsoft YaHei",
    "Malgun Gothic",
    "Noto Sans Devanagari",
    "Noto Sans Thai",
)


@contextmanager
def house_style() -> Iterator[None]:
    """Draw in our look. Warnings are silenced: they would speak of glyphs and layout, not data."""
    with matplotlib.rc_context(STYLE), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        matplotlib.rcParams["font.family"] = installed_fonts()
        yield


@cache
def installed_fonts() -> tuple[str, ...]:
    installed = {font.name for font in fontManager.ttflist}
    return tuple(font for font in FONTS if font in installed)


def save(figure: Figure, folder: Path, name: str) -> list[Path]:
    """Write the figure as `name`.svg and `name`.png, durable once they are pushed. Raises OSError.

    The canvases are asked directly, which draws once for each; `Figure.savefig` draws twice.
    """
    folder.mkdir(parents=True, exist_ok=True)
    png, svg = io.BytesIO(), io.BytesIO()
    FigureCanvasAgg(figure).print_png(png, metadata={"Software": None})
    figure.set_layout_engine("none")  # laid out already
    FigureCanvasSVG(figure).print_svg(svg, metadata={"Date": None, "Creator": None})
    files = [folder / f"{name}.svg", folder / f"{name}.png"]
    for file, picture in zip(files, [svg, png], strict=True):
        write_atomically(file, picture.getvalue(), durable=False)
    return files


def file_names(plot: str, subjects: Sequence[str]) -> list[str]:
    """`plot_subject` for each, with whatever a file's name had better not hold made a hyphen.

    A name that is taken, also where upper and lower case are one, gets its number behind it.
    """
    names: list[str] = []
    for number, subject in enumerate(subjects, start=1):
        plain = re.sub(r"[^\w.-]+", "-", subject).strip("-.")[:40]
        name = f"{plot}_{plain}" if plain else plot
        while name.casefold() in map(str.casefold, names):
            name += f"-{number}"
        names.append(name)
    return names


def shortened(name: str, most: int = 24) -> str:
    """A name that fits beside an axis: on one line, the middle left out where it is too long."""
    line = "".join(c if c.isprintable() else "�" for c in " ".join(name.split()))
    tail = most // 3
    return (
        line if len(line) <= most else f"{line[: most - tail - 1].rstrip()}…{line[-tail:].lstrip()}"
    )
