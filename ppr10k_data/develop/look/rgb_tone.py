"""A tone curve that keeps hue: Adobe's way of applying curves to colours."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Curve = Callable[[Array], Array]
"""From values in 0..1 to values in 0..1, never falling."""


def rgb_tone(rgb: Array, curve: Curve) -> Array:
    """Map the largest and the smallest channel; the middle one keeps its relative place between them.

    Parameters
    ----------
    rgb : (..., 3) float64
        Values in 0..1 of any RGB space.
    curve : callable

    Returns
    -------
    (..., 3) float64
        The HSV hue is unchanged.

    References
    ----------
    ``RefBaselineRGBTone``, DNG SDK 1.7.1, ``dng_reference.cpp``.
    """
    low, high = rgb.min(axis=-1), rgb.max(axis=-1)
    toned_low, toned_high = curve(low), curve(high)
    stretch = (toned_high - toned_low) / np.maximum(high - low, 1e-12)
    return np.asarray(toned_low[..., None] + (rgb - low[..., None]) * stretch[..., None])
