"""Curves as samples, read one value at a time inside the kernels of this package."""

from __future__ import annotations

from typing import Any

import numpy as np

from ppr10k_data.develop.jit import block


@block
def look_up(table: Any, x: Any, intervals: Any) -> Any:
    """Interpolate a curve's samples at x in 0..1.

    Parameters
    ----------
    table : (intervals + 2,) float32
        Samples evenly spaced over 0..1; the last stands twice, which spares a test at x = 1.
    x : float32
        In 0..1.
    intervals : float32
        Number of intervals.
    """
    position = x * intervals
    below = np.int32(position)
    at = np.uint32(below)
    value = table[at]
    return value + (table[at + np.uint32(1)] - value) * (position - np.float32(below))
