"""``ppr10k-data lut``: 3D look-up tables applied to pictures, converted, described and drawn."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ppr10k_cli import options
from ppr10k_cli.exits import SOME_FAILED
from ppr10k_data.errors import ImageFileError, Ppr10kError, SettingsError
from ppr10k_kernels.errors import KernelsError

if TYPE_CHECKING:
    from ppr10k_kernels import Cube
    from ppr10k_kernels.shapes import Interpolation

_FILE = click.Path(path_type=Path)
_INTERPOLATION = click.option(
    "--interpolation",
    type=click.Choice(["trilinear", "tetrahedral"]),
    default="trilinear",
    help="Between grid points; tetrahedral keeps greys grey.",
)


@click.group("lut")
def command() -> None:
    """Apply, convert, describe and draw 3D look-up tables.

    A table is a .cube file (Adobe's or Resolve's), or a Hald CLUT as .png or .tif.
    """


@command.command("apply")
@click.argument("table", metavar="LUT", type=_FILE)
@click.argument("pictures", metavar="PICTURE...", type=_FILE, nargs=-1, required=True)
@options.out_opt("graded")
@_INTERPOLATION
@options.overwrite_opt
@options.debug_opt
@click.pass_context
def apply_command(
    ctx: click.Context,
    table: Path,
    pictures: tuple[Path, ...],
    out: Path,
    interpolation: Interpolation,
    overwrite: bool,
) -> None:
    """Send pictures through a table.

    Each PICTURE is a .tif, .png or .jpg in sRGB; the result is upright, has its name, format and bits, and carries
    its copyright notice on. A picture that fails is named on stderr, and the exit code is 3 then.
    """
    from ppr10k_cli.lut_files import read_lut

    with options.option_values():
        cube = read_lut(table)
        _check_names(pictures)
    _make_folder(out)
    failed = 0
    for picture in pictures:
        try:
            _apply(cube, table, picture, out / picture.name, interpolation, overwrite)
        except (Ppr10kError, KernelsError) as error:
            failed += 1
            click.echo(f"Error: {error}", err=True)
    if failed:
        ctx.exit(SOME_FAILED)


def _apply(
    cube: Cube, table: Path, source: Path, target: Path, interpolation: Interpolation, overwrite: bool
) -> None:
    from ppr10k_data.files.images import write_picture
    from ppr10k_data.files.notices import copyright_notice
    from ppr10k_data.files.photos import read_photo

    _check_target(target, overwrite)
    photo, notice = read_photo(source, purpose="graded", floats=True), copyright_notice(source)
    graded = cube.apply(photo.pixels, interpolation=interpolation)
    description = f"ppr10k-data lut apply {table.name}".encode("ascii", "replace").decode()
    write_picture(target, graded, space="srgb", description=description, licence=notice)
    if photo.is_grey:
        click.echo(f"note: {source}: grey: taken as RGB of equal channels", err=True)
    click.echo(str(target))


@command.command("convert")
@click.argument("source", metavar="LUT", type=_FILE)
@click.argument("target", metavar="TARGET", type=_FILE)
@click.option(
    "--points",
    type=click.IntRange(2, 129),
    metavar="N",
    show_default="as many as there are",
    help="Grid points an axis; of a Hald CLUT the next square.",
)
@click.option(
    "--then", "others", type=_FILE, multiple=True, metavar="LUT", help="Compose: this table comes after."
)
@click.option("--title", metavar="TEXT", help="Of a .cube file.", show_default="the LUT's")
@click.option("--bits", type=click.Choice(["8", "16"]), help="Of a Hald CLUT; 16 by default.")
@options.overwrite_opt
@options.debug_opt
def convert_command(
    source: Path,
    target: Path,
    points: int | None,
    others: tuple[Path, ...],
    title: str | None,
    bits: str | None,
    overwrite: bool,
) -> None:
    """Write a table in another format or size, or several as one.

    TARGET is a .cube file, or a .png or .tif for a Hald CLUT. --then may be repeated.
    """
    from ppr10k_cli.lut_files import read_lut, read_plain_lut, resampled, write_lut
    from ppr10k_kernels import compose

    with options.option_values():
        _check_options(target, title, bits)
        _check_target(target, overwrite)
        cube = read_lut(source)
        for path in others:
            cube = replace(cube, lut=compose(cube.lut, read_plain_lut(path).lut))
        cube = cube if points is None else resampled(cube, points)
        cube = cube if title is None else replace(cube, title=title)
        write_lut(target, cube, bits=int(bits or 16))
    click.echo(str(target))


@command.command("info")
@click.argument("tables", metavar="LUT...", type=_FILE, nargs=-1, required=True)
@click.option("--inverse", type=_FILE, metavar="LUT", help="Tell how well this table undoes each.")
@options.json_opt
@options.debug_opt
@click.pass_context
def info_command(ctx: click.Context, tables: tuple[Path, ...], inverse: Path | None, as_json: bool) -> None:
    """Tell what tables hold.

    With --json the result is one list, with one object a table. A table that cannot be read is named on
    stderr, and the exit code is 3 then.
    """
    from ppr10k_cli.lut_facts import described
    from ppr10k_cli.lut_files import read_plain_lut

    with options.option_values():
        undoing = None if inverse is None else (str(inverse), read_plain_lut(inverse))
    documents, parts, failed = list[dict[str, Any]](), list[list[str]](), 0
    for path in tables:
        try:
            document, lines = described(path, undoing)
        except (Ppr10kError, KernelsError) as error:
            failed += 1
            click.echo(f"Error: {error}", err=True)
            continue
        documents.append(document)
        parts.append(lines)
    if as_json:
        click.echo(json.dumps(documents, indent=2))
    else:
        click.echo("\n\n".join("\n".join(part) for part in parts), nl=bool(parts))
    if failed:
        ctx.exit(SOME_FAILED)


@command.command("plot")
@click.argument("table", metavar="LUT", type=_FILE)
@click.option("--out", type=_FILE, metavar="FILE", help="A .png, .svg or .pdf.", show_default="LUT-plot.png")
@options.overwrite_opt
@options.debug_opt
def plot_command(table: Path, out: Path | None, overwrite: bool) -> None:
    """Draw a table: where its grid goes, and its curves along the grey axis.

    Needs matplotlib: pip install "ppr10k-data[plot]"
    """
    from ppr10k_cli.lut_files import read_lut
    from ppr10k_cli.lut_picture import draw_lut

    target = out if out is not None else Path(f"{table.stem}-plot.png")
    with options.option_values():
        _check_target(target, overwrite)
        draw_lut(target, read_lut(table))
    click.echo(str(target))


def _check_options(target: Path, title: str | None, bits: str | None) -> None:
    """Refuse what the format of the target has no place for."""
    if target.suffix.lower() == ".cube":
        if bits is not None:
            raise SettingsError(
                f"--bits {bits}: {target} is a .cube file, which holds numbers as text; --bits is of a Hald CLUT, "
                "as .png or .tif"
            )
    elif title is not None:
        raise SettingsError(f"--title: {target} is no .cube file, and has no title")


def _check_target(path: Path, overwrite: bool) -> None:
    if path.exists() and not overwrite:
        raise ImageFileError(f"{path}: is there already; name another place, or replace it with --overwrite")


def _check_names(pictures: tuple[Path, ...]) -> None:
    """Refuse what could not be written beside each other, or at all."""
    for picture in pictures:
        if picture.is_dir():
            raise SettingsError(f"{picture}: is a folder; pictures are files: {picture / '*.png'}")
        if picture.suffix not in (".tif", ".png", ".jpg"):
            raise SettingsError(f"{picture}: pictures are .tif, .png or .jpg")
    names = [picture.name for picture in pictures]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise SettingsError(
            f"several pictures are called {', '.join(twice)}; run the command for each folder"
        )


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImageFileError(
            f"{folder}: cannot be made: {error.strerror or error}; name another with --out"
        ) from error
