"""The front door: finds the command, and turns errors into one line and an exit code."""

from __future__ import annotations

import atexit
import errno
import gc
import sys
from importlib import import_module
from typing import Any

import click

from ppr10k_cli.exits import INTERRUPTED
from ppr10k_cli.options import GOING_ON, TRACEBACK
from ppr10k_data import __version__
from ppr10k_data.errors import Ppr10kError
from ppr10k_kernels.errors import KernelsError

COMMANDS = (
    "demo",
    "sample",
    "verify",
    "split",
    "render",
    "augment",
    "masks",
    "params",
    "stats",
    "fidelity",
    "calibrate",
    "train",
    "retouch",
    "evaluate",
    "info",
    "lut",
)
"""In the order of a first acquaintance; each is ``command`` in the module of its name."""


class Commands(click.Group):
    """Loads a command's module when it is asked for, and is the one place where errors become exit codes."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of all commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a command."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"ppr10k_cli.commands.{cmd_name}").command
        command.help = (command.help or "").replace(
            "\\b\n", "\b\n"
        )  # spelled out in docstrings, which are raw
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; no error leaves as a traceback, unless that was asked for."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.Abort, click.exceptions.Exit):
            raise
        except KeyboardInterrupt as interrupt:
            click.echo(
                f"Interrupted; {ctx.meta.get(GOING_ON, 'the same command goes on from here')}.", err=True
            )
            ctx.exit(128 + interrupt.args[0] if interrupt.args else INTERRUPTED)
        except Exception as error:
            if ctx.meta.get(TRACEBACK) or _is_closed_pipe(error):
                raise  # click itself ends quietly where a reader such as `head` has gone
            raise click.ClickException(_message(error)) from error


def _is_closed_pipe(error: Exception) -> bool:
    return isinstance(error, OSError) and error.errno == errno.EPIPE


def _message(error: Exception) -> str:
    if isinstance(error, (Ppr10kError, KernelsError)):
        return str(error)
    return f"unexpected {type(error).__name__}: {error} (--debug shows where; please report it)"


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "show_default": True, "max_content_width": 110},
)
@click.version_option(__version__, prog_name="ppr10k-data")
def cli() -> None:
    """PPR10K without Lightroom: RAW portraits rendered by their Camera Raw sidecars.

    Results go to stdout; progress and errors to stderr. Exit codes: 0 done, 1 failed, 2 used wrongly,
    3 finished but some photos failed, 130 and 143 interrupted.
    """


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a file name may hold what the terminal's encoding has not
            stream.reconfigure(errors="backslashreplace")
    atexit.register(gc.freeze)  # or Python looks through a whole release's plan for garbage, to end
    cli(prog_name="ppr10k-data")
