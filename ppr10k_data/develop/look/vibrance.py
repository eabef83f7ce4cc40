"""Vibrance."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.develop.look.hsv import hsv_from_rgb, rgb_from_hsv

Array = NDArray[np.float64]

SKIN_HUE_DEG, SKIN_WIDTH_DEG = 20.0, 35.0
RAISED, LOWERED = 0.751, 1.288
"""Natural logarithm by which saturation grows at +100, and falls at -100, where nothing holds it back."""

BRIGHTENED, DARKENED = 0.15, 0.608
"""Stops by which value grows and falls with it."""

_FADE = 0.3
"""HSV saturation from which on value follows in full."""


def beside_skin(hue_deg: Array) -> Array:
    """How fully a hue, (...) float64 in degrees, is raised: 0.61 for skin, 1 for its opposite."""
    distance = np.abs(np.mod(hue_deg - SKIN_HUE_DEG + 180.0, 360.0) - 180.0)
    return np.asarray(1.0 - 0.391 * np.exp(-((distance / SKIN_WIDTH_DEG) ** 2)))


def vibrance(rgb: Array, amount: float) -> Array:
    """Raise or lower saturation, pale colours most and skin least, and brightness a little with it.

    Parameters
    ----------
    rgb : (..., 3) float64
        Linear ProPhoto 0..1, display side.
    amount : float
        Vibrance / 100, -1..1.

    References
    ----------
    lightcraft (storytold, MIT), fitted to renders by Lightroom Classic 15.6 (mean dE2000 0.4..1.5 for positive
    amounts, 1.0..2.3 for negative ones).
    """
    hue, s, v = hsv_from_rgb(rgb)
    pale = np.maximum(1.0 - s, 0.0)
    if amount > 0.0:
        skin = beside_skin(hue)
        s_out = np.minimum(s * np.exp(RAISED * amount * raised_strength(pale) * skin), 1.0)
        v_out = v * np.exp2(BRIGHTENED * amount * skin * np.minimum(s / _FADE, 1.0))
    else:
        s_out = s * np.exp(LOWERED * amount * lowered_strength(pale))
        v_out = v * np.exp2(DARKENED * amount * dimming(s))
    return rgb_from_hsv(hue, s_out, np.minimum(v_out, 1.0))


def raised_strength(pale: Array) -> Array:
    """How strongly a raised amount acts on colours of paleness 1 - S, (...) float64."""
    return np.asarray(pale**0.736)


def lowered_strength(pale: Array) -> Array:
    """How strongly a lowered amount acts on colours of paleness 1 - S, (...) float64."""
    return np.asarray(pale**0.323)


def dimming(s: Array) -> Array:
    """How strongly a lowered amount darkens colours of saturation ``s``, (...) float64."""
    return np.asarray(s**0.263 * np.minimum(s / _FADE, 1.0))
