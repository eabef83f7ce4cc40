"""Options that commands share: the same word has the same meaning everywhere."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from ppr10k_data.errors import PhotoNameError, SettingsError
from ppr10k_data.jobs.engine.shard import WHOLE, Shard
from ppr10k_data.photo import PhotoId

if TYPE_CHECKING:
    from ppr10k_data.cameras import BaselineRow
    from ppr10k_data.develop.anchor import WhiteBalanceMode
    from ppr10k_data.develop.base_tone import ToneKind
    from ppr10k_data.jobs.engine.run import RunOptions
    from ppr10k_data.jobs.photos.selection import Selection

Command = TypeVar("Command", bound=Callable[..., Any])

TRACEBACK = "ppr10k_cli.traceback"
"""Key of click's ``meta``: whether errors are shown whole."""

GOING_ON = "ppr10k_cli.going_on"
"""Key of click's ``meta``: how an interrupted command goes on, where it is not by the same words."""


@contextmanager
def option_values() -> Iterator[None]:
    """Tell of settings that make no sense as of wrong usage (exit code 2).

    Only for what is made from the values of options; settings found elsewhere fail like anything else.
    """
    try:
        yield
    except SettingsError as error:
        raise click.UsageError(str(error), click.get_current_context(silent=True)) from error


def photo_names(ctx: click.Context, param: click.Parameter, names: tuple[str, ...]) -> tuple[PhotoId, ...]:
    """Read photos' names, such as 12_3."""
    return tuple(_photo_name(name) for name in names)


def _photo_name(name: str) -> PhotoId:
    try:
        photo = PhotoId.parse(name)
    except PhotoNameError as error:
        raise click.BadParameter(str(error)) from error
    if photo.variant is not None:
        raise click.BadParameter(f"{name!r} is an augmented variant: name its photo, {photo.photo}")
    return photo


def group_ranges(
    ctx: click.Context, param: click.Parameter, ranges: tuple[str, ...]
) -> tuple[tuple[int, int], ...]:
    """Read ranges of groups, both ends included, such as 0-20, or 7 for one group."""
    return tuple(_group_range(text) for text in ranges)


def _group_range(text: str) -> tuple[int, int]:
    first, dash, last = text.partition("-")
    ends = (first, last if dash else first)
    if not all(end.isascii() and end.isdigit() for end in ends):
        raise click.BadParameter(f"{text!r}: expected a group such as 7, or a range such as 0-20")
    low, high = map(int, ends)
    if low > high:
        raise click.BadParameter(f"{text!r}: the range ends before it begins")
    return low, high


def shard_of(ctx: click.Context, param: click.Parameter, text: str | None) -> Shard:
    """Read a share such as 3/8; without one, a SLURM array's task has its own."""
    try:
        return Shard.parse(text) if text is not None else Shard.of_slurm(os.environ) or WHOLE
    except SettingsError as error:
        raise click.BadParameter(str(error)) from error


def selection(asked: dict[str, Any]) -> Selection:
    """Make a selection of the values of ``--photo``, ``--groups``, ``--split``, ``--limit`` and ``--shard``."""
    from ppr10k_data.jobs.render.plan import Selection

    split = None if asked["split"] == "all" else asked["split"]
    shard = asked.get("shard", WHOLE)
    return Selection(asked["photos"], asked["groups"], split, asked["limit"], shard)


def run_options(asked: dict[str, Any]) -> RunOptions:
    """How to go about a run: the values of ``--jobs``, ``--backend``, ``--overwrite`` and their like."""
    from ppr10k_data.jobs.engine.run import RunOptions

    names = ("backend", "jobs", "scheduler", "overwrite", "retry_failed", "durable")
    return RunOptions(**{name: asked[name] for name in names})


def white_balance(value: str) -> WhiteBalanceMode:
    """Read ``--white-balance``, whose choices click has checked."""
    return cast("WhiteBalanceMode", value)


def base_tone(value: str) -> ToneKind:
    """Read ``--base-tone``, whose choices click has checked."""
    return cast("ToneKind", value)


def baselines(table: Path | None) -> tuple[BaselineRow, ...]:
    """Read the user's own table; a file that is no text is as wrong as one that is no such table."""
    if table is None:
        return ()
    from ppr10k_data.cameras import parse_baseline_table

    try:
        text = table.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{table}: not a readable table in UTF-8: {error}") from error
    return parse_baseline_table(text, str(table))


def _traceback(ctx: click.Context, param: click.Parameter, value: Any) -> Any:
    """Remember that errors are to be shown whole, where the front door finds it."""
    if value is True or (not isinstance(value, bool) and value >= 2):
        ctx.meta[TRACEBACK] = True
    return value


def out_opt(default: str) -> Callable[[Command], Command]:
    """``--out``, whose default is the command's own."""
    return click.option(
        "--out",
        type=click.Path(path_type=Path),
        default=default,
        metavar="DIR",
        help="Where results go.",
    )


