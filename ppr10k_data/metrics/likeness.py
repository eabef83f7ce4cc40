"""Whether two pictures show the same thing, however each of them was retouched."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

_SIDE = 32
"""Pixels across of the small grey pictures that are compared: composition is left, detail is not."""


def likeness(a: NDArray[Any], b: NDArray[Any]) -> float:
    """Correlation of two pictures' ranks of brightness, seen from afar.

    Parameters
    ----------
    a, b : (H, W, 3) uint8
        Of any sizes; each is squeezed into the same square.

    Returns
    -------
    float
        Spearman's rank correlation, -1..1: 1 for the same picture under any tone curve, about 0 for unrelated
        ones, 0 also where a picture is a plain area.

    Notes
    -----
    Ranks do not change under a monotonic tone curve, so exposure and contrast do not matter (C. Spearman, American
    Journal of Psychology 15, 1904).
    """
    ranks = [_ranks(_small_grey(picture)) for picture in (a, b)]
    spread = float(np.sqrt(np.mean(ranks[0] ** 2) * np.mean(ranks[1] ** 2)))
    return 0.0 if spread == 0.0 else float(np.mean(ranks[0] * ranks[1]) / spread)


def _small_grey(picture: NDArray[Any]) -> NDArray[np.float32]:
    small = cv2.resize(picture.astype(np.float32), (_SIDE, _SIDE), interpolation=cv2.INTER_AREA)
    return np.asarray(small.mean(axis=2), dtype=np.float32)


def _ranks(grey: NDArray[np.float32]) -> NDArray[np.float64]:
    """Ranks about their mean; equal values share theirs."""
    _, place, counts = np.unique(grey, return_inverse=True, return_counts=True)
    shared = np.cumsum(counts) - counts / 2.0
    ranks = shared[place.ravel()]
    return np.asarray(ranks - ranks.mean())
