"""To the levels of the output."""

from __future__ import annotations

from typing import Any

import numpy as np

from ppr10k_data.develop.blocks.lookup import place_root, read
from ppr10k_data.develop.jit import block


@block
def average_in(n: Any, factor: Any, weight: Any, plane: Any, total: Any) -> None:
    """Add the square roots of two neighbours of a row to each pixel's total; where ``factor`` is 1, take it as it is.

    Adobe reduces pictures as they are encoded, not in linear light: its 256-pixel previews are its 600- and 1024-pixel
    ones reduced so (40 dB and a bias of 0.4 levels; in linear light 31 dB and 2.4). Square roots are near enough to
    the transfer curves, and quick to undo.
    """
    if factor == 1:
        total[:n] = plane[:n]
    else:
        for i in range(n):
            total[i] += weight * (np.sqrt(plane[2 * i]) + np.sqrt(plane[2 * i + 1]))


@block
def square(n: Any, plane: Any) -> None:
    """Square roots to linear values."""
    for i in range(n):
        plane[i] *= plane[i]


@block
def encode(n: Any, table: Any, plane: Any, scratch: Any, index: Any) -> None:
    """Linear values 0..1 to levels plus one half (the store truncates), by a table on an axis of square roots."""
    fraction = scratch[0]
    place_root(n, plane, index, fraction)
    read(n, table, index, fraction, plane)


@block
def store(n: Any, rgb: Any, target: Any) -> None:
    """Planes to interleaved integers, (n, 3)."""
    r, g, b = rgb[0], rgb[1], rgb[2]
    for i in range(n):
        target[i, 0] = np.int32(r[i])
        target[i, 1] = np.int32(g[i])
        target[i, 2] = np.int32(b[i])


@block
def store_linear(n: Any, rgb: Any, target: Any) -> None:
    """Planes to interleaved floats, (n, 3)."""
    r, g, b = rgb[0], rgb[1], rgb[2]
    for i in range(n):
        target[i, 0] = r[i]
        target[i, 1] = g[i]
        target[i, 2] = b[i]
