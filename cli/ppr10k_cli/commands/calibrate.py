"""``ppr10k-data calibrate``: what renders of a camera lack of Lightroom's, over many photos."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ppr10k_cli import options
from ppr10k_cli.columns import columns, counted
from ppr10k_cli.progress import Progress
from ppr10k_cli.signals import stop_on_signals
from ppr10k_cli.summary import note_lines

if TYPE_CHECKING:
    from ppr10k_data.jobs.calibrate.run import CalibrationSummary


@click.command("calibrate")
@options.root_opt
@click.option(
    "--match",
    "guides",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    required=True,
    metavar="DIR",
    help="Small renderings by Lightroom, as render --match takes them.",
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("calibration/camera.json"),
    metavar="FILE",
    help="File to write; render --calibration takes it, or its folder.",
)
@click.option(
    "--xmp",
    "sidecars",
    multiple=True,
    default=("xmp_source",),
    metavar="NAME|PATH",
    help="Folder of sidecars, by name under the root or by path. May be repeated.",
)
@options.photo_opt
@options.groups_opt
@options.split_opt
@options.limit_opt
@options.jobs_opt
@options.baseline_table_opt
@options.json_opt
@options.quiet_opt
@options.debug_opt
@click.pass_context
def command(
    ctx: click.Context,
    /,
    root: Path,
    guides: Path,
    out: Path,
    sidecars: tuple[str, ...],
    jobs: int | None,
    baseline_table: Path | None,
    as_json: bool,
    quiet: bool,
    **asked: Any,
) -> None:
    r"""Calibrate camera models by photos that Lightroom rendered.

    Pools the photos of each camera model into an exposure, a matrix and a curve, and measures them on photos of
    groups that they were not fitted to.

    \b
    Examples:
      ppr10k-data calibrate --root PPR10K --match PPR10K/train_val_images_tif_360p --limit 500
    """
    from ppr10k_data.jobs.calibrate.run import calibrate_cameras

    with options.option_values():
        baselines = options.baselines(baseline_table)
    with Progress("calibrate", quiet=quiet) as progress, stop_on_signals(progress.tell) as stop:
        summary = calibrate_cameras(
            root,
            sidecars,
            guides,
            out=out,
            selection=options.selection(asked),
            baselines=baselines,
            jobs=jobs,
            stop=stop,
            started=progress.start,
            progress=progress.step,
        )
    if as_json:
        click.echo(json.dumps(summary.recorded(), indent=2))
    elif not quiet:
        click.echo("\n".join(_lines(summary)))
    if stop.signal is not None:
        ctx.exit(128 + stop.signal)


def _lines(summary: CalibrationSummary) -> list[str]:
    from ppr10k_data.jobs.calibrate.run import camera_name

    rows = [
        (
            camera_name(camera.make, camera.model),
            f"{camera.calibration.exposure_ev:+.2f} EV; held-out photos mean dE76 {camera.gain.before:.2f} before, "
            f"{camera.gain.after:.2f} after ({counted(camera.gain.photos, 'photo')} of "
            f"{counted(camera.gain.groups, 'group')})",
        )
        for camera in summary.cameras
    ]
    notes = note_lines(summary.notes)
    return [f"calibration  {summary.file}", *columns(rows), *(["", *notes] if notes else [])]
