"""Average a mosaic straight down to a small picture.

At 360p a photo of 12 megapixels has sixty photosites to an output pixel: interpolating the missing colours first and
averaging them away afterwards would cost a second and change nothing that can be seen. So each colour's photosites
are averaged over the area of each output pixel, in linear light, with the weights that bilinear interpolation
followed by an area average would give them.
"""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

from ppr10k_data.develop.jit import kernel

Window = tuple[float, float, float, float]
"""Left, top, right, bottom in photosites; whole numbers are photosite edges."""

Float32 = NDArray[np.float32]


def _tent_below(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Area left of x under a tent of height 1 over -2..2."""
    x = np.clip(x, -2.0, 2.0)
    return np.where(x < 0.0, (x + 2.0) ** 2 / 4.0, 2.0 - (2.0 - x) ** 2 / 4.0)


def _box_below(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Area left of x under a box of height 1 over -1/2..1/2."""
    return np.clip(x + 0.5, 0.0, 1.0)


def _overlaps(
    start: float, stop: float, count: int, size: int, period: int
) -> tuple[NDArray[np.int32], Float32]:
    """Weights of the sites along one axis in ``count`` equal intervals of ``start..stop``.

    Returns the first site of each phase that touches each interval, (count, period) int32, and the overlaps with
    the sites ``first, first + period, ...``, (count, period, taps) float32, not normalised.

    A Bayer site stands for a tent that falls to 0 at the next site of its phase, which is bilinear interpolation; in
    the irregular X-Trans pattern a site stands for its own square.
    """
    step = (stop - start) / count
    half, below = (2.0, _tent_below) if period == 2 else (0.5, _box_below)
    taps = int(np.ceil((step + 2.0 * half) / period)) + 1
    low = start + step * np.arange(count)[:, None]
    phase = np.arange(period)[None, :]
    first = np.floor((low - 0.5 - half - phase) / period).astype(np.int64) + 1
    site = (first[:, :, None] + np.arange(taps)) * period + phase[:, :, None]
    weights = below((low + step)[:, :, None] - site - 0.5) - below(low[:, :, None] - site - 0.5)
    weights[(site < 0) | (site >= size)] = 0.0
    return site[:, :, 0].astype(np.int32), weights.astype(np.float32)


@kernel(parallel=True)
def _average(
    mosaic: NDArray[np.uint16],
    cfa: NDArray[np.int8],
    black: Float32,
    white: np.float32,
    rows: NDArray[np.int32],
    row_weights: Float32,
    columns: NDArray[np.int32],
    column_weights: Float32,
    out: Float32,
) -> None:
    """Sum rows into a line for each phase, then the line's sites into pixels; ``out`` is (h, w, 3)."""
    width, period = mosaic.shape[1], rows.shape[1]
    row_taps, column_taps = row_weights.shape[2], column_weights.shape[2]
    margin = column_taps * period  # sites beyond the mosaic, which weigh nothing
    for i in numba.prange(out.shape[0]):
        line = np.zeros(width + 2 * margin, np.float32)
        inside = line[margin : margin + width]
        covered = np.zeros((out.shape[1], 3), np.float32)
        out[i] = np.float32(0.0)
        for p in range(period):
            inside[:] = np.float32(0.0)
            row_area = np.float32(0.0)
            for k in range(row_taps):
                weight = row_weights[i, p, k]
                if weight > np.float32(0.0):
                    row_area += weight
                    source = mosaic[rows[i, p] + k * period]
                    for x in range(width):
                        inside[x] += weight * min(np.float32(source[x]), white)
            if row_area == np.float32(0.0):
                continue
            for q in range(period):
                c = cfa[p, q]
                floor = black[p, q]
                gain = np.float32(1.0) / (white - floor)
                for j in range(out.shape[1]):
                    start = columns[j, q] + margin
                    total = np.float32(0.0)
                    area = np.float32(0.0)
                    for k in range(column_taps):
                        total += column_weights[j, q, k] * line[start + k * period]
                        area += column_weights[j, q, k]
                    area *= row_area
                    out[i, j, c] += (total - floor * area) * gain
                    covered[j, c] += area
        for j in range(out.shape[1]):
            for c in range(3):
                out[i, j, c] /= covered[j, c]


def average_mosaic(
    mosaic: NDArray[np.uint16],
    cfa: NDArray[np.int8],
    black: Float32,
    white: float,
    window: Window,
    size: tuple[int, int],
) -> Float32:
    """Average the photosites of a window of a mosaic into an RGB picture.

    Parameters
    ----------
    mosaic : (H, W) uint16
        Photosites as the sensor counted them.
    cfa : (P, P) int8
        Colour (0 red, 1 green, 2 blue) of the top left photosites, repeating: P is 2 for Bayer, 6 for X-Trans.
    black : (P, P) float32
        Black level of each phase, in counts.
    white : float
        Saturation, in counts; photosites above it count as this.
    window : Window
        The part of the mosaic to average, in photosites, within the mosaic.
    size : tuple of int
        Width and height of the picture in pixels; see :func:`smallest_step`.

    Returns
    -------
    (height, width, 3) float32
        Linear camera RGB, 0 at black and 1 at white; noise below black stays negative.

    Notes
    -----
    Exact area averages: a photosite weighs as much as the pixel covers of what it stands for.
    """
    left, top, right, bottom = window
    width, height = size
    rows, row_weights = _overlaps(top, bottom, height, mosaic.shape[0], cfa.shape[0])
    columns, column_weights = _overlaps(left, right, width, mosaic.shape[1], cfa.shape[1])
    out = np.empty((height, width, 3), np.float32)
    _average(mosaic, cfa, black, np.float32(white), rows, row_weights, columns, column_weights, out)
    return out


def smallest_step(cfa: NDArray[np.int8]) -> float:
    """Photosites that a pixel must cover on each axis to see all colours: 3 for X-Trans, else 1."""
    return 3.0 if cfa.shape[0] == 6 else 1.0
