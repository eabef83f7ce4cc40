"""``ppr10k-data sample``: a miniature PPR10K to try things on."""

from __future__ import annotations

from pathlib import Path

import click

from ppr10k_cli import options
from ppr10k_cli.progress import Progress


@click.command("sample")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@options.megapixels_opt
@options.seed_opt
@options.quiet_opt
@options.debug_opt
def command(folder: Path, megapixels: float, seed: int, quiet: bool) -> None:
    """Write a miniature PPR10K into DIR: real DNGs, sidecars of three experts, and masks.

    Four groups of three photos on both sides of the split, in the release's own folders, made by running
    photographs backwards through a camera. DIR must be new or empty, or hold an earlier sample, which is
    replaced. Needs scikit-image: pip install "ppr10k-data[demo]"
    """
    from ppr10k_data.sample import write_sample

    with Progress("sample", quiet=quiet) as progress:
        summary = write_sample(folder, megapixels=megapixels, seed=seed, progress=progress.show)
    if quiet:
        return
    megabytes = summary.byte_count / 1e6
    size = f"{summary.width} x {summary.height}"
    click.echo(
        f"{summary.folder}: {len(summary.photos)} photos of {size}, {summary.file_count} files, {megabytes:.0f} MB"
    )
    click.echo(
        f"Next: ppr10k-data render --root {summary.folder} --xmp xmp_source --xmp xmp_target_a --masks"
    )
