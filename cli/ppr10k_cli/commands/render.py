"""``ppr10k-data render``: RAW photos and Camera Raw sidecars to pictures and masks."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from ppr10k_cli import match_options, options
from ppr10k_cli import option_groups as groups
from ppr10k_cli.compiling import say_compiling
from ppr10k_cli.ending import finish, print_result, say_nothing_failed, say_nothing_is_selected
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

if TYPE_CHECKING:
    from ppr10k_data.cameras import BaselineRow
    from ppr10k_data.jobs.engine.outcome import PhotoOutcome
    from ppr10k_data.jobs.engine.run import RunOptions
    from ppr10k_data.jobs.engine.stop import Stop
    from ppr10k_data.jobs.render.run import RenderRequest, RenderSummary
    from ppr10k_data.jobs.render.settings import RenderSettings

LOOK_AT = "--photo, --groups, --split and --xmp"
"""What may be the reason that nothing is selected."""


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
@groups.file_opts
@click.option(
    "--color",
    type=click.Choice(["srgb", "prophoto", "scene-linear"]),
    default="srgb",
    help="Colour space; scene-linear is float32, before any tone curve.",
)
@groups.masks_opt
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
@groups.photo_opts
@groups.run_opts
@groups.camera_opts
@groups.telling_opts
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
        _foretell(ctx, request, how, as_json=as_json, quiet=quiet)
        return
    with (
        Progress(f"render {request.settings.resolution.name}", quiet=quiet) as progress,
        stop_on_signals(progress.tell) as stop,
    ):
        summary = _render(request, how, stop, progress, verbose=bool(verbose))
    if not (summary.selected or summary.problems):
        say_nothing_is_selected(request.root, request.selection, LOOK_AT)
    print_result(
        summary.recorded,
        partial(summary_lines, summary),
        partial(failure_lines, summary.problems),
        as_json=as_json,
        quiet=quiet,
    )
    if how.retry_failed and not (summary.photos or summary.problems):
        say_nothing_failed(summary.out)
    finish(ctx, how, stop, summary.problems)


def _foretell(
    ctx: click.Context, request: RenderRequest, how: RunOptions, *, as_json: bool, quiet: bool
) -> None:
    """``--dry-run``."""
    from ppr10k_data.jobs.render.run import forecast

    told = forecast(request, how)
    if not (told.plan.works or told.plan.problems):
        say_nothing_is_selected(request.root, request.selection, LOOK_AT)
    print_result(
        partial(forecast_document, told),
        partial(forecast_lines, told),
        partial(failure_lines, told.plan.problems),
        as_json=as_json,
        quiet=quiet,
    )
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

    def started(photos: int) -> None:
        say_compiling(progress, photos, how.backend)
        progress.start(photos)

    return render_request(request, how, stop, started=started, progress=done)


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
