"""Noise reduction of a 16-bit picture, in place.

Colour is fitted at half the picture's size and the fit applied at full size, so pixel-fine colour that differs from
noise stays; luma is fitted at full size. Both work in bands: 5 bytes a pixel beside the picture for colour, 4 for luma,
and a few megabytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import cv2
import numba
import numpy as np
from numpy.typing import NDArray

from ppr10k_data.develop.detail.noise_level import noise_level
from ppr10k_data.develop.detail.noise_reduction import Denoiser, halved, mean, window
from ppr10k_data.develop.detail.transfer import LEVELS, EncodedSpace, luminance_weights
from ppr10k_data.develop.jit import block, kernel

Float32 = NDArray[np.float32]
Picture = NDArray[np.uint16]

_ONE, _HALF = np.float32(1.0), np.float32(0.5)
_LEVELS, _PER_LEVEL = np.float32(LEVELS), np.float32(1.0 / LEVELS)
_NEAR, _FAR = np.float32(0.75), np.float32(0.25)

_BAND = 128
"""Rows worked on at a time."""


class _Band(NamedTuple):
    """Rows ``first`` to ``last``, and those ``above`` to ``below`` that their windows reach."""

    first: int
    last: int
    above: int
    below: int


def _bands(height: int, reach: int) -> Iterator[_Band]:
    for first in range(0, height, _BAND):
        last = min(first + _BAND, height)
        yield _Band(first, last, max(0, first - reach), min(height, last + reach))


@kernel(parallel=True)
def _split(picture: Picture, weights: Float32, luma: Float32, red: Float32, blue: Float32) -> None:
    """Luma, and red and blue less luma, of encoded values 0..1."""
    for y in numba.prange(picture.shape[0]):
        for x in range(picture.shape[1]):
            r = picture[y, x, 0] * _PER_LEVEL
            b = picture[y, x, 2] * _PER_LEVEL
            grey = weights[0] * r + weights[1] * (picture[y, x, 1] * _PER_LEVEL) + weights[2] * b
            luma[y, x], red[y, x], blue[y, x] = grey, r - grey, b - grey


@kernel(parallel=True)
def _slopes(
    yy: Float32, yc: Float32, cc: Float32, y_mean: Float32, c_mean: Float32, floors: Float32, fit: Float32
) -> None:
    """Solve the fit of :func:`ppr10k_data.develop.detail.noise_reduction.chroma_fit`; ``fit`` is (3, h, w)."""
    for y in numba.prange(yy.shape[0]):
        for x in range(yy.shape[1]):
            m, c = y_mean[y, x], c_mean[y, x]
            luma = yy[y, x] - m * m + floors[0]
            both = yc[y, x] - m * c
            chroma = cc[y, x] - c * c
            per_determinant = _ONE / (luma * (chroma + floors[1]) - both * both)
            by_luma = both * floors[1] * per_determinant
            by_chroma = (luma * chroma - both * both) * per_determinant
            fit[0, y, x], fit[1, y, x] = by_luma, by_chroma
            fit[2, y, x] = c - by_luma * m - by_chroma * c


def _fit(
    luma: Float32,
    luma_mean: Float32,
    luma_square: Float32,
    chroma: Float32,
    side: tuple[int, int],
    floors: Float32,
) -> Float32:
    """The averaged fit of one colour difference over a band: (3, h, w)."""
    fit = np.empty((3, *luma.shape), np.float32)
    both, square = mean(luma * chroma, side), mean(chroma * chroma, side)
    _slopes(luma_square, both, square, luma_mean, mean(chroma, side), floors, fit)
    for plane in fit:
        cv2.boxFilter(plane, -1, side, dst=plane, borderType=cv2.BORDER_REFLECT_101)
    return fit


@block
def _between(row: Any, near: Any, far: Any) -> Any:
    return _NEAR * row[near] + _FAR * row[far]


@kernel(parallel=True)
def _recolor(picture: Picture, first: int, top: int, fits: Float32, weights: Float32) -> None:
    """Replace the colour differences of a band.

    ``picture`` is the band at full size, which begins at row ``first``; ``fits`` is (6, h, w), at half size, and begins
    at ``top``.
    """
    height, width = fits.shape[1], fits.shape[2]
    for y in numba.prange(picture.shape[0]):
        row = min((first + y) // 2 - top, height - 1)
        other = min(max(row + (1 if (first + y) % 2 else -1), 0), height - 1)
        rows = np.empty((6, width), np.float32)
        for k in range(6):
            for x in range(width):
                rows[k, x] = _NEAR * fits[k, row, x] + _FAR * fits[k, other, x]
        for x in range(picture.shape[1]):
            near = min(x // 2, width - 1)
            far = min(max(near + (1 if x % 2 else -1), 0), width - 1)
            r, g, b = (
                picture[y, x, 0] * _PER_LEVEL,
                picture[y, x, 1] * _PER_LEVEL,
                picture[y, x, 2] * _PER_LEVEL,
            )
            grey = weights[0] * r + weights[1] * g + weights[2] * b
            red = _between(rows[0], near, far) * grey + _between(rows[1], near, far) * (r - grey)
            red += _between(rows[2], near, far)
            blue = _between(rows[3], near, far) * grey + _between(rows[4], near, far) * (b - grey)
            blue += _between(rows[5], near, far)
            green = -(weights[0] * red + weights[2] * blue) / weights[1]
            _store(picture, y, x, grey + red, grey + green, grey + blue)


@block
def _store(picture: Any, y: Any, x: Any, r: Any, g: Any, b: Any) -> None:
    picture[y, x, 0] = np.int32(min(max(r, np.float32(0.0)), _ONE) * _LEVELS + _HALF)
    picture[y, x, 1] = np.int32(min(max(g, np.float32(0.0)), _ONE) * _LEVELS + _HALF)
    picture[y, x, 2] = np.int32(min(max(b, np.float32(0.0)), _ONE) * _LEVELS + _HALF)


def _floors(planes: list[Float32], threshold: float) -> list[np.float32]:
    """Variances below which a variation is taken for noise."""
    return [np.float32((threshold * noise_level(plane)) ** 2) for plane in planes]


def reduce_color_noise(picture: Picture, denoiser: Denoiser, space: EncodedSpace) -> None:
    """Smooth colour noise in place.

    Parameters
    ----------
    picture : (H, W, 3) uint16
        Encoded in ``space``.
    denoiser : Denoiser
        From :func:`ppr10k_data.develop.detail.noise_reduction.plan_color`.
    space : EncodedSpace
        Its luma is kept.
    """
    weights = luminance_weights(space).astype(np.float32)
    half = halved(picture)
    height, width = half.shape[:2]
    luma, red, blue = (np.empty((height, width), np.float32) for _ in range(3))
    _split(half, weights, luma, red, blue)
    of_luma, of_red, of_blue = _floors([luma, red, blue], denoiser.threshold)
    side = window(denoiser.reach_px / 2.0)
    # Two windows reach, one after the other, and the interpolation one row more.
    for band in _bands(height, side[0] // 2 * 2 + 1):
        rows = slice(band.above, band.below)
        guide, guide_mean = luma[rows], mean(luma[rows], side)
        guide_square = mean(guide * guide, side)
        fits = [
            _fit(guide, guide_mean, guide_square, chroma[rows], side, np.array([of_luma, floor], np.float32))
            for chroma, floor in ((red, of_red), (blue, of_blue))
        ]
        last = picture.shape[0] if band.last == height else 2 * band.last
        _recolor(picture[2 * band.first : last], 2 * band.first, band.above, np.concatenate(fits), weights)


@kernel(parallel=True)
def _luma(picture: Picture, weights: Float32, out: Float32) -> None:
    for y in numba.prange(picture.shape[0]):
        for x in range(picture.shape[1]):
            total = (
                weights[0] * picture[y, x, 0] + weights[1] * picture[y, x, 1] + weights[2] * picture[y, x, 2]
            )
            out[y, x] = total * _PER_LEVEL


@kernel(parallel=True)
def _luma_slopes(average: Float32, square: Float32, floor: np.float32, constant: Float32) -> None:
    """Replace the mean square by the slope of the fit."""
    for y in numba.prange(average.shape[0]):
        for x in range(average.shape[1]):
            m = average[y, x]
            variance = max(square[y, x] - m * m, np.float32(0.0))
            slope = variance / (variance + floor)
            square[y, x], constant[y, x] = slope, m * (_ONE - slope)


@kernel(parallel=True)
def _shift(picture: Picture, change: Float32) -> None:
    """Add a change of luma to all three channels."""
    for y in numba.prange(picture.shape[0]):
        for x in range(picture.shape[1]):
            more = change[y, x] * _LEVELS + _HALF
            for c in range(3):
                picture[y, x, c] = np.int32(
                    min(max(picture[y, x, c] + more, np.float32(0.0)), _LEVELS + _HALF)
                )


def encoded_luma(picture: Picture, space: EncodedSpace) -> Float32:
    """Luma of an encoded picture, 0..1.

    Parameters
    ----------
    picture : (H, W, 3) uint16
    space : EncodedSpace

    Returns
    -------
    (H, W) float32
    """
    luma = np.empty(picture.shape[:2], np.float32)
    _luma(picture, luminance_weights(space).astype(np.float32), luma)
    return luma


def reduce_luminance_noise(picture: Picture, denoiser: Denoiser, space: EncodedSpace) -> None:
    """Smooth luminance noise in place.

    Parameters
    ----------
    picture : (H, W, 3) uint16
        Encoded in ``space``.
    denoiser : Denoiser
        From :func:`ppr10k_data.develop.detail.noise_reduction.plan_luminance`.
    space : EncodedSpace
    """
    luma = encoded_luma(picture, space)
    (floor,) = _floors([halved(luma)], denoiser.threshold)
    side = window(denoiser.reach_px)
    for band in _bands(picture.shape[0], side[0] // 2 * 3):
        part = luma[band.above : band.below]
        own = slice(band.first - band.above, band.last - band.above)
        average, square = mean(part, side), mean(part * part, side)
        constant = np.empty_like(average)
        _luma_slopes(average, square, floor, constant)
        removed = part - mean(square, side) * part - mean(constant, side)
        if denoiser.kept_contrast > 0.0:
            removed -= np.float32(denoiser.kept_contrast) * mean(removed, side)
        _shift(picture[band.first : band.last], -removed[own])
