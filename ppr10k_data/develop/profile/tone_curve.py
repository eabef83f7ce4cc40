"""A profile's own tone curve."""

from __future__ import annotations

from functools import lru_cache

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
    position = np.sqrt(np.clip(x, 0.0, 1.0)) * _INTERVALS
    return np.asarray(np.interp(position, np.arange(_INTERVALS + 1.0), _sampled(points)))


_INTERVALS = 1 << 14
"""Of a sampled curve, on an axis of square roots: right to 1e-7."""


@lru_cache(maxsize=4)
def _sampled(points: Points) -> Array:
    """The curve as samples: profiles have up to 8,192 points, and a photo reads its curve a few times."""
    knots, values = np.array(points, dtype=np.float64).T
    x = np.linspace(0.0, 1.0, _INTERVALS + 1) ** 2
    return np.clip(cubic_spline(knots, values, x), 0.0, 1.0)


def is_straight(points: Points) -> bool:
    """Whether a tone curve leaves every value as it is: the mark of a profile made to measure colours by."""
    return all(abs(x - y) <= _STRAIGHT for x, y in points)
