"""sRGB to CIE Lab."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.develop.color_spaces import srgb_decode

Array = NDArray[np.float64]

SRGB_TO_XYZ: Array = np.array(
    [
        [0.4123907992659595, 0.357584339383878, 0.1804807884018343],
        [0.2126390058715104, 0.715168678767756, 0.0721923153607337],
        [0.0193308187155918, 0.119194779794626, 0.9505321522496608],
    ]
)
"""Linear sRGB to XYZ under D65, computed from the primaries and the white of IEC 61966-2-1."""

WHITE: Array = SRGB_TO_XYZ.sum(axis=1)
"""XYZ of sRGB's white, so that every grey has a* = b* = 0."""

_EPSILON, _KAPPA = (6.0 / 29.0) ** 3, (29.0 / 3.0) ** 3


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

    References
    ----------
    CIE 15:2004, 8.2.1, with the exact constants (6/29)^3 and (29/3)^3.
    """
    relative = srgb_decode(np.asarray(encoded, dtype=np.float64)) @ (SRGB_TO_XYZ.T / WHITE)
    f = np.where(relative > _EPSILON, np.cbrt(relative), (_KAPPA * relative + 16.0) / 116.0)
    x, y, z = f[..., 0], f[..., 1], f[..., 2]
    return np.stack([116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)], axis=-1)
