"""Blacks2012."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.develop.look.luminance import luminance
from ppr10k_data.develop.look.rgb_tone import rgb_tone

Array = NDArray[np.float64]

FLAT_BELOW = 0.00121
"""Linear value under which lifted blacks keep the gain found there."""


def lowered_blacks(v: Array, amount: float) -> Array:
    """Deepen the shadows: a curve with a black point.

    Parameters
    ----------
    v : (...) float64
        Linear values 0..1, scene side of the profile's tone curve.
    amount : float
        -Blacks2012 / 100, 0..1.

    References
    ----------
    lightcraft (storytold, MIT), fitted to renders by Lightroom Classic 15.6; lrt-cinema (turgid-secretion, Apache-2.0)
    measured up to 0.2 stops less on a dark photo.
    """
    x = amount
    gamma = 1.0192 - 0.334792 * x + 0.0982776 * x**2
    black = 0.0216434 * x - 0.0207681 * x**2 + 0.0293091 * x**3
    floor = black**gamma
    return np.asarray((np.maximum(v**gamma - floor, 0.0) / (1.0 - floor)) ** (1.0 / gamma))


def raised_blacks(v: Array, amount: float) -> Array:
    """Lift the shadows, as a curve.

    Parameters
    ----------
    v : (...) float64
        Linear values 0..1, scene side of the profile's tone curve.
    amount : float
        Blacks2012 / 100, 0..1.

    References
    ----------
    As :func:`lowered_blacks`; lrt-cinema agrees to 0.08 stops.
    """
    x = amount
    gamma = 1.00124 - 0.660126 * x + 0.210879 * x**2
    d0 = 0.0144894 * x + 0.0099107 * x**3
    d1 = -0.19123 * x + 1.25087 * x**2 - 0.704197 * x**3
    at = np.maximum(v, FLAT_BELOW)
    t = at**gamma
    lifted = (t + (1.0 - t) ** 3 * (d0 + d1 * t)) ** (1.0 / gamma)
    return np.asarray(np.minimum(v * (lifted / at), 1.0))


def lifted(rgb: Array, amount: float) -> Array:
    """Lift the shadows of colours: partly by the hue-preserving curve, mostly by a gain of luminance.

    Parameters
    ----------
    rgb : (..., 3) float64
        Linear ProPhoto 0..1, scene side of the profile's tone curve.
    amount : float
        Blacks2012 / 100, 0..1.

    References
    ----------
    As :func:`lowered_blacks`.
    """
    gained = rgb * raised_blacks_gain(luminance(rgb), amount)[..., None]
    toned = rgb_tone(rgb, lambda v: raised_blacks(v, amount))
    return np.minimum(toned + gained_share(amount) * (gained - toned), 1.0)


def raised_blacks_gain(y: Array, amount: float) -> Array:
    """The gain of :func:`raised_blacks` at luminances ``y``, (...) float64 of 0..1."""
    at = np.maximum(y, FLAT_BELOW)
    return raised_blacks(at, amount) / at


def gained_share(amount: float) -> float:
    """The part of :func:`lifted` that is a gain of luminance: 0..0.9."""
    return min(0.9, 1.4 * amount)
