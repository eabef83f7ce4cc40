"""Peak signal to noise."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.metrics.pictures import same_shape


def psnr(a: NDArray[Any], b: NDArray[Any], *, peak: float = 255.0) -> float:
    """Peak signal-to-noise ratio of two pictures.

    Parameters
    ----------
    a, b : (..., 3) array of any type
        Of equal shape, on a scale that ends at `peak`.
    peak : float
        The largest value: 255 for 8 bits.

    Returns
    -------
    float
        10 log10(peak^2 / mean squared error) in dB, over all pixels and channels; infinity for equal pictures.

    Raises
    ------
    ValueError
        If the shapes differ.

    References
    ----------
    ``psnr`` of MATLAB's Image Processing Toolbox, which the official ``calculate_metrics.m`` of PPR10K calls.
    """
    same_shape(a, b)
    error = float(np.mean((a.astype(np.float64) - b.astype(np.float64)) ** 2))
    return math.inf if error == 0.0 else 10.0 * math.log10(peak * peak / error)
