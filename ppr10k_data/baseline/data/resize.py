"""Crop, resize, mirror and lay out a picture for a network, in one pass over its pixels."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.baseline.data.frames import Box, Frame
from ppr10k_data.develop.jit import block, kernel
from ppr10k_data.errors import SettingsError

Planes = NDArray[np.float32]
Taps = tuple[NDArray[np.int64], NDArray[np.float32]]

_PEAK = {"uint8": 255.0, "uint16": 65535.0, "float32": 1.0}


def framed(picture: NDArray[Any], frame: Frame) -> Planes:
    """See a picture through a frame.

    Parameters
    ----------
    picture : (H, W, C) or (H, W) uint8, uint16 or float32
        Integers count to their type's largest, which becomes 1.
    frame : Frame

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
    out = np.empty((channels, *frame.shape), np.float32)
    window = frame.window or Box(0, 0, *frame.size)
    rows = _windowed(taps(frame.crop.height, frame.size[0]), window.top, window.bottom)
    columns = _windowed(taps(frame.crop.width, frame.size[1]), window.left, window.right)
    if frame.flip:
        columns = columns[0][::-1], columns[1][::-1]
    lines = np.ascontiguousarray(picture)[frame.crop.top : frame.crop.bottom].reshape(frame.crop.height, -1)
    lines.flags.writeable = False  # files come as both, and the kernel is compiled for one
    _resize(lines, frame.crop.left, *rows, *_contiguous(columns), np.float32(1.0 / peak), out)
    return out


def _contiguous(some: Taps) -> Taps:
    return np.ascontiguousarray(some[0]), np.ascontiguousarray(some[1])


def _windowed(all_taps: Taps, start: int, stop: int) -> Taps:
    return all_taps[0][start:stop], all_taps[1][start:stop]


@lru_cache(maxsize=2048)
def taps(length: int, wanted: int) -> Taps:
    """Which pixels of a line each pixel of the resized line is made of.

    Parameters
    ----------
    length, wanted : int
        Pixels of the line, before and after.

    Returns
    -------
    first : (wanted,) int64
        The first of the pixels.
    weights : (wanted, K) float32
        Of the K pixels from there; their sum is 1.
    """
    if length == wanted:
        return np.arange(length), np.ones((length, 1), np.float32)
    scale = length / wanted
    reach = max(scale, 1.0)
    count = min(length, int(np.ceil(2.0 * reach)))
    centres = (np.arange(wanted) + 0.5) * scale
    first = np.clip(np.ceil(centres - reach - 0.5).astype(np.int64), 0, length - count)
    distance = first[:, None] + np.arange(count) + 0.5 - centres[:, None]
    weights = np.maximum(0.0, 1.0 - np.abs(distance) / reach)
    return first, (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)


@kernel()
def _resize(
    lines: NDArray[Any],
    left: int,
    row_first: NDArray[np.int64],
    row_weights: NDArray[np.float32],
    column_first: NDArray[np.int64],
    column_weights: NDArray[np.float32],
    scale: np.float32,
    out: Planes,
) -> None:
    """Along the lines into planes, then down the columns, where whole lines are added at a time."""
    channels, height, width = out.shape
    top = row_first[0]
    narrowed = np.empty((channels, row_first[-1] + row_weights.shape[1] - top, width), np.float32)
    for y in range(narrowed.shape[1]):
        _along(lines[top + y, left * channels :], column_first, column_weights, scale, narrowed[:, y])
    for c in range(channels):
        for y in range(height):
            target, first = out[c, y], row_first[y] - top
            target[:] = row_weights[y, 0] * narrowed[c, first]
            for k in range(1, row_weights.shape[1]):
                weight, source = row_weights[y, k], narrowed[c, first + k]
                for x in range(width):
                    target[x] += weight * source[x]


@block
def _along(
    line: NDArray[Any],
    first: NDArray[np.int64],
    weights: NDArray[np.float32],
    scale: np.float32,
    out: Planes,
) -> None:
    """One line of interleaved values, channel by channel; one tap and two are cases of their own for speed."""
    channels, width = out.shape
    count = weights.shape[1]
    for c in range(channels):
        plane = out[c]
        if count == 1:
            for x in range(width):
                plane[x] = scale * np.float32(line[first[x] * channels + c])
        elif count == 2:
            for x in range(width):
                near = first[x] * channels + c
                blend = weights[x, 0] * np.float32(line[near]) + weights[x, 1] * np.float32(
                    line[near + channels]
                )
                plane[x] = scale * blend
        else:
            for x in range(width):
                total, start = np.float32(0.0), first[x] * channels + c
                for k in range(count):
                    total += weights[x, k] * np.float32(line[start + k * channels])
                plane[x] = scale * total
