"""Vibrance and saturation."""

from __future__ import annotations

from typing import Any

import numpy as np

from ppr10k_data.develop.blocks.gains import measure
from ppr10k_data.develop.blocks.hsl import measure_hue
from ppr10k_data.develop.blocks.lookup import place, place_root, read
from ppr10k_data.develop.blocks.tone import extremes
from ppr10k_data.develop.jit import block

_ZERO, _ONE, _TINY = np.float32(0.0), np.float32(1.0), np.float32(1e-9)
_SECOND, _THIRD, _FOURTH, _FIFTH = (np.float32(1.0 / factorial) for factorial in (2, 6, 24, 120))
_FADE = np.float32(1.0 / 0.3)


@block
def paleness(n: Any, low: Any, high: Any, pale: Any) -> None:
    """1 - S of HSV: 1 for greys."""
    for i in range(n):
        pale[i] = (low[i] + _TINY) / (high[i] + _TINY)


@block
def _exponential(x: Any) -> Any:
    """e^x for -1.4..1.4, right to 2e-7 of it: eight factors of a short series."""
    y = x * np.float32(0.125)
    e = y * (_THIRD + y * (_FOURTH + y * _FIFTH))
    e = _ONE + y * (_ONE + y * (_SECOND + e))
    e *= e
    e *= e
    return e * e


@block
def _raise(
    n: Any, low: Any, high: Any, pale: Any, skin: Any, strength: Any, numbers: Any, factor: Any
) -> None:
    """New smallest channel into ``low``, and the spread into ``factor``."""
    amount, brightening = numbers[0], numbers[1]
    for i in range(n):
        s = _ONE - pale[i]
        raised = min(s * _exponential(amount * strength[i] * skin[i]), _ONE)
        value = min(high[i] * _exponential(brightening * skin[i] * min(s * _FADE, _ONE)), _ONE)
        factor[i] = value * raised / max(high[i] - low[i], _TINY)
        skin[i] = value * (_ONE - raised)


@block
def _lower(
    n: Any, low: Any, high: Any, pale: Any, dimming: Any, strength: Any, numbers: Any, factor: Any
) -> None:
    amount, darkening = numbers[0], numbers[1]
    for i in range(n):
        s = (_ONE - pale[i]) * _exponential(amount * strength[i])
        value = high[i] * _exponential(darkening * dimming[i])
        factor[i] = value * s / max(high[i] - low[i], _TINY)
        dimming[i] = value * (_ONE - s)


@block
def _relay(n: Any, low: Any, new_low: Any, factor: Any, plane: Any) -> None:
    for i in range(n):
        plane[i] = new_low[i] + (plane[i] - low[i]) * factor[i]


@block
def vibrance(n: Any, numbers: Any, tables: Any, rgb: Any, scratch: Any, index: Any) -> None:
    """:func:`ppr10k_data.develop.look.vibrance.vibrance`; hue stays, so the middle channel keeps its place.

    ``numbers``: exponent of saturation, exponent of value (positive: both are raised). ``tables``: strength by the
    square root of paleness; then, where raised, the part of a hue that is not skin by hue, else dimming by paleness.
    """
    low, high, pale, fraction = scratch[0], scratch[1], scratch[2], scratch[3]
    strength, other, factor = scratch[4], scratch[5], scratch[6]
    extremes(n, rgb, low, high)
    paleness(n, low, high, pale)
    place_root(n, pale, index, fraction)
    read(n, tables[0], index, fraction, strength)
    if numbers[0] > _ZERO:
        measure_hue(n, rgb, low, high, other)
        place(n, other, index, fraction)
        read(n, tables[1], index, fraction, other)
        _raise(n, low, high, pale, other, strength, numbers, factor)
    else:
        place(n, pale, index, fraction)
        read(n, tables[1], index, fraction, other)
        _lower(n, low, high, pale, other, strength, numbers, factor)
    for c in range(3):
        _relay(n, low, other, factor, rgb[c])


@block
def _from_grey(n: Any, grey: Any, factor: Any, plane: Any) -> None:
    for i in range(n):
        plane[i] = min(max(grey[i] + (plane[i] - grey[i]) * factor[i], _ZERO), _ONE)


@block
def saturation(n: Any, table: Any, rgb: Any, scratch: Any, index: Any) -> None:
    """:func:`ppr10k_data.develop.look.saturation.saturation`; the table holds factors by the root of paleness."""
    low, high, pale, fraction = scratch[0], scratch[1], scratch[2], scratch[3]
    grey, factor = scratch[4], scratch[5]
    extremes(n, rgb, low, high)
    paleness(n, low, high, pale)
    place_root(n, pale, index, fraction)
    read(n, table, index, fraction, factor)
    measure(n, rgb, grey)
    for c in range(3):
        _from_grey(n, grey, factor, rgb[c])
