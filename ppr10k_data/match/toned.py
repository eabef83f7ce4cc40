"""A matrix in linear light and a curve for each channel: the first guess of what lies between two renders.

out_k = curve_k(encode(m_k . decode(in))), the rows m_k of the matrix each of sum 1, so that the curves have all of the
brightness and greys stay as grey as the curves leave them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.develop.color_spaces import srgb_decode, srgb_encode
from ppr10k_data.match.curves import Curve, fit_curve

Array = NDArray[np.float64]

TURNS = 8
DAMPING = 0.6
"""Part of each step of the matrix that is taken; whole steps may run away from each other, matrix and curves."""

CLIPPED_WEIGHT = 0.25
"""What a value counts that is clipped in the target: it says only how bright the picture is at least."""

MOST_PIXELS = 40_000
"""Pixels that the matrix is fitted to; its eight numbers need no more."""


@dataclass(frozen=True)
class Toned:
    """Matrix and curves.

    Parameters
    ----------
    matrix : (3, 3) float64
        On linear sRGB; rows of sum 1.
    curves : tuple of three Curve
        On encoded values.
    """

    matrix: Array
    curves: tuple[Curve, Curve, Curve]

    def __call__(self, encoded: Array) -> Array:
        """Encoded sRGB to encoded sRGB, (..., 3); not clipped."""
        mixed = _mixed(self.matrix, srgb_decode(encoded))
        return np.stack([curve(mixed[..., k]) for k, curve in enumerate(self.curves)], axis=-1)


def clipping_weights(target: Array) -> Array:
    """What each value of a target counts: :data:`CLIPPED_WEIGHT` where it is clipped to black or white, else 1."""
    clipped = (target <= 0.5 / 255.0) | (target >= 254.5 / 255.0)
    return np.where(clipped, CLIPPED_WEIGHT, 1.0)


def fit_toned(source: Array, target: Array, *, turns: int = TURNS, shared: bool = False) -> Toned:
    """Fit matrix and curves in turns, and keep the best of all turns.

    Parameters
    ----------
    source, target : (P, 3) float64
        Encoded sRGB, 0..1, pixel by pixel.
    turns : int
        Steps of the matrix; 0 fits curves alone.
    shared : bool
        Whether all channels have one curve.
    """
    step = -(-len(source) // MOST_PIXELS)
    source, target = source[::step], target[::step]
    linear, weights = srgb_decode(source), clipping_weights(target)
    best = toned = _with_curves(np.eye(3), linear, target, weights, shared)
    least = _error(toned, source, target, weights)
    for _ in range(turns):
        matrix = toned.matrix + DAMPING * _matrix_step(toned, linear, target, weights)
        toned = _with_curves(matrix, linear, target, weights, shared)
        error = _error(toned, source, target, weights)
        if error < least:
            best, least = toned, error
    return best


def _mixed(matrix: Array, linear: Array) -> Array:
    return np.clip(srgb_encode(linear @ matrix.T), 0.0, 1.0)


def _with_curves(matrix: Array, linear: Array, target: Array, weights: Array, shared: bool) -> Toned:
    mixed = _mixed(matrix, linear)
    if shared:
        one = fit_curve(mixed.reshape(-1), target.reshape(-1), weights.reshape(-1))
        return Toned(matrix, (one, one, one))
    red, green, blue = (fit_curve(mixed[:, k], target[:, k], weights[:, k]) for k in range(3))
    return Toned(matrix, (red, green, blue))


def _error(toned: Toned, source: Array, target: Array, weights: Array) -> float:
    return float(np.mean(weights * (toned(source) - target) ** 2))


def _encoding_slope(encoded: Array) -> Array:
    """Slope of the sRGB curve where it has these values."""
    return np.where(
        encoded <= 0.04045, 12.92, 1.055 / 2.4 * ((np.maximum(encoded, 0.04045) + 0.055) / 1.055) ** -1.4
    )


def _matrix_step(toned: Toned, linear: Array, target: Array, weights: Array) -> Array:
    """Gauss and Newton's step of each row, the curves held; a little ridge keeps it small where greys say nothing."""
    mixed = _mixed(toned.matrix, linear)
    step = np.zeros((3, 3))
    for k, curve in enumerate(toned.curves):
        others = [c for c in range(3) if c != k]
        tilt = curve.slope(mixed[:, k]) * _encoding_slope(mixed[:, k])
        jacobian = tilt[:, None] * (linear[:, others] - linear[:, k : k + 1])
        miss = target[:, k] - curve(mixed[:, k])
        weighted = jacobian * weights[:, k : k + 1]
        gram = weighted.T @ jacobian / len(linear) + 1e-6 * np.eye(2)
        step[k, others] = np.linalg.solve(gram, weighted.T @ miss / len(linear))
        step[k, k] = -step[k, others].sum()
    return step
