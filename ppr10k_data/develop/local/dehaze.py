"""Dehaze: take away, or add, light scattered by the air. A heuristic.

Everything is on an axis of square roots of scene-linear values, where haze of the usual strength is well above black.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Float32 = NDArray[np.float32]

SURROUNDINGS = 0.03
"""Reach of the surroundings as a share of the long edge (standard deviation)."""

_PATCH = 0.027
"""Side of the patch of the dark channel, as a share of the long edge."""

_TAKEN, _LEAST, _ADDED = 0.6, 0.12, 0.4
"""Of the dark channel at +100, least of the light that is left, and of the airlight at -100: by eye, on a portrait and
a snow scene, so that the ends of the slider are strong and a photographer could still want them."""
_AIRLIGHT_PERCENTILE, _AIRLIGHT_LEAST = 99.0, 0.6


def _largest(root: Float32) -> Float32:
    return np.asarray(np.maximum(np.maximum(root[..., 0], root[..., 1]), root[..., 2]))


def _smallest(root: Float32) -> Float32:
    return np.asarray(np.minimum(np.minimum(root[..., 0], root[..., 1]), root[..., 2]))


def airlight_of(root: Float32) -> float:
    """How bright the haze is where there is nothing else.

    Parameters
    ----------
    root : (H, W, 3) float32
        Square roots of scene-linear ProPhoto.

    Returns
    -------
    float
        The same for all channels, so that no colour cast is made: 0.6..1.
    """
    brightest = float(np.percentile(_largest(root), _AIRLIGHT_PERCENTILE))
    return min(max(brightest, _AIRLIGHT_LEAST), 1.0)


def dark_channel(root: Float32, airlight: float) -> Float32:
    """The haze that could be before each place: its darkest channel's darkest neighbour.

    Parameters
    ----------
    root : (H, W, 3) float32
    airlight : float

    Returns
    -------
    (H, W) float32
        0 for none to 1 for nothing else.

    References
    ----------
    He, Sun and Tang, Single image haze removal using dark channel prior, CVPR 2009.
    """
    side = 2 * max(1, round(_PATCH * max(root.shape[:2]) / 2.0)) + 1
    darkest = cv2.erode(_smallest(root), np.ones((side, side), np.uint8))
    return np.asarray(np.minimum(darkest / np.float32(airlight), 1.0))


def haze_slope(haze: Array, amount: float) -> Array:
    """How much steeper the line through the airlight becomes: ``new = airlight + slope (old - airlight)``.

    Parameters
    ----------
    haze : (...) float64
        From :func:`dark_channel`, averaged.
    amount : float
        Dehaze / 100, -1..1.

    References
    ----------
    The haze model and its least transmission are common practice (He et al.; lightcraft, storytold, MIT, likewise mixes
    airlight in for a negative amount); the strengths are ours, by eye. Adobe states only that light lost to absorption
    and scattering is estimated.
    """
    if amount < 0.0:
        return np.full_like(haze, 1.0 + _ADDED * amount)
    return np.asarray(1.0 / np.maximum(1.0 - _TAKEN * amount * haze, _LEAST))
