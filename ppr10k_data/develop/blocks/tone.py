"""The exposure ramp, and curves that keep hue."""

from __future__ import annotations

from typing import Any

import numpy as np

from ppr10k_data.develop.blocks.lookup import place, place_root, read
from ppr10k_data.develop.jit import block

_ZERO, _ONE, _TINY = np.float32(0.0), np.float32(1.0), np.float32(1e-9)


@block
def expose(n: Any, ramp: Any, plane: Any) -> None:
    """The exposure ramp without a branch: a parabola that stops growing where the straight line begins.

    ``ramp`` holds start and end of the parabola, its coefficient, and the slope of the line.
    """
    start, end, coefficient, slope = ramp[0], ramp[1], ramp[2], ramp[3]
    for i in range(n):
        near = min(max(plane[i] - start, _ZERO), end - start)
        plane[i] = min(coefficient * near * near + slope * max(plane[i] - end, _ZERO), _ONE)


@block
def extremes(n: Any, rgb: Any, low: Any, high: Any) -> None:
    """Smallest and largest channel."""
    r, g, b = rgb[0], rgb[1], rgb[2]
    for i in range(n):
        low[i] = min(r[i], min(g[i], b[i]))
        high[i] = max(r[i], max(g[i], b[i]))


@block
def stretch(n: Any, low: Any, high: Any, new_low: Any, new_high: Any) -> None:
    """How much wider the channels come to lie: replaces ``new_high``."""
    for i in range(n):
        new_high[i] = (new_high[i] - new_low[i]) / max(high[i] - low[i], _TINY)


@block
def spread(n: Any, low: Any, new_low: Any, factor: Any, plane: Any) -> None:
    """Keep a channel's place between the smallest and the largest."""
    for i in range(n):
        plane[i] = new_low[i] + (plane[i] - low[i]) * factor[i]


@block
def tone(n: Any, table: Any, rgb: Any, scratch: Any, index: Any) -> None:
    """A hue-preserving curve of linear values: :func:`ppr10k_data.develop.look.rgb_tone.rgb_tone`."""
    low, high, new_low, new_high, fraction = scratch[0], scratch[1], scratch[2], scratch[3], scratch[4]
    extremes(n, rgb, low, high)
    place_root(n, low, index, fraction)
    read(n, table, index, fraction, new_low)
    place_root(n, high, index, fraction)
    read(n, table, index, fraction, new_high)
    stretch(n, low, high, new_low, new_high)
    for c in range(3):
        spread(n, low, new_low, new_high, rgb[c])


@block
def tone_encoded(n: Any, table: Any, rgb: Any, scratch: Any, index: Any) -> None:
    """A hue-preserving curve of encoded values, on an even axis."""
    low, high, new_low, new_high, fraction = scratch[0], scratch[1], scratch[2], scratch[3], scratch[4]
    extremes(n, rgb, low, high)
    place(n, low, index, fraction)
    read(n, table, index, fraction, new_low)
    place(n, high, index, fraction)
    read(n, table, index, fraction, new_high)
    stretch(n, low, high, new_low, new_high)
    for c in range(3):
        spread(n, low, new_low, new_high, rgb[c])
