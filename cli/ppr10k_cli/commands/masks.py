"""``ppr10k-data masks``: human-region masks that lie on renders, without rendering."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from ppr10k_cli import options
from ppr10k_cli.columns import counted
from ppr10k_cli.exits import SOME_FAILED
from ppr10k_cli.mask_table import fault_lines, mask_lines
from ppr10k_cli.progress import Progress
from ppr10k_cli.signals import stop_on_signals
from ppr10k_cli.summary import failure_lines, forecast_document, forecast_lines
from ppr10k_data.errors import LayoutError

if TYPE_CHECKING:
    from ppr10k_data.jobs.engine.outcome import PhotoOutcome
    from ppr10k_data.jobs.engine.run import RunOptions
    from ppr10k_data.jobs.masks.run import MaskRequest, MaskSummary


@click.command("masks")
@options.root_opt
@click.option(
    "--xmp",
    "sidecars",
    multiple=True,
    default=("xmp_source",),
    metavar="NAME|PATH",
    help="Folder of sidecars, by name under the root or by path. May be repeated; with --geometry own each has masks.",
)
@options.res_opt
@options.out_opt("masks")
@options.geometry_opt
@options.photo_opt
@options.groups_opt
@options.split_opt
@options.limit_opt
@options.shard_opt
@options.jobs_opt
@options.backend_opt
@options.scheduler_opt
@options.overwrite_opt
@options.retry_failed_opt
@options.dry_run_opt
@options.fsync_opt
@options.json_opt
@options.quiet_opt
@options.verbose_opt
@options.debug_opt
@click.pass_context
def command(
    ctx: click.Context, /, dry_run: bool, as_json: bool, quiet: bool, verbose: int, **asked: Any
) -> None:
    r"""Make the human-region masks that lie on renders, without rendering.

    Masks go to OUT/RES/masks/PHOTO.png, equal byte for byte to those of render --masks of the same size and
    geometry. Of a RAW file only the header is read; without one the mask's own size and the sidecar's orientation
    count. Stored masks that are empty, all white, not binary or of another size are named; those that cannot be
    used fail, and the exit code is 3.

    \b
    Examples:
      ppr10k-data masks --root PPR10K
      ppr10k-data masks --root PPR10K --res 1080p --groups 0-20
      ppr10k-data masks --root PPR10K --xmp xmp_target_a --geometry own
    """
    with options.option_values():
        how = options.run_options(asked)
        request = _request(asked)
    if dry_run:
        _foretell(ctx, request, how, as_json=as_json)
        return
    title = f"masks {request.settings.resolution.name}"
    with Progress(title, quiet=quiet) as progress, stop_on_signals(progress.tell) as stop:
        from ppr10k_data.jobs.masks.run import make_masks

        def done(outcome: PhotoOutcome) -> None:
            progress.step(failed=bool(outcome.problems))
            if verbose:
                progress.tell(_outcome_line(outcome))

        summary = make_masks(request, how, stop, started=progress.start, progress=done)
    if not (summary.made or summary.skipped or summary.problems or summary.photos):
        _say_nothing_is_selected(request)
    _print(summary, as_json=as_json, quiet=quiet)
    if stop.signal is not None:
        again = "leave out --overwrite to go on" if how.overwrite else "the same command goes on"
        click.echo(f"Interrupted; {again} from here.", err=True)
        ctx.exit(128 + stop.signal)
    if summary.problems:
        ctx.exit(SOME_FAILED)


def _request(asked: dict[str, Any]) -> MaskRequest:
    from ppr10k_data.jobs.masks.run import MaskRequest
    from ppr10k_data.jobs.masks.settings import MaskSettings
    from ppr10k_data.jobs.render.settings import Resolution

    settings = MaskSettings(Resolution.parse(asked["res"]), asked["geometry"])
    return MaskRequest(asked["root"], asked["sidecars"], settings, asked["out"], options.selection(asked))


def _foretell(ctx: click.Context, request: MaskRequest, how: RunOptions, *, as_json: bool) -> None:
    """``--dry-run``."""
    from ppr10k_data.jobs.masks.run import forecast_masks

    told = forecast_masks(request, how)
    document = json.dumps(forecast_document(told), indent=2)
    click.echo(document if as_json else "\n".join(forecast_lines(told)))
    if told.plan.problems:
        ctx.exit(SOME_FAILED)


def _say_nothing_is_selected(request: MaskRequest) -> None:
    """An error, but for a share that happens to be empty: its task of an array has done its part."""
    shard = request.selection.shard
    if shard.count == 1:
        raise LayoutError(
            f"{request.root}: no photo is selected: look at --photo, --groups, --split and --xmp"
        )
    click.echo(f"share {shard}: no photo is in it", err=True)


def _outcome_line(outcome: PhotoOutcome) -> str:
    """One photo, as it is done."""
    if not outcome.rendered:
        return "; ".join(f"{problem.what}: failed: {problem.reason}" for problem in outcome.problems)
    faults = {word for made in outcome.rendered for word in made.record["faults"].values()}
    told = "".join(f"; {fault}" for fault in sorted(faults))
    failed = f", {len(outcome.problems)} failed" if outcome.problems else ""
    return f"{outcome.rendered[0].output.photo.photo}: {counted(len(outcome.rendered), 'mask')}{failed}{told}"


def _print(summary: MaskSummary, *, as_json: bool, quiet: bool) -> None:
    """The result on stdout, or with -q only what failed or looks wrong on stderr."""
    if as_json:
        click.echo(json.dumps(summary.recorded(), indent=2))
    elif quiet:
        for line in (*failure_lines(summary.problems), *fault_lines(summary)):
            click.echo(line, err=True)
    else:
        click.echo("\n".join(mask_lines(summary)))
