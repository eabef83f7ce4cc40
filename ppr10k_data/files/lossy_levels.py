"""The levels of a lossy linear DNG as its polynomials give them, which LibRaw cuts off below the comma."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.files.headers.opcodes import Polynomial

_LEVELS, _CODES = 65536, 256


def rounded_levels(pixels: NDArray[np.float32], polynomials: tuple[Polynomial, ...]) -> NDArray[np.float32]:
    """Round levels that were cut off.

    Parameters
    ----------
    pixels : (H, W, P) float32
        LibRaw's levels: the whole part of 65535 times a polynomial of an 8-bit code.
    polynomials : tuple of Polynomial
        One a plane.

    Returns
    -------
    (H, W, P) float32
        Rounded to the nearest level, as the DNG SDK has them (``dng_opcode_MapPolynomial``). Half a level too low is
        a thirtieth of an 8-bit sRGB code in the shadows.
    """
    rounded = np.empty_like(pixels)
    for plane, polynomial in enumerate(polynomials):
        levels = pixels[..., plane].astype(np.uint16)
        rounded[..., plane] = _table(polynomial)[levels]
    return rounded


def _table(polynomial: Polynomial) -> NDArray[np.float32]:
    """The nearest level by the level that LibRaw gives; levels that no code leads to stay as they are."""
    table = np.arange(_LEVELS, dtype=np.float32)
    codes = np.arange(_CODES) / (_CODES - 1.0)
    exact = np.clip(65535.0 * np.polynomial.polynomial.polyval(codes, polynomial), 0.0, 65535.0)
    cut = exact.astype(np.int64)
    table[np.maximum(cut - 1, 0)] = np.rint(
        exact
    )  # where single precision fell just short of the whole level
    table[cut] = np.rint(exact)
    return table
