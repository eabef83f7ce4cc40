"""Averages over neighbours of like luminance: a bilateral filter, as a grid over place and luminance.

References
----------
Chen, Paris and Durand, Real-time edge-aware image processing with the bilateral grid, SIGGRAPH 2007: splat into the
grid, blur the grid, read the grid.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ppr10k_data.develop.jit import kernel

Float32 = NDArray[np.float32]

_FAINT = np.float32(1e-4)
"""Weight, in pixels, of the value that a node without neighbours is given."""


@kernel()
def _splat(values: Float32, zones: Float32, grid: Float32) -> None:
    """Add each pixel's weight and value to the eight nodes about it; ``grid`` is (2, rows, columns, zones)."""
    height, width = values.shape
    rows, columns, depth = grid.shape[1:]
    for y in range(height):
        v = min(
            max((np.float32(y) + np.float32(0.5)) * rows / height - np.float32(0.5), np.float32(0.0)),
            rows - 1.0,
        )
        row = min(int(v), rows - 2)
        fv = np.float32(v - row)
        for x in range(width):
            u = min(
                max((np.float32(x) + np.float32(0.5)) * columns / width - np.float32(0.5), np.float32(0.0)),
                columns - 1.0,
            )
            column = min(int(u), columns - 2)
            fu = np.float32(u - column)
            zone = min(max(zones[y, x], np.float32(0.0)), np.float32(depth - 1))
            level = min(int(zone), depth - 2)
            fz = np.float32(zone - level)
            value = values[y, x]
            for i in range(2):
                wv = fv if i == 1 else np.float32(1.0) - fv
                for j in range(2):
                    wu = wv * (fu if j == 1 else np.float32(1.0) - fu)
                    for k in range(2):
                        weight = wu * (fz if k == 1 else np.float32(1.0) - fz)
                        grid[0, row + i, column + j, level + k] += weight
                        grid[1, row + i, column + j, level + k] += weight * value


def smooth(
    values: Float32,
    zones: Float32,
    shape: tuple[int, int, int],
    *,
    reach: float,
    zone_reach: float,
    otherwise: Float32,
) -> Float32:
    """Average a picture's values over neighbours of like luminance.

    Parameters
    ----------
    values : (H, W) float32
        What is averaged.
    zones : (H, W) float32
        Luminance of each pixel, in zones from 0.
    shape : tuple of int
        Rows, columns and zones of the grid, at least 2 each.
    reach : float
        Standard deviation of the neighbourhood, in columns.
    zone_reach : float
        Standard deviation over luminance, in zones.
    otherwise : (zones,) float32
        What nodes get that no pixel is near to.

    Returns
    -------
    (rows, columns, zones) float32
    """
    grid = np.zeros((2, *shape), np.float32)
    _splat(values, zones, grid)
    along = _gaussian_matrix(shape[2], zone_reach)
    weight, total = (_blur(plane @ along, reach) for plane in grid)
    return np.asarray((total + _FAINT * otherwise) / (weight + _FAINT))


def _gaussian_matrix(size: int, sigma: float) -> Float32:
    """Blur along an axis of ``size`` samples as a matrix; nothing lies beyond its ends."""
    distance = np.arange(size)[:, None] - np.arange(size)[None, :]
    return np.exp(-0.5 * (distance / sigma) ** 2).astype(np.float32)


def _blur(plane: Float32, sigma: float) -> Float32:
    taps = 2 * int(np.ceil(3.0 * sigma)) + 1
    line: Any = cv2.getGaussianKernel(taps, sigma, cv2.CV_32F)
    return np.asarray(cv2.sepFilter2D(plane, -1, line, line, borderType=cv2.BORDER_CONSTANT))
