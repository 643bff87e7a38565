from __future__ import annotations

import json

import pytest

from nnfs_cli.cli.screen import Screen
from nnfs_cli.cli.tables import facts, table

Captured = pytest.CaptureFixture[str]


def test_results_and_remarks_go_their_own_ways(capsys: Captured) -> None:
    screen = Screen()
    screen.result("answer")
    screen.note("remark")
    screen.error("mistake")
    screen.next_step("nn list")
    screen.json({"unasked": 1})
    assert capsys.readouterr() == ("answer\n", "remark\nmistake\n\nNext: nn list\n")


def test_quiet_leaves_results_and_errors(capsys: Captured) -> None:
    screen = Screen(quiet=True)
    screen.result("answer")
    screen.note("remark")
    screen.error("mistake")
    screen.next_step("nn list")
    assert capsys.readouterr() == ("answer\n", "mistake\n")


def test_json_is_the_only_result(capsys: Captured) -> None:
    screen = Screen(as_json=True)
    screen.result("answer")
    screen.json({"città": None})
    assert json.loads(capsys.readouterr().out) == {"città": None}


def test_json_has_no_nan() -> None:
    with pytest.raises(ValueError, match="nan"):
        Screen(as_json=True).json({"x": float("nan")})


def test_text_is_never_markup_nor_a_command_to_the_terminal(capsys: Captured) -> None:
    screen = Screen()
    rows = table("[bold]a[/bold]")
    rows.add_row("\x1b[2Jgone")
    screen.result("[red]:smile:[/red]", rows, facts([("\x07", "https://x.y 12 'quoted'")]))
    out = capsys.readouterr().out
    assert "[red]:smile:[/red]" in out
    assert "[bold]a[/bold]" in out
    assert r"\x1b[2Jgone" in out
    assert "\x1b" not in out
    assert "\x07" not in out


def test_long_lines_are_left_whole_and_ends_are_clean(capsys: Captured) -> None:
    screen = Screen()
    rows = table("name", "number", numbers=["number"])
    rows.add_row("a", "1")
    rows.add_row("long name", "1")
    screen.result("word " * 100, rows)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == ("word " * 100).rstrip()
    assert all(line == line.rstrip() for line in lines)
