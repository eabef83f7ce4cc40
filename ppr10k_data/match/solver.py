"""Solve for a smooth function on a cube of grid points."""

from __future__ import annotations

import numpy as np
import scipy  # loads its parts as they are used: half a second, which workers that match nothing are spared
from numpy.typing import NDArray

Array = NDArray[np.float64]

_TOLERANCE, _MOST_STEPS = 1e-4, 200


class Solver:
    """Conjugate gradients with a coarser grid beside the diagonal as preconditioner.

    Parameters
    ----------
    matrix : (N**3, N**3) sparse float64
        Symmetric and positive definite.
    points : int
        N, odd.

    Notes
    -----
    A bending energy ties far points together, which steps from neighbour to neighbour find out slowly: with the
    diagonal alone 300 steps do not suffice. What is smooth is solved exactly on every second point.

    References
    ----------
    M. R. Hestenes, E. Stiefel, Journal of Research of the National Bureau of Standards 49 (1952); the preconditioner is
    the additive one of J. H. Bramble, J. E. Pasciak, J. Xu, Mathematics of Computation 55 (1990), on two levels.
    """

    def __init__(self, matrix: scipy.sparse.csr_array, points: int) -> None:
        self._matrix = matrix
        self._inverse = 1.0 / matrix.diagonal()[:, None]
        one = prolongation(points)
        self._enlarge = scipy.sparse.csr_array(scipy.sparse.kron(scipy.sparse.kron(one, one), one))
        self._coarse = scipy.linalg.cho_factor(
            (self._enlarge.T @ (matrix @ self._enlarge)).toarray(), overwrite_a=True
        )

    def __call__(self, right: Array, start: Array) -> Array:
        """Solve for (N**3, C) right sides side by side, from a start."""
        x, r = start.copy(), right - self._matrix @ start
        z = self._preconditioned(r)
        p, rz = z.copy(), np.sum(r * z, axis=0)
        goal = _TOLERANCE**2 * np.maximum(np.sum(right * self._preconditioned(right), axis=0), 1e-30)
        for _ in range(_MOST_STEPS):
            if np.all(rz <= goal):
                break
            along = self._matrix @ p
            step = rz / np.maximum(np.sum(p * along, axis=0), 1e-300)
            x += step * p
            r -= step * along
            z = self._preconditioned(r)
            rz, before = np.sum(r * z, axis=0), rz
            p = z + rz / np.maximum(before, 1e-300) * p
        return x

    def _preconditioned(self, r: Array) -> Array:
        smooth = self._enlarge @ scipy.linalg.cho_solve(self._coarse, self._enlarge.T @ r, check_finite=False)
        return np.asarray(self._inverse * r + smooth)


def prolongation(points: int) -> scipy.sparse.csr_array:
    """Linear interpolation from every second point of an axis to all: (points, (points + 1) // 2) sparse float64."""
    coarse = (points + 1) // 2
    full = np.zeros((points, coarse))
    full[::2] = np.eye(coarse)
    full[1::2] = 0.5 * (full[:-1:2] + full[2::2])
    return scipy.sparse.csr_array(full)
