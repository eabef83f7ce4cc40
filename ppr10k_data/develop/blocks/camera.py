"""Interleaved camera RGB to planes of linear ProPhoto."""

from __future__ import annotations

from typing import Any

import numpy as np

from ppr10k_data.develop.jit import block

_ZERO, _ONE = np.float32(0.0), np.float32(1.0)


@block
def load(n: Any, pixels: Any, balance: Any, rgb: Any) -> None:
    """Balance white and clip at camera white, as the DNG SDK does before its matrix.

    ``pixels`` is (n, 3) of any number type.
    """
    red, green, blue = rgb[0], rgb[1], rgb[2]
    b0, b1, b2 = balance[0], balance[1], balance[2]
    for i in range(n):
        red[i] = min(np.float32(pixels[i, 0]) * b0, _ONE)
        green[i] = min(np.float32(pixels[i, 1]) * b1, _ONE)
        blue[i] = min(np.float32(pixels[i, 2]) * b2, _ONE)


@block
def convert(n: Any, m: Any, rgb: Any) -> None:
    """Multiply by a matrix and clamp to 0..1."""
    m00, m01, m02 = m[0, 0], m[0, 1], m[0, 2]
    m10, m11, m12 = m[1, 0], m[1, 1], m[1, 2]
    m20, m21, m22 = m[2, 0], m[2, 1], m[2, 2]
    r, g, b = rgb[0], rgb[1], rgb[2]
    for i in range(n):
        red, green, blue = r[i], g[i], b[i]
        r[i] = min(max(m00 * red + m01 * green + m02 * blue, _ZERO), _ONE)
        g[i] = min(max(m10 * red + m11 * green + m12 * blue, _ZERO), _ONE)
        b[i] = min(max(m20 * red + m21 * green + m22 * blue, _ZERO), _ONE)
