"""What the tests of the command line share."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TypeAlias

import pytest
from rich.console import RenderableType

from nnfs_cli.cli.screen import PlainConsole

Shown: TypeAlias = Callable[[RenderableType], list[str]]


@pytest.fixture
def shown() -> Shown:
    """The lines that a part of the screen makes, 100 columns wide, without spaces at the end."""

    def lines(part: RenderableType) -> list[str]:
        console = PlainConsole(io.StringIO())
        with console.capture() as captured:
            console.print(part)
        return [line.rstrip() for line in captured.get().splitlines()]

    return lines
