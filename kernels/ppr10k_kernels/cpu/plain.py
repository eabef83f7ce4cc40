"""Both interpolations and their adjoints as plain loops in double precision.

For what is rare: float64 images, such as gradient checks have, and the gradients of tetrahedral interpolation. A pixel
is a stencil, a few grid points with weights and the weights' slopes along red, green and blue; everything else is the
same for all stencils.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ppr10k_kernels.cpu.jit import compiled


@compiled
def _cell(value: Any, points: int, scale: float, offset: float) -> Any:
    """Lowest corner of a value's cell, its place in the cell, and the place's slope: none beyond the grid's ends."""
    position = np.float64(value) * scale + offset
    inside = (position >= 0.0) & (position <= points - 1)
    within = min(position if position > 0.0 else 0.0, points - 1.0)
    corner = int(min(within, points - 2.0))
    return corner, within - corner, scale if inside else 0.0


@compiled
def _trilinear_stencil(
    cells: Any, places: Any, slopes: Any, points: int, at: Any, weights: Any, tilts: Any
) -> int:
    """The eight corners of the cell; a corner's bits say along which axes it is the upper one."""
    for corner in range(8):
        weight, index, stride = 1.0, 0, 1
        for axis in range(3):
            upper = corner >> axis & 1
            weight *= places[axis] if upper else 1.0 - places[axis]
            index += stride * (cells[axis] + upper)
            stride *= points
        at[corner], weights[corner] = index, weight
        for axis in range(3):
            tilt = slopes[axis] if corner >> axis & 1 else -slopes[axis]
            for other in range(3):
                if other != axis:
                    tilt *= places[other] if corner >> other & 1 else 1.0 - places[other]
            tilts[corner, axis] = tilt
    return 8


@compiled
def _tetrahedral_stencil(
    cells: Any, places: Any, slopes: Any, points: int, at: Any, weights: Any, tilts: Any
) -> int:
    """From the lowest corner to the highest, along the axes from the largest place to the smallest."""
    order = (-places).argsort(kind="mergesort")
    strides = (1, points, points * points)
    tilts[:4] = 0.0
    at[0] = cells[0] + points * (cells[1] + points * cells[2])
    weights[0] = 1.0 - places[order[0]]
    for turn in range(3):
        axis = order[turn]
        at[turn + 1] = at[turn] + strides[axis]
        weights[turn + 1] = places[axis] - (places[order[turn + 1]] if turn < 2 else 0.0)
        tilts[turn, axis], tilts[turn + 1, axis] = -slopes[axis], slopes[axis]
    return 4


@compiled
def _stencil(
    red: Any,
    green: Any,
    blue: Any,
    points: int,
    scale: float,
    offset: float,
    tetrahedral: bool,
    at: Any,
    weights: Any,
    tilts: Any,
) -> int:
    """Fill in a pixel's grid points, and tell how many; none of a pixel with a NaN."""
    if np.isnan(red) or np.isnan(green) or np.isnan(blue):
        return 0
    cells, places, slopes = np.empty(3, np.int64), np.empty(3), np.empty(3)
    cells[0], places[0], slopes[0] = _cell(red, points, scale, offset)
    cells[1], places[1], slopes[1] = _cell(green, points, scale, offset)
    cells[2], places[2], slopes[2] = _cell(blue, points, scale, offset)
    if tetrahedral:
        return _tetrahedral_stencil(cells, places, slopes, points, at, weights, tilts)
    return _trilinear_stencil(cells, places, slopes, points, at, weights, tilts)


@compiled
def interpolate(
    image: Any, lut: Any, out: Any, points: int, scale: float, offset: float, tetrahedral: bool
) -> None:
    """Send pixels through a table.

    Parameters
    ----------
    image, out : tuple of three 1-D arrays
        Planes.
    lut : (3, points**3) float64
        Red the fastest axis.
    points : int
        Grid points an axis.
    scale, offset : float
        A value's position on the grid is ``value * scale + offset``.
    tetrahedral : bool
        Or trilinear.
    """
    at, weights, tilts = np.empty(8, np.int64), np.empty(8), np.empty((8, 3))
    for k in range(image[0].size):
        count = _stencil(
            image[0][k], image[1][k], image[2][k], points, scale, offset, tetrahedral, at, weights, tilts
        )
        for channel in range(3):
            total = 0.0 if count else np.nan
            for corner in range(count):
                total += weights[corner] * lut[channel, at[corner]]
            out[channel][k] = total


@compiled
def gradients(
    image: Any,
    lut: Any,
    grad: Any,
    grad_image: Any,
    grad_lut: Any,
    points: int,
    scale: float,
    offset: float,
    tetrahedral: bool,
) -> None:
    """Carry the gradient of the output back; a pixel with a NaN takes no part.

    Parameters
    ----------
    image, grad, grad_image : tuple of three 1-D arrays
        The pixels, the gradient of the output, and that of the image, overwritten.
    lut, grad_lut : (3, points**3) float64
        The table, and what its gradient is added to.
    points, scale, offset, tetrahedral
        As in :func:`interpolate`.
    """
    at, weights, tilts = np.empty(8, np.int64), np.empty(8), np.empty((8, 3))
    for k in range(image[0].size):
        count = _stencil(
            image[0][k], image[1][k], image[2][k], points, scale, offset, tetrahedral, at, weights, tilts
        )
        along = np.zeros(3)
        for corner in range(count):
            for channel in range(3):
                given = np.float64(grad[channel][k])
                grad_lut[channel, at[corner]] += weights[corner] * given
                along += tilts[corner] * (lut[channel, at[corner]] * given)
        grad_image[0][k], grad_image[1][k], grad_image[2][k] = along[0], along[1], along[2]
