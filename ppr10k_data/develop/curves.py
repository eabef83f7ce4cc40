"""Smooth curves through points."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def _knot_slopes(x: Array, y: Array, start_slope: float | None, end_slope: float | None) -> Array:
    """Slopes at the knots of the twice differentiable spline; an end without a slope has no curvature."""
    h, rise = np.diff(x), np.diff(y) / np.diff(x)
    below, diagonal, above, right = (np.zeros(len(x)) for _ in range(4))
    below[1:-1], diagonal[1:-1], above[1:-1] = h[1:], 2.0 * (h[:-1] + h[1:]), h[:-1]
    right[1:-1] = 3.0 * (h[1:] * rise[:-1] + h[:-1] * rise[1:])
    for row, inner, slope in ((0, above, start_slope), (-1, below, end_slope)):
        diagonal[row] = 1.0 if slope is not None else 2.0
        inner[row] = 0.0 if slope is not None else 1.0
        right[row] = slope if slope is not None else 3.0 * rise[row]
    return _tridiagonal(below, diagonal, above, right)


def _tridiagonal(below: Array, diagonal: Array, above: Array, right: Array) -> Array:
    """Solve a system of three diagonals, in a time that grows with its size alone: profiles have 8,192 points."""
    a, b, c, d = (part.tolist() for part in (below, diagonal, above, right))
    for k in range(1, len(d)):
        factor = a[k] / b[k - 1]
        b[k] -= factor * c[k - 1]
        d[k] -= factor * d[k - 1]
    d[-1] /= b[-1]
    for k in range(len(d) - 2, -1, -1):
        d[k] = (d[k] - c[k] * d[k + 1]) / b[k]
    return np.array(d)


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
