"""Hue, saturation and value of linear ProPhoto."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def hsv_from_rgb(rgb: Array) -> tuple[Array, Array, Array]:
    """Hue in degrees 0..360, saturation 0..1 and value.

    Parameters
    ----------
    rgb : (..., 3) float64
        Values of at least 0.

    Returns
    -------
    hue_deg, saturation, value : (...) float64
        Greys have hue 0 and saturation 0.

    References
    ----------
    A. R. Smith, Color gamut transform pairs, SIGGRAPH 1978.
    """
    r, g, b = rgb[..., 0], rgb[..., 1], rgb[..., 2]
    value = np.maximum(np.maximum(r, g), b)
    chroma = value - np.minimum(np.minimum(r, g), b)
    per_chroma = 60.0 / np.where(chroma > 0.0, chroma, 1.0)
    of_red = (g - b) * per_chroma
    of_green = (b - r) * per_chroma + 120.0
    of_blue = (r - g) * per_chroma + 240.0
    hue = np.where(value == r, of_red, np.where(value == g, of_green, of_blue))
    hue = np.where(chroma > 0.0, np.where(hue < 0.0, hue + 360.0, hue), 0.0)
    return hue, np.where(value > 0.0, chroma / np.where(value > 0.0, value, 1.0), 0.0), value


def rgb_from_hsv(hue_deg: Array, saturation: Array, value: Array) -> Array:
    """Undo :func:`hsv_from_rgb`.

    Parameters
    ----------
    hue_deg : (...) float64
        Any angle, in degrees.
    saturation, value : (...) float64

    Returns
    -------
    (..., 3) float64
    """
    sixth = np.mod(hue_deg / 60.0, 6.0)
    chroma = saturation * value
    planes = np.empty((3, *np.shape(sixth)), np.asarray(sixth).dtype)
    planes[0] = value - chroma * (1.0 - np.clip(np.abs(sixth - 3.0) - 1.0, 0.0, 1.0))
    planes[1] = value - chroma * (1.0 - np.clip(2.0 - np.abs(sixth - 2.0), 0.0, 1.0))
    planes[2] = value - chroma * (1.0 - np.clip(2.0 - np.abs(sixth - 4.0), 0.0, 1.0))
    return np.moveaxis(planes, 0, -1)
