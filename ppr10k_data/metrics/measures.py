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
from ppr10k_data.metrics.pictures import same_rgb

Array = NDArray[np.float64]

_LINEAR: Array = srgb_decode(np.arange(256) / 255.0)
"""Linear light of each of the 256 codes."""
_TO_RELATIVE: Array = SRGB_TO_XYZ / WHITE[:, None]
_BLOCK = 512
"""Pixels at a time: their planes stay in the processor's nearest cache."""
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
        If the pictures' shapes differ, they are not of 8 bits, or the mask is none.

    Notes
    -----
    Both human-centred pictures are weighted alike, so their squared errors are those of the plain ones times the
    squared weight, and their colour differences times the weight.
    """
    same_rgb(result, target)
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
def _root(value: float) -> float:
    """CIE's f: the cube root, or a line near black.

    A parabola that is within 14 % of the root over the range, and three of Halley's steps, each of which cubes the
    error: to the last digit or two, and unlike a library's cube root in vectors.
    """
    y = 0.2167 + value * (2.0999 - 1.4553 * value)
    for _ in range(3):
        cube = y * y * y
        y = y * (cube + 2.0 * value) / (2.0 * cube + value)
    return y if value > _EPSILON else (_KAPPA * value + 16.0) / 116.0


@block
def _lab(codes: NDArray[np.uint8], linear: Array, matrix: Array, lab: Array) -> None:
    """Lab planes of a few pixels."""
    for c in range(3):
        for i in range(len(codes)):
            lab[c, i] = linear[codes[i, c]]
    for i in range(len(codes)):
        red, green, blue = lab[0, i], lab[1, i], lab[2, i]
        x = _root(matrix[0, 0] * red + matrix[0, 1] * green + matrix[0, 2] * blue)
        y = _root(matrix[1, 0] * red + matrix[1, 1] * green + matrix[1, 2] * blue)
        z = _root(matrix[2, 0] * red + matrix[2, 1] * green + matrix[2, 2] * blue)
        lab[0, i] = 116.0 * y - 16.0
        lab[1, i] = 500.0 * (x - y)
        lab[2, i] = 200.0 * (y - z)


@block
def _difference(one: Array, two: Array, difference: Array) -> None:
    """CIE 1976 difference of Lab planes."""
    for i in range(difference.shape[0]):
        lightness, a, b = one[0, i] - two[0, i], one[1, i] - two[1, i], one[2, i] - two[2, i]
        difference[i] = np.sqrt(lightness * lightness + a * a + b * b)


@kernel()
def _sums(
    result: NDArray[np.uint8], target: NDArray[np.uint8], weights: Array, linear: Array, matrix: Array
) -> Array:
    """Squared errors and colour differences, each plain and weighted, and the result's a* and b*, summed."""
    sums = np.zeros(6)
    planes, difference = np.empty((2, 3, _BLOCK)), np.empty(_BLOCK)
    for start in range(0, len(result), _BLOCK):
        pixels = min(_BLOCK, len(result) - start)
        one, two = planes[0, :, :pixels], planes[1, :, :pixels]
        _lab(result[start : start + pixels], linear, matrix, one)
        _lab(target[start : start + pixels], linear, matrix, two)
        _difference(one, two, difference[:pixels])
        for i in range(pixels):
            squares = 0.0
            for c in range(3):
                error = float(result[start + i, c]) - float(target[start + i, c])
                squares += error * error
            weight = weights[start + i]
            sums[0] += squares
            sums[1] += weight * weight * squares
            sums[2] += difference[i]
            sums[3] += weight * difference[i]
            sums[4] += one[1, i]
            sums[5] += one[2, i]
    return sums
