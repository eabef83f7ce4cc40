"""``ppr10k-data evaluate``: results against targets, as the official MATLAB script measures them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ppr10k_cli import options
from ppr10k_cli.exits import SOME_FAILED
from ppr10k_cli.progress import Progress
from ppr10k_cli.signals import stop_on_signals

if TYPE_CHECKING:
    from ppr10k_data.jobs.evaluate.run import EvaluationSummary


@click.command("evaluate")
@click.option(
    "--results",
    type=click.Path(path_type=Path),
    required=True,
    metavar="DIR",
    help="Retouched pictures, named like their photos: 1356_0.png, or TIFF or JPEG.",
)
@click.option(
    "--targets",
    type=click.Path(path_type=Path),
    required=True,
    metavar="DIR",
    help="An expert's pictures of the same names: the release's val/target_a.",
)
@click.option(
    "--masks",
    type=click.Path(path_type=Path),
    metavar="DIR",
    show_default="none, and nothing human-centred",
    help="Human-region masks of the same names: the release's masks_360p.",
)
@options.photo_opt
@options.groups_opt
@options.split_opt
@options.limit_opt
@options.jobs_opt
@click.option(
    "--all", "everything", is_flag=True, help="Print every group and every image, not only the worst."
)
@click.option("--csv", "as_csv", is_flag=True, help="Print images, groups and total as one CSV table.")
@options.json_opt
@options.quiet_opt
@options.debug_opt
@click.pass_context
def command(
    ctx: click.Context,
    /,
    results: Path,
    targets: Path,
    masks: Path | None,
    jobs: int | None,
    everything: bool,
    as_csv: bool,
    as_json: bool,
    quiet: bool,
    **asked: Any,
) -> None:
    r"""Measure results against an expert's targets, as the official MATLAB script does.

    PSNR and CIE 1976 difference, both also human-centred, by image, by group and in all; and the group-level
    consistency of the results. Results without target or mask, targets without result, and files that cannot be
    measured are named, never passed over: the exit code is 3 then.

    \b
    Examples:
      ppr10k-data evaluate --results retouched --targets val/target_a --masks val/masks
      ppr10k-data evaluate --results retouched --targets target_a --masks masks --split val --json
    """
    from ppr10k_data.jobs.evaluate.run import evaluate

    if as_csv and as_json:
        raise click.UsageError("--csv and --json: choose one", ctx)
    with Progress("evaluate", quiet=quiet) as progress, stop_on_signals(progress.tell) as stop:
        summary = evaluate(
            results,
            targets,
            masks,
            selection=options.selection(asked),
            jobs=jobs,
            stop=stop,
            started=progress.start,
            progress=lambda failed: progress.step(failed=failed),
        )
    _print(summary, as_csv=as_csv, as_json=as_json, quiet=quiet, everything=everything)
    if stop.signal is not None:
        click.echo("Interrupted; the same command begins anew.", err=True)
        ctx.exit(128 + stop.signal)
    if summary.problems:
        ctx.exit(SOME_FAILED)


def _print(summary: EvaluationSummary, *, as_csv: bool, as_json: bool, quiet: bool, everything: bool) -> None:
    """The result on stdout; what is missing on stderr, too, where stdout is for programs or quiet."""
    from ppr10k_cli.evaluation_table import csv_table, evaluation_lines, missing_lines

    if as_json:
        click.echo(json.dumps(summary.recorded(), indent=2))
    elif as_csv:
        click.echo(csv_table(summary), nl=False)
    elif not quiet:
        click.echo("\n".join(evaluation_lines(summary, everything=everything)))
        return
    for line in missing_lines(summary):
        click.echo(line, err=True)
