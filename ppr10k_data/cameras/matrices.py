"""Adobe's colour matrices by camera: what Temperature and Tint mean for a RAW that is no DNG."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import islice

from ppr10k_data.cameras.names import camera_key

Matrix = tuple[tuple[float, ...], ...]
"""A small matrix as a tuple of rows."""

_NUMBERS = 9


@dataclass(frozen=True)
class ColorMatrices:
    """Adobe's two ColorMatrix tags of one camera.

    Parameters
    ----------
    standard_a : 3 rows of 3 float, or None
        XYZ to camera RGB under Standard Illuminant A; None where only D65 is known.
    d65 : 3 rows of 3 float, or None
        XYZ to camera RGB under D65; None where only A is known.
    """

    standard_a: Matrix | None
    d65: Matrix | None


def camera_matrices(make: str, model: str) -> ColorMatrices | None:
    """Find a camera's matrices by its name in EXIF.

    Parameters
    ----------
    make, model : str
        EXIF's Make and Model, in any case and spacing (see :func:`~ppr10k_data.cameras.names.camera_key`).
        Regional names (EOS Kiss X4, EOS REBEL T2i, EOS 550D) are names of their own in the table.

    Returns
    -------
    ColorMatrices or None
        None for a camera that is not in the table.

    Notes
    -----
    The numbers are those of Adobe's DNG Converter, collected by the dnglab project (rawler, camera files
    at commit ab646bc): 830 names, 737 with both illuminants.
    """
    cells = _table().get(camera_key(make, model))
    return None if cells is None else ColorMatrices(_matrix(cells[:_NUMBERS]), _matrix(cells[_NUMBERS:]))


@cache
def _table() -> Mapping[tuple[str, str], list[str]]:
    """Read the shipped table once, when first asked; its numbers stay text, as few are ever needed."""
    source = files("ppr10k_data.cameras").joinpath("camera_matrices.csv")
    rows = islice(csv.reader(source.read_text(encoding="utf-8").splitlines()), 1, None)
    return {camera_key(make, model): numbers for make, model, *numbers in rows}


def _matrix(cells: list[str]) -> Matrix | None:
    """Read nine cells, row by row; empty cells mean that the matrix is not known."""
    if not all(cells):
        return None
    a, b, c, d, e, f, g, h, i = map(float, cells)
    return (a, b, c), (d, e, f), (g, h, i)
