"""``ppr10k-data render``: RAW photos and Camera Raw sidecars to pictures and masks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from ppr10k_cli import match_options, options
from ppr10k_cli.exits import SOME_FAILED
from ppr10k_cli.progress import Progress
from ppr10k_cli.signals import stop_on_signals
from ppr10k_cli.summary import (
    failure_lines,
    forecast_document,
    forecast_lines,
    outcome_line,
    summary_lines,
)
from ppr10k_data.errors import LayoutError

if TYPE_CHECKING:
    from ppr10k_data.cameras import BaselineRow
    from ppr10k_data.jobs.engine.outcome import PhotoOutcome
    from ppr10k_data.jobs.engine.run import RunOptions
    from ppr10k_data.jobs.engine.stop import Stop
    from ppr10k_data.jobs.render.run import RenderRequest, RenderSummary
    from ppr10k_data.jobs.render.settings import RenderSettings


@click.command("render")
@options.root_opt
@click.option(
    "--xmp",
    "sidecars",
    multiple=True,
    default=("xmp_source",),
    metavar="NAME|PATH",
    help="Folder of sidecars, by name under the root or by path. May be repeated; a RAW is decoded once for all.",
)
@options.res_opt
@options.out_opt("renders")
@click.option(
    "--bits",
    type=click.Choice(["8", "16"]),
    show_default="16 for sources, 8 for targets",
    help="Bits a channel.",
)
@click.option(
    "--format", "file_format", type=click.Choice(["tif", "png", "jpg"]), default="tif", help="File format."
)
@click.option(
    "--color",
    type=click.Choice(["srgb", "prophoto", "scene-linear"]),
    default="srgb",
    help="Colour space; scene-linear is float32, before any tone curve.",
)
@click.option(
    "--masks/--no-masks", default=False, help="Human-region masks too, on the pictures' own pixels."
)
@options.geometry_opt
@options.white_balance_opt
@options.base_tone_opt
@click.option(
    "--strict",
    is_flag=True,
    help="Fail a picture whose sidecar asks for an adjustment that is not replayed, or that cannot be matched; "
    "approximated adjustments do not fail.",
)
@match_options.match_opt
@match_options.save_fits_opt
@match_options.fits_opt
@match_options.match_variants_opt
@match_options.calibration_opt
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
@options.baseline_table_opt
@options.profiles_opt
@options.look_without_table_opt
@options.json_opt
@options.quiet_opt
@options.verbose_opt
@options.debug_opt
@click.pass_context
def command(
    ctx: click.Context,
    /,
    baseline_table: Path | None,
    profiles: Path | None,
    dry_run: bool,
    as_json: bool,
    quiet: bool,
    verbose: int,
    **asked: Any,
) -> None:
    r"""Render photos by their Camera Raw sidecars.

    Pictures go to OUT/RES/XMP-FOLDER/PHOTO.tif, masks to OUT/RES/masks/PHOTO.png. What is there already,
    from the same inputs and settings, is left as it is: the same command goes on where it was interrupted.

    \b
    Examples:
      ppr10k-data render --root PPR10K --xmp xmp_source --xmp xmp_target_a --masks
      ppr10k-data render --root PPR10K --xmp xmp_target_a --res 1080p --groups 0-20
      ppr10k-data render --photo 12_3 --res full --format png --bits 16
      ppr10k-data render --root PPR10K --shard 3/8 --jobs 16
      ppr10k-data render --xmp xmp_target_a --res 1080p --match PPR10K/train_val_images_tif_360p
    """
    with options.option_values():
        how = options.run_options(asked)
        request = _request(asked, options.baselines(baseline_table), profiles)
    if dry_run:
        _foretell(ctx, request, how, as_json=as_json)
        return
    with (
        Progress(f"render {request.settings.resolution.name}", quiet=quiet) as progress,
        stop_on_signals(progress.tell) as stop,
    ):
        summary = _render(request, how, stop, progress, verbose=bool(verbose))
    if not (summary.pictures or summary.problems or summary.photos):
        _say_nothing_is_selected(request)
    _print(summary, as_json=as_json, quiet=quiet)
    if stop.signal is not None:
        again = "leave out --overwrite to go on" if how.overwrite else "the same command goes on"
        click.echo(f"Interrupted; {again} from here.", err=True)
        ctx.exit(128 + stop.signal)
    if summary.problems:
        ctx.exit(SOME_FAILED)


def _foretell(ctx: click.Context, request: RenderRequest, how: RunOptions, *, as_json: bool) -> None:
    """``--dry-run``."""
    from ppr10k_data.jobs.render.run import forecast

    told = forecast(request, how)
    document = json.dumps(forecast_document(told), indent=2)
    click.echo(document if as_json else "\n".join(forecast_lines(told)))
    if told.plan.problems:
        ctx.exit(SOME_FAILED)


def _render(
    request: RenderRequest, how: RunOptions, stop: Stop, progress: Progress, *, verbose: bool
) -> RenderSummary:
    from ppr10k_data.jobs.render.run import render_request

    def done(outcome: PhotoOutcome) -> None:
        progress.step(failed=bool(outcome.problems))
        if verbose:
            progress.tell(outcome_line(outcome))

    return render_request(request, how, stop, started=progress.start, progress=done)


def _say_nothing_is_selected(request: RenderRequest) -> None:
    """An error, but for a share that happens to be empty: its task of an array has done its part."""
    shard = request.selection.shard
    if shard.count == 1:
        raise LayoutError(
            f"{request.root}: no photo is selected: look at --photo, --groups, --split and --xmp"
        )
    click.echo(f"share {shard}: no photo is in it", err=True)


def _request(
    asked: dict[str, Any], baselines: tuple[BaselineRow, ...], profiles: Path | None
) -> RenderRequest:
    from ppr10k_data.jobs.render.run import RenderRequest

    return RenderRequest(
        asked["root"],
        asked["sidecars"],
        _settings(asked),
        asked["out"],
        options.selection(asked),
        baselines,
        profiles,
        match_options.match_folders(asked),
        asked["calibration"],
    )


def _settings(asked: dict[str, Any]) -> RenderSettings:
    from ppr10k_data.jobs.render.settings import RenderSettings, Resolution

    return RenderSettings(
        Resolution.parse(asked["res"]),
        bits=cast(Any, int(asked["bits"]) if asked["bits"] else None),
        format=asked["file_format"],
        space=asked["color"],
        geometry=asked["geometry"],
        white_balance=asked["white_balance"],
        masks=asked["masks"],
        strict=asked["strict"],
        look_without_table=asked["look_without_table"],
        tone=asked["base_tone"],
        match=match_options.match_mode(asked),
        match_variants=asked["match_variants"],
    )


def _print(summary: RenderSummary, *, as_json: bool, quiet: bool) -> None:
    """The result on stdout, or with -q only what failed on stderr."""
    if as_json:
        click.echo(json.dumps(summary.recorded(), indent=2))
    elif quiet:
        for line in failure_lines(summary.problems):
            click.echo(line, err=True)
    else:
        click.echo("\n".join(summary_lines(summary)))
