"""Saturation."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.develop.look.luminance import luminance

Array = NDArray[np.float64]


def saturation(rgb: Array, amount: float) -> Array:
    """Move every colour away from, or towards, the grey of its luminance.

    Parameters
    ----------
    rgb : (..., 3) float64
        Linear ProPhoto 0..1, display side.
    amount : float
        Saturation / 100, -1..1; -1 gives exact greys.

    References
    ----------
    lightcraft (storytold, MIT), fitted to renders by Lightroom Classic 15.6 (mean dE2000 1.0..1.9).
    """
    grey = luminance(rgb)[..., None]
    high, low = rgb.max(axis=-1, keepdims=True), rgb.min(axis=-1, keepdims=True)
    s = np.where(high > 0.0, (high - low) / np.where(high > 0.0, high, 1.0), 0.0)
    return np.asarray(np.clip(grey + (rgb - grey) * factor(s, amount), 0.0, 1.0))


def factor(s: Array, amount: float) -> Array:
    """How much further from its grey a colour of HSV saturation ``s``, (...) float64 of 0..1, is moved."""
    if amount <= 0.0:
        return np.full_like(s, 1.0 + amount)
    return np.asarray(1.0 + 0.927 * amount * np.clip(1.0 - s, 0.0, 1.0) ** 0.076)
