"""Hald CLUTs: a 3D table as a square picture, which any image editor can work on.

Of level L the table has N = L**2 points an axis and the picture L**3 pixels a side; read in rows, red is the fastest
axis and blue the slowest.

References
----------
E. Brasseur, "Hald Images"; ImageMagick's ``-hald-clut`` and ``hald:`` coder.
"""

from __future__ import annotations

import math
from numbers import Integral
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ppr10k_kernels.errors import HaldError
from ppr10k_kernels.libraries import shape_of
from ppr10k_kernels.shapes import check_lut
from ppr10k_kernels.tables import resample

LARGEST_LEVEL = 11
"""121 points an axis, and 1331 pixels a side."""


def lut_of_hald(picture: NDArray[Any]) -> NDArray[np.float32]:
    """Read the table off a picture.

    Parameters
    ----------
    picture : (L**3, L**3, 3) uint8, uint16 or float32
        RGB; L from 2 to 11.

    Returns
    -------
    (3, L**2, L**2, L**2) float32
        Indexed [channel, blue, green, red]; integers' range becomes 0..1.

    Raises
    ------
    HaldError
        If the picture has another size or type.
    """
    height, width = picture.shape[:2] if picture.ndim == 3 else (0, 0)
    level = round(height ** (1 / 3))
    if picture.shape != (height, height, 3) or level**3 != height or not 2 <= level <= LARGEST_LEVEL:
        sides = ", ".join(str(k**3) for k in range(2, LARGEST_LEVEL + 1))
        raise HaldError(
            f"a picture of {width} x {height} pixels is no Hald CLUT: those are squares of {sides} pixels"
        )
    if picture.dtype not in (np.uint8, np.uint16, np.float32):
        raise HaldError(f"a Hald CLUT of {picture.dtype}: expected uint8, uint16 or float32")
    whole = 1.0 if picture.dtype == np.float32 else float(np.iinfo(picture.dtype).max)
    table = (picture.astype(np.float64) / whole).reshape(level**2, level**2, level**2, 3)
    return np.ascontiguousarray(np.moveaxis(table, -1, 0), np.float32)


def hald_image(
    lut: NDArray[Any], *, level: int | None = None, dtype: type[np.uint8] | type[np.uint16] = np.uint16
) -> NDArray[Any]:
    """Draw a table as a picture.

    Parameters
    ----------
    lut : (3, N, N, N) array of floats
        Indexed [channel, blue, green, red].
    level : int, optional
        From 2 to 11; by default the smallest that has room for N points. Where ``level**2`` is not N the table is
        resampled.
    dtype : {numpy.uint16, numpy.uint8}
        Of the picture.

    Returns
    -------
    (level**3, level**3, 3) uint16 or uint8
        RGB; the table's values clamped to 0..1 and rounded.

    Raises
    ------
    ShapeError
        If the table has another shape.
    HaldError
        If there is no such level, or none is large enough, or the type is another.
    """
    check_lut(shape_of("lut", lut))
    if np.dtype(dtype) not in (np.uint8, np.uint16):
        raise HaldError(
            f"a Hald CLUT of {np.dtype(dtype)} is not drawn: expected numpy.uint16 or numpy.uint8"
        )
    chosen = math.isqrt(lut.shape[1] - 1) + 1 if level is None else level
    if not isinstance(chosen, Integral) or not 2 <= chosen <= LARGEST_LEVEL:
        raise HaldError(
            f"a Hald CLUT has a whole level from 2 to {LARGEST_LEVEL}, not {chosen}; resample the table or name a level"
        )
    table = lut if lut.shape[1] == chosen**2 else resample(lut, chosen**2)
    codes = np.clip(np.nan_to_num(np.asarray(table, np.float64)), 0.0, 1.0) * np.iinfo(dtype).max + 0.5
    return np.moveaxis(codes, 0, -1).reshape(chosen**3, chosen**3, 3).astype(dtype)
