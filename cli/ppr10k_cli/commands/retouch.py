"""``ppr10k-data retouch``: photos of any size through a learned model."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ppr10k_cli import options
from ppr10k_cli.columns import counted
from ppr10k_cli.exits import SOME_FAILED
from ppr10k_cli.progress import Progress
from ppr10k_cli.summary import failure_lines
from ppr10k_cli.torch_zone import need_torch

if TYPE_CHECKING:
    from ppr10k_data.baseline.retouch_files import RetouchSummary

_PATH = click.Path(path_type=Path)


@click.command("retouch")
@click.argument("inputs", metavar="IN...", type=_PATH, nargs=-1, required=True)
@click.option(
    "--checkpoint",
    required=True,
    type=_PATH,
    metavar="FILE|DIR",
    help="The model: a file of train, or its folder; or that of the authors' LUTs_N.pth and classifier_N.pth.",
)
@options.out_opt("retouched")
@click.option(
    "--format",
    "file_format",
    type=click.Choice(["tif", "png", "jpg"]),
    show_default="png of 8 bits, tif of 16 bits and RAW",
    help="File format of the results.",
)
@click.option("--export-cube", is_flag=True, help="Write each photo's table too, as .cube, to OUT-cubes.")
@click.option(
    "--xmp",
    "sidecars",
    type=_PATH,
    metavar="DIR",
    show_default="beside the RAW files",
    help="Where the sidecars of RAW files are.",
)
@click.option("--batch-size", type=click.IntRange(min=1), default=1, help="Photos classified at a time.")
@options.device_opt
@options.overwrite_opt
@options.json_opt
@options.quiet_opt
@options.debug_opt
@click.pass_context
def command(
    ctx: click.Context,
    inputs: tuple[Path, ...],
    checkpoint: Path,
    out: Path,
    file_format: Any,
    export_cube: bool,
    sidecars: Path | None,
    batch_size: int,
    device: str,
    overwrite: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    r"""Retouch photos with a learned model, whole and at full resolution.

    Each IN is a .tif, .png, .jpg or RAW file, or a folder of them. A RAW file is developed by its sidecar
    first. OUT gets one file a photo, named after it, and nothing else. A photo that fails is named on
    stderr, and the exit code is 3 then.

    \b
    Examples:
      ppr10k-data retouch val/source --checkpoint run/best.pt --out results
      ppr10k-data retouch 12_3.CR2 --checkpoint saved_models/mask_noglc_a --export-cube
    """
    need_torch("retouch")
    from ppr10k_data.baseline.inputs import check_model_is_there, find_inputs

    with options.option_values():  # before anything that imports torch, which takes seconds
        photos = find_inputs(inputs, sidecars)
        check_model_is_there(checkpoint)
    from ppr10k_data.baseline.checkpoints import read_checkpoint
    from ppr10k_data.baseline.devices import device_of
    from ppr10k_data.baseline.retouch import Retoucher
    from ppr10k_data.baseline.retouch_files import RetouchRequest, retouch_files

    with options.option_values():
        on = device_of(device)
    known = read_checkpoint(checkpoint)
    request = RetouchRequest(
        photos, out, checkpoint.name, known.licence, file_format, export_cube, overwrite, batch_size
    )
    with Progress("retouch", quiet=quiet) as progress:
        progress.start(len(photos))
        summary = retouch_files(
            Retoucher(known.model, on), request, lambda problem: progress.step(failed=problem is not None)
        )
    _tell(summary, out, as_json=as_json, quiet=quiet)
    if summary.problems:
        ctx.exit(SOME_FAILED)


def _tell(summary: RetouchSummary, out: Path, *, as_json: bool, quiet: bool) -> None:
    if as_json:
        click.echo(json.dumps(_document(summary), indent=2))
    elif not quiet:
        click.echo(_sentence(summary, out))
    for line in [*(f"note: {remark}" for remark in summary.remarks), *failure_lines(summary.problems)]:
        click.echo(line, err=True)


def _document(summary: RetouchSummary) -> dict[str, Any]:
    return {
        "written": [str(path) for path in summary.written],
        "failed": [{"photo": p.what, "error": p.kind, "reason": p.reason} for p in summary.problems],
        "pixels": summary.pixels,
        "seconds": {stage: round(seconds, 4) for stage, seconds in summary.seconds.items()},
        "pixels_per_second": round(summary.pixels_per_second),
    }


def _sentence(summary: RetouchSummary, out: Path) -> str:
    stages = ", ".join(f"{stage} {seconds:.2f}" for stage, seconds in summary.seconds.items())
    total = sum(summary.seconds.values())
    return (
        f"{out}: {counted(len(summary.written), 'photo')}, {summary.pixels / 1e6:.1f} megapixels in {total:.2f} s "
        f"({stages}); classify and apply: {summary.pixels_per_second / 1e6:.1f} megapixels per second"
    )
