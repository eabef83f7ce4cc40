"""Whites2012."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.develop.look.luminance import luminance, stops_of

Array = NDArray[np.float64]


def raised_whites(v: Array, amount: float) -> Array:
    """Brighten the highlights: a curve, clipped at white.

    Parameters
    ----------
    v : (...) float64
        Linear values 0..1, scene side of the profile's tone curve.
    amount : float
        Whites2012 / 100, 0..1.

    References
    ----------
    lightcraft (storytold, MIT), fitted to renders by Lightroom Classic 15.6. On a dark photo lrt-cinema
    (turgid-secretion, Apache-2.0) measured 2/3 of this.
    """
    x = amount
    gain = 4.76257 * x - 18.3376 * x**2 + 30.3492 * x**3
    return np.minimum(v * (1.0 + gain * v ** (1.29896 - 1.36983 * x + 0.915893 * x**2)), 1.0)


def lowered_whites(rgb: Array, amount: float) -> Array:
    """Darken the highlights: a gain by luminance that keeps the ratios of the channels.

    Parameters
    ----------
    rgb : (..., 3) float64
        Linear ProPhoto 0..1, scene side of the profile's tone curve.
    amount : float
        -Whites2012 / 100, 0..1.

    References
    ----------
    lightcraft (storytold, MIT), fitted to renders by Lightroom Classic 15.6; confirmed to 0.016 stops by lrt-cinema
    (turgid-secretion, Apache-2.0) against Lightroom Classic 14.5.1.
    """
    return np.asarray(rgb * lowered_whites_gain(luminance(rgb), amount)[..., None])


def lowered_whites_gain(y: Array, amount: float) -> Array:
    """What :func:`lowered_whites` multiplies by: (...) float64 of the luminance ``y``, 0..1."""
    x = amount
    centre, width = -1.32562 + 0.309281 * x, 0.122073
    q = 0.506906 + 0.481801 * x
    below = np.minimum((centre - stops_of(y)) / width, 100.0)  # 2^100 is far out of sight
    shoulder = (1.0 + np.exp2(below)) ** (-q * width)
    return np.asarray(np.exp2(-0.785028 * x * shoulder))
