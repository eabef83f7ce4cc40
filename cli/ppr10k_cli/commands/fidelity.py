"""``ppr10k-data fidelity``: our renders beside Lightroom's own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ppr10k_cli import match_options, options
from ppr10k_cli.exits import SOME_FAILED
from ppr10k_cli.fidelity_table import fidelity_lines
from ppr10k_cli.progress import Progress
from ppr10k_cli.signals import stop_on_signals

if TYPE_CHECKING:
    from ppr10k_data.jobs.fidelity.run import FidelitySummary


@click.command("fidelity")
@options.root_opt
@click.option(
    "--tif",
    "tiffs",
    type=click.Path(path_type=Path),
    metavar="DIR",
    show_default="train_val_images_tif_360p under the root",
    help="Lightroom's TIFFs: the release's, in either layout, or your own exports by folder of sidecars.",
)
@click.option(
    "--renders",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Our renders, if they are made: the --out of render. What is not there is rendered in memory.",
)
@click.option(
    "--xmp",
    "sidecars",
    multiple=True,
    show_default="xmp_source and xmp_target_a, b, c, those that are there",
    metavar="NAME|PATH",
    help="Folder of sidecars, by name under the root or by path. May be repeated; a RAW is decoded once for all.",
)
@options.out_opt("fidelity")
@options.white_balance_opt
@options.base_tone_opt
@options.photo_opt
@options.groups_opt
@options.split_opt
@options.limit_opt
@click.option(
    "--match",
    is_flag=True,
    help="Match each render to Lightroom's TIFF, too, and score it beside the unmatched one.",
)
@match_options.calibration_opt
@click.option(
    "--pictures",
    type=click.IntRange(min=0),
    default=24,
    metavar="N",
    help="Show so many of the worst side by side on the page.",
)
@options.jobs_opt
@options.baseline_table_opt
@options.profiles_opt
@options.json_opt
@options.quiet_opt
@options.debug_opt
@click.pass_context
def command(
    ctx: click.Context,
    /,
    root: Path,
    tiffs: Path | None,
    renders: Path | None,
    sidecars: tuple[str, ...],
    out: Path,
    white_balance: str,
    base_tone: str,
    match: bool,
    calibration: Path | None,
    pictures: int,
    jobs: int | None,
    baseline_table: Path | None,
    profiles: Path | None,
    as_json: bool,
    quiet: bool,
    **asked: Any,
) -> None:
    r"""Compare renders with Lightroom's own, for those who have PPR10K's TIFFs.

    Writes OUT/photos.csv, one line a picture, and OUT/index.html, to look at: pictures side by side, the worst
    first. What is not rendered yet is rendered in memory, at the size of Lightroom's TIFF and by each sidecar's own
    crop. Exit code 3 where some pictures could not be compared; each has its reason. Interrupted, it writes what it
    has compared.

    \b
    Examples:
      ppr10k-data fidelity --root PPR10K --limit 200
      ppr10k-data fidelity --root PPR10K --xmp xmp_target_a --split val --out fidelity-a
      ppr10k-data fidelity --root PPR10K --tif exports --renders renders
    """
    from ppr10k_data.jobs.fidelity.run import fidelity

    with options.option_values():
        baselines = options.baselines(baseline_table)
    with Progress("fidelity", quiet=quiet) as progress, stop_on_signals(progress.tell) as stop:
        summary = fidelity(
            root,
            sidecars,
            out=out,
            tiffs=tiffs,
            renders=renders,
            selection=options.selection(asked),
            white_balance=options.white_balance(white_balance),
            tone=options.base_tone(base_tone),
            baselines=baselines,
            profiles=profiles,
            match=match,
            calibration=calibration,
            pictures=pictures,
            jobs=jobs,
            stop=stop,
            started=progress.start,
            progress=progress.step,
        )
    _print(summary, as_json=as_json, quiet=quiet)
    if stop.signal is not None:
        click.echo("Interrupted; the same command begins anew.", err=True)
        ctx.exit(128 + stop.signal)
    if summary.report.not_compared:
        ctx.exit(SOME_FAILED)


def _print(summary: FidelitySummary, *, as_json: bool, quiet: bool) -> None:
    """The result on stdout, or with -q only what failed on stderr."""
    if as_json:
        click.echo(json.dumps(summary.recorded(), indent=2))
    elif quiet:
        for comparison in summary.report.not_compared:
            click.echo(f"{comparison.name}: {comparison.reason}", err=True)
    else:
        click.echo("\n".join(fidelity_lines(summary)))
