"""``ppr10k-data stats``: what the sliders, cameras, groups and times of the dataset are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ppr10k_cli import options
from ppr10k_cli.columns import counted
from ppr10k_cli.exits import SOME_FAILED
from ppr10k_cli.parameter_lines import foretell
from ppr10k_cli.progress import Progress
from ppr10k_cli.signals import stop_on_signals
from ppr10k_cli.summary import failure_lines, note_lines

if TYPE_CHECKING:
    from ppr10k_data.jobs.parameters.statistics import StatisticsResult


@click.command("stats")
@options.root_opt
@click.option(
    "--params",
    "table",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="A table that params wrote, read instead of the dataset.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Also draw plots, and write the numbers, into this folder.",
)
@options.photo_opt
@options.groups_opt
@options.split_opt
@options.limit_opt
@options.jobs_opt
@options.dry_run_opt
@options.json_opt
@click.option(
    "--csv",
    "as_csv",
    is_flag=True,
    help="Print all numbers as one long table: statistic, version, item, value.",
)
@options.quiet_opt
@options.debug_opt
@click.pass_context
def command(
    ctx: click.Context,
    /,
    root: Path,
    table: Path | None,
    out: Path | None,
    jobs: int | None,
    dry_run: bool,
    as_json: bool,
    as_csv: bool,
    quiet: bool,
    **asked: Any,
) -> None:
    r"""Count what the release's hists/ shows: sliders, cameras, group sizes, months and hours.

    The twelve sliders of source, a, b and c, camera models, group sizes, and months and hours of the shots, as
    numbers on stdout; with --out also as plots. Plots need matplotlib: pip install "ppr10k-data[plot]"

    \b
    Examples:
      ppr10k-data stats --root PPR10K --out statistics
      ppr10k-data stats --params parameters.parquet --split val --json
    """
    from ppr10k_data.jobs.parameters.forecast import forecast_statistics
    from ppr10k_data.jobs.parameters.statistics import (
        NUMBERS_CSV,
        NUMBERS_JSON,
        StatisticsRequest,
        check_out,
        make_statistics,
        recorded,
        write_statistics,
    )

    if as_json and as_csv:
        raise click.UsageError("--json and --csv are two forms of one result: choose one")
    request = StatisticsRequest(root, options.selection(asked), table)
    with options.option_values():
        if out is not None:
            check_out(request, out)
    if dry_run:
        target = (
            "nothing; numbers go to stdout" if out is None else f"{out}: plots, {NUMBERS_CSV}, {NUMBERS_JSON}"
        )
        foretell(ctx, forecast_statistics(request, out), target, as_json=as_json, quiet=quiet)
        return
    with Progress("stats", quiet=quiet) as progress, stop_on_signals(progress.tell) as stop:
        result = make_statistics(
            request, jobs=jobs, stop=stop, started=progress.start, progress=progress.steps
        )
    if stop.signal is not None:
        click.echo("Interrupted; nothing was written.", err=True)
        ctx.exit(128 + stop.signal)
    if out is not None:
        written = write_statistics(out, result, notice=request.notice)
        if not quiet:
            click.echo(f"{out}: {counted(len(written), 'file')}", err=True)
    if as_json:
        click.echo(json.dumps(recorded(result), indent=2))
    else:
        _print(result, as_csv=as_csv, quiet=quiet)
    if result.problems:
        ctx.exit(SOME_FAILED)


def _print(result: StatisticsResult, *, as_csv: bool, quiet: bool) -> None:
    """Numbers on stdout, what failed on stderr."""
    from ppr10k_cli.statistics_table import statistics_lines
    from ppr10k_data.jobs.parameters.statistics import numbers_csv

    if as_csv:
        click.echo(numbers_csv(result.statistics), nl=False)
    elif not quiet:
        click.echo("\n".join(statistics_lines(result.statistics)))
    for line in failure_lines(result.problems):
        click.echo(line, err=True)
    if not quiet:
        for line in note_lines(list(result.notes)):
            click.echo(line, err=True)
