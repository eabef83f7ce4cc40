"""Local adjustments: what a grid over the picture and its luminance says for a pixel's place and luminance."""

from __future__ import annotations

from typing import Any

import numpy as np

from ppr10k_data.develop.blocks.gains import measure
from ppr10k_data.develop.blocks.lookup import place_root, read
from ppr10k_data.develop.blocks.tone import extremes
from ppr10k_data.develop.jit import block

_ZERO, _ONE, _TINY = np.float32(0.0), np.float32(1.0), np.float32(1e-6)


@block
def _across(n: Any, x: Any, step: Any, start: Any, last: Any, below: Any, fraction: Any) -> None:
    """Places of consecutive pixels on an axis of the grid; ``last`` is its last cell."""
    for i in range(n):
        position = min(max(start + step * (x + np.float32(i)), _ZERO), last + _ONE)
        cell = np.int32(min(position, last))
        below[i] = cell
        fraction[i] = position - np.float32(cell)


@block
def _zones(n: Any, zone: Any, last: Any, below: Any, fraction: Any) -> None:
    for i in range(n):
        position = min(max(zone[i], _ZERO), last + _ONE)
        cell = np.int32(min(position, last))
        below[i] = cell
        fraction[i] = position - np.float32(cell)


@block
def _blend_rows(above: Any, below: Any, share: Any, slab: Any) -> None:
    """Two rows of the grid, (columns, zones, 2), as one: all that a row of an upright picture needs."""
    one, other, out = above.ravel(), below.ravel(), slab.ravel()
    for i in range(one.size):
        out[i] = one[i] + (other[i] - one[i]) * share


@block
def _slice_straight(
    n: Any, which: Any, slab: Any, step: Any, columns: Any, zones: Any, fx: Any, fz: Any, out: Any
) -> None:
    """Bilinear interpolation over columns and zones of one of the slab's two values."""
    flat = slab.ravel()
    over = np.uint32(step)
    for i in range(n):
        at = np.uint32(columns[i] * step + zones[i] * 2 + which)
        left = flat[at] + (flat[at + np.uint32(2)] - flat[at]) * fz[i]
        at += over
        right = flat[at] + (flat[at + np.uint32(2)] - flat[at]) * fz[i]
        out[i] = left + (right - left) * fx[i]


@block
def _slice_turned(
    n: Any, which: Any, grid: Any, rows: Any, columns: Any, zones: Any, fx: Any, fy: Any, fz: Any, out: Any
) -> None:
    """Trilinear interpolation of one of the grid's two values, where rows of the picture cross rows of the grid."""
    flat = grid.ravel()
    step = np.int32(grid.shape[2] * 2)
    step_y = step * np.int32(grid.shape[1])
    dx, dy, up = np.uint32(step), np.uint32(step_y), np.uint32(2)
    for i in range(n):
        at = np.uint32(rows[i] * step_y + columns[i] * step + zones[i] * 2 + which)
        c = fz[i]
        a00 = flat[at] + (flat[at + up] - flat[at]) * c
        a01 = flat[at + dx] + (flat[at + dx + up] - flat[at + dx]) * c
        at += dy
        a10 = flat[at] + (flat[at + up] - flat[at]) * c
        a11 = flat[at + dx] + (flat[at + dx + up] - flat[at + dx]) * c
        top = a00 + (a01 - a00) * fx[i]
        out[i] = top + (a10 + (a11 - a10) * fx[i] - top) * fy[i]


@block
def _clear(n: Any, airlight: Any, slope: Any, plane: Any) -> None:
    """Take the haze away, or add some, on an axis of square roots."""
    for i in range(n):
        root = airlight + (np.sqrt(plane[i]) - airlight) * slope[i]
        plane[i] = min(max(root, _ZERO), _ONE) ** 2


@block
def _hold(n: Any, high: Any, gain: Any) -> None:
    """No channel goes beyond 1, so that hue stays."""
    for i in range(n):
        gain[i] = min(gain[i], _ONE / max(high[i], _TINY))


@block
def _scale(n: Any, gain: Any, plane: Any) -> None:
    for i in range(n):
        plane[i] *= gain[i]


@block
def adjust(
    n: Any,
    x: Any,
    y: Any,
    grid: Any,
    slab: Any,
    frame: Any,
    numbers: Any,
    table: Any,
    rgb: Any,
    scratch: Any,
    index: Any,
) -> None:
    """Gain, and slope of the haze's line, by place and luminance.

    ``grid`` is (rows, columns, zones, 2), ``slab`` room for one of its rows; ``frame`` (2, 3) leads from the pixel
    loop's x and y to columns and rows; ``table`` from luminance to zones; ``numbers`` are the airlight, and 1 where
    haze is to be changed.
    """
    luminance, zone, fx, fy, fz = scratch[0], scratch[1], scratch[2], scratch[3], scratch[4]
    gain, slope = scratch[5], scratch[6]
    rows, columns, zones = index[1], index[2], index[3]
    measure(n, rgb, luminance)
    place_root(n, luminance, index[0], fz)
    read(n, table, index[0], fz, zone)
    _zones(n, zone, np.float32(grid.shape[2] - 2), zones, fz)
    start_x, start_y = frame[0, 1] * y + frame[0, 2], frame[1, 1] * y + frame[1, 2]
    _across(n, x, frame[0, 0], start_x, np.float32(grid.shape[1] - 2), columns, fx)
    _across(n, x, frame[1, 0], start_y, np.float32(grid.shape[0] - 2), rows, fy)
    hazy = numbers[1] > _ZERO
    if frame[1, 0] == _ZERO:
        step = np.int32(grid.shape[2] * 2)
        first, last = min(columns[0], columns[n - 1]), max(columns[0], columns[n - 1])
        _blend_rows(
            grid[rows[0], first : last + 2],
            grid[rows[0] + 1, first : last + 2],
            fy[0],
            slab[first : last + 2],
        )
        _slice_straight(n, np.int32(0), slab, step, columns, zones, fx, fz, gain)
        if hazy:
            _slice_straight(n, np.int32(1), slab, step, columns, zones, fx, fz, slope)
    else:
        _slice_turned(n, np.int32(0), grid, rows, columns, zones, fx, fy, fz, gain)
        if hazy:
            _slice_turned(n, np.int32(1), grid, rows, columns, zones, fx, fy, fz, slope)
    if hazy:
        for c in range(3):
            _clear(n, numbers[0], slope, rgb[c])
    extremes(n, rgb, luminance, zone)
    _hold(n, zone, gain)
    for c in range(3):
        _scale(n, gain, rgb[c])
