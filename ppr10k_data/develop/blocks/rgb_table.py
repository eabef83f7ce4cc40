"""A look's table of RGB values."""

from __future__ import annotations

from typing import Any

import numpy as np

from ppr10k_data.develop.blocks.lookup import place, place_root, read
from ppr10k_data.develop.jit import block

_ZERO, _ONE = np.float32(0.0), np.float32(1.0)


@block
def _multiply(n: Any, m: Any, rgb: Any) -> None:
    """Multiply by a matrix of nine numbers, row by row."""
    m0, m1, m2, m3, m4, m5, m6, m7, m8 = m[0], m[1], m[2], m[3], m[4], m[5], m[6], m[7], m[8]
    r, g, b = rgb[0], rgb[1], rgb[2]
    for i in range(n):
        red, green, blue = r[i], g[i], b[i]
        r[i] = m0 * red + m1 * green + m2 * blue
        g[i] = m3 * red + m4 * green + m5 * blue
        b[i] = m6 * red + m7 * green + m8 * blue


@block
def _hold(n: Any, carried: Any, plane: Any, outside: Any) -> None:
    """Clamp to 0..1 and keep that share of what is outside which is carried past the table: all, or nothing."""
    for i in range(n):
        inside = min(max(plane[i], _ZERO), _ONE)
        outside[i] = (plane[i] - inside) * carried
        plane[i] = inside


@block
def _corners(
    n: Any, last: Any, strides: Any, rgb: Any, at: Any, to_second: Any, to_third: Any, weights: Any
) -> None:
    """Four corners of the tetrahedron that a colour lies in: where the first is, how far the next two are from it."""
    r, g, b = rgb[0], rgb[1], rgb[2]
    w1, w2, w3 = weights[0], weights[1], weights[2]
    red_step, green_step, blue_step = strides[0], strides[1], strides[2]
    whole, cell = red_step + green_step + blue_step, last - _ONE
    for i in range(n):
        x, y, z = r[i] * last, g[i] * last, b[i] * last
        ix, iy, iz = np.int32(min(x, cell)), np.int32(min(y, cell)), np.int32(min(z, cell))
        fx, fy, fz = x - np.float32(ix), y - np.float32(iy), z - np.float32(iz)
        high, low = max(fx, max(fy, fz)), min(fx, min(fy, fz))
        middle = fx + fy + fz - high - low
        at[i] = ix * red_step + iy * green_step + iz * blue_step
        to_second[i] = red_step if fx == high else (green_step if fy == high else blue_step)
        to_third[i] = whole - (blue_step if fz == low else (green_step if fy == low else red_step))
        w1[i], w2[i], w3[i] = high - middle, middle - low, low


@block
def _read_channel(
    n: Any, flat: Any, whole: Any, at: Any, to_second: Any, to_third: Any, weights: Any, out: Any
) -> None:
    w1, w2, w3 = weights[0], weights[1], weights[2]
    for i in range(n):
        here = at[i]
        second, third, fourth = (
            np.uint32(here + to_second[i]),
            np.uint32(here + to_third[i]),
            np.uint32(here + whole),
        )
        first = flat[np.uint32(here)] * (_ONE - w1[i] - w2[i] - w3[i])
        found = first + flat[second] * w1[i] + flat[third] * w2[i] + flat[fourth] * w3[i]
        out[i] = min(max(found, _ZERO), _ONE)


@block
def _add(n: Any, outside: Any, plane: Any) -> None:
    for i in range(n):
        plane[i] += outside[i]


@block
def _clamp(n: Any, plane: Any) -> None:
    for i in range(n):
        plane[i] = min(max(plane[i], _ZERO), _ONE)


@block
def rgb_table(n: Any, flat: Any, numbers: Any, tables: Any, rgb: Any, scratch: Any, index: Any) -> None:
    """:func:`ppr10k_data.develop.profile.rgb_table.apply_rgb_table`.

    ``flat``: entries of four numbers (red, green, blue, nothing), blue innermost, the amount mixed in. ``numbers``:
    divisions; 1 where what lies outside the table's space is carried past it; the matrix to that space, and back.
    ``tables``: encoding by square root, and decoding.
    """
    outside, weights, fraction = scratch[:3], scratch[3:6], scratch[6]
    at, to_second, to_third, below = index[0], index[1], index[2], index[3]
    divisions = np.int32(numbers[0])
    strides = (np.int32(4) * divisions * divisions, np.int32(4) * divisions, np.int32(4))
    _multiply(n, numbers[2:11], rgb)
    for c in range(3):
        _hold(n, numbers[1], rgb[c], outside[c])
        place_root(n, rgb[c], below, fraction)
        read(n, tables[0], below, fraction, rgb[c])
    _corners(n, numbers[0] - _ONE, strides, rgb, at, to_second, to_third, weights)
    for c in range(3):
        whole = strides[0] + strides[1] + strides[2]
        _read_channel(n, flat[c:], whole, at, to_second, to_third, weights, rgb[c])
        place(n, rgb[c], below, fraction)
        read(n, tables[1], below, fraction, rgb[c])
        _add(n, outside[c], rgb[c])
    _multiply(n, numbers[11:20], rgb)
    for c in range(3):
        _clamp(n, rgb[c])
