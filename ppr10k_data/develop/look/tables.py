"""Curves as tables, for those that are costly to evaluate."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

INTERVALS = 4096
"""As in the DNG SDK's ``dng_1d_table``; a natural spline of 0..255 points is then right to 1e-6."""


def look_up(table: Array, x: Array) -> Array:
    """Read an evenly spaced table between its samples.

    Parameters
    ----------
    table : (M + 1,) float64
        Values at 0, 1/M, ..., 1.
    x : (...) float64
        Clamped to 0..1.
    """
    position = np.clip(x, 0.0, 1.0) * (len(table) - 1)
    below = np.minimum(position.astype(np.int32), len(table) - 2)
    fraction = position - below.astype(position.dtype)
    start = table.astype(position.dtype)
    return np.asarray(start[below] + (start[below + 1] - start[below]) * fraction)
