"""Smooth curves through points."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def _knot_slopes(x: Array, y: Array, start_slope: float | None, end_slope: float | None) -> Array:
    """Slopes at the knots of the twice differentiable spline; an end without a slope has no curvature."""
    count = len(x)
    h, rise = np.diff(x), np.diff(y) / np.diff(x)
    system, right = np.zeros((count, count)), np.zeros(count)
    for k in range(1, count - 1):
        system[k, k - 1 : k + 2] = h[k], 2.0 * (h[k - 1] + h[k]), h[k - 1]
        right[k] = 3.0 * (h[k] * rise[k - 1] + h[k - 1] * rise[k])
    for row, inner, slope in ((0, 1, start_slope), (count - 1, count - 2, end_slope)):
        system[row, row] = 1.0 if slope is not None else 2.0
        system[row, inner] = 0.0 if slope is not None else 1.0
        right[row] = slope if slope is not None else 3.0 * rise[min(row, inner)]
    return np.asarray(np.linalg.solve(system, right))


def cubic_spline(
    x: Array, y: Array, at: Array, *, start_slope: float | None = None, end_slope: float | None = None
) -> Array:
    """Cubic spline through points, with continuous second derivative.

    Parameters
    ----------
    x : (K,) float64
        Increasing abscissae, K at least 2.
    y : (K,) float64
        Ordinates.
    at : (M,) float64
        Where to evaluate; held constant beyond the ends.
    start_slope, end_slope : float, optional
        Slope at an end; without one the end is natural (no curvature).

    Returns
    -------
    (M,) float64

    References
    ----------
    C. de Boor, A Practical Guide to Splines, chapter IV.
    """
    slopes = _knot_slopes(x, y, start_slope, end_slope)
    at = np.clip(at, x[0], x[-1])
    k = np.clip(np.searchsorted(x, at, side="right") - 1, 0, len(x) - 2)
    h = x[k + 1] - x[k]
    t = (at - x[k]) / h
    left = (1.0 + 2.0 * t) * (1.0 - t) ** 2 * y[k] + t * (1.0 - t) ** 2 * h * slopes[k]
    right = t * t * (3.0 - 2.0 * t) * y[k + 1] + t * t * (t - 1.0) * h * slopes[k + 1]
    return np.asarray(left + right)
