"""``ppr10k-data masks``: human-region masks that lie on renders, without rendering."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import click

from ppr10k_cli import option_groups as groups
from ppr10k_cli import options
from ppr10k_cli.columns import counted
from ppr10k_cli.ending import finish, print_result, say_nothing_failed, say_nothing_is_selected
from ppr10k_cli.exits import SOME_FAILED
from ppr10k_cli.mask_table import fault_lines, mask_lines
from ppr10k_cli.progress import Progress
from ppr10k_cli.signals import stop_on_signals
from ppr10k_cli.summary import failure_lines, forecast_document, forecast_lines

if TYPE_CHECKING:
    from ppr10k_data.jobs.engine.outcome import PhotoOutcome
    from ppr10k_data.jobs.engine.run import RunOptions
    from ppr10k_data.jobs.masks.run import MaskRequest

LOOK_AT = "--photo, --groups, --split and --xmp"
"""What may be the reason that nothing is selected."""


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
@groups.photo_opts
@groups.run_opts
@groups.telling_opts
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
        _foretell(ctx, request, how, as_json=as_json, quiet=quiet)
        return
    title = f"masks {request.settings.resolution.name}"
    with Progress(title, quiet=quiet) as progress, stop_on_signals(progress.tell) as stop:
        from ppr10k_data.jobs.masks.run import make_masks

        def done(outcome: PhotoOutcome) -> None:
            progress.step(failed=bool(outcome.problems))
            if verbose:
                progress.tell(_outcome_line(outcome))

        summary = make_masks(request, how, stop, started=progress.start, progress=done)
    if not (summary.selected or summary.problems):
        say_nothing_is_selected(request.root, request.selection, LOOK_AT)
    print_result(
        summary.recorded,
        partial(mask_lines, summary),
        lambda: (*failure_lines(summary.problems), *fault_lines(summary)),
        as_json=as_json,
        quiet=quiet,
    )
    if how.retry_failed and not (summary.photos or summary.problems):
        say_nothing_failed(summary.out)
    finish(ctx, how, stop, summary.problems)


def _request(asked: dict[str, Any]) -> MaskRequest:
    from ppr10k_data.jobs.masks.run import MaskRequest
    from ppr10k_data.jobs.masks.settings import MaskSettings
    from ppr10k_data.jobs.render.settings import Resolution

    settings = MaskSettings(Resolution.parse(asked["res"]), asked["geometry"])
    return MaskRequest(asked["root"], asked["sidecars"], settings, asked["out"], options.selection(asked))


def _foretell(
    ctx: click.Context, request: MaskRequest, how: RunOptions, *, as_json: bool, quiet: bool
) -> None:
    """``--dry-run``."""
    from ppr10k_data.jobs.masks.run import forecast_masks

    told = forecast_masks(request, how)
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


def _outcome_line(outcome: PhotoOutcome) -> str:
    """One photo, as it is done."""
    if not outcome.rendered:
        return "; ".join(f"{problem.what}: failed: {problem.reason}" for problem in outcome.problems)
    faults = {word for made in outcome.rendered for word in made.record["faults"].values()}
    told = "".join(f"; {fault}" for fault in sorted(faults))
    failed = f", {len(outcome.problems)} failed" if outcome.problems else ""
    return f"{outcome.rendered[0].output.photo.photo}: {counted(len(outcome.rendered), 'mask')}{failed}{told}"
