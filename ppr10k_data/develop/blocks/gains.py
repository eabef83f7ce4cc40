"""Gains that follow a pixel's luminance."""

from __future__ import annotations

from typing import Any

import numpy as np

from ppr10k_data.develop.blocks.lookup import place_root, read
from ppr10k_data.develop.blocks.tone import extremes, stretch
from ppr10k_data.develop.jit import block
from ppr10k_data.develop.look.luminance import WEIGHTS

_ONE = np.float32(1.0)
_RED, _GREEN, _BLUE = (np.float32(weight) for weight in WEIGHTS)


@block
def measure(n: Any, rgb: Any, luminance: Any) -> None:
    """Luminance of linear ProPhoto."""
    r, g, b = rgb[0], rgb[1], rgb[2]
    for i in range(n):
        luminance[i] = _RED * r[i] + _GREEN * g[i] + _BLUE * b[i]


@block
def multiply(n: Any, gain: Any, plane: Any) -> None:
    """Scale a plane, not beyond 1."""
    for i in range(n):
        plane[i] = min(plane[i] * gain[i], _ONE)


@block
def gain(n: Any, table: Any, rgb: Any, scratch: Any, index: Any) -> None:
    """One gain for all channels, by luminance."""
    luminance, fraction, factor = scratch[0], scratch[1], scratch[2]
    measure(n, rgb, luminance)
    place_root(n, luminance, index, fraction)
    read(n, table, index, fraction, factor)
    for c in range(3):
        multiply(n, factor, rgb[c])


@block
def channel_gains(n: Any, tables: Any, rgb: Any, scratch: Any, index: Any) -> None:
    """A gain for each channel, by luminance."""
    luminance, fraction, factor = scratch[0], scratch[1], scratch[2]
    measure(n, rgb, luminance)
    place_root(n, luminance, index, fraction)
    for c in range(3):
        read(n, tables[c], index, fraction, factor)
        multiply(n, factor, rgb[c])


@block
def _blend(n: Any, share: Any, low: Any, new_low: Any, factor: Any, gained: Any, plane: Any) -> None:
    for i in range(n):
        toned = new_low[i] + (plane[i] - low[i]) * factor[i]
        plane[i] = min(toned + share * (plane[i] * gained[i] - toned), _ONE)


@block
def lift(n: Any, share: Any, tables: Any, rgb: Any, scratch: Any, index: Any) -> None:
    """A hue-preserving curve (first table) and a gain by luminance (second), mixed: ``look.blacks.lifted``."""
    low, high, new_low, new_high = scratch[0], scratch[1], scratch[2], scratch[3]
    fraction, luminance, factor = scratch[4], scratch[5], scratch[6]
    measure(n, rgb, luminance)
    place_root(n, luminance, index, fraction)
    read(n, tables[1], index, fraction, factor)
    extremes(n, rgb, low, high)
    place_root(n, low, index, fraction)
    read(n, tables[0], index, fraction, new_low)
    place_root(n, high, index, fraction)
    read(n, tables[0], index, fraction, new_high)
    stretch(n, low, high, new_low, new_high)
    for c in range(3):
        _blend(n, share, low, new_low, new_high, factor, rgb[c])
