"""``ppr10k-data augment``: variants of sources, drawn at random and the same every time."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from ppr10k_cli import option_groups as groups
from ppr10k_cli import options
from ppr10k_cli.augment_lines import augment_forecast_document, augment_forecast_lines, augment_lines
from ppr10k_cli.compiling import say_compiling
from ppr10k_cli.ending import finish, print_result, say_nothing_failed, say_nothing_is_selected
from ppr10k_cli.exits import SOME_FAILED
from ppr10k_cli.idle import refuse_given
from ppr10k_cli.progress import Progress
from ppr10k_cli.signals import stop_on_signals
from ppr10k_cli.summary import failure_lines, outcome_line
from ppr10k_data.errors import SettingsError
from ppr10k_data.jobs.augment.limits import MOST_VARIANTS

if TYPE_CHECKING:
    from ppr10k_data.augment import Scheme
    from ppr10k_data.jobs.augment.request import AugmentRequest
    from ppr10k_data.jobs.engine.outcome import PhotoOutcome
    from ppr10k_data.jobs.engine.run import RunOptions
    from ppr10k_data.jobs.render.request import RenderRequest
    from ppr10k_data.photo import Expert

FIXED_BY_A_MANIFEST = ("variants", "seed", "paired", "config")
"""What ``--replay`` takes from the manifest; with paired variants the experts, too."""

FIXED = "is fixed by the manifest of --replay: leave it out"

OF_PICTURES = (
    *("targets", "masks", "res", "bits", "file_format", "white_balance", "base_tone", "strict"),
    *("baseline_table", "profiles", "look_without_table"),
)
"""What ``--xmp-only`` has no pictures for."""


@click.command("augment")
@options.root_opt
@options.out_opt("augmented")
@click.option(
    "--n",
    "variants",
    type=click.IntRange(1, MOST_VARIANTS),
    default=5,
    metavar="N",
    help=f"Variants of each photo, at most {MOST_VARIANTS}.",
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    metavar="N",
    help="The same seed draws the same numbers.",
)
@click.option(
    "--config",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="TOML",
    help="Your own attributes, ranges, normal distributions and grids.",
)
@click.option(
    "--paired",
    is_flag=True,
    help="Vary the targets too: what a source gains, its targets lose, Temperature and Tint aside.",
)
@click.option(
    "--expert",
    "experts",
    type=click.Choice(["a", "b", "c"]),
    multiple=True,
    show_default="those that are there",
    help="Whose targets count, with --paired and --targets. May be repeated.",
)
@click.option("--targets/--no-targets", default=False, help="Render the experts' targets too.")
@groups.masks_opt
@click.option(
    "--xmp-only", "sidecars_only", is_flag=True, help="Write sidecars and no pictures; needs no RAW file."
)
@click.option(
    "--replay",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="MANIFEST",
    help="Make the sidecars again that this manifest.jsonl records, number by number.",
)
@options.res_opt
@groups.file_opts
@options.white_balance_opt
@options.base_tone_opt
@click.option(
    "--strict",
    is_flag=True,
    help="Fail a picture whose sidecar asks for an adjustment that is not replayed; approximated ones do not fail.",
)
@options.photo_opt
@options.groups_opt
@click.option(
    "--split",
    type=click.Choice(["train", "val", "all"]),
    show_default="train; with --replay all",
    help="Only one side of the official split.",
)
@options.limit_opt
@groups.run_opts
@groups.camera_opts
@groups.telling_opts
@click.pass_context
def command(
    ctx: click.Context,
    /,
    dry_run: bool,
    as_json: bool,
    quiet: bool,
    verbose: int,
    **asked: Any,
) -> None:
    r"""Draw variants of each source at random, and render source and variants from one decoding.

    Sidecars go to OUT/xmp_source_aug/PHOTO_K.xmp, pictures to OUT/RES/source_aug, the originals among them.
    Ranges are the official ones unless --config names others. Every number stands in OUT/manifest.jsonl.

    \b
    Examples:
      ppr10k-data augment --root PPR10K --n 5 --targets --masks
      ppr10k-data augment --root PPR10K --xmp-only --config ranges.toml --seed 1
      ppr10k-data augment --root PPR10K --paired --expert a --targets
      ppr10k-data augment --root PPR10K --replay augmented/manifest.jsonl --out again
    """
    with options.option_values():
        how = options.run_options(asked)
        request = _request(ctx, asked)
    if dry_run:
        _foretell(ctx, request, how, as_json=as_json, quiet=quiet)
        return
    with Progress("sidecars", quiet=quiet) as progress, stop_on_signals(progress.tell) as stop:
        from ppr10k_data.jobs.augment.drawing import SIDECARS_FIRST
        from ppr10k_data.jobs.augment.run import augment

        def done(outcome: PhotoOutcome) -> None:
            progress.step(failed=bool(outcome.problems))
            if verbose:
                progress.tell(outcome_line(outcome))

        def started(what: str, photos: int) -> None:
            say_compiling(progress, 0 if what == SIDECARS_FIRST else photos, how.backend)
            progress.begin(what, photos)

        summary = augment(request, how, stop, started=started, progress=done)
    if not (summary.selected or summary.problems):
        say_nothing_is_selected(request.render.root, request.render.selection, _look_at(request))
    print_result(
        summary.recorded,
        partial(augment_lines, summary),
        partial(failure_lines, summary.all_problems),
        as_json=as_json,
        quiet=quiet,
    )
    if how.retry_failed and not (summary.attempted or summary.all_problems):
        say_nothing_failed(request.out)
    finish(ctx, how, stop, summary.all_problems)


def _foretell(
    ctx: click.Context, request: AugmentRequest, how: RunOptions, *, as_json: bool, quiet: bool
) -> None:
    """``--dry-run``."""
    from ppr10k_data.jobs.augment.run import forecast

    told = forecast(request, how)
    if not (told.plan.sidecars or told.plan.problems):
        say_nothing_is_selected(request.render.root, request.render.selection, _look_at(request))
    print_result(
        partial(augment_forecast_document, told),
        partial(augment_forecast_lines, told),
        partial(failure_lines, told.plan.problems),
        as_json=as_json,
        quiet=quiet,
    )
    if told.plan.problems:
        ctx.exit(SOME_FAILED)


def _look_at(request: AugmentRequest) -> str:
    """What may be the reason that nothing is selected; one side of the split is so by default."""
    side = request.render.selection.split
    return "--photo, --groups and --split" + (f" (--split is {side})" if side else "")


def _request(ctx: click.Context, asked: dict[str, Any]) -> AugmentRequest:
    from ppr10k_data.jobs.augment.request import AugmentRequest

    replay = asked["replay"]
    if asked["sidecars_only"]:
        refuse_given(ctx, OF_PICTURES, "is about pictures, and --xmp-only makes none: leave one of them out")
    asked["split"] = asked["split"] or ("all" if replay else "train")
    render = _render_request(asked)
    how = {"targets": asked["targets"], "sidecars_only": asked["sidecars_only"]}
    if replay is not None:
        request = AugmentRequest(render, **how, **_recorded(ctx, replay, asked["experts"]))
    else:
        drawn = (_scheme(asked), asked["seed"], asked["variants"], asked["experts"])
        request = AugmentRequest(render, *drawn, **how)
    if not (request.targets or request.scheme.paired):
        refuse_given(ctx, ("experts",), "says whose targets count: give --targets or --paired with it")
    return request


def _recorded(ctx: click.Context, replay: Path, experts: tuple[Expert, ...]) -> dict[str, Any]:
    """What the manifest of ``--replay`` says in place of options."""
    from ppr10k_data.jobs.augment.replayed import read_replay

    refuse_given(ctx, FIXED_BY_A_MANIFEST, FIXED)
    again = read_replay(replay)
    if again.scheme.paired:
        refuse_given(ctx, ("experts",), FIXED)
        experts = again.experts
    return {"scheme": again.scheme, "seed": again.seed, "experts": experts, "recorded": again.variants}


def _scheme(asked: dict[str, Any]) -> Scheme:
    from ppr10k_data.augment import PAIRED, SOURCE, read_ranges

    official, config = PAIRED if asked["paired"] else SOURCE, asked["config"]
    if config is None:
        return official
    try:
        text = config.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{config}: not a readable text in UTF-8: {error}") from error
    return read_ranges(text, str(config), official)


def _render_request(asked: dict[str, Any]) -> RenderRequest:
    from ppr10k_data.jobs.render.request import RenderRequest
    from ppr10k_data.jobs.render.settings import RenderSettings, Resolution

    settings = RenderSettings(
        Resolution.parse(asked["res"]),
        bits=cast(Any, int(asked["bits"]) if asked["bits"] else None),
        format=asked["file_format"],
        white_balance=asked["white_balance"],
        masks=asked["masks"],
        strict=asked["strict"],
        look_without_table=asked["look_without_table"],
        tone=asked["base_tone"],
    )
    return RenderRequest(
        asked["root"],
        (),
        settings,
        asked["out"],
        options.selection(asked),
        options.baselines(asked["baseline_table"]),
        asked["profiles"],
    )
