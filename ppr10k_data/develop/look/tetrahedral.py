"""Tetrahedral interpolation of a baked look, as a stage of the pixel loop.

Each cube of the grid is cut along its grey diagonal into six tetrahedra. Their faces are the planes where two channels
are equal, and it is there that hue-preserving curves bend; and greys are interpolated between greys alone.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.develop.jit import inline, kernel
from ppr10k_data.develop.look.bake import LookTable
from ppr10k_data.develop.sampled import look_up

_ONE = np.float32(1.0)


@inline
def place_on_axis(n: Any, axis: Any, plane: Any) -> None:
    """Linear values 0..1 of a block to places on the grid."""
    intervals = np.float32(axis.size - 2)
    for i in range(n):
        plane[i] = look_up(axis, min(max(plane[i], np.float32(0.0)), _ONE), intervals)


@inline
def interpolate(n: Any, table: Any, corners: Any, weights: Any, r: Any, g: Any, b: Any) -> None:
    """Replace the grid places of a block of pixels by interpolated colours.

    ``table`` is (N * N * N, 4); ``corners`` and ``weights`` are room for (4, n) int32 and float32. Finding all the
    corners before reading any lets the compiler vectorise it: 8 ns a pixel instead of 22.
    """
    flat = table.ravel()
    size = np.int32(round(table.shape[0] ** (1.0 / 3.0)))
    last = size - np.int32(2)
    step_r, step_g, step_b = np.int32(4) * size * size, np.int32(4) * size, np.int32(4)
    across = step_r + step_g + step_b
    for i in range(n):
        ri, gi, bi = min(np.int32(r[i]), last), min(np.int32(g[i]), last), min(np.int32(b[i]), last)
        fr, fg, fb = r[i] - np.float32(ri), g[i] - np.float32(gi), b[i] - np.float32(bi)
        high, low = max(fr, max(fg, fb)), min(fr, min(fg, fb))
        middle = max(min(fr, fg), min(max(fr, fg), fb))
        origin = ri * step_r + gi * step_g + bi * step_b
        first = step_r if fr == high else (step_g if fg == high else step_b)
        missing = step_b if fb == low else (step_g if fg == low else step_r)
        corners[0, i], corners[1, i] = origin, origin + first
        corners[2, i], corners[3, i] = origin + across - missing, origin + across
        weights[0, i], weights[1, i] = _ONE - high, high - middle
        weights[2, i], weights[3, i] = middle - low, low
    for i in range(n):
        k0, k1 = np.uint32(corners[0, i]), np.uint32(corners[1, i])
        k2, k3 = np.uint32(corners[2, i]), np.uint32(corners[3, i])
        w0, w1, w2, w3 = weights[0, i], weights[1, i], weights[2, i], weights[3, i]
        r[i] = w0 * flat[k0] + w1 * flat[k1] + w2 * flat[k2] + w3 * flat[k3]
        g[i] = w0 * flat[k0 + 1] + w1 * flat[k1 + 1] + w2 * flat[k2 + 1] + w3 * flat[k3 + 1]
        b[i] = w0 * flat[k0 + 2] + w1 * flat[k1 + 2] + w2 * flat[k2 + 2] + w3 * flat[k3 + 2]


@inline
def decode(n: Any, plane: Any) -> None:
    """Square roots of a block, as the table holds them, to linear values."""
    for i in range(n):
        plane[i] *= plane[i]


@kernel()
def _apply(look: LookTable, r: Any, g: Any, b: Any) -> None:
    corners, weights = np.empty((4, r.size), np.int32), np.empty((4, r.size), np.float32)
    for plane in (r, g, b):
        place_on_axis(plane.size, look.axis, plane)
    interpolate(r.size, look.table, corners, weights, r, g, b)
    for plane in (r, g, b):
        decode(plane.size, plane)


def apply_table(rgb: NDArray[np.float64], look: LookTable) -> NDArray[np.float32]:
    """Apply a baked look to colours: the pixel loop's stage alone.

    Parameters
    ----------
    rgb : (..., 3) float64
        Linear ProPhoto 0..1, after the leading curves.
    look : LookTable

    Returns
    -------
    (..., 3) float32
        Linear ProPhoto 0..1.
    """
    planes = np.moveaxis(rgb, -1, 0).astype(np.float32).reshape(3, -1)
    _apply(look, *planes)
    return np.ascontiguousarray(np.moveaxis(planes.reshape(3, *rgb.shape[:-1]), 0, -1))
