"""What a person sees: a terminal that understands the few commands that the picture uses."""

from __future__ import annotations

import io
import re

import pytest
from rich.console import Console
from rich.text import Text

from nnfs_cli.cli.live_picture import LivePicture

COMMAND = re.compile(r"\x1b\[(\??\d*)([AKJhl])")


class Terminal(io.StringIO):
    """Rows of text and a cursor; a line that is too long goes on in the next row."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.width = width
        self.rows = [""]
        self.row = self.column = 0
        self.cursor_is_shown = True

    def write(self, text: str) -> int:
        at = 0
        while at < len(text):
            command = COMMAND.match(text, at)
            if command:
                self._do(command[2], command[1])
                at = command.end()
                continue
            self._put(text[at])
            at += 1
        return len(text)

    def _do(self, letter: str, number: str) -> None:
        if letter == "A":
            self.row = max(0, self.row - int(number))
        elif letter in "KJ":
            self.rows[self.row] = self.rows[self.row][: self.column]
            if letter == "J":
                del self.rows[self.row + 1 :]
        else:
            self.cursor_is_shown = letter == "h"

    def _put(self, sign: str) -> None:
        if sign == "\r":
            self.column = 0
        elif sign == "\n":
            self.row, self.column = self.row + 1, 0
            self.rows += [""] * (self.row + 1 - len(self.rows))
        else:
            if self.column == self.width:
                self._put("\n")
            row = self.rows[self.row].ljust(self.column)
            self.rows[self.row] = row[: self.column] + sign + row[self.column + 1 :]
            self.column += 1

    def resize(self, width: int) -> None:
        """As terminals do: rows that no longer fit are broken."""
        rows = []
        for row in self.rows:
            rows += [row[at : at + width] for at in range(0, max(1, len(row)), width)]
        self.rows, self.width, self.row, self.column = rows, width, len(rows) - 1, 0


class Scene:
    """A terminal, and a picture in it that is drawn when asked to."""

    def __init__(self, width: int = 20) -> None:
        self.terminal = Terminal(width)
        self.lines = ["a", "b"]
        self.console = Console(file=self.terminal, force_terminal=True, color_system=None)
        self.resize(width)
        self.live = LivePicture(self.console, lambda *_: [Text(line) for line in self.lines])
        self.terminal.write("before\n")

    def resize(self, width: int) -> None:
        self.terminal.resize(width)
        self.console.size = (width, 10)  # type: ignore[assignment]

    def draw(self) -> list[str]:
        self.live._draw()
        return self.terminal.rows


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Scene:
    monkeypatch.delenv("COLUMNS")
    return Scene()


def test_each_picture_takes_the_place_of_the_one_before(scene: Scene) -> None:
    assert scene.draw() == ["before", "a", "b", ""]
    scene.lines = ["long line", "x", "c"]
    assert scene.draw() == ["before", "long line", "x", "c", ""]
    scene.lines = ["s"]
    assert scene.draw() == ["before", "s", ""]
    assert scene.terminal.cursor_is_shown


def test_what_is_said_goes_above(scene: Scene) -> None:
    scene.draw()
    scene.live.say("said", Text("more"))
    assert scene.terminal.rows == ["before", "said", "more", "a", "b", ""]


def test_before_the_first_picture_words_are_just_printed(scene: Scene) -> None:
    scene.live.say("said")
    assert scene.terminal.rows == ["before", "said", ""]


def test_in_a_narrower_window_broken_lines_are_taken_away_too(scene: Scene) -> None:
    scene.lines = ["0123456789" * 2, "short", "0123456789"]
    scene.draw()
    scene.resize(8)
    assert scene.terminal.rows[1:4] == ["01234567", "89012345", "6789"]
    scene.lines = ["n", "m"]
    assert scene.draw() == ["before", "n", "m", ""]


def test_in_a_wider_one_as_well(scene: Scene) -> None:
    scene.draw()
    scene.resize(40)
    scene.lines = ["x" * 39]
    assert scene.draw() == ["before", "x" * 39, ""]


def test_the_last_picture_stays(scene: Scene) -> None:
    scene.live.start()
    scene.draw()
    scene.live.stop("the", "end")
    assert scene.terminal.rows == ["before", "the", "end", ""]
    scene.terminal.write("after\n")
    assert scene.terminal.rows == ["before", "the", "end", "after", ""]


def test_nothing_is_left_where_there_is_nothing_to_keep(scene: Scene) -> None:
    scene.live.start()
    scene.draw()
    scene.live.stop()
    assert scene.terminal.rows == ["before", ""]


def test_it_is_never_higher_than_the_terminal(scene: Scene) -> None:
    scene.lines = list("abcdefghijklmnop")
    assert len(scene.draw()) == 1 + 9 + 1


def test_it_draws_by_itself_after_a_while(scene: Scene) -> None:
    drawn = []

    def picture(width: int, height: int) -> list[Text]:
        drawn.append((width, height))
        live._over.set()  # one is enough
        return [Text("a")]

    live = LivePicture(scene.console, picture)
    live.start()
    live._thread.join(20)
    assert drawn == [(19, 9)]
