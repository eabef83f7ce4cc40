"""A profile's own tone curve."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.develop.curves import cubic_spline

Array = NDArray[np.float64]

Points = tuple[tuple[float, float], ...]
"""Input and output, linear, both 0..1."""

_STRAIGHT = 1e-4


def profile_tone_curve(points: Points, x: Array) -> Array:
    """Read a profile's tone curve.

    Parameters
    ----------
    points : tuple of (float, float)
        Of growing input, two at least.
    x : (M,) float64
        Linear values, 0..1.

    Returns
    -------
    (M,) float64
        Linear values, 0..1.

    References
    ----------
    ``dng_spline_solver``, DNG SDK 1.7.1: a cubic spline without curvature at its ends; DNG specification 1.7.0.0,
    ProfileToneCurve.
    """
    knots, values = np.array(points, dtype=np.float64).T
    return np.asarray(np.clip(cubic_spline(knots, values, np.asarray(x, dtype=np.float64)), 0.0, 1.0))


def is_straight(points: Points) -> bool:
    """Whether a tone curve leaves every value as it is: the mark of a profile made to measure colours by."""
    return all(abs(x - y) <= _STRAIGHT for x, y in points)
