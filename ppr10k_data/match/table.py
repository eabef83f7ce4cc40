"""A smooth 3D table that corrects what matrix and curves leave over."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
import scipy  # loads its parts as they are used: half a second, which workers that match nothing are spared
from numpy.typing import NDArray

from ppr10k_data.match.solver import Solver
from ppr10k_data.match.toned import clipping_weights

Array = NDArray[np.float64]

BEND_WEIGHT = 2e-5
"""Weight of the table's bending energy beside a mean squared error. From 1e-6 to 3e-5 nothing is lost where a look is
the same everywhere (0.05 dB); where it is not, a stiffer table leaves to the local maps what is theirs, 1 to 3 dB."""

RIDGE = 1e-9
"""Holds what neither pixels nor smoothness decide, as in a picture of greys, at no correction."""

OUTLIER = 0.03
"""Errors beyond this count by their size and no longer by its square (P. J. Huber, Annals of Mathematical
Statistics 35, 1964)."""

PASSES = 3


@lru_cache(maxsize=4)
def bending(points: int) -> scipy.sparse.csr_array:
    """Bending energy of a function on a grid, as the matrix of a quadratic form.

    Parameters
    ----------
    points : int
        Grid points an axis, over 0..1.

    Returns
    -------
    (points**3, points**3) sparse float64
        x . (matrix @ x) is the mean over the cube of the squared second derivatives, mixed ones twice: the energy of a
        thin plate (G. Wahba, Spline Models for Observational Data, 1990, section 2.4), by finite differences.
    """
    one = scipy.sparse.eye_array(points, format="csr")
    first = scipy.sparse.diags_array([-1.0, 1.0], offsets=[0, 1], shape=(points - 1, points), format="csr")
    second = scipy.sparse.diags_array(
        [1.0, -2.0, 1.0], offsets=[0, 1, 2], shape=(points - 2, points), format="csr"
    )
    root = np.sqrt(2.0)
    parts = [
        *(_on_axes(one, {axis: second}) for axis in range(3)),
        *(_on_axes(one, {a: first, b: first}) * root for a, b in ((0, 1), (0, 2), (1, 2))),
    ]
    stacked = scipy.sparse.vstack(parts, format="csr")
    return scipy.sparse.csr_array((stacked.T @ stacked) * ((points - 1.0) ** 4 / points**3))


def _on_axes(one: scipy.sparse.csr_array, along: dict[int, scipy.sparse.csr_array]) -> scipy.sparse.csr_array:
    """A difference along some axes of the grid."""
    slow, middle, fast = (along.get(axis, one) for axis in range(3))
    return scipy.sparse.csr_array(scipy.sparse.kron(scipy.sparse.kron(slow, middle), fast))


Predict = Callable[[Array], Array]
"""From a correction, (3, N, N, N), to the small picture that it makes, (P, 3) in 0..1."""


def fit_correction(rows: scipy.sparse.csr_array, target: Array, predict: Predict, points: int) -> Array:
    """The smooth correction of a table that takes a small picture nearest to its target.

    Parameters
    ----------
    rows : (P, N**3) sparse float64
        How each small pixel depends on the table, see :func:`ppr10k_data.match.rows.table_rows`.
    target : (P, 3) float64
        What the small picture should be; 0..1.
    predict : callable
        What it is with a correction: clipped as pictures are, before areas are averaged.
    points : int
        N, grid points an axis.

    Returns
    -------
    (3, points, points, points) float64
        To be added, indexed [channel, blue, green, red].

    Notes
    -----
    Clipping makes the problem nonlinear: where a target is white, a table may be as bright as it likes, and a
    pixel may be white in parts. So errors are those of the clipped picture, and are made up for by the linear
    system several times. After the first time outliers are cut off, which is Huber's weighting. All this changes
    the right side of one system.
    """
    weights = _pixel_weights(target)
    weighted = rows.multiply(weights[:, None] / len(weights)).tocsr()
    matrix = scipy.sparse.csr_array(weighted.T @ rows) + BEND_WEIGHT * bending(points)
    matrix = scipy.sparse.csr_array(matrix + RIDGE * scipy.sparse.eye_array(points**3))
    solve = Solver(matrix, points)
    correction = np.zeros((points**3, 3))
    for turn in range(PASSES):
        miss = target - predict(_as_table(correction, points))
        counted = np.clip(miss, -OUTLIER, OUTLIER) if turn else miss
        correction = solve(weighted.T @ (rows @ correction + counted), correction)
    return _as_table(correction, points)


def _as_table(columns: Array, points: int) -> Array:
    return np.ascontiguousarray(columns.T).reshape(3, points, points, points)


def _pixel_weights(target: Array) -> Array:
    """A pixel's weight: less for each channel that is clipped."""
    return np.asarray(clipping_weights(target).mean(axis=1))
