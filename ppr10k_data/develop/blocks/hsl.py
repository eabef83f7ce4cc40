"""The HSL mixer."""

from __future__ import annotations

from typing import Any

import numpy as np

from ppr10k_data.develop.blocks.lookup import place, place_root, read
from ppr10k_data.develop.blocks.tone import extremes
from ppr10k_data.develop.jit import block

_ZERO, _ONE, _TINY = np.float32(0.0), np.float32(1.0), np.float32(1e-9)
_HALF, _SIX, _SIXTH = np.float32(0.5), np.float32(6.0), np.float32(1.0 / 6.0)
_FULL_COLOR = np.float32(1.0 / 0.4568)
_QUARTER = np.float32(0.25)


@block
def measure_hue(n: Any, rgb: Any, low: Any, high: Any, hue: Any) -> None:
    """HSV hue as a share of the circle, 0..1; 0 for greys."""
    r, g, b = rgb[0], rgb[1], rgb[2]
    for i in range(n):
        scale = _SIXTH / max(high[i] - low[i], _TINY)
        of_red = (g[i] - b[i]) * scale
        of_green = (b[i] - r[i]) * scale + np.float32(1.0 / 3.0)
        of_blue = (r[i] - g[i]) * scale + np.float32(2.0 / 3.0)
        turned = of_red if r[i] == high[i] else (of_green if g[i] == high[i] else of_blue)
        hue[i] = turned + (_ONE if turned < _ZERO else _ZERO)


@block
def measure_lightness(n: Any, low: Any, high: Any, root: Any, light: Any, colorful: Any) -> None:
    """HSL lightness, and how colourful a pixel counts before its power; ``root`` is the cube root of the value."""
    for i in range(n):
        light[i] = _HALF * (high[i] + low[i])
        s = (high[i] - low[i]) / max(high[i], _TINY)
        colorful[i] = min(s * root[i] * _FULL_COLOR, _ONE)


@block
def _brighten(n: Any, colorful: Any, extra: Any, gain: Any, quarter: Any) -> None:
    """The lightness gain, and a quarter of it for the table of its power."""
    for i in range(n):
        gain[i] = _ONE + colorful[i] * extra[i]
        quarter[i] = gain[i] * _QUARTER


@block
def _limit(n: Any, low: Any, high: Any, light: Any, gain: Any, power: Any, spread: Any) -> None:
    """The spread about the lightness, held where the smallest channel would fall below 0; ``light`` is scaled."""
    for i in range(n):
        light[i] *= gain[i]
        reach = _HALF * (high[i] - low[i])
        spread[i] = min(spread[i] * power[i], light[i] / max(reach, _TINY))


@block
def _turn(n: Any, low: Any, high: Any, hue: Any, shift: Any, light: Any, spread: Any, rgb: Any) -> None:
    """Colours of the same chroma at another hue, about their lightness."""
    r, g, b = rgb[0], rgb[1], rgb[2]
    for i in range(n):
        turned = hue[i] + shift[i]
        sixth = (turned - np.floor(turned)) * _SIX
        chroma, middle = high[i] - low[i], _HALF
        red = min(max(abs(sixth - np.float32(3.0)) - _ONE, _ZERO), _ONE)
        green = min(max(np.float32(2.0) - abs(sixth - np.float32(2.0)), _ZERO), _ONE)
        blue = min(max(np.float32(2.0) - abs(sixth - np.float32(4.0)), _ZERO), _ONE)
        reach = chroma * spread[i]
        r[i] = min(max(light[i] + (red - middle) * reach, _ZERO), _ONE)
        g[i] = min(max(light[i] + (green - middle) * reach, _ZERO), _ONE)
        b[i] = min(max(light[i] + (blue - middle) * reach, _ZERO), _ONE)


@block
def mix(n: Any, tables: Any, rgb: Any, scratch: Any, index: Any) -> None:
    """:func:`ppr10k_data.develop.look.hsl_mixer.mix`.

    ``tables``: by hue, its shift as a share of the circle, the spread, the lightness gain less 1; cube root and
    power 0.9604 of colourfulness; power 0.5675 of the gain by its quarter.
    """
    low, high, hue, fraction = scratch[0], scratch[1], scratch[2], scratch[3]
    shift, spread, gain, light, colorful, power = (
        scratch[4],
        scratch[5],
        scratch[6],
        scratch[7],
        scratch[8],
        scratch[9],
    )
    extremes(n, rgb, low, high)
    measure_hue(n, rgb, low, high, hue)
    place(n, hue, index, fraction)
    read(n, tables[0], index, fraction, shift)
    read(n, tables[1], index, fraction, spread)
    read(n, tables[2], index, fraction, gain)
    place_root(n, high, index, fraction)
    read(n, tables[3], index, fraction, power)
    measure_lightness(n, low, high, power, light, colorful)
    place(n, colorful, index, fraction)
    read(n, tables[4], index, fraction, colorful)
    _brighten(n, colorful, gain, gain, power)
    place_root(n, power, index, fraction)
    read(n, tables[5], index, fraction, power)
    _limit(n, low, high, light, gain, power, spread)
    _turn(n, low, high, hue, shift, light, spread, rgb)
