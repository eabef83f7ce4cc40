"""How noisy a picture is, told by its flattest parts."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

_BLOCK = 8
"""Pixels along a block; noise that is coarser is not counted."""

_FLATTEST = 30.0
"""Percentile of the blocks' variances that is taken for noise alone."""

LEAST = 1e-5
"""Encoded value, two thirds of a 16-bit level: no picture is taken for cleaner."""


def noise_level(plane: NDArray[Any]) -> float:
    """Standard deviation of the noise in a plane.

    Parameters
    ----------
    plane : (H, W) float32 or float64
        Encoded, 0..1, or differences of such.

    Returns
    -------
    float
        At least :data:`LEAST`. Blocks that do not vary at all, as clipped ones do not, are not counted.

    References
    ----------
    Estimation from the most homogeneous blocks: S. I. Olsen, Estimation of noise in images: an evaluation, CVGIP 1993.
    """
    size = (max(1, plane.shape[1] // _BLOCK), max(1, plane.shape[0] // _BLOCK))
    average = cv2.resize(plane, size, interpolation=cv2.INTER_AREA)
    square = cv2.resize(plane * plane, size, interpolation=cv2.INTER_AREA)
    variance = np.asarray(square - average * average, dtype=np.float64)
    varying = variance[variance > LEAST**2]
    return LEAST if varying.size == 0 else max(LEAST, float(np.sqrt(np.percentile(varying, _FLATTEST))))
