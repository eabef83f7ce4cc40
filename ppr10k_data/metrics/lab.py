"""sRGB to CIE Lab."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.develop.color_spaces import srgb_decode

Array = NDArray[np.float64]

WHITE: Array = np.array([0.95047, 1.0, 1.08883])
"""XYZ of D65 for the 2-degree observer, to five digits (ASTM E308).

MATLAB's ``rgb2lab``, which the official metrics call, uses these: of the figures of D65 in use, only they give the
examples of its documentation to all digits (``rgb2lab([.2 .3 .4],'ColorSpace','adobe-rgb-1998')`` is 30.1783 -5.6902
-20.8223).
"""

_PRIMARIES: Array = np.array([[0.64, 0.33, 0.03], [0.30, 0.60, 0.10], [0.15, 0.06, 0.79]]).T
"""Chromaticities of red, green and blue in columns (IEC 61966-2-1)."""

SRGB_TO_XYZ: Array = _PRIMARIES * np.linalg.solve(_PRIMARIES, WHITE)
"""Linear sRGB to XYZ under D65, such that white is `WHITE` and every grey has a* = b* = 0."""

EPSILON, KAPPA = (6.0 / 29.0) ** 3, (29.0 / 3.0) ** 3


def lab_from_srgb(encoded: Array) -> Array:
    """CIE 1976 L*a*b* of sRGB colours, relative to D65.

    Parameters
    ----------
    encoded : (..., 3) float64
        sRGB-encoded, 0..1.

    Returns
    -------
    (..., 3) float64
        L* in 0..100; a* and b* about -128..127.

    Raises
    ------
    ValueError
        If the colours are integers, which are on another scale.

    References
    ----------
    CIE 15:2004, 8.2.1, with the exact constants (6/29)^3 and (29/3)^3.
    """
    colours = np.asarray(encoded)
    if colours.dtype.kind in "ui":
        raise ValueError(f"colours of {colours.dtype}: expected floats in 0..1; divide by 255 or 65535")
    relative = srgb_decode(np.asarray(colours, dtype=np.float64)) @ (SRGB_TO_XYZ.T / WHITE)
    f = np.where(relative > EPSILON, np.cbrt(relative), (KAPPA * relative + 16.0) / 116.0)
    x, y, z = f[..., 0], f[..., 1], f[..., 2]
    return np.stack([116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)], axis=-1)
