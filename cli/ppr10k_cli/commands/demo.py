"""``ppr10k-data demo``: all of it at once, on a generated sample."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ppr10k_cli import options
from ppr10k_cli.columns import columns, counted
from ppr10k_cli.compiling import say_compiling
from ppr10k_cli.exits import SOME_FAILED
from ppr10k_cli.progress import Progress
from ppr10k_cli.signals import stop_on_signals
from ppr10k_cli.split_lines import TITLES as SPLIT
from ppr10k_cli.summary import failure_lines
from ppr10k_cli.torch_zone import need_torch
from ppr10k_cli.verify_lines import TITLES as VERIFIED

if TYPE_CHECKING:
    from ppr10k_data.jobs.augment.summary import AugmentSummary
    from ppr10k_data.jobs.masks.run import MaskSummary
    from ppr10k_data.jobs.parameters.write import ParametersSummary
    from ppr10k_data.jobs.render.summary import RenderSummary
    from ppr10k_data.jobs.split.run import SplitSummary
    from ppr10k_data.jobs.verify.summary import VerifySummary
    from ppr10k_data.sample import SampleSummary


@click.command("demo")
@click.argument("folder", metavar="[DIR]", default="ppr10k-demo", type=click.Path(path_type=Path))
@options.megapixels_opt
@click.option(
    "--train", "train", is_flag=True, help="Learn from the renders too, evaluate and retouch. Needs torch."
)
@options.jobs_opt
@options.quiet_opt
@options.debug_opt
@click.pass_context
def command(
    ctx: click.Context, folder: Path, megapixels: float, train: bool, jobs: int | None, quiet: bool
) -> None:
    """Make a sample, verify it, render it, augment it, and draw contact sheets to look at.

    DIR (default: ppr10k-demo) gets sample/, renders/ and contact-sheet.png: sources and three experts'
    targets with masks at 360p, one portrait at full size; augmented/ and variants.png: variants of three
    photos; training/, the small renders as a training tree; masks alone, a table of all parameters, and, where
    matplotlib is installed, plots of it.
    What is there from an earlier run is kept. Takes about a minute. Needs scikit-image:
    pip install "ppr10k-data[demo]"

    With --train the 3D LUT baseline learns from it for a few epochs, and retouched-sheet.png shows what it
    makes of photos that it has not seen: before, after and target side by side.
    """
    begun = time.perf_counter()
    if train:
        need_torch("demo --train")
    from ppr10k_data.jobs.demo.run import demo_sample, demo_sheet
    from ppr10k_data.jobs.demo.tree import demo_split, demo_verify

    with Progress("sample", quiet=quiet) as progress:
        sample, reused = demo_sample(folder, megapixels=megapixels, progress=progress.show)
    verified = demo_verify(folder)
    summaries = [_render(folder, full=full, jobs=jobs, quiet=quiet) for full in (False, True)]
    sheet = demo_sheet(folder)
    variants, variants_sheet = _augment(folder, jobs=jobs, quiet=quiet)
    split = demo_split(folder)
    masks, table = _tables(folder, jobs)
    if not quiet:
        rows = [*_variant_rows(variants), *_tree_rows(verified, split), *_table_rows(masks, table)]
        rows += [("to look at", str(path)) for path in (sheet, variants_sheet)]
        click.echo("\n".join(_lines(sample, reused, summaries, rows)))
        click.echo(f"\nDone in {time.perf_counter() - begun:.0f} s.")
    problems = [problem for summary in summaries for problem in summary.problems]
    problems += [
        *variants.all_problems,
        *masks.problems,
        *table.problems,
        *verified.problems,
        *split.problems,
    ]
    if train and not problems:
        _train(ctx, folder, quiet=quiet)
    for line in failure_lines(problems, {**VERIFIED, **SPLIT}):
        click.echo(line, err=True)
    if problems:
        ctx.exit(SOME_FAILED)


def _train(ctx: click.Context, folder: Path, *, quiet: bool) -> None:
    from ppr10k_data.baseline.demo import demo_train

    with Progress("train", quiet=quiet) as progress, stop_on_signals(progress.tell) as stop:
        made = demo_train(
            folder,
            stop=stop,
            started=progress.start,
            progress=lambda photos, loss: progress.advance(photos, f"loss {loss:.4f}"),
        )
    if made is None:
        ctx.exit(128 + (stop.signal or 0))
    if not quiet:
        before, after = (each.evaluation.total for each in (made.before, made.after))
        click.echo(
            f"\nOf photos that were not learned from, beside expert a: {before.psnr:.2f} dB untouched, "
            f"{after.psnr:.2f} dB retouched\nto look at  {made.sheet}"
        )


def _render(folder: Path, *, full: bool, jobs: int | None, quiet: bool) -> RenderSummary:
    from ppr10k_data.jobs.demo.run import demo_render
    from ppr10k_data.jobs.engine.run import RunOptions

    options_ = RunOptions(backend="loky", jobs=jobs)

    with Progress("render full" if full else "render 360p", quiet=quiet) as progress:

        def started(photos: int) -> None:
            say_compiling(progress, photos)
            progress.start(photos)

        return demo_render(
            folder, full=full, options=options_, started=started, progress=lambda _: progress.step()
        )


def _augment(folder: Path, *, jobs: int | None, quiet: bool) -> tuple[AugmentSummary, Path]:
    from ppr10k_data.jobs.demo.augmented import demo_augment, variants_sheet
    from ppr10k_data.jobs.engine.run import RunOptions

    with Progress("variants", quiet=quiet) as progress:
        options_ = RunOptions(backend="loky", jobs=jobs)
        summary = demo_augment(folder, options_, started=progress.begin, progress=lambda _: progress.step())
    return summary, variants_sheet(folder)


def _tables(folder: Path, jobs: int | None) -> tuple[MaskSummary, ParametersSummary]:
    from ppr10k_data.jobs.demo.tables import demo_masks, demo_parameters, demo_statistics
    from ppr10k_data.jobs.engine.run import RunOptions

    masks, table = demo_masks(folder, RunOptions(backend="loky", jobs=jobs)), demo_parameters(folder)
    demo_statistics(folder)
    return masks, table


def _variant_rows(variants: AugmentSummary) -> list[tuple[str, str]]:
    if variants.render is None:
        return []
    drawn, pictures = counted(variants.sidecars, "sidecar"), counted(variants.render.pictures, "picture")
    return [("variants", f"{variants.out}: {drawn}, {pictures}")]


def _tree_rows(verified: VerifySummary, split: SplitSummary) -> list[tuple[str, str]]:
    rows = [
        ("verified", f"{verified.root}: {counted(verified.files, 'file')}, {len(verified.problems)} wrong")
    ]
    if split.tree is not None:
        pictures = split.tree.made.total() + split.tree.there.total()
        rows.append(("training tree", f"{split.out}: {counted(pictures, 'picture')}"))
    return rows


def _table_rows(masks: MaskSummary, table: ParametersSummary) -> list[tuple[str, str]]:
    return [
        ("masks", f"{masks.out}: {counted(masks.made + masks.skipped, 'mask')} without rendering"),
        ("parameters", f"{table.out}: {counted(table.photos, 'photo')}, {counted(table.columns, 'column')}"),
    ]


def _lines(
    sample: SampleSummary,
    reused: bool,
    summaries: list[RenderSummary],
    more: list[tuple[str, str]],
) -> list[str]:
    """What was made, and what to look at next."""
    made = (
        f"{len(sample.photos)} photos of {sample.width} x {sample.height}, {sample.byte_count / 1e6:.0f} MB"
    )
    rows = [("sample", f"{sample.folder}: {made}{' (there already)' if reused else ''}")]
    for summary in summaries:
        done = f"{counted(summary.rendered, 'file')}"
        kept = f", {counted(summary.skipped, 'file')} there already" if summary.skipped else ""
        rows.append(("renders", f"{summary.out}: {done}{kept}"))
    rows += more
    sidecar = sample.folder / "xmp_target_a" / "0_0.xmp"
    command = (
        sys.argv[0] if Path(sys.argv[0]).name == "ppr10k-data" and os.sep in sys.argv[0] else "ppr10k-data"
    )
    return [
        *columns(rows, indent=0),
        "",
        "Open the sheets, then try",
        f"  {command} info {sample.folder / 'raw' / '0_0.dng'} {sidecar}",
        f"  {command} render --root {sample.folder} --xmp xmp_target_a --res 1080p",
        f"  {command} fidelity --root {sample.folder} --out {sample.folder.parent / 'fidelity'}",
    ]
