"""Curves as samples: places on a table's axis, and what stands there."""

from __future__ import annotations

from typing import Any

import numpy as np

from ppr10k_data.develop.jit import block

INTERVALS = 1024
"""Intervals of every table. On an axis of square roots, where linear light bends least, a tone curve is then right to
1e-6 (a tenth of a 16-bit level)."""

_LAST = np.float32(INTERVALS)
_ZERO, _ONE = np.float32(0.0), np.float32(1.0)


@block
def place(n: Any, x: Any, index: Any, fraction: Any) -> None:
    """Places of values 0..1 on an even axis: sample below, and how far beyond it."""
    for i in range(n):
        position = min(max(x[i], _ZERO), _ONE) * _LAST
        below = np.int32(position)
        index[i] = below
        fraction[i] = position - np.float32(below)


@block
def place_root(n: Any, x: Any, index: Any, fraction: Any) -> None:
    """Places of values 0..1 on an axis of square roots."""
    for i in range(n):
        position = np.sqrt(min(max(x[i], _ZERO), _ONE)) * _LAST
        below = np.int32(position)
        index[i] = below
        fraction[i] = position - np.float32(below)


@block
def read(n: Any, table: Any, index: Any, fraction: Any, out: Any) -> None:
    """Samples of a table of INTERVALS + 2 values, the last standing twice, interpolated linearly."""
    for i in range(n):
        at = np.uint32(index[i])
        value = table[at]
        out[i] = value + (table[at + np.uint32(1)] - value) * fraction[i]
