"""Texture of a 16-bit picture, in place: at most 9 bytes a pixel besides it, 5 of a large one."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from ppr10k_data.develop.detail.denoise import encoded_luma
from ppr10k_data.develop.detail.texture import DARKEST, TextureFilter, resized, texture_fit
from ppr10k_data.develop.detail.transfer import LEVELS, EncodedSpace
from ppr10k_data.develop.jit import block, kernel

Float32 = NDArray[np.float32]

_ZERO, _ONE, _HALF = np.float32(0.0), np.float32(1.0), np.float32(0.5)
_MOST, _DARKEST = np.float32(LEVELS) + _HALF, np.float32(DARKEST)


@block
def _place(index: Any, ratio: Any, last: Any) -> Any:
    """Where a pixel's centre lies among those of a smaller picture, its border continued."""
    return min(max((np.float32(index) + _HALF) * ratio - _HALF, _ZERO), np.float32(last))


@block
def _blend_rows(plane: Any, position: Any, out: Any) -> None:
    """A row between two rows of a plane."""
    above = np.int32(position)
    below = min(above + 1, plane.shape[0] - 1)
    share = position - np.float32(above)
    for x in range(plane.shape[1]):
        out[x] = plane[above, x] + (plane[below, x] - plane[above, x]) * share


@block
def _between(row: Any, position: Any) -> Any:
    left = np.int32(position)
    value = row[left]
    return value + (row[min(left + 1, row.size - 1)] - value) * (position - np.float32(left))


@kernel(parallel=True)
def _changes(luma: Float32, slope: Float32, constant: Float32, strength: np.float32) -> None:
    """Turn luma into the share by which it is to change; the fit is of a smaller size, or the same."""
    height, width = luma.shape
    down, across = np.float32(slope.shape[0] / height), np.float32(slope.shape[1] / width)
    for y in numba.prange(height):
        slopes, constants = np.empty(slope.shape[1], np.float32), np.empty(slope.shape[1], np.float32)
        row = _place(y, down, slope.shape[0] - 1)
        _blend_rows(slope, row, slopes)
        _blend_rows(constant, row, constants)
        for x in range(width):
            column = _place(x, across, slope.shape[1] - 1)
            detail = _between(slopes, column) * luma[y, x] - _between(constants, column)
            luma[y, x] = strength * detail / max(luma[y, x], _DARKEST)


@kernel(parallel=True)
def _scale(picture: NDArray[np.uint16], changes: Float32) -> None:
    """Scale encoded values; the changes are of a smaller size, or the same."""
    height, width = picture.shape[0], picture.shape[1]
    down, across = np.float32(changes.shape[0] / height), np.float32(changes.shape[1] / width)
    for y in numba.prange(height):
        row = np.empty(changes.shape[1], np.float32)
        _blend_rows(changes, _place(y, down, changes.shape[0] - 1), row)
        for x in range(width):
            gain = _ONE + _between(row, _place(x, across, changes.shape[1] - 1))
            for c in range(3):
                level = np.float32(picture[y, x, c]) * gain + _HALF
                picture[y, x, c] = np.int32(min(max(level, _ZERO), _MOST))


def retexture(picture: NDArray[np.uint16], plan: TextureFilter, space: EncodedSpace) -> None:
    """Strengthen or weaken a picture's texture in place.

    Parameters
    ----------
    picture : (H, W, 3) uint16
        Encoded in ``space``.
    plan : TextureFilter
        From :func:`ppr10k_data.develop.detail.texture.plan_texture`.
    space : EncodedSpace

    Notes
    -----
    Within two 16-bit levels of :func:`ppr10k_data.develop.detail.texture.textured`.
    """
    size = picture.shape[1], picture.shape[0]
    fine = resized(encoded_luma(picture, space), plan.coarser(size, fine=True))
    coarse = resized(fine, plan.coarser(size, fine=False))
    slope, constant = texture_fit(coarse, plan.side, space)
    _changes(fine, slope.astype(np.float32), constant.astype(np.float32), np.float32(plan.strength))
    _scale(picture, fine)
