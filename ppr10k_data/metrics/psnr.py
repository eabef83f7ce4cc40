"""Peak signal to noise."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.metrics.pictures import peak_of, same_shape


def psnr(a: NDArray[Any], b: NDArray[Any], *, peak: float | None = None) -> float:
    """Peak signal-to-noise ratio of two pictures.

    Parameters
    ----------
    a, b : arrays of uint8, of uint16, or of float in 0..1
        Of equal shape and scale. With `peak`, of any type, on a scale that ends there.
    peak : float, optional
        The largest value; by default that of their type, as in MATLAB: 255 for uint8, 65535 for uint16, 1 for floats.

    Returns
    -------
    float
        10 log10(peak^2 / mean squared error) in dB, over all pixels and channels; infinity for equal pictures.

    Raises
    ------
    ValueError
        If the shapes or types differ, the pictures are empty, or one holds values that its type's scale does not.

    References
    ----------
    ``psnr`` of MATLAB's Image Processing Toolbox, whose ``peakval`` is by default the range of the pictures' class. The
    official ``calculate_metrics.m`` of PPR10K calls it without one: on uint8, and on doubles in 0..1 for PSNR_hc.
    """
    same_shape(a, b)
    peak = _shared_peak(a, b) if peak is None else peak
    if not 0.0 < peak < math.inf:
        raise ValueError(f"peak {peak}: expected a number above 0")
    error = float(np.mean((a.astype(np.float64) - b.astype(np.float64)) ** 2))
    if not math.isfinite(error):
        raise ValueError("pictures with values that are no numbers or infinite have no PSNR")
    return math.inf if error == 0.0 else 10.0 * math.log10(peak * peak / error)


def _shared_peak(a: NDArray[Any], b: NDArray[Any]) -> float:
    one, other = peak_of(a), peak_of(b)
    if one != other:
        raise ValueError(
            f"pictures of {a.dtype} and {b.dtype}, which are on different scales: convert one of them"
        )
    return one
