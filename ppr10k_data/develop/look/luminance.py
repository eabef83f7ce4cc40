"""Luminance of linear ProPhoto."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

WEIGHTS: Array = np.array([0.28804, 0.71187, 0.0000857]) / (0.28804 + 0.71187 + 0.0000857)
"""Second row of the ROMM RGB matrix to XYZ D50 (ISO 22028-2), scaled so that white has luminance 1."""

DARKEST = 1e-6
"""Luminance below which logarithms are not followed, 20 stops under white."""


def luminance(rgb: Array) -> Array:
    """Luminance Y of linear ProPhoto.

    Parameters
    ----------
    rgb : (..., 3) float64

    Returns
    -------
    (...) float64
        1 for white.
    """
    return np.asarray(rgb @ WEIGHTS.astype(rgb.dtype))


def log2_luminance(rgb: Array) -> Array:
    """Luminance in stops below white, not below the logarithm of :data:`DARKEST`."""
    return stops_of(luminance(rgb))


def stops_of(y: Array) -> Array:
    """Logarithm to base 2 of luminances, (...) float64, not below that of :data:`DARKEST`."""
    return np.asarray(np.log2(np.maximum(y, DARKEST)))
