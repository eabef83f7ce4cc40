"""The specification: interpolation in a 3D look-up table, written plainly in float64.

Faster backends are judged against it; nothing here is fast.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from ppr10k_kernels.errors import ShapeError

Interpolation = Literal["trilinear", "tetrahedral"]
Float64 = NDArray[np.float64]

LARGEST_LUT = 129
"""Grid points an axis; larger tables gain nothing that can be seen."""


def apply_lut(
    image: NDArray[Any],
    lut: NDArray[Any],
    *,
    interpolation: Interpolation = "trilinear",
    domain: tuple[float, float] = (0.0, 1.0),
) -> Float64:
    """Send an image through a 3D look-up table.

    Parameters
    ----------
    image : (..., 3) array of float or unsigned integers
        RGB, last axis; integers stand for 0..1 of their type's range.
    lut : (3, N, N, N) array
        Indexed [channel, blue, green, red]: red is the fastest axis, as in a ``.cube`` file. N from 2 to 129.
    interpolation : {"trilinear", "tetrahedral"}
        Tetrahedral keeps greys grey wherever the table's diagonal is.
    domain : tuple of float
        Image values of the table's first and last grid point.

    Returns
    -------
    (..., 3) float64
        Values outside the domain are clamped to it; a pixel with a NaN is NaN in all channels.

    Raises
    ------
    ShapeError
        If an array has another shape, the table has too many points or the domain is empty.

    References
    ----------
    Adobe, Cube LUT Specification 1.0; J. M. Kasson et al., "Tetrahedral interpolation technique for color space
    conversion", Proc. SPIE 1909 (1993).
    """
    _check(image, lut, domain)
    scale = 1.0
    if np.issubdtype(image.dtype, np.unsignedinteger):
        scale = float(np.iinfo(image.dtype).max)
    values = np.asarray(image, dtype=np.float64) / scale
    position = (values - domain[0]) / (domain[1] - domain[0])
    return _METHODS[interpolation](np.clip(position, 0.0, 1.0), np.asarray(lut, dtype=np.float64))


def _check(image: NDArray[Any], lut: NDArray[Any], domain: tuple[float, float]) -> None:
    if image.ndim < 1 or image.shape[-1] != 3:
        raise ShapeError("an image has RGB on its last axis", actual=str(image.shape), expected="(..., 3)")
    sizes = set(lut.shape[1:])
    if lut.ndim != 4 or lut.shape[0] != 3 or len(sizes) != 1 or not 2 <= lut.shape[1] <= LARGEST_LUT:
        wanted = f"(3, N, N, N) with N from 2 to {LARGEST_LUT}"
        raise ShapeError("a table is [channel, blue, green, red]", actual=str(lut.shape), expected=wanted)
    if not domain[0] < domain[1]:
        raise ShapeError("a domain runs from low to high", actual=str(domain), expected="low < high")


def _cell(position: Float64, points: int) -> tuple[NDArray[np.int64], Float64]:
    """Lowest corner of each pixel's cell, and its place in the cell, 0..1 on each axis. NaN stays in the place."""
    scaled = position * (points - 1)
    corner = np.clip(np.floor(np.nan_to_num(scaled)), 0, points - 2).astype(np.int64)
    return corner, scaled - corner


def _at(lut: Float64, corner: NDArray[np.int64], step: tuple[int, int, int]) -> Float64:
    """The table's colours at ``corner`` moved by ``step`` in red, green and blue."""
    r, g, b = (corner[..., axis] + step[axis] for axis in range(3))
    return np.asarray(np.moveaxis(lut[:, b, g, r], 0, -1))


def _trilinear(position: Float64, lut: Float64) -> Float64:
    corner, place = _cell(position, lut.shape[1])
    total = np.zeros(position.shape)
    for step in np.ndindex(2, 2, 2):
        weight = np.prod(np.where(np.array(step) == 1, place, 1.0 - place), axis=-1)
        total += weight[..., None] * _at(lut, corner, (step[0], step[1], step[2]))
    return total


def _tetrahedral(position: Float64, lut: Float64) -> Float64:
    """Walk from the lowest to the highest corner along the axes in the order of the pixel's places."""
    corner, place = _cell(position, lut.shape[1])
    order = np.argsort(-place, axis=-1, kind="stable")
    falling = np.take_along_axis(place, order, axis=-1)
    total = (1.0 - falling[..., :1]) * _at(lut, corner, (0, 0, 0))
    walked = corner.copy()
    for turn in range(3):
        np.put_along_axis(walked, order[..., turn : turn + 1], _next(walked, order, turn), axis=-1)
        until = falling[..., turn + 1 : turn + 2] if turn < 2 else 0.0
        total = total + (falling[..., turn : turn + 1] - until) * _at(lut, walked, (0, 0, 0))
    return np.asarray(np.where(np.isnan(position).any(axis=-1, keepdims=True), np.nan, total))


def _next(walked: NDArray[np.int64], order: NDArray[np.int64], turn: int) -> NDArray[np.int64]:
    """One step along the axis whose turn it is."""
    return np.take_along_axis(walked, order[..., turn : turn + 1], axis=-1) + 1


_METHODS: dict[Interpolation, Callable[[Float64, Float64], Float64]] = {
    "trilinear": _trilinear,
    "tetrahedral": _tetrahedral,
}
