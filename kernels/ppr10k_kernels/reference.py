"""The specification: interpolation in a 3D look-up table, written plainly in float64.

Faster backends are judged against it; nothing here is fast.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ppr10k_kernels.shapes import Interpolation, check_domain, check_image, check_interpolation, check_lut

Float64 = NDArray[np.float64]


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
    _check(image, lut, interpolation, domain)
    position = _position(image, domain)
    return _METHODS[interpolation](np.clip(position, 0.0, 1.0), np.asarray(lut, dtype=np.float64))


def apply_lut_gradients(
    image: NDArray[Any],
    lut: NDArray[Any],
    grad: NDArray[Any],
    *,
    interpolation: Interpolation = "trilinear",
    domain: tuple[float, float] = (0.0, 1.0),
) -> tuple[Float64, Float64]:
    """Carry the gradient of :func:`apply_lut`'s output back to the image and to the table.

    Parameters
    ----------
    image, lut, interpolation, domain
        As in :func:`apply_lut`.
    grad : (..., 3) array
        Gradient of the output.

    Returns
    -------
    grad_image : (..., 3) float64
        Zero where a channel lies outside the domain, whose ends belong to it; on a grid point the slope of the cell
        above, at the last grid point of the cell below.
    grad_lut : (3, N, N, N) float64
        The adjoint: ``(apply_lut(image, T) * grad).sum() == (T * grad_lut).sum()`` for every table T.

    Raises
    ------
    ShapeError
        As in :func:`apply_lut`, or if ``grad`` is not shaped as the image.

    Notes
    -----
    A pixel with a NaN takes no part: it adds nothing to ``grad_lut``, and its ``grad_image`` is zero.
    """
    _check(image, lut, interpolation, domain)
    check_image(grad.shape)
    flat = _position(image, domain).reshape(-1, 3)
    valid = ~np.isnan(flat).any(axis=1, keepdims=True)
    inside = valid & (flat >= 0.0) & (flat <= 1.0)
    position = np.clip(np.where(valid, flat, 0.0), 0.0, 1.0)
    given = np.where(valid, np.asarray(grad, np.float64).reshape(-1, 3), 0.0)
    table = np.asarray(lut, dtype=np.float64)
    grad_lut, grad_image = np.zeros(table.shape), np.zeros(position.shape)
    corner, place = _cell(position, table.shape[1])
    scale = (table.shape[1] - 1) / (domain[1] - domain[0])
    for step, weight, slope in _STENCILS[interpolation](place):
        r, g, b = (corner + step).T
        for channel in range(3):
            np.add.at(grad_lut[channel], (b, g, r), weight * given[:, channel])
        grad_image += slope * (_at(table, corner + step) * given).sum(axis=1, keepdims=True)
    return (grad_image * inside * scale).reshape(image.shape), grad_lut


def _check(image: NDArray[Any], lut: NDArray[Any], interpolation: str, domain: tuple[float, float]) -> None:
    """Refuse arrays and options that have no meaning."""
    check_image(image.shape)
    check_lut(lut.shape)
    check_interpolation(interpolation)
    check_domain(domain)


def _position(image: NDArray[Any], domain: tuple[float, float]) -> Float64:
    """Place of values in the domain, 0..1 within it."""
    whole = float(np.iinfo(image.dtype).max) if np.issubdtype(image.dtype, np.unsignedinteger) else 1.0
    return np.asarray((np.asarray(image, np.float64) / whole - domain[0]) / (domain[1] - domain[0]))


def _cell(position: Float64, points: int) -> tuple[NDArray[np.int64], Float64]:
    """Lowest corner of each pixel's cell, and its place in the cell, 0..1 on each axis. NaN stays in the place."""
    scaled = position * (points - 1)
    corner = np.clip(np.floor(np.nan_to_num(scaled)), 0, points - 2).astype(np.int64)
    return corner, scaled - corner


def _at(lut: Float64, corner: NDArray[np.int64]) -> Float64:
    """The table's colours at grid points, given by their indices along red, green and blue."""
    r, g, b = np.moveaxis(corner, -1, 0)
    return np.asarray(np.moveaxis(lut[:, b, g, r], 0, -1))


Stencil = Iterator[tuple[NDArray[np.int64], Float64, Float64]]
"""Of each grid point of a pixel: its step from the lowest corner, its weight, and the weight's slope on each axis."""


def _trilinear_stencil(place: Float64) -> Stencil:
    """The eight corners of the cell."""
    for step in np.ndindex(2, 2, 2):
        upper = np.array(step) == 1
        share = np.where(upper, place, 1.0 - place)
        slope = [
            np.prod(np.delete(share, axis, -1), -1) * (1.0 if upper[axis] else -1.0) for axis in range(3)
        ]
        yield np.array(step), np.prod(share, -1), np.stack(slope, -1)


def _tetrahedral_stencil(place: Float64) -> Stencil:
    """Walk from the lowest to the highest corner along the axes in the order of the pixel's places."""
    order = np.argsort(-place, axis=-1, kind="stable")
    falling = np.take_along_axis(place, order, axis=-1)
    axes = np.eye(3)[order]  # [..., turn, axis]: the axis walked along at each turn
    before, after = np.concatenate([np.ones_like(place[..., :1]), falling], -1), np.zeros_like(place[..., :1])
    bounds = np.concatenate([before, after], -1)
    walked = np.zeros(place.shape, np.int64)
    for turn in range(4):
        slope = (axes[..., turn - 1, :] if turn else 0.0) - (axes[..., turn, :] if turn < 3 else 0.0)
        yield walked.copy(), bounds[..., turn] - bounds[..., turn + 1], np.broadcast_to(slope, place.shape)
        if turn < 3:
            walked += axes[..., turn, :].astype(np.int64)


def _interpolated(stencil: Callable[[Float64], Stencil]) -> Callable[[Float64, Float64], Float64]:
    """The interpolation that weights a stencil's points."""

    def method(position: Float64, lut: Float64) -> Float64:
        """Mix the points."""
        corner, place = _cell(position, lut.shape[1])
        total = np.zeros(position.shape)
        for step, weight, _ in stencil(place):
            total += weight[..., None] * _at(lut, corner + step)
        return np.asarray(np.where(np.isnan(position).any(axis=-1, keepdims=True), np.nan, total))

    return method


_STENCILS: dict[Interpolation, Callable[[Float64], Stencil]] = {
    "trilinear": _trilinear_stencil,
    "tetrahedral": _tetrahedral_stencil,
}
_METHODS = {name: _interpolated(stencil) for name, stencil in _STENCILS.items()}