root_opt = click.option(
    "--root",
    type=click.Path(path_type=Path),
    envvar="PPR10K_ROOT",
    show_envvar=True,
    default=".",
    metavar="DIR",
    help="The dataset: the folder that holds raw/, xmp_source/ and so on. It is only read.",
)
res_opt = click.option(
    "--res",
    default="360p",
    metavar="360p|480p|720p|1080p|full|PX",
    help="Size: long edge 540, 720, 1080, 1620, all pixels, or so many. Nothing is enlarged.",
)
geometry_opt = click.option(
    "--geometry",
    type=click.Choice(["source", "own"]),
    default="source",
    help="Crop and orientation: xmp_source's for all pictures of a photo, or each sidecar's own.",
)
photo_opt = click.option(
    "--photo",
    "photos",
    callback=photo_names,
    multiple=True,
    metavar="12_3",
    help="Only this photo. May be repeated.",
)
groups_opt = click.option(
    "--groups",
    callback=group_ranges,
    multiple=True,
    metavar="0-20",
    help="Only these groups: a range, or one. May be repeated.",
)
split_opt = click.option(
    "--split",
    type=click.Choice(["train", "val", "all"]),
    default="all",
    help="Only one side of the official split.",
)
limit_opt = click.option(
    "--limit",
    type=click.IntRange(min=1),
    metavar="N",
    help="At most so many photos, the first in numeric order.",
)
jobs_opt = click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    show_default="one a core, fewer where memory is short",
    help="Photos worked on at a time, each in a process.",
)
backend_opt = click.option(
    "--backend",
    type=click.Choice(["loky", "dask", "ray"]),
    default="loky",
    help="Where photos are worked on: processes of this machine, or a cluster of Dask or Ray.",
)
scheduler_opt = click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="The cluster's: tcp://HOST:8786 or a scheduler file (dask), HOST:6379 or auto (ray). Without it dask and "
    "ray are started on this machine.",
)
shard_opt = click.option(
    "--shard",
    callback=shard_of,
    metavar="I/N",
    show_default="$SLURM_ARRAY_TASK_ID of _COUNT, else 1/1",
    help="Only the I-th of N shares of the photos, split by group.",
)
overwrite_opt = click.option(
    "--overwrite",
    is_flag=True,
    help="Make again what is there already, also with other settings.",
)
retry_failed_opt = click.option(
    "--retry-failed", is_flag=True, help="Make only what failed in an earlier run."
)
dry_run_opt = click.option("--dry-run", is_flag=True, help="Tell what would be done, and write nothing.")
fsync_opt = click.option(
    "--fsync/--no-fsync",
    "durable",
    default=False,
    help="Wait until the disk has each file, against a loss of power.",
)
white_balance_opt = click.option(
    "--white-balance",
    type=click.Choice(["anchored", "numbers", "file"]),
    default="anchored",
    help="Temperatures count from the photo's as-shot state, or as the figures they are; "
    "file: the RAW's multipliers for As Shot, figures otherwise.",
)
base_tone_opt = click.option(
    "--base-tone",
    type=click.Choice(["adaptive", "sdk", "fitted"]),
    default="adaptive",
    help="How highlights end: as the DNG SDK has it, but rolled off where the user's exposure clips a bright photo; "
    "plainly as the SDK has it; or by toe and shoulder fitted to Lightroom's.",
)
baseline_table_opt = click.option(
    "--baseline-table",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="CSV",
    help="Your own baseline exposures by camera: make,model,iso_min,iso_max,ev,source.",
)
megapixels_opt = click.option(
    "--megapixels",
    type=click.FloatRange(0.05, 60.0),
    default=6.0,
    help="Size of the sample's photos.",
)
seed_opt = click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    help="Of the sample's noise and of the experts' whims.",
)
profiles_opt = click.option(
    "--profiles",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="Your own camera profiles (.dcp) and looks (.xmp), found by camera model, in this folder and below.",
)
look_without_table_opt = click.option(
    "--look-without-table",
    type=click.Choice(["leave-out", "apply-curve"]),
    default="leave-out",
    help="What to do with a look whose colour table is nowhere to be found.",
)
device_opt = click.option(
    "--device",
    default="auto",
    metavar="auto|cpu|cuda[:N]",
    help="What computes; auto is CUDA where it is to be had.",
)
json_opt = click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print the result as one JSON document.",
)
quiet_opt = click.option(
    "-q",
    "--quiet",
    is_flag=True,
    help="No progress, and no result on stdout but --json's; failures are still told on stderr.",
)
verbose_opt = click.option(
    "-v",
    "--verbose",
    count=True,
    show_default=False,
    callback=_traceback,
    help="Tell of each photo as it is done; -vv also shows errors with their traceback.",
)
debug_opt = click.option(
    "--debug",
    is_flag=True,
    callback=_traceback,
    expose_value=False,
    help="Show errors with their traceback.",
)
