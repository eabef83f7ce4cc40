"""The luminance axis of the local grid.

Zones lie evenly between scene and display, in stops below white: the responses of Highlights and Shadows are functions
of display luminance, but gains are of scene luminance, of which the profile's shoulder holds a whole stop in the last
third of a stop of the display.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.develop.look.rgb_tone import Curve
from ppr10k_data.develop.program import root_axis

Array = NDArray[np.float64]

DARKEST_STOPS = -10.0
"""Where the axis begins; what is darker is treated like this. Display luminance of 8-bit sRGB's level 1 is -11.7."""

ZONES = 37
ZONES_A_STOP = (ZONES - 1) / -DARKEST_STOPS


def _between(scene: Array, display: Array) -> Array:
    """Stops below white, halfway between scene and display."""
    return np.asarray(0.5 * (np.log2(np.maximum(scene, 1e-7)) + np.log2(np.maximum(display, 1e-7))))


def zone_table(profile: Curve) -> Array:
    """Zone numbers 0..ZONES-1 by scene luminance, for a table on an axis of square roots.

    Parameters
    ----------
    profile : callable
        The tone curve from scene to display.
    """
    scene = root_axis()
    stops = np.maximum(_between(scene, profile(scene)), DARKEST_STOPS)
    return (stops - DARKEST_STOPS) * ZONES_A_STOP


def zone_stops(profile: Curve) -> Array:
    """Log2 of display luminance at each zone: (ZONES,) float64, up to 0.

    Parameters
    ----------
    profile : callable
        The tone curve from scene to display, rising.
    """
    scene = np.exp2(np.linspace(2.0 * DARKEST_STOPS, 0.0, 4097))
    display = np.maximum(np.maximum.accumulate(profile(scene)), 1e-7)
    return np.interp(np.linspace(DARKEST_STOPS, 0.0, ZONES), _between(scene, display), np.log2(display))


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
