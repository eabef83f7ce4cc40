"""How dark and how bright a photo is: what contrast, exposure and local adjustments adapt to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.develop.look.luminance import luminance

KEY_LIMITS = (-8.0, -0.47)
"""Stops; luminance is followed down to the first, and the key is held between both."""

TYPICAL_KEY = -4.0
"""Key of a typical photo, for where there is no picture to take it from."""


KEY_PERCENTILE, BRIGHT_PERCENTILE = 33.0, 98.0


@dataclass(frozen=True)
class PhotoStatistics:
    """What adjustments adapt to; a typical photo's by default.

    Parameters
    ----------
    key : float
        See :func:`picture_key`.
    bright : float
        98th percentile of luminance at the photo's own baseline exposure; 1 is white.
    """

    key: float = TYPICAL_KEY
    bright: float = 0.5


def photo_statistics(scene: NDArray[np.float32]) -> PhotoStatistics:
    """Measure a photo.

    Parameters
    ----------
    scene : (..., 3) float32
        Linear ProPhoto after the base tone at the file's own BaselineExposure, without the user's Exposure and
        before the profile's tone curve.
    """
    dark, bright = np.percentile(luminance(scene.astype(np.float64)), (KEY_PERCENTILE, BRIGHT_PERCENTILE))
    return PhotoStatistics(picture_key(float(dark)), float(bright))


def picture_key(dark: float) -> float:
    """The key of a photo, k33: the 33rd percentile of its luminance, in stops.

    Parameters
    ----------
    dark : float
        That percentile, 0..1; it may be taken before the logarithm, which keeps the order.

    Returns
    -------
    float
        -8..-0.47; a typical photo has -4, a dark one -7.

    References
    ----------
    lightcraft (storytold, MIT), fitted to renders by Lightroom Classic 15.6.
    """
    return float(np.clip(np.log2(max(dark, 2.0 ** KEY_LIMITS[0])), *KEY_LIMITS))
