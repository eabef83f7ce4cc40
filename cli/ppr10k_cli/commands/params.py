"""``ppr10k-data params``: all parameters of the dataset as one table."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ppr10k_cli import options
from ppr10k_cli.columns import columns, counted
from ppr10k_cli.ending import print_result
from ppr10k_cli.exits import SOME_FAILED
from ppr10k_cli.parameter_lines import foretell
from ppr10k_cli.progress import Progress
from ppr10k_cli.signals import stop_on_signals
from ppr10k_cli.summary import failure_lines, note_lines

if TYPE_CHECKING:
    from ppr10k_data.jobs.parameters.write import ParametersSummary


@click.command("params")
@options.root_opt
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    metavar="FILE",
    help="The table: .csv, .jsonl or .parquet.",
)
@options.photo_opt
@options.groups_opt
@options.split_opt
@options.limit_opt
@options.jobs_opt
@click.option("--overwrite", is_flag=True, help="Replace a file that is there already.")
@options.dry_run_opt
@options.json_opt
@options.quiet_opt
@options.debug_opt
@click.pass_context
def command(
    ctx: click.Context,
    /,
    root: Path,
    out: Path,
    jobs: int | None,
    overwrite: bool,
    dry_run: bool,
    as_json: bool,
    quiet: bool,
    **asked: Any,
) -> None:
    r"""Write all Camera Raw parameters as one typed table, one row a photo.

    Columns: the photo, its group and split; camera, time, lens and exposure where the RAW file is there; every
    parameter of source, a, b and c, such as source_Exposure2012; and the differences, such as
    a_minus_source_Exposure2012. What is missing is empty, never 0. A photo with a sidecar that cannot be read keeps
    its row, with the reason in the column failure; the exit code is 3 then.

    \b
    Examples:
      ppr10k-data params --root PPR10K --out parameters.parquet
      ppr10k-data params --root PPR10K --split val --out val.csv
    """
    from ppr10k_data.jobs.parameters.forecast import ParametersForecast
    from ppr10k_data.jobs.parameters.write import ParametersRequest, write_parameters

    request = ParametersRequest(root, out, options.selection(asked), overwrite)
    if dry_run:
        with options.option_values():
            told = ParametersForecast.of(request.plan(), out)
        foretell(ctx, told, f"{out}: {counted(told.photos, 'row')}", as_json=as_json, quiet=quiet)
        return
    with (
        Progress("params", quiet=quiet) as progress,
        stop_on_signals(progress.tell) as stop,
        options.option_values(),
    ):
        summary = write_parameters(
            request, jobs=jobs, stop=stop, started=progress.start, progress=progress.steps
        )
    print_result(
        summary.recorded,
        partial(_lines, summary),
        partial(failure_lines, summary.problems),
        as_json=as_json,
        quiet=quiet,
    )
    if stop.signal is not None:
        click.echo(f"Interrupted; {summary.out} is as it was.", err=True)
        ctx.exit(128 + stop.signal)
    if summary.problems:
        ctx.exit(SOME_FAILED)


def _lines(summary: ParametersSummary) -> list[str]:
    size = f"{counted(summary.photos, 'photo')}, {counted(summary.columns, 'column')}"
    files = f"{counted(summary.sidecars, 'sidecar')}, {counted(summary.raws, 'RAW header')}"
    rows = [
        ("table", f"{summary.out}: {size}" if not summary.left else "not written"),
        ("read", f"{files} in {summary.seconds:,.1f} s"),
    ]
    if summary.problems:
        rows.append(("failed", f"{len(summary.problems):,}; see the column failure"))
    parts = [columns(rows, indent=0), failure_lines(summary.problems), note_lines(list(summary.notes))]
    return [line for part in parts if part for line in ("", *part)][1:]
