"""The tone curve panel."""

from __future__ import annotations

from typing import Any

from ppr10k_data.develop.blocks.lookup import place, place_root, read
from ppr10k_data.develop.blocks.tone import tone_encoded
from ppr10k_data.develop.jit import block


@block
def tone_curves(n: Any, tables: Any, rgb: Any, scratch: Any, index: Any) -> None:
    """:func:`ppr10k_data.develop.look.point_curves.tone_curves`.

    ``tables``: sRGB encoding by square root; the hue-preserving curve; each channel's curve, decoded again.
    """
    fraction = scratch[4]
    for c in range(3):
        place_root(n, rgb[c], index, fraction)
        read(n, tables[0], index, fraction, rgb[c])
    tone_encoded(n, tables[1], rgb, scratch, index)
    for c in range(3):
        place(n, rgb[c], index, fraction)
        read(n, tables[2 + c], index, fraction, rgb[c])
