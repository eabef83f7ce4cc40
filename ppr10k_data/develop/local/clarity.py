"""Clarity2012: local contrast of the mid-tones. A heuristic."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.develop.color_spaces import srgb_encode

Array = NDArray[np.float64]

SURROUNDINGS = 0.012
"""Reach of the surroundings as a share of the long edge (standard deviation)."""

STRENGTH = 0.85
"""How much larger a mid-tone's difference from its surroundings becomes at +100."""


def clarity_weight(surroundings: Array, amount: float) -> Array:
    """By how much of its distance from its surroundings a pixel is moved away from them, in stops.

    Parameters
    ----------
    surroundings : (...) float64
        Log2 of display luminance, averaged over neighbours of like luminance.
    amount : float
        Clarity2012 / 100, -1..1; negative moves towards the surroundings.

    References
    ----------
    None by Adobe. Vendors describe it as halo-free mid-tone contrast; strength and reach are lightcraft's
    (storytold, MIT), by eye. The weight 4 E (1 - E) is of the surroundings' encoded luminance E, so that it is 1 for
    a middle grey and 0 for black and white.
    """
    encoded = srgb_encode(np.exp2(np.minimum(surroundings, 0.0)))
    return np.asarray(STRENGTH * amount * 4.0 * encoded * (1.0 - encoded))
