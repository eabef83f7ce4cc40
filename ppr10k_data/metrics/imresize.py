"""MATLAB's ``imresize``: bicubic, with antialiasing where it reduces, for masks of another size than their picture."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_REACH = 2.0
"""The cubic kernel is 0 from here on."""

_LOGICAL_PEAK, _LOGICAL_THRESHOLD = 255, 128
"""MATLAB resizes logical pictures as 8-bit ones of 0 and 255, and asks for values above 128."""


def cubic(x: Array) -> Array:
    """Keys's cubic interpolation kernel with a = -1/2.

    References
    ----------
    R. G. Keys, "Cubic Convolution Interpolation for Digital Image Processing", IEEE Transactions on Acoustics, Speech,
    and Signal Processing 29 (1981), equation 15.
    """
    r = np.abs(x)
    near = 1.5 * r**3 - 2.5 * r**2 + 1.0
    far = -0.5 * r**3 + 2.5 * r**2 - 4.0 * r + 2.0
    return np.where(r <= 1.0, near, np.where(r < _REACH, far, 0.0))


def imresize(picture: NDArray[Any], height: int, width: int) -> NDArray[Any]:
    """Resize as MATLAB's ``imresize(picture, [height width])`` does.

    Parameters
    ----------
    picture : (H, W) uint8, uint16, bool or float64
    height, width : int
        At least 1.

    Returns
    -------
    (height, width) array of the same type
        Integers are rounded and clipped after each of the two passes.

    Raises
    ------
    ValueError
        If the picture is not of two axes or empty, or the size is.

    Notes
    -----
    The kernel is widened by the factor of reduction; weights are normalised; pictures go on mirrored beyond their
    edges, the edge's pixels doubled; the axis that is reduced more comes first. (Documentation of ``imresize``, Image
    Processing Toolbox; the rest is common knowledge of its re-implementations.)
    """
    _check(picture.shape, height, width)
    if picture.dtype == np.bool_:
        grey = imresize(np.where(picture, np.uint8(_LOGICAL_PEAK), np.uint8(0)), height, width)
        return cast("NDArray[Any]", grey > _LOGICAL_THRESHOLD)
    scales = (height / picture.shape[0], width / picture.shape[1])
    first = int(np.argmin(scales))
    for axis in (first, 1 - first):
        picture = _along(picture, axis, (height, width)[axis])
    return picture


def _check(shape: tuple[int, ...], height: int, width: int) -> None:
    if len(shape) != 2 or 0 in shape:
        raise ValueError(f"picture of shape {shape}: expected (H, W), with at least one pixel")
    if min(height, width) < 1:
        raise ValueError(f"size {height} x {width}: expected at least one pixel")


def _along(picture: NDArray[Any], axis: int, length: int) -> NDArray[Any]:
    """One pass."""
    if length == picture.shape[axis]:
        return picture
    indices, weights = contributions(picture.shape[axis], length)
    lines = np.moveaxis(picture, axis, 0).astype(np.float64)
    resized = np.moveaxis(_mixed(lines, indices, weights), 0, axis)
    if not np.issubdtype(picture.dtype, np.integer):
        return resized
    return np.clip(np.floor(resized + 0.5), 0, np.iinfo(picture.dtype).max).astype(picture.dtype)


def _mixed(lines: Array, indices: NDArray[np.int64], weights: Array) -> Array:
    """Sums of weighted lines, one tap at a time, so that memory stays that of a picture."""
    mixed = np.zeros((len(indices), lines.shape[1]))
    for tap in range(indices.shape[1]):
        mixed += weights[:, tap, None] * lines[indices[:, tap]]
    return mixed


def contributions(length: int, wanted: int) -> tuple[NDArray[np.int64], Array]:
    """Which pixels of a line each pixel of the resized line is made of, and by what weights.

    Parameters
    ----------
    length, wanted : int
        Pixels of the line, before and after.

    Returns
    -------
    indices : (wanted, K) int64
    weights : (wanted, K) float64
        Of the pixels at `indices`; each row's sum is 1.
    """
    scale = wanted / length
    shrink = min(scale, 1.0)
    reach = _REACH / shrink
    centres = (np.arange(wanted) + 0.5) / scale - 0.5
    first = np.floor(centres - reach).astype(np.int64)
    positions = first[:, None] + np.arange(int(np.ceil(2.0 * reach)) + 2)
    weights = shrink * cubic(shrink * (centres[:, None] - positions))
    weights /= weights.sum(axis=1, keepdims=True)
    round_trip = positions % (2 * length)
    return np.where(round_trip < length, round_trip, 2 * length - 1 - round_trip), weights
