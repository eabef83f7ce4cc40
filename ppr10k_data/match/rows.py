"""How a small pixel depends on a table: the mean weights of the grid points that its sub-pixels lie between."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy  # loads its parts as they are used: half a second, which workers that match nothing are spared
from numpy.typing import NDArray

from ppr10k_data.develop.jit import kernel


@kernel()
def _fill(fine: Any, parts: Any, points: Any, columns: Any, weights: Any, ends: Any) -> Any:
    """Rows one after another; each grid point once a row. Returns how many entries there are."""
    height, width = fine.shape[0] // parts, fine.shape[1] // parts
    place = np.empty(3, np.float32)
    corner = np.empty(3, np.int32)
    share = np.float32(1.0 / (parts * parts))
    top = np.float32(points - 1)
    end = 0
    for y in range(height):
        for x in range(width):
            first = end
            for v in range(y * parts, (y + 1) * parts):
                for u in range(x * parts, (x + 1) * parts):
                    for c in range(3):
                        position = min(max(fine[v, u, c], np.float32(0.0)), np.float32(1.0)) * top
                        corner[c] = min(np.int32(position), points - 2)
                        place[c] = position - np.float32(corner[c])
                    for k in range(8):
                        weight, column, stride = share, 0, 1
                        for c in range(3):
                            upper = k >> c & 1
                            weight *= place[c] if upper else np.float32(1.0) - place[c]
                            column += stride * (corner[c] + upper)
                            stride *= points
                        if weight == np.float32(0.0):
                            continue
                        for at in range(end - 1, first - 2, -1):
                            if at < first:
                                columns[end], weights[end] = column, weight
                                end += 1
                            elif columns[at] == column:
                                weights[at] += weight
                                break
            ends[y * width + x + 1] = end
    return end


def table_rows(fine: NDArray[np.float32], parts: int, points: int) -> scipy.sparse.csr_array:
    """Rows of the linear map from a table to a small picture.

    Parameters
    ----------
    fine : (h * parts, w * parts, 3) float32
        Colours, clamped to 0..1.
    parts : int
        Sub-pixels on each axis of a small pixel.
    points : int
        Grid points an axis.

    Returns
    -------
    (h * w, points**3) sparse float64
        Trilinear weights, red the fastest axis; each row is of sum 1.
    """
    pixels = fine.shape[0] * fine.shape[1] // (parts * parts)
    most = 8 * fine.shape[0] * fine.shape[1]
    columns, weights = np.empty(most, np.int32), np.empty(most, np.float32)
    ends = np.zeros(pixels + 1, np.int32)
    count = _fill(fine, parts, points, columns, weights, ends)
    return scipy.sparse.csr_array(
        (weights[:count].astype(np.float64), columns[:count].copy(), ends), shape=(pixels, points**3)
    )
