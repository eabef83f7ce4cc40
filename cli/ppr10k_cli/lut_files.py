"""Tables on the disk, whatever they are: ``.cube`` files, and Hald CLUTs as pictures."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from ppr10k_data.errors import SettingsError
from ppr10k_data.files.images import read_picture, write_picture
from ppr10k_kernels import Cube, HaldError, hald_image, lut_of_hald, read_cube, resample, write_cube

PICTURES = (".png", ".tif")
"""Of Hald CLUTs; JPEG would bend the table."""


def read_lut(path: Path) -> Cube:
    """Read a table by its suffix.

    Parameters
    ----------
    path : Path
        ``.cube`` in either case, or a Hald CLUT as ``.png`` or ``.tif``.

    Returns
    -------
    Cube
        The table; of a Hald CLUT with its file's name for a title.

    Raises
    ------
    SettingsError
        If the suffix is another.
    CubeError, HaldError, ImageFileError
        If the file cannot be read or understood.
    """
    if path.suffix.lower() == ".cube":
        return read_cube(path)
    _check_picture(path)
    try:
        return Cube(lut_of_hald(read_picture(path)), path.stem)
    except HaldError as error:
        raise HaldError(f"{path}: {error}") from error


def write_lut(path: Path, cube: Cube, *, bits: int) -> None:
    """Write a table by its suffix.

    Parameters
    ----------
    path : Path
        ``.cube``, or ``.png`` or ``.tif`` for a Hald CLUT.
    cube : Cube
        Shaper and domain go into a ``.cube`` only.
    bits : {8, 16}
        Of a Hald CLUT.

    Raises
    ------
    SettingsError
        If the suffix is another, or the table has a shaper or a domain that the format cannot hold.
    CubeError, HaldError, ImageFileError
        If the file cannot be written.
    """
    if path.suffix.lower() == ".cube":
        write_cube(path, cube)
        return
    _check_picture(path)
    _check_plain(cube, f"{path}: a Hald CLUT")
    picture = hald_image(cube.lut, dtype=np.uint8 if bits == 8 else np.uint16)
    write_picture(path, picture, space="srgb", description="Hald CLUT", licence="")


def read_plain_lut(path: Path) -> Cube:
    """Read a table that is to work together with others: one with a shaper or a domain is refused."""
    cube = read_lut(path)
    _check_plain(cube, f"{path}: a table that works together with another")
    return cube


def _check_plain(cube: Cube, what: str) -> None:
    if cube.shaper is not None or not cube.has_plain_domain:
        raise SettingsError(
            f"{what} has neither a shaper nor another domain than 0..1; keep the table as .cube"
        )


def resampled(cube: Cube, points: int) -> Cube:
    """Give the table another number of grid points; shaper and domain stay."""
    return cube if points == cube.points else replace(cube, lut=resample(cube.lut, points))


def _check_picture(path: Path) -> None:
    if path.suffix not in PICTURES:
        raise SettingsError(f"{path}: a table is a .cube file, or a Hald CLUT as {' or '.join(PICTURES)}")
