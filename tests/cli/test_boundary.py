from __future__ import annotations

import errno

import pytest

from nnfs_cli.cli.boundary import answer_for
from nnfs_cli.errors import ConfigError, ExitCode, ManyErrors, NNError, TrainingError


def told(error: BaseException, capsys: pytest.CaptureFixture[str]) -> tuple[ExitCode, list[str]]:
    code = answer_for(error, debug=False)
    captured = capsys.readouterr()
    assert captured.out == ""
    return code, captured.err.splitlines()


def test_a_mistake_is_a_line_and_its_hint(capsys: pytest.CaptureFixture[str]) -> None:
    error = ConfigError("unknown key 'lr'", where="a.yaml:3:5: training.lr", hint="Remove it.")
    assert told(error, capsys) == (
        ExitCode.MISTAKE,
        ["a.yaml:3:5: training.lr: unknown key 'lr'", "  → Remove it."],
    )


def test_mistakes_that_share_a_hint_show_it_once(capsys: pytest.CaptureFixture[str]) -> None:
    errors = [NNError("one", hint="same"), NNError("two", hint="same"), NNError("three")]
    assert told(ManyErrors(errors), capsys)[1] == ["one", "two", "  → same", "three"]


def test_a_long_mistake_stays_on_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    message = "long " * 100 + "[bold]with\nmarkup[/bold]"
    assert told(NNError(message), capsys)[1] == [message.replace("\n", r"\n")]


def test_failed_training_is_not_the_users_mistake(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(TrainingError("diverged"), capsys) == (ExitCode.FAILED, ["diverged"])


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "runs/a"), "runs/a: no space left"),
        (PermissionError(errno.EACCES, "Permission denied", "/x"), "/x: Permission denied"),
        (MemoryError(), "out of memory"),
        (ZeroDivisionError("by 0"), "internal error: ZeroDivisionError: by 0"),
    ],
)
def test_failures_are_one_line(
    error: Exception, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, lines = told(error, capsys)
    assert code == ExitCode.FAILED
    assert lines[0] == line
    assert all(more.startswith("  → ") for more in lines[1:])


def test_an_interruption_is_silent(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(KeyboardInterrupt(), capsys) == (ExitCode.INTERRUPTED, [])


def test_an_interruption_is_silent_under_any_other_name(
    capsys: pytest.CaptureFixture[str],
) -> None:
    error = ImportError("the extension was not initialized")
    error.__cause__ = KeyboardInterrupt()
    assert told(error, capsys) == (ExitCode.INTERRUPTED, [])
