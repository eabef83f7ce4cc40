"""Black and white."""

from __future__ import annotations

from typing import Any

import numpy as np

from ppr10k_data.develop.blocks.gains import measure
from ppr10k_data.develop.blocks.hsl import measure_hue, measure_lightness
from ppr10k_data.develop.blocks.lookup import place, place_root, read
from ppr10k_data.develop.blocks.tone import extremes
from ppr10k_data.develop.jit import block

_ONE = np.float32(1.0)


@block
def _fill(n: Any, luminance: Any, colorful: Any, extra: Any, plane: Any) -> None:
    for i in range(n):
        plane[i] = min(luminance[i] * (_ONE + colorful[i] * extra[i]), _ONE)


@block
def grey(n: Any, tables: Any, rgb: Any, scratch: Any, index: Any) -> None:
    """:func:`ppr10k_data.develop.look.black_and_white.black_and_white`.

    ``tables``: by hue, the gain of fully saturated colours less 1; cube root; square of colourfulness.
    """
    low, high, hue, fraction = scratch[0], scratch[1], scratch[2], scratch[3]
    extra, root, light, colorful = scratch[4], scratch[5], scratch[6], scratch[7]
    extremes(n, rgb, low, high)
    measure_hue(n, rgb, low, high, hue)
    place(n, hue, index, fraction)
    read(n, tables[0], index, fraction, extra)
    place_root(n, high, index, fraction)
    read(n, tables[1], index, fraction, root)
    measure_lightness(n, low, high, root, light, colorful)
    place(n, colorful, index, fraction)
    read(n, tables[2], index, fraction, colorful)
    measure(n, rgb, light)
    for c in range(3):
        _fill(n, light, colorful, extra, rgb[c])
