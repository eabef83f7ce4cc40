"""The last pass over a matched picture: local maps, the guide's residual, and back to the picture's own type."""

from __future__ import annotations

from typing import Any

import numpy as np

from ppr10k_data.develop.jit import kernel

MAPS = 12


@kernel()
def finish_rows(
    first: Any,
    last: Any,
    top: Any,
    toned: Any,
    field: Any,
    across: Any,
    down: Any,
    residual: Any,
    levels: Any,
    out: Any,
) -> None:
    """Finish the rows ``first`` to ``last`` - 1 of a band.

    Parameters
    ----------
    first, last : int
        Rows of the band.
    top : int
        The band's first row in the picture.
    toned : (R, W, 3) float32
        The band, after the table.
    field : (h, w, 12) float32
        Local maps.
    across, down : tuple of arrays
        For each column and each row of the picture: where it lies between the field's samples (index, weight of
        the next), and the residual's four samples (indices, weights).
    residual : (h, w, 3) float32
        Empty for none.
    levels : tuple of float32
        White, and what is added so that cutting rounds; 1 and 0 for floats.
    out : (R, W, 3) uint8, uint16 or float32
        The band; clipped to 0..1 of its type's range.
    """
    column, slide, columns, shares = across
    row, drop, rows, parts = down
    maps = np.empty((field.shape[1], MAPS), np.float32)
    rest = np.zeros((residual.shape[1], 3), np.float32)
    has_rest = residual.size > 0
    one = np.float32(1.0)
    peak, half = levels
    for y in range(first, last):
        at, low = row[top + y], drop[top + y]
        for u in range(field.shape[1]):
            for k in range(MAPS):
                maps[u, k] = field[at, u, k] + low * (field[at + 1, u, k] - field[at, u, k])
        if has_rest:
            for u in range(rest.shape[0]):
                for c in range(3):
                    total = np.float32(0.0)
                    for j in range(4):
                        total += parts[top + y, j] * residual[rows[top + y, j], u, c]
                    rest[u, c] = total
        for x in range(toned.shape[1]):
            u, t = column[x], slide[x]
            red, green, blue = toned[y, x, 0], toned[y, x, 1], toned[y, x, 2]
            for c in range(3):
                k = 4 * c
                a = maps[u, k] + t * (maps[u + 1, k] - maps[u, k])
                b = maps[u, k + 1] + t * (maps[u + 1, k + 1] - maps[u, k + 1])
                d = maps[u, k + 2] + t * (maps[u + 1, k + 2] - maps[u, k + 2])
                e = maps[u, k + 3] + t * (maps[u + 1, k + 3] - maps[u, k + 3])
                value = toned[y, x, c] + a * red + b * green + d * blue + e
                value = min(max(value, np.float32(0.0)), one)
                if has_rest:
                    for j in range(4):
                        value += shares[x, j] * rest[columns[x, j], c]
                    value = min(max(value, np.float32(0.0)), one)
                out[y, x, c] = value * peak + half
