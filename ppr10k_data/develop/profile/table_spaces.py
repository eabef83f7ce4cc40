"""The colour spaces that a look's RGB table may be made in.

References
----------
``dng_color_space.cpp``, DNG SDK 1.7.1: four-digit matrices, which are then scaled to map white exactly; IEC 61966-2-1,
Adobe RGB (1998), SMPTE EG 432-1 (P3) and ITU-R BT.2020, adapted to D50.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.develop.color_spaces import (
    PROPHOTO_TO_PCS,
    SRGB_TO_PCS,
    Matrix,
    srgb_decode,
    srgb_encode,
    white_maps_to_d50,
)

Array = NDArray[np.float64]

Primaries = Literal["srgb", "adobe", "prophoto", "p3", "rec2020"]
Gamma = Literal["linear", "srgb", "1.8", "2.2", "rec2020"]

PRIMARIES_TO_PCS: dict[Primaries, Matrix] = {
    "srgb": SRGB_TO_PCS,
    "adobe": white_maps_to_d50(
        np.array([[0.6097, 0.2053, 0.1492], [0.3111, 0.6257, 0.0632], [0.0195, 0.0609, 0.7446]])
    ),
    "prophoto": PROPHOTO_TO_PCS,
    "p3": white_maps_to_d50(
        np.array([[0.5151, 0.2919, 0.1572], [0.2411, 0.6922, 0.0666], [-0.0011, 0.0419, 0.7841]])
    ),
    "rec2020": white_maps_to_d50(
        np.array([[0.6734, 0.1656, 0.1251], [0.2790, 0.6753, 0.0456], [-0.0019, 0.0300, 0.7973]])
    ),
}
"""Linear RGB to XYZ D50."""

_TOE_ENDS = {"1.8": 8.2118790552e-4, "2.2": 0.0034800731}
_TOE_SLOPE = 32.0
_REC2020_ALPHA, _REC2020_BETA = 1.09929682680944, 0.018053968510807


def encode(linear: Array, gamma: Gamma) -> Array:
    """Encode values of 0..1.

    Parameters
    ----------
    linear : (...) float64
    gamma : Gamma
        The powers begin with a cubic that leaves black at a slope of 32.
    """
    if gamma == "linear":
        return linear
    if gamma == "srgb":
        return srgb_encode(linear)
    if gamma == "rec2020":
        curve = _REC2020_ALPHA * np.maximum(linear, _REC2020_BETA) ** 0.45 - (_REC2020_ALPHA - 1.0)
        return np.where(linear < _REC2020_BETA, 4.5 * linear, curve)
    end, power = _TOE_ENDS[gamma], 1.0 / float(gamma)
    return np.where(
        linear <= end, _toe(np.minimum(linear, end), end, power), np.maximum(linear, end) ** power
    )


def _toe(x: Array, end: float, power: float) -> Array:
    """The cubic from black to where it meets the power, in value and slope."""
    t, value, slope = x / end, end**power, power * end ** (power - 1.0)
    return np.asarray(
        t * (1.0 - t) ** 2 * end * _TOE_SLOPE
        + t * t * (3.0 - 2.0 * t) * value
        + t * t * (t - 1.0) * end * slope
    )


_SAMPLES = 1 << 13
"""Of a curve that is undone by looking it up, on an axis of square roots."""


def decode(encoded: Array, gamma: Gamma) -> Array:
    """Undo :func:`encode`."""
    if gamma == "linear":
        return encoded
    if gamma == "srgb":
        return srgb_decode(encoded)
    x = np.linspace(0.0, 1.0, _SAMPLES + 1) ** 2
    return np.asarray(np.interp(encoded, encode(x, gamma), x))
