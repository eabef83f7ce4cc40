"""How noisy a picture is, told by its flattest parts."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

_BLOCK = 16
"""Pixels along a block."""

_FLATTEST = 20.0
"""Percentile of the blocks that is taken for noise alone."""

_SECOND_DIFFERENCES = np.array([[1.0, -2.0, 1.0], [-2.0, 4.0, -2.0], [1.0, -2.0, 1.0]]) / 6.0
"""Blind to slopes and straight edges; of unit gain for white noise."""

LEAST = 1e-5
"""Encoded value, two thirds of a 16-bit level: no picture is taken for cleaner."""


def noise_level(plane: NDArray[Any]) -> float:
    """Standard deviation of the fine noise in a plane.

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
    The filter: J. Immerkaer, Fast noise variance estimation, CVIU 1996. That the most homogeneous blocks tell it: S. I.
    Olsen, Estimation of noise in images: an evaluation, CVGIP 1993.
    """
    response = cv2.filter2D(plane, -1, _SECOND_DIFFERENCES, borderType=cv2.BORDER_REFLECT_101)
    size = (max(1, plane.shape[1] // _BLOCK), max(1, plane.shape[0] // _BLOCK))
    variance = cv2.resize(response * response, size, interpolation=cv2.INTER_AREA)
    varying = variance[variance > LEAST**2]
    return LEAST if varying.size == 0 else max(LEAST, float(np.sqrt(np.percentile(varying, _FLATTEST))))
