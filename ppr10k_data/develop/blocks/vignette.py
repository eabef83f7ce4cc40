"""The vignette: a gain, or paint, by place."""

from __future__ import annotations

from typing import Any

import numpy as np

from ppr10k_data.develop.blocks.gains import measure
from ppr10k_data.develop.blocks.lookup import place, place_root, read
from ppr10k_data.develop.jit import block

_ZERO, _HALF, _ONE = np.float32(0.0), np.float32(0.5), np.float32(1.0)


@block
def _from_middle(n: Any, start: Any, step: Any, out: Any) -> None:
    """Distances of consecutive pixels from the picture's middle, 1 at its side."""
    for i in range(n):
        out[i] = abs((start + np.float32(i) + _HALF) * step - _ONE)


@block
def _join(n: Any, across: Any, down: Any) -> None:
    for i in range(n):
        across[i] = np.sqrt(across[i] + down[i])


@block
def _falloff(n: Any, x: Any, y: Any, numbers: Any, tables: Any, scratch: Any, index: Any) -> None:
    """How strongly a vignette acts, to ``scratch[0]``; the place's last square root is the table's axis."""
    share, down, fraction = scratch[0], scratch[1], scratch[2]
    row = abs((y + _HALF) * numbers[1] - _ONE)
    for i in range(n):
        down[i] = row
    place(n, down, index, fraction)
    read(n, tables[1], index, fraction, down)
    _from_middle(n, x, numbers[0], share)
    place(n, share, index, fraction)
    read(n, tables[0], index, fraction, share)
    _join(n, share, down)
    place_root(n, share, index, fraction)
    read(n, tables[2], index, fraction, share)


@block
def _spare(n: Any, spared: Any, bright: Any, share: Any) -> None:
    for i in range(n):
        share[i] *= _ONE - spared * bright[i]


@block
def _scale(n: Any, gain: Any, plane: Any) -> None:
    for i in range(n):
        plane[i] *= gain[i]


@block
def vignette(n: Any, x: Any, y: Any, numbers: Any, tables: Any, rgb: Any, scratch: Any, index: Any) -> None:
    """:func:`ppr10k_data.develop.effects.vignette.vignetted`, for a row's pixels from x on.

    ``numbers``: twice the reciprocals of width and height, how much highlights are spared. ``tables``: the place's
    parts by distance across and down, the falloff, the gain by falloff, how much of a highlight a luminance is.
    """
    share, bright, fraction = scratch[0], scratch[1], scratch[2]
    _falloff(n, x, y, numbers, tables, scratch, index)
    if numbers[2] > _ZERO:
        measure(n, rgb, bright)
        place_root(n, bright, index, fraction)
        read(n, tables[4], index, fraction, bright)
        _spare(n, numbers[2], bright, share)
    place(n, share, index, fraction)
    read(n, tables[3], index, fraction, share)
    for c in range(3):
        _scale(n, share, rgb[c])


@block
def _cover(n: Any, share: Any, paint: Any, plane: Any) -> None:
    white = max(paint, _ZERO)
    for i in range(n):
        plane[i] += share[i] * (white - abs(paint) * plane[i])


@block
def paint_over(n: Any, x: Any, y: Any, numbers: Any, tables: Any, rgb: Any, scratch: Any, index: Any) -> None:
    """:func:`ppr10k_data.develop.effects.vignette.painted`; the third number is the paint."""
    _falloff(n, x, y, numbers, tables, scratch, index)
    for c in range(3):
        _cover(n, scratch[0], numbers[2], rgb[c])
