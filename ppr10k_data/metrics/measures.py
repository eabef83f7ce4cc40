"""The official measures of one result, all from one pass over its pixels."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.develop.color_spaces import srgb_decode
from ppr10k_data.develop.jit import block, kernel
from ppr10k_data.metrics.human import human_weights
from ppr10k_data.metrics.lab import SRGB_TO_XYZ, WHITE
from ppr10k_data.metrics.pictures import same_shape

Array = NDArray[np.float64]

_LINEAR: Array = srgb_decode(np.arange(256) / 255.0)
"""Linear light of each of the 256 codes."""
_TO_RELATIVE: Array = SRGB_TO_XYZ / WHITE[:, None]
_EPSILON, _KAPPA = (6.0 / 29.0) ** 3, (29.0 / 3.0) ** 3


@dataclass(frozen=True)
class Measures:
    """One result against its target.

    Parameters
    ----------
    psnr : float
        In dB; infinity for equal pictures.
    delta_e : float
        Mean CIE 1976 difference.
    psnr_hc, delta_e_hc : float or None
        Human-centred; None without a mask.
    mean_a, mean_b : float
        The result's mean colour, for :func:`~ppr10k_data.metrics.glc`.
    """

    psnr: float
    delta_e: float
    psnr_hc: float | None
    delta_e_hc: float | None
    mean_a: float
    mean_b: float


def measure(
    result: NDArray[np.uint8], target: NDArray[np.uint8], mask: NDArray[Any] | None = None
) -> Measures:
    """All official measures of a result.

    Parameters
    ----------
    result, target : (H, W, 3) uint8
        sRGB-encoded.
    mask : (h, w) uint8 or bool, optional
        See :func:`~ppr10k_data.metrics.human_weights`.

    Returns
    -------
    Measures
        What :func:`psnr`, :func:`delta_e`, :func:`psnr_hc`, :func:`delta_e_hc` and :func:`mean_ab` give, to rounding.

    Raises
    ------
    ValueError
        If the pictures' shapes differ, or they are not of 8 bits.

    Notes
    -----
    Both human-centred pictures are weighted alike, so their squared errors are those of the plain ones times the
    squared weight, and their colour differences times the weight.
    """
    same_shape(result, target)
    if result.dtype != np.uint8 or target.dtype != np.uint8:
        raise ValueError(f"pictures of {result.dtype} and {target.dtype}: expected 8 bits, uint8")
    height, width, _ = result.shape
    weights = np.ones((height, width)) if mask is None else human_weights(mask, height, width)
    sums = _sums(
        np.ascontiguousarray(result).reshape(-1, 3),
        np.ascontiguousarray(target).reshape(-1, 3),
        weights.reshape(-1),
        _LINEAR,
        _TO_RELATIVE,
    )
    squares, weighted_squares, difference, weighted_difference, a, b = (sums / (height * width)).tolist()
    return Measures(
        psnr=_decibels(squares / 3.0),
        delta_e=difference,
        psnr_hc=None if mask is None else _decibels(weighted_squares / 3.0),
        delta_e_hc=None if mask is None else weighted_difference,
        mean_a=a,
        mean_b=b,
    )


def _decibels(mean_square: float) -> float:
    """PSNR of a mean squared error in codes."""
    return math.inf if mean_square == 0.0 else 10.0 * math.log10(255.0 * 255.0 / mean_square)


@block
def _lab(pixel: NDArray[np.uint8], linear: Array, matrix: Array) -> tuple[float, float, float]:
    red, green, blue = linear[pixel[0]], linear[pixel[1]], linear[pixel[2]]
    x = _root(matrix[0, 0] * red + matrix[0, 1] * green + matrix[0, 2] * blue)
    y = _root(matrix[1, 0] * red + matrix[1, 1] * green + matrix[1, 2] * blue)
    z = _root(matrix[2, 0] * red + matrix[2, 1] * green + matrix[2, 2] * blue)
    return 116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)


@block
def _root(value: float) -> float:
    return np.cbrt(value) if value > _EPSILON else (_KAPPA * value + 16.0) / 116.0


@kernel()
def _sums(
    result: NDArray[np.uint8], target: NDArray[np.uint8], weights: Array, linear: Array, matrix: Array
) -> Array:
    """Squared errors and colour differences, each plain and weighted, and the result's a* and b*, summed."""
    sums = np.zeros(6)
    for i in range(len(result)):
        squares = 0.0
        for c in range(3):
            error = float(result[i, c]) - float(target[i, c])
            squares += error * error
        lightness, a, b = _lab(result[i], linear, matrix)
        sums[4] += a
        sums[5] += b
        if squares > 0.0:
            lightness_2, a_2, b_2 = _lab(target[i], linear, matrix)
            difference = np.sqrt((lightness - lightness_2) ** 2 + (a - a_2) ** 2 + (b - b_2) ** 2)
            sums[0] += squares
            sums[1] += weights[i] * weights[i] * squares
            sums[2] += difference
            sums[3] += weights[i] * difference
    return sums
