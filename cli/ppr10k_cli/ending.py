"""How a command for many photos ends: what it says, and its exit code."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ppr10k_cli.exits import SOME_FAILED
from ppr10k_data.errors import LayoutError

if TYPE_CHECKING:
    from ppr10k_data.jobs.engine.outcome import Problem
    from ppr10k_data.jobs.engine.run import RunOptions
    from ppr10k_data.jobs.engine.stop import Stop
    from ppr10k_data.jobs.photos.selection import Selection


def print_result(
    document: Callable[[], dict[str, Any]],
    lines: Callable[[], Iterable[str]],
    failures: Callable[[], Iterable[str]],
    *,
    as_json: bool,
    quiet: bool,
) -> None:
    """Print a result on stdout, or with ``-q`` only what failed on stderr.

    Parameters
    ----------
    document, lines : callable
        The result for machines, and for people.
    failures : callable
        Of the latter what is told even with ``-q``.
    as_json, quiet : bool
        As the options say.
    """
    if as_json:
        click.echo(json.dumps(document(), indent=2))
    elif quiet:
        for line in failures():
            click.echo(line, err=True)
    else:
        click.echo("\n".join(lines()))


def say_nothing_is_selected(root: Path, selection: Selection, look_at: str) -> None:
    """Tell of a run without any photo.

    Parameters
    ----------
    root : Path
        The dataset.
    selection : Selection
    look_at : str
        Options that may be the reason.

    Raises
    ------
    LayoutError
        But for a share that happens to be empty: its task of an array has done its part.
    """
    if selection.shard.count == 1:
        raise LayoutError(f"{root}: no photo is selected: look at {look_at}")
    click.echo(f"share {selection.shard}: no photo is in it", err=True)


def say_nothing_failed(folder: Path) -> None:
    """Tell of a repetition of what failed, where nothing did.

    Parameters
    ----------
    folder : Path
        The run's.
    """
    from ppr10k_data.jobs.engine.ledger import has_run

    told = "nothing failed in an earlier run" if has_run(folder) else f"{folder}: there was no earlier run"
    click.echo(f"{told}; leave out --retry-failed to make what is missing", err=True)


def finish(ctx: click.Context, how: RunOptions, stop: Stop, problems: Sequence[Problem]) -> None:
    """End with the exit code that says how it went.

    Parameters
    ----------
    ctx : click.Context
    how : RunOptions
    stop : Stop
        Knows the signal that ended the run early.
    problems : sequence of Problem
        What failed.
    """
    if stop.signal is not None:
        again = "leave out --overwrite to go on" if how.overwrite else "the same command goes on"
        click.echo(f"Interrupted; {again} from here.", err=True)
        ctx.exit(128 + stop.signal)
    if problems:
        ctx.exit(SOME_FAILED)
