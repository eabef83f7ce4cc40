"""``ppr10k-data info``: what RAW files and sidecars hold."""

from __future__ import annotations

import json
from pathlib import Path

import click

from ppr10k_cli import options
from ppr10k_cli.exits import SOME_FAILED
from ppr10k_data.errors import Ppr10kError


@click.command("info")
@click.argument("files", metavar="FILE...", type=click.Path(path_type=Path), nargs=-1, required=True)
@options.json_opt
@options.debug_opt
@click.pass_context
def command(ctx: click.Context, files: tuple[Path, ...], as_json: bool) -> None:
    """Tell what RAW files and sidecars hold, and what of it is rendered.

    Each FILE is a RAW file or a sidecar (.xmp); a sidecar beside a RAW file is not looked up. With --json the
    result is one list, with one object a file. A file that cannot be read is named on stderr, and the exit
    code is 3 then.
    """
    from ppr10k_cli.description import description_lines
    from ppr10k_data.jobs.describe.file import describe, recorded

    described, failed = [], 0
    for path in files:
        try:
            described.append(describe(path))
        except Ppr10kError as error:
            failed += 1
            click.echo(f"Error: {error}", err=True)
    if as_json:
        click.echo(json.dumps([recorded(description) for description in described], indent=2))
    else:
        parts = ("\n".join(description_lines(description)) for description in described)
        click.echo("\n\n".join(parts), nl=bool(described))
    if failed:
        ctx.exit(SOME_FAILED)
