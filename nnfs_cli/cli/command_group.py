"""`nn` itself: a Typer group whose errors all end in one place and whose help reads by purpose."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from typer.core import TyperGroup

from nnfs_cli import __version__
from nnfs_cli.cli.boundary import answer_for, replace_closed_streams
from nnfs_cli.cli.command import read_plainly
from nnfs_cli.errors import ConfigError, ExitCode
from nnfs_cli.suggestions import did_you_mean


class CommandGroup(TyperGroup):
    """The commands of `nn`, in the order in which they were added."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run one command line and leave the process with its exit code."""
        words, debug = without_debug(sys.argv[1:] if args is None else args)
        replace_closed_streams()
        if words == ["--version"]:  # before Typer imports all that it reads options with
            sys.stdout.write(f"nn {__version__}\n")
            sys.exit(ExitCode.DONE)
        try:
            code = super().main(
                words, prog_name or "nn", complete_var, False, windows_expand_args, **extra
            )
            sys.stdout.flush()
        except (Exception, KeyboardInterrupt) as error:
            code = answer_for(error, debug=debug)
        sys.exit(code)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Give the options in front of the command their values."""
        read_plainly(self.get_params(ctx))
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: Any) -> list[str]:
        return list(self.commands)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command, or raise ConfigError with the closest one."""
        if args[0] not in self.commands:
            message = f"unknown command '{args[0]}'{did_you_mean(args[0], self.commands)}"
            raise ConfigError(message, hint="nn --help lists the commands")
        return super().resolve_command(ctx, args)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the commands above the options, by what they are for (their `rich_help_panel`)."""
        sections: dict[str, list[tuple[str, str]]] = {}
        for name, command in self.commands.items():
            heading = getattr(command, "rich_help_panel", None) or "Commands"
            row = (name, command.get_short_help_str(formatter.width))
            sections.setdefault(heading, []).append(row)
        widest = max(map(len, self.commands))
        for heading, rows in sections.items():
            with formatter.section(heading):
                formatter.write_dl([(name.ljust(widest), text) for name, text in rows])
        super().format_options(ctx, formatter)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Nothing: `format_options` has written them already."""


def without_debug(args: Sequence[str]) -> tuple[list[str], bool]:
    """The words of a command line, and whether ``--debug`` stood among them, anywhere."""
    end = args.index("--") if "--" in args else len(args)
    options = [word for word in args[:end] if word != "--debug"]
    return [*options, *args[end:]], len(options) < end
