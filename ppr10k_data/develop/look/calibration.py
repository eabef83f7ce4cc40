"""Camera calibration: the three primaries and the tint of the shadows, scene-linear, before the tone map."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.develop.look.luminance import luminance, stops_of
from ppr10k_data.xmp import Calibration

Array = NDArray[np.float64]

# Of red, green and blue; lightcraft (storytold, MIT), fitted to renders by Lightroom Classic 15.6.
_HUE_TO_NEXT = (0.308, 0.335, 0.344)
_HUE_TO_PREVIOUS = (0.343, 0.334, 0.307)
_SATURATION_TO_NEXT = (0.392, 0.402, 0.389)
_SATURATION_TO_PREVIOUS = (0.409, 0.402, 0.381)
_SATURATION_BEND = (0.034, 0.055, 0.003)

_TINT_STRENGTH = 0.148
_TINT_STOPS = (-2.83, 2.63)
"""Stops about 18 % grey between which the tint of the shadows fades out."""


def calibration_matrix(calibration: Calibration) -> Array:
    """Hue and saturation of the primaries as a matrix.

    Parameters
    ----------
    calibration : Calibration
        Sliders -100..100.

    Returns
    -------
    (3, 3) float64
        Of linear ProPhoto; rows sum to 1, so greys are unchanged.

    References
    ----------
    lightcraft (storytold, MIT), fitted to renders by Lightroom Classic 15.6 (dE2000 at most 1.3).
    """
    hues = (calibration.red_hue, calibration.green_hue, calibration.blue_hue)
    saturations = (calibration.red_saturation, calibration.green_saturation, calibration.blue_saturation)
    matrix = np.zeros((3, 3))
    for p in range(3):
        hue, saturation = hues[p] / 100.0, saturations[p] / 100.0
        saturation *= 1.0 + _SATURATION_BEND[p] * saturation
        matrix[(p + 1) % 3, p] += _HUE_TO_NEXT[p] * hue - _SATURATION_TO_NEXT[p] * saturation
        matrix[(p + 2) % 3, p] += -_HUE_TO_PREVIOUS[p] * hue - _SATURATION_TO_PREVIOUS[p] * saturation
    return matrix + np.diag(1.0 - matrix.sum(axis=1))


def tint_shadows(rgb: Array, amount: float) -> Array:
    """Turn the shadows magenta (positive) or green (negative).

    Parameters
    ----------
    rgb : (..., 3) float64
        Linear ProPhoto 0..1, exposed, scene side of the profile's tone curve.
    amount : float
        ShadowTint / 100, -1..1.

    References
    ----------
    As :func:`calibration_matrix`.
    """
    return np.asarray(rgb * tint_gains(luminance(rgb), amount))


def tint_gains(y: Array, amount: float) -> Array:
    """What :func:`tint_shadows` multiplies each channel by at luminances ``y``: (..., 3) float64."""
    low, high = _TINT_STOPS
    t = np.clip((stops_of(y) - math.log2(0.18) - low) / (high - low), 0.0, 1.0)
    darkness = 1.0 - t * t * (3.0 - 2.0 * t)
    channels = np.array([0.0, 1.0, 0.0] if amount > 0.0 else [1.0, 0.0, 1.0])
    return np.asarray(1.0 - _TINT_STRENGTH * abs(amount) * darkness[..., None] * channels)
