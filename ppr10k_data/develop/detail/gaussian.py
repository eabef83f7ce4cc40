"""Sampled Gaussians, also of less than a pixel."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_SIGMAS = np.linspace(0.12, 6.0, 1177)
"""Below, a sampled Gaussian is a single pixel."""


@lru_cache(maxsize=32)
def gaussian(sigma_px: float) -> Array:
    """Weights of a Gaussian, sampled at whole pixels out to three sigma and at least one pixel.

    Parameters
    ----------
    sigma_px : float
        Above 0.

    Returns
    -------
    (2 R + 1,) float64
        Of sum 1.
    """
    reach = max(1, math.ceil(3.0 * sigma_px))
    x = np.arange(-reach, reach + 1)
    weights = np.exp(-0.5 * (x / sigma_px) ** 2)
    weights /= weights.sum()
    weights.setflags(write=False)
    return np.asarray(weights)


@lru_cache(maxsize=1)
def _variances() -> Array:
    kernels = [gaussian(float(sigma)) for sigma in _SIGMAS]
    return np.array([float(k @ (np.arange(len(k)) - len(k) // 2) ** 2) for k in kernels])


def variance_of_sigma(sigma_px: float) -> float:
    """Variance, in pixels squared, of the sampled Gaussian of a sigma: less than sigma squared where that is small."""
    return float(np.interp(sigma_px, _SIGMAS, _variances()))


def sigma_of_variance(variance: float) -> float:
    """Sigma of the sampled Gaussian that has a variance, both in pixels; 0.12 for none."""
    return float(np.interp(variance, _variances(), _SIGMAS))


def blurred(plane: NDArray[Any], sigma_px: float) -> NDArray[Any]:
    """Blur a plane; its border is continued by its outermost pixels.

    Parameters
    ----------
    plane : (H, W) float32 or float64
    sigma_px : float

    Returns
    -------
    (H, W), of the plane's type
    """
    kernel = gaussian(sigma_px)
    return np.asarray(cv2.sepFilter2D(plane, -1, kernel, kernel, borderType=cv2.BORDER_REPLICATE))
