"""Crop, resize, mirror and lay out a picture for a network, in one pass over its pixels."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.baseline.data.frames import Box, Frame
from ppr10k_data.develop.jit import block, kernel
from ppr10k_data.errors import SettingsError

Planes = NDArray[np.float32]
Taps = tuple[NDArray[np.int32], NDArray[np.float32]]

Room = Callable[[str, tuple[int, int, int]], Planes]
"""Gives the memory that planes are written to, by what they are (``input``) and their shape: (C, h, w) float32."""


def alone(what: str, shape: tuple[int, int, int]) -> Planes:
    """Memory of their own: a :data:`Room`."""
    return np.empty(shape, np.float32)


_PEAK = {"uint8": 255.0, "uint16": 65535.0, "float32": 1.0}


def framed(picture: NDArray[Any], frame: Frame, room: Room = alone, what: str = "") -> Planes:
    """See a picture through a frame.

    Parameters
    ----------
    picture : (H, W, C) or (H, W) uint8, uint16 or float32
        Integers count to their type's largest, which becomes 1.
    frame : Frame
    room : Room
        Where the planes are to lie.
    what : str
        What they are, for `room`.

    Returns
    -------
    (C, h, w) float32
        C is 1 for a picture without channels.

    Raises
    ------
    SettingsError
        If the frame's crop does not lie in the picture, or its type is another.

    Notes
    -----
    Resized by a triangle as wide as a pixel of the coarser grid: bilinear where the crop is enlarged, an average where
    it is reduced, so that nothing aliases. At the crop's edges the weights that are left are scaled to a sum of 1. This
    is Pillow's bilinear filter and torch's with antialiasing, without rounding between the passes.
    """
    peak = _PEAK.get(picture.dtype.name)
    if peak is None:
        raise SettingsError(f"picture of {picture.dtype}: expected one of {', '.join(_PEAK)}")
    if not frame.crop.inside(*picture.shape[:2]):
        raise SettingsError(
            f"{frame.crop} does not lie in a picture of {picture.shape[0]} x {picture.shape[1]}"
        )
    channels = 1 if picture.ndim == 2 else picture.shape[2]
    out = room(what, (channels, *frame.shape))
    window = frame.window or Box(0, 0, *frame.size)
    rows = _windowed(taps(frame.crop.height, frame.size[0]), window.top, window.bottom)
    columns = _windowed(taps(frame.crop.width, frame.size[1]), window.left, window.right, mirrored=frame.flip)
    lines = np.ascontiguousarray(picture)[frame.crop.top : frame.crop.bottom].reshape(frame.crop.height, -1)
    lines.flags.writeable = False  # files come as both, and the kernel is compiled for one
    crop = (frame.crop.left, frame.crop.width)
    _resize(lines, crop, *rows, *columns, np.float32(1.0 / peak), out)
    return out


def _windowed(every: Taps, start: int, stop: int, *, mirrored: bool = False) -> Taps:
    first, weights = every[0][start:stop], every[1][:, start:stop]
    step = -1 if mirrored else 1
    return np.ascontiguousarray(first[::step]), np.ascontiguousarray(weights[:, ::step])


@lru_cache(maxsize=2048)
def taps(length: int, wanted: int) -> Taps:
    """Which pixels of a line each pixel of the resized line is made of.

    Parameters
    ----------
    length, wanted : int
        Pixels of the line, before and after.

    Returns
    -------
    first : (wanted,) int32
        The first of the pixels.
    weights : (K, wanted) float32
        Of the K pixels from there; their sum is 1.
    """
    if length == wanted:
        return np.arange(length, dtype=np.int32), np.ones((1, length), np.float32)
    scale = length / wanted
    reach = max(scale, 1.0)
    count = min(length, int(np.ceil(2.0 * reach)))
    centres = (np.arange(wanted) + 0.5) * scale
    first = np.clip(np.ceil(centres - reach - 0.5).astype(np.int32), 0, length - count)
    distance = first + np.arange(count)[:, None] + 0.5 - centres
    weights = np.maximum(0.0, 1.0 - np.abs(distance) / reach)
    return first, (weights / weights.sum(axis=0)).astype(np.float32)


@kernel()
def _resize(
    lines: NDArray[Any],
    crop: tuple[int, int],
    row_first: NDArray[np.int32],
    row_weights: NDArray[np.float32],
    column_first: NDArray[np.int32],
    column_weights: NDArray[np.float32],
    scale: np.float32,
    out: Planes,
) -> None:
    """Along the lines into planes, then down the columns; whole lines are added at a time, which vectorises."""
    left, crop_width = crop
    channels, height, width = out.shape
    top, taps_down = row_first[0], row_weights.shape[0]
    planes = np.empty((channels, crop_width), np.float32)
    narrowed = np.empty((channels, row_first[-1] + taps_down - top, width), np.float32)
    for y in range(narrowed.shape[1]):
        _deinterleave(lines[top + y], left, scale, planes)
        for c in range(channels):
            _along(planes[c], column_first, column_weights, narrowed[c, y])
    for c in range(channels):
        for y in range(height):
            _down(narrowed[c], row_first[y] - top, row_weights[:, y], out[c, y])


@block
def _deinterleave(line: NDArray[Any], left: int, scale: np.float32, planes: Planes) -> None:
    channels, width = planes.shape
    for c in range(channels):
        for x in range(width):
            planes[c, x] = scale * np.float32(line[(left + x) * channels + c])


@block
def _along(plane: Planes, first: NDArray[np.int32], weights: NDArray[np.float32], out: Planes) -> None:
    for x in range(len(out)):
        out[x] = weights[0, x] * plane[first[x]]
    for k in range(1, len(weights)):
        for x in range(len(out)):
            out[x] += weights[k, x] * plane[first[x] + k]


@block
def _down(lines: Planes, first: int, weights: NDArray[np.float32], out: Planes) -> None:
    for x in range(len(out)):
        out[x] = weights[0] * lines[first, x]
    for k in range(1, len(weights)):
        for x in range(len(out)):
            out[x] += weights[k] * lines[first + k, x]
