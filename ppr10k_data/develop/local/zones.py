"""The luminance axis of the local grid: display luminance in stops below white."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.develop.look.rgb_tone import Curve
from ppr10k_data.develop.program import root_axis

Array = NDArray[np.float64]

DARKEST_STOPS = -10.0
"""Where the axis begins; what is darker is treated like this. Display luminance of 8-bit sRGB's level 1 is -11.7."""

ZONES = 31
"""Three to a stop: the responses of Highlights and Shadows, straight in between, are then right to 0.01 stops."""


def zone_stops() -> Array:
    """Log2 of display luminance at each zone: (ZONES,) float64, -10..0."""
    return np.linspace(DARKEST_STOPS, 0.0, ZONES)


def zone_table(profile: Curve) -> Array:
    """Zone numbers 0..ZONES-1 by scene luminance, for a table on an axis of square roots.

    Parameters
    ----------
    profile : callable
        The tone curve from scene to display.
    """
    display = np.maximum(profile(root_axis()), 2.0**DARKEST_STOPS)
    return np.asarray((np.log2(display) / -DARKEST_STOPS + 1.0) * (ZONES - 1))


TABLE_STOPS = (-16.0, 2.0)
SAMPLES_A_STOP = 32


def table_axis() -> Array:
    """Log2 of display luminance where responses are sampled: (M,) float64, evenly spaced over TABLE_STOPS."""
    low, high = TABLE_STOPS
    return np.linspace(low, high, round((high - low) * SAMPLES_A_STOP) + 1)


def scene_luminance(stops: Array, profile: Curve) -> Array:
    """Which scene luminance is displayed so bright: the profile's curve undone.

    Parameters
    ----------
    stops : (...) float64
        Log2 of display luminance; beyond white it counts as white.
    profile : callable
        The tone curve from scene to display, rising.
    """
    scene = np.linspace(0.0, 1.0, 4097) ** 3  # finer in the shadows, where gains are large
    display = np.maximum.accumulate(profile(scene))
    return np.maximum(np.interp(np.exp2(np.minimum(stops, 0.0)), display, scene), 1e-9)
