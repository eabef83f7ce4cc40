"""Highlights2012 and Shadows2012: how many stops a zone gains, given its surroundings."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.develop.local.zones import DARKEST_STOPS

Array = NDArray[np.float64]

SURROUNDINGS = 0.064
"""Reach of the surroundings as a share of the long edge (standard deviation)."""

HIGHLIGHTS_ALPHA, SHADOWS_UP_ALPHA, SHADOWS_DOWN_ALPHA = 0.45, 0.3, 0.5
"""How far from a pixel's own luminance towards its surroundings' the gain is read."""

_KEY_OF_FIT, _DARK_KEY = -4.08, -6.9
_STOPS_A_KEY, _DARK_HIGHLIGHTS = 0.4, 2.5
_LEAST_CONTRAST = 0.1
"""Steepest compression: a stop keeps at least this much, so that no tone overtakes another."""


def _sigmoid(z: Array) -> Array:
    return np.asarray(0.5 + 0.5 * np.tanh(0.5 * z))


def _softplus(z: Array) -> Array:
    return np.logaddexp(0.0, z)


def highlights_gain(m: Array, amount: float) -> Array:
    """Stops that Highlights adds at a display luminance, for the photo that it was fitted to.

    Parameters
    ----------
    m : (...) float64
        Log2 of display luminance.
    amount : float
        Highlights2012 / 100, -1..1.

    References
    ----------
    lightcraft (storytold, MIT), fitted to renders of one photo (key -4.08) by Lightroom Classic 15.6 at +-60
    (R^2 0.89..0.96); proportional to the amount, as lrt-cinema measured it nearly to be.
    """
    above = m + 3.46858
    at_60 = 0.0662053 + (0.462386 - 0.0884733 * above) * _sigmoid(above / 0.325487)
    return np.asarray(at_60 * (amount if amount > 0.0 else 1.03695 * amount) / 0.6)


def shadows_gain(m: Array, amount: float) -> Array:
    """Stops that Shadows adds at a display luminance, for the photo that it was fitted to.

    Parameters
    ----------
    m : (...) float64
        Log2 of display luminance.
    amount : float
        Shadows2012 / 100, -1..1.

    References
    ----------
    As :func:`highlights_gain`.
    """
    if amount >= 0.0:
        tau, c2, s2, k, c1, c0, w = 0.140006, -4.31535, 0.142819, 0.562307, -4.79569, -8.52322, 0.715742
    else:
        tau, c2, s2, k, c1, c0, w = -0.812942, -5.7573, 0.719523, -0.286009, -4.27656, -13.3291, 0.1
    at_60 = tau * _sigmoid((c2 - m) / s2) + k * w * (_softplus((c1 - m) / w) - _softplus((c0 - m) / w))
    return np.asarray(at_60 * abs(amount) / 0.6)


def _key_shift(key: float) -> float:
    """Stops by which both zones lie higher in a photo of this key."""
    return _STOPS_A_KEY * (key - _KEY_OF_FIT)


def _highlights_strength(key: float) -> float:
    """Highlights are stronger on a dark photo."""
    darkness = float(np.clip((_KEY_OF_FIT - key) / (_KEY_OF_FIT - _DARK_KEY), 0.0, 1.0))
    return 1.0 + (_DARK_HIGHLIGHTS - 1.0) * darkness


def _axis() -> Array:
    return np.linspace(DARKEST_STOPS - 6.0, 6.0, 1025)


def highlights_response(m: Array, amount: float, key: float) -> Array:
    """Stops that Highlights adds, adapted to the photo's key.

    Parameters
    ----------
    m : (...) float64
        Log2 of display luminance, read between a pixel's own and its surroundings'.
    amount : float
        Highlights2012 / 100, -1..1.
    key : float
        See :func:`ppr10k_data.develop.look.key.picture_key`.

    Notes
    -----
    The adaptation is inferred from two photos only, lightcraft's (key -4.08) and lrt-cinema's (about -6.9): the zone
    moves 0.4 stops a key stop, and the dark photo's highlights moved 2.5 times as far. Where that would turn tones
    over, the darkening is held.
    """
    if amount == 0.0:
        return np.zeros_like(m)
    axis = _axis()
    gain = highlights_gain(axis - _key_shift(key), amount) * _highlights_strength(key)
    kept = 1.0 - _LEAST_CONTRAST
    rising = np.maximum.accumulate(kept * axis + gain) - kept * axis if amount < 0.0 else gain
    return np.interp(m, axis, rising)


def shadows_response(m: Array, amount: float, key: float) -> Array:
    """Stops that Shadows adds, adapted to the photo's key.

    Parameters
    ----------
    m : (...) float64
        Log2 of display luminance, read between a pixel's own and its surroundings'.
    amount : float
        Shadows2012 / 100, -1..1.
    key : float

    Notes
    -----
    As :func:`highlights_response`; where tones would turn over, the lift is held.
    """
    if amount == 0.0:
        return np.zeros_like(m)
    axis = _axis()
    gain = shadows_gain(axis - _key_shift(key), amount)
    kept = 1.0 - _LEAST_CONTRAST
    if amount > 0.0:
        gain = np.minimum.accumulate((kept * axis + gain)[::-1])[::-1] - kept * axis
    return np.interp(m, axis, gain)
