"""Monotone curves, one for each channel, fitted to pairs of values."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy  # loads its parts as they are used: half a second, which workers that match nothing are spared
from numpy.typing import NDArray

Array = NDArray[np.float64]

KNOTS = 33
SMOOTHNESS = 1e-3
"""Weight of the squared second difference of neighbouring knots, beside a mean squared error; its plateau is flat."""


@dataclass(frozen=True)
class Curve:
    """A rising curve, linear between knots and beyond the first and the last.

    Parameters
    ----------
    values : (KNOTS,) float64
        At knots that divide 0..1 evenly; never falling.
    """

    values: Array

    def __call__(self, x: Array) -> Array:
        """Values of the curve, of any shape."""
        cell, within = _cells(x)
        low, high = self.values[cell], self.values[cell + 1]
        return np.asarray(low + within * (high - low))

    def slope(self, x: Array) -> Array:
        """The curve's slope, of the shape of ``x``."""
        cell, _ = _cells(x)
        return np.asarray((self.values[cell + 1] - self.values[cell]) * (KNOTS - 1))


def _cells(x: Array) -> tuple[NDArray[np.intp], Array]:
    position = x * (KNOTS - 1)
    cell = np.clip(position.astype(np.intp), 0, KNOTS - 2)
    return cell, position - cell


def fit_curve(x: Array, y: Array, weights: Array) -> Curve:
    """The smooth rising curve that takes ``x`` nearest to ``y``.

    Parameters
    ----------
    x, y, weights : (P,) float64
        Pairs of values, nominally 0..1, and what each counts.

    Notes
    -----
    Least squares over non-negative rises from knot to knot (C. L. Lawson, R. J. Hanson, Solving Least Squares
    Problems, 1974, chapter 23), on the 33 normal equations instead of the pixels.
    """
    gram, right = _normal_equations(x, y, weights)
    bend = np.diff(np.eye(KNOTS), n=2, axis=0)
    gram = gram + SMOOTHNESS * bend.T @ bend + 1e-9 * np.eye(KNOTS)
    # Unknowns: the first value, as a difference of two, and the rises.
    steps = np.tril(np.ones((KNOTS, KNOTS)))
    unknowns = np.column_stack([steps[:, :1], -steps[:, :1], steps[:, 1:]])
    root = np.linalg.cholesky(gram).T
    solution, _ = scipy.optimize.nnls(root @ unknowns, np.linalg.solve(root.T, right))
    return Curve(unknowns @ solution)


def _normal_equations(x: Array, y: Array, weights: Array) -> tuple[Array, Array]:
    """Means over the pixels; hat functions meet only their neighbours, so the matrix has three diagonals."""
    cell, within = _cells(x)
    total = max(float(weights.sum()), 1e-12)
    low, high = weights * (1.0 - within), weights * within
    own = _sums(cell, low * (1.0 - within)) + _sums(cell + 1, high * within)
    shared = _sums(cell, low * within)[:-1]
    gram = np.diag(own) + np.diag(shared, 1) + np.diag(shared, -1)
    return gram / total, (_sums(cell, low * y) + _sums(cell + 1, high * y)) / total


def _sums(cell: NDArray[np.intp], values: Array) -> Array:
    return np.asarray(np.bincount(cell, values, minlength=KNOTS), dtype=np.float64)
