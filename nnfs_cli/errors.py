"""Every error that is the user's to mend, and the exit codes of the command line.

Errors are raised low, where the place is known, and caught once, at the edge of the command line.
Anything that is not an `NNError` is a bug and keeps its traceback.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import IntEnum


class ExitCode(IntEnum):
    """What a command tells the shell."""

    DONE = 0
    FAILED = 1
    MISTAKE = 2
    INTERRUPTED = 130


class NNError(Exception):
    """One mistake: what happened, where, and what to do about it.

    `str(error)` is the one line a person reads: ``where: message``; the hint stands apart.
    """

    exit_code = ExitCode.MISTAKE

    def __init__(self, message: str, where: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" if self.where else self.message

    def mistakes(self) -> tuple[NNError, ...]:
        """The single mistakes this error stands for: itself, unless it is a collection."""
        return (self,)


class ConfigError(NNError):
    """Something in the config file, or in an option of the command line, is wrong."""


class DataError(NNError):
    """A table, an image or a label file is not what the config says it is."""


class ModelFileError(NNError):
    """A model file, run directory or checkpoint cannot be read as what it claims to be."""


class TrainingError(NNError):
    """Training itself failed: the loss is no longer a number, the memory or the disk is full."""

    exit_code = ExitCode.FAILED


class ManyErrors(NNError):
    """All mistakes of one input at once, in the order in which a reader meets them."""

    def __init__(self, errors: Sequence[NNError]) -> None:
        self.errors = tuple(single for error in errors for single in error.mistakes())
        super().__init__("\n".join(str(error) for error in self.errors))

    def mistakes(self) -> tuple[NNError, ...]:
        return self.errors


@contextmanager
def with_hint(hint: str) -> Iterator[None]:
    """Mistakes that come out of the block without a way out get this one."""
    try:
        yield
    except NNError as error:
        for mistake in error.mistakes():
            mistake.hint = mistake.hint or hint
        raise


def raise_together(errors: Sequence[NNError]) -> None:
    """Raise nothing for no errors, the error itself for one, `ManyErrors` for several."""
    if len(errors) == 1:
        raise errors[0]
    if errors:
        raise ManyErrors(errors)
