"""A base tone fitted to Lightroom's: a toe and a shoulder that depend on the total exposure."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

FITTED_EV = (-2.302, 1.698)
"""Total exposures that the fit was made over; it is held beyond them."""

_DARKEST = 2.0**-20


def _softplus(z: float) -> float:
    return float(np.logaddexp(0.0, z))


def _smoothstep(z: float) -> float:
    t = min(max(z, 0.0), 1.0)
    return t * t * (3.0 - 2.0 * t)


def fitted_tone(x: Array, exposure_ev: float) -> Array:
    """Toe and shoulder of a total exposure, before the profile's tone curve.

    Parameters
    ----------
    x : (...) float64
        Scene-linear values after the exposure's gain of 2^EV.
    exposure_ev : float
        Total exposure in EV, the user's plus the baseline.

    Returns
    -------
    (...) float64
        0..1, never falling.

    References
    ----------
    lightcraft (storytold, MIT), fitted to renders by Lightroom Classic 15.6 at 12 total exposures; residual 0.003 to
    0.015 stops.
    """
    e = float(np.clip(exposure_ev, *FITTED_EV))
    knee = -2.00526 - 0.607198 * e + 0.774938 * e**2 - 0.193873 * e**3
    strength = (0.0852097 + 0.0375456 * e - 0.000335723 * e**2) * _smoothstep((e + 0.998057) / 0.5)
    stops = np.log2(np.maximum(x, _DARKEST))
    over = np.maximum(stops - knee, 0.0)
    if strength > 0.0:
        over = np.minimum(over, 0.5 / strength)
    shoulder = stops - strength * over**2
    toe = -8.51604 + 0.548665 * e - 0.0192987 * e**2
    slope = 0.197681 - 0.176065 * 0.25 * _softplus((e - 0.210152) / 0.25)
    return np.asarray(np.clip(np.exp2(shoulder) - np.exp2(toe + slope * (shoulder + 6.0)), 0.0, 1.0))
