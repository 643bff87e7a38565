"""Where words go: results to stdout, everything said on the way to stderr.

One object holds both streams, so that `--quiet` and `--json` are decided in a single place and
no text is ever read as rich's markup.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TextIO

from rich.console import Console, JustifyMethod, OverflowMethod, RenderableType
from rich.live import Live
from rich.spinner import Spinner
from rich.style import Style
from rich.text import Text

from nnfs_cli.cli.wording import printable, printable_lines


class PlainConsole(Console):
    """A console for which text is text: no markup, no emoji codes, no escape sequences."""

    def __init__(self, file: TextIO) -> None:
        super().__init__(file=file, markup=False, emoji=False, highlight=False)

    def render_str(
        self,
        text: str,
        *,
        style: str | Style = "",
        justify: JustifyMethod | None = None,
        overflow: OverflowMethod | None = None,
        **unread: Any,
    ) -> Text:
        """Rich asks this of every string it meets, in tables as well."""
        return super().render_str(
            printable_lines(text), style=style, justify=justify, overflow=overflow
        )


class Screen:
    """What one command shows.

    `quiet` leaves results and errors; `as_json` leaves one JSON object as the result.
    """

    def __init__(self, *, quiet: bool = False, as_json: bool = False) -> None:
        for stream in (sys.stdout, sys.stderr):
            survive_narrow_encodings(stream)
        self.out = PlainConsole(sys.stdout)
        self.err = PlainConsole(sys.stderr)
        self.quiet = quiet
        self.as_json = as_json

    @property
    def lives(self) -> bool:
        """Whether lines on stderr can be drawn over: on a terminal, not in a coloured log file."""
        return not self.quiet and self.err.is_interactive and sys.stderr.isatty()

    def result(self, *parts: RenderableType) -> None:
        """Show what the command was asked for."""
        if not self.as_json:
            write(self.out, parts)

    def json(self, value: dict[str, Any]) -> None:
        """Write the result for programs. NaN and Infinity are no JSON: ValueError."""
        if self.as_json:
            from nnfs_cli.files.json_files import dump_json

            sys.stdout.write(dump_json(value).decode())

    def note(self, *parts: RenderableType) -> None:
        """Say something on the way: summaries, warnings, files written."""
        if not self.quiet:
            write(self.err, parts)

    @contextmanager
    def busy(self, doing: str, shown: bool = True) -> Iterator[None]:
        """On a terminal, show what is being done, for as long as it takes."""
        if not (self.lives and shown):
            yield
            return
        dots, more = ("line", "...") if self.err.options.ascii_only else ("dots", "…")
        sign = Spinner(dots, Text(f"{doing} {more}", "dim"), style="dim")
        with Live(sign, console=self.err, transient=True, redirect_stdout=False):
            yield

    def next_step(self, command: str, *later: str) -> None:
        """Close with the command that a person is likely to want now, each in one piece to copy,
        and what may come after it.
        """
        if not self.quiet:
            lines = [
                Text.assemble((word, "dim"), (printable(step), "bold"))
                for word, step in zip(
                    ["Next: ", *["Then: "] * len(later)], [command, *later], strict=True
                )
            ]
            self.err.print("", *lines, sep="\n", soft_wrap=True)

    def error(self, line: str, style: str = "") -> None:
        """Say what went wrong, even when quiet; always a single line."""
        self.err.print(Text(line, style), soft_wrap=True)


def write(console: Console, parts: Iterable[RenderableType]) -> None:
    """Print; in files, lines of text stay whole and nothing ends in spaces."""
    if console.is_terminal:
        for part in parts:
            console.print(part)
        return
    with console.capture() as captured:
        for part in parts:
            console.print(part, soft_wrap=isinstance(part, str | Text))
    console.file.write("\n".join(line.rstrip() for line in captured.get().split("\n")))
    console.file.flush()


def survive_narrow_encodings(stream: TextIO) -> None:
    r"""A terminal that cannot write 'São' gets 'S\xe3o' rather than an exception."""
    if isinstance(stream, io.TextIOWrapper) and stream.errors == "strict":
        stream.reconfigure(errors="backslashreplace")
