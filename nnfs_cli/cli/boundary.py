"""The one place where exceptions end: each becomes a line on stderr and an exit code.

Everything below raises and never prints, so what a mistake looks like is decided here alone.
"""

from __future__ import annotations

import errno
import os
import sys
import traceback
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import typer

from nnfs_cli.cli.wording import printable, shortened
from nnfs_cli.errors import ExitCode, NNError
from nnfs_cli.limits import TOLD_LINE
from nnfs_cli.suggestions import did_you_mean


def answer_for(error: BaseException, *, debug: bool) -> ExitCode:
    """Tell a person about `error` on stderr; the answer is the exit code it stands for."""
    if isinstance(error, BrokenPipeError):
        discard_what_is_left()
    if not isinstance(error, BrokenPipeError) and not is_interruption(error):
        for line, style in lines_for(error):
            show(line, style)
        if debug:
            traceback.print_exception(error)
    return exit_code_of(error)


def exit_code_of(error: BaseException) -> ExitCode:
    if isinstance(error, NNError):
        return error.exit_code
    if is_interruption(error):
        return ExitCode.INTERRUPTED
    named_wrongly = isinstance(error, OSError) and error.errno == errno.ENAMETOOLONG
    return ExitCode.MISTAKE if named_wrongly or is_usage_error(error) else ExitCode.FAILED


def is_interruption(error: BaseException | None) -> bool:
    """Ctrl-C, also where a library made an error of its own of it."""
    while error is not None and not isinstance(error, KeyboardInterrupt | typer.Abort):
        error = error.__cause__ or error.__context__
    return error is not None


def lines_for(error: BaseException) -> Iterator[tuple[str, str]]:
    """Lines and their styles: what is wrong, then what to do about it."""
    if isinstance(error, NNError):
        yield from lines_for_mistakes(error)
    elif is_usage_error(error):
        message = usage_message(error)
        yield message, ""
        if message.startswith("unknown option") and "--set" in options_of(error):
            yield "  → what a config says can be changed: --set training.epochs=50", "dim"
        yield f"  → {command_path(error)} --help", "dim"
    elif isinstance(error, MemoryError):
        yield "out of memory", ""
        yield "  → take a smaller training.batch_size, fewer units or fewer rows", "dim"
    elif isinstance(error, OSError):
        yield operating_system_message(error), ""
    else:
        yield f"internal error: {type(error).__name__}: {error}", ""
        yield "  → this is a bug in nn; the same command with --debug shows where", "dim"


def lines_for_mistakes(error: NNError) -> Iterator[tuple[str, str]]:
    """Mistakes that follow each other and share a hint show it once, after the last of them."""
    for hint, mistakes in groupby(error.mistakes(), key=lambda mistake: mistake.hint):
        for mistake in mistakes:
            yield str(mistake), ""
        for line in hint.splitlines():
            yield f"  → {line}", "dim"


def is_usage_error(error: BaseException) -> bool:
    """Whether Typer raised it over the arguments. From 0.26 on it brings its own copy of click,
    before that it uses the real one; this attribute is what their errors have in common.
    """
    return hasattr(error, "format_message")


def usage_message(error: BaseException) -> str:
    """Typer's sentence, with our way to suggest for a mistyped option."""
    option = getattr(error, "option_name", None)
    context = getattr(error, "ctx", None)
    if option is None or context is None or not str(error).startswith("No such option"):
        message: str = error.format_message()  # type: ignore[attr-defined]
        message = message.replace("Value error, ", "")  # which some versions put before choices
        return f"{message[:1].lower()}{message[1:].rstrip('.')}"
    return f"unknown option '{option}'{did_you_mean(option, options_of(error))}"


def options_of(error: BaseException) -> list[str]:
    """The options of the command that the error is about."""
    context = getattr(error, "ctx", None)
    parameters = context.command.params if context is not None else ()
    return [name for parameter in parameters for name in parameter.opts]


def command_path(error: BaseException) -> str:
    context = getattr(error, "ctx", None)
    return context.command_path if context is not None else "nn"


def operating_system_message(error: OSError) -> str:
    if error.errno == errno.ENOSPC:
        return f"{error.filename or 'the disk'}: no space left"
    reason = error.strerror or str(error)
    return f"{error.filename}: {reason}" if error.filename else reason


def show(line: str, style: str) -> None:
    from nnfs_cli.cli.screen import Screen

    Screen().error(shortened(printable(line), TOLD_LINE), style)


def replace_closed_streams() -> None:
    """Python has None for a stream that was closed before it began (`>&-`): write to nowhere."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w"))  # noqa: SIM115  for the whole process


def discard_what_is_left() -> None:
    """The reader of our output has gone (`| head`): keep the interpreter from complaining."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
