"""Make the pictures of README: the terminal after a training, and the top of the report.

    python docs/pictures/make_pictures.py

They are photographs of the real thing: `nn` is run in tmux, and Chromium shows what stood there and
the page. So it needs both, a font such as DejaVu Sans Mono, and `nn` on the PATH; no test does.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from PIL import Image
from rich.console import Console
from rich.terminal_theme import DIMMED_MONOKAI
from rich.text import Text

PICTURES = Path(__file__).parent
DATASETS = PICTURES.parent.parent / "datasets"
COLUMNS, LINES = 92, 80
LINE_HEIGHT = 19
PAGE_SIZE = (1640, 1740)
TWO_COLUMNS = """
.frame { display: block; max-width: none; }
.frame > nav { display: none; }
main { columns: 2; column-fill: auto; column-gap: 1.2rem; height: 1650px; overflow: hidden; }
#probabilities, #mistakes { display: none; }
main > section { break-inside: avoid; }
"""
SHARPNESS = 1.5
LONGEST = 60.0
CHARACTER_WIDTH = 8.43
PAGE = f"""<!doctype html><meta charset="utf-8"><style>
body {{{{ margin: 0; background: #191919; color: #d9d9d9 }}}}
pre {{{{ margin: 14px 18px; font: 14px/{LINE_HEIGHT}px "DejaVu Sans Mono", monospace }}}}
svg {{{{ width: 1ch; height: {LINE_HEIGHT}px; vertical-align: top; fill: currentColor }}}}
{{stylesheet}}</style><pre>{{code}}</pre>"""
BRAILLE = re.compile("[\u2800-\u28ff]")
DOTS = ((0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3))
"""column and row of the dots of a braille character, from its lowest bit up"""
COLOURS = 64


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        shutil.copy(DATASETS / "iris.csv", here)
        subprocess.run(
            ["nn", "init", "iris.csv", "--target", "species", "-q"], cwd=here, check=True
        )
        screen = screen_after("nn train iris.yaml", here)
        photograph(terminal_page(screen, here), "terminal.png", size_of(screen))
        report = here / "runs" / "iris-001" / "report.html"
        photograph(laid_out(report), "report.png", PAGE_SIZE)


def screen_after(command: str, folder: Path) -> str:
    """What the terminal shows, colours included, when a command has been typed and is done."""
    tmux = ["tmux", "-L", f"pictures-{folder.name}"]
    size = ["-x", str(COLUMNS), "-y", str(LINES)]
    subprocess.run(
        [*tmux, "new-session", "-d", *size, "-c", str(folder), "bash --norc"], check=True
    )
    try:
        keys = [*tmux, "send-keys"]
        subprocess.run([*keys, f"PS1='$ '; clear; {command} && touch done", "Enter"], check=True)
        waiting_since = time.monotonic()
        while not (folder / "done").exists() and time.monotonic() - waiting_since < LONGEST:
            time.sleep(0.2)
        time.sleep(0.5)
        shown = subprocess.run(
            [*tmux, "capture-pane", "-e", "-p"], check=True, capture_output=True, encoding="utf-8"
        ).stdout
        if not (folder / "done").exists() or "Traceback" in shown:
            raise RuntimeError(f"{command} failed, or takes more than {LONGEST:.0f} s:\n{shown}")
    finally:
        subprocess.run([*tmux, "kill-session"], check=True)
    return f"$ {command}\n{shown.rstrip().removesuffix('$').rstrip()}\n"


def terminal_page(screen: str, folder: Path) -> Path:
    """The screen as a page for the browser."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO())
    console.print(Text.from_ansi(screen), end="", soft_wrap=True)
    page = folder / "terminal.html"
    html = console.export_html(theme=DIMMED_MONOKAI, code_format=PAGE)
    page.write_text(BRAILLE.sub(lambda one: drawn(one[0]), html), encoding="utf-8")
    return page


def drawn(braille: str) -> str:
    """A character of the curves as terminals draw it, exactly as wide as the others."""
    bits = ord(braille) - 0x2800
    dots = "".join(
        f'<circle cx="{2.1 + 4.2 * x:.1f}" cy="{2.4 + 4.75 * y:.1f}" r="1.4"/>'
        for bit, (x, y) in enumerate(DOTS)
        if bits >> bit & 1
    )
    return f'<svg viewBox="0 0 {CHARACTER_WIDTH} {LINE_HEIGHT}">{dots}</svg>'


def laid_out(report: Path) -> Path:
    """The report with some of its parts side by side, as if it lay on a table."""
    html = re.sub(r"<meta http-equiv=.*", "", report.read_text(encoding="utf-8"))
    page = report.with_name("laid_out.html")
    page.write_text(html.replace("</style>", TWO_COLUMNS + "</style>", 1), encoding="utf-8")
    return page


def size_of(screen: str) -> tuple[int, int]:
    return round(COLUMNS * CHARACTER_WIDTH) + 36, len(screen.splitlines()) * LINE_HEIGHT + 28


def photograph(page: Path, name: str, size: tuple[int, int]) -> None:
    chromium = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))))
    with tempfile.TemporaryDirectory() as profile:
        options = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            "--no-first-run",
            f"--user-data-dir={profile}",
            f"--force-device-scale-factor={SHARPNESS}",
            f"--window-size={size[0]},{size[1]}",
            f"--screenshot={PICTURES / name}",
        ]
        subprocess.run([chromium, *options, page.as_uri()], check=True, capture_output=True)
    picture = Image.open(PICTURES / name).convert("RGB")
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(PICTURES / name, optimize=True)
    print(name, (PICTURES / name).stat().st_size)


if __name__ == "__main__":
    main()
