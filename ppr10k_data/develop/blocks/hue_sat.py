"""A profile's table of hue shifts and of saturation and value factors."""

from __future__ import annotations

from typing import Any

import numpy as np

from ppr10k_data.develop.blocks.hsl import measure_hue
from ppr10k_data.develop.blocks.lookup import place, place_root, read
from ppr10k_data.develop.blocks.tone import extremes
from ppr10k_data.develop.jit import block

_ZERO, _ONE, _TINY = np.float32(0.0), np.float32(1.0), np.float32(1e-9)
_SIX = np.float32(6.0)


@block
def _saturations(n: Any, low: Any, high: Any, saturation: Any) -> None:
    for i in range(n):
        saturation[i] = (high[i] - low[i]) / max(high[i], _TINY)


@block
def _along(n: Any, x: Any, scale: Any, last: Any, stride: Any, below: Any, fraction: Any) -> None:
    """Offsets of the entries below values of 0..1 on an axis that begins and ends with an entry."""
    for i in range(n):
        position = x[i] * scale
        cell = np.int32(min(position, last))
        below[i] = cell * stride
        fraction[i] = position - np.float32(cell)


@block
def _around(n: Any, hue: Any, hues: Any, stride: Any, below: Any, onward: Any, fraction: Any) -> None:
    """Offsets of the entries below hues of 0..1, and the way to the next one, which after the last is the first."""
    last = hues - _ONE
    step, back = np.int32(stride), np.int32(-stride) * np.int32(last)
    for i in range(n):
        position = hue[i] * hues
        cell = np.int32(min(position, last))
        below[i] = cell * step
        onward[i] = back if np.float32(cell) >= last else step
        fraction[i] = position - np.float32(cell)


@block
def _read_plane(n: Any, flat: Any, at: Any, onward: Any, fs: Any, fh: Any, out: Any) -> None:
    """Bilinear interpolation of one number of the entries at offsets ``at``."""
    for i in range(n):
        here, there = np.uint32(at[i]), np.uint32(at[i] + onward[i])
        s, h = fs[i], fh[i]
        first = flat[here] + (flat[here + np.uint32(4)] - flat[here]) * s
        second = flat[there] + (flat[there + np.uint32(4)] - flat[there]) * s
        out[i] = first + (second - first) * h


@block
def _between(n: Any, other: Any, fv: Any, out: Any) -> None:
    for i in range(n):
        out[i] += (other[i] - out[i]) * fv[i]


@block
def _add(n: Any, more: Any, total: Any) -> None:
    for i in range(n):
        total[i] += more[i]


@block
def _shift(n: Any, step: Any, at: Any) -> None:
    for i in range(n):
        at[i] += step


@block
def _scale(n: Any, factor: Any, plane: Any) -> None:
    for i in range(n):
        plane[i] = min(max(plane[i] * factor[i], _ZERO), _ONE)


@block
def _paint(n: Any, hue: Any, shift: Any, saturation: Any, value: Any, rgb: Any) -> None:
    """HSV to RGB; ``shift`` is a share of the circle."""
    r, g, b = rgb[0], rgb[1], rgb[2]
    for i in range(n):
        turned = hue[i] + shift[i]
        sixth = (turned - np.floor(turned)) * _SIX
        chroma = saturation[i] * value[i]
        red = min(max(abs(sixth - np.float32(3.0)) - _ONE, _ZERO), _ONE)
        green = min(max(np.float32(2.0) - abs(sixth - np.float32(2.0)), _ZERO), _ONE)
        blue = min(max(np.float32(2.0) - abs(sixth - np.float32(4.0)), _ZERO), _ONE)
        r[i] = value[i] - chroma * (_ONE - red)
        g[i] = value[i] - chroma * (_ONE - green)
        b[i] = value[i] - chroma * (_ONE - blue)


@block
def hue_sat(n: Any, flat: Any, numbers: Any, tables: Any, rgb: Any, scratch: Any, index: Any) -> None:
    """:func:`ppr10k_data.develop.profile.hue_sat.apply_hue_sat`.

    ``flat``: entries of four numbers (hue shift as a share of the circle, saturation factor, value factor, nothing),
    saturations innermost, then hues, then values. ``numbers``: hues, saturations, values, and 1 where the value is
    sRGB-encoded. ``tables``: encoding by square root, and decoding.
    """
    low, high, hue, saturation = scratch[0], scratch[1], scratch[2], scratch[3]
    fs, fh, fv, other = scratch[4], scratch[5], scratch[6], scratch[7]
    shift, by_saturation, by_value = scratch[8], scratch[9], scratch[10]
    at, onward, more = index[0], index[1], index[2]
    hues, saturations, values, encoded = numbers[0], numbers[1], numbers[2], numbers[3] > _ZERO
    extremes(n, rgb, low, high)
    measure_hue(n, rgb, low, high, hue)
    _saturations(n, low, high, saturation)
    if encoded:
        place_root(n, high, more, fv)
        read(n, tables[0], more, fv, high)
    stride = np.int32(4) * np.int32(saturations)
    _along(n, saturation, saturations - _ONE, saturations - np.float32(2.0), np.int32(4), at, fs)
    _around(n, hue, hues, stride, more, onward, fh)
    _add(n, more, at)
    if values > _ONE:
        layer = stride * np.int32(hues)
        _along(n, high, values - _ONE, values - np.float32(2.0), layer, more, fv)
        _add(n, more, at)
    _read_plane(n, flat, at, onward, fs, fh, shift)
    _read_plane(n, flat[1:], at, onward, fs, fh, by_saturation)
    _read_plane(n, flat[2:], at, onward, fs, fh, by_value)
    if values > _ONE:
        _shift(n, layer, at)
        _read_plane(n, flat, at, onward, fs, fh, other)
        _between(n, other, fv, shift)
        _read_plane(n, flat[1:], at, onward, fs, fh, other)
        _between(n, other, fv, by_saturation)
        _read_plane(n, flat[2:], at, onward, fs, fh, other)
        _between(n, other, fv, by_value)
    _scale(n, by_saturation, saturation)
    _scale(n, by_value, high)
    if encoded:
        place(n, high, more, fv)
        read(n, tables[1], more, fv, high)
    _paint(n, hue, shift, saturation, high, rgb)
