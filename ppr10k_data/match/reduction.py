"""Exact area averages of encoded pictures: what Adobe's reductions do."""

from __future__ import annotations

import math
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Float32 = NDArray[np.float32]
Size = tuple[int, int]
"""Width and height."""

MOST_PARTS, MOST_SUB_PIXELS = 4, 2_000_000
"""Sub-pixels on each axis that a small pixel is made of, at most, and of the whole picture; more change nothing
that is seen, and take time."""


def size_of(picture: NDArray[Any]) -> Size:
    """Width and height of a picture."""
    return int(picture.shape[1]), int(picture.shape[0])


def encoded_floats(picture: NDArray[Any]) -> Float32:
    """A picture on the scale 0..1, as float32; integers stand for 0..1 of their type's range.

    Parameters
    ----------
    picture : (H, W, 3) uint8, uint16 or float32
    """
    if not np.issubdtype(picture.dtype, np.integer):
        return np.ascontiguousarray(picture, dtype=np.float32)
    whole = np.float32(1.0 / np.iinfo(picture.dtype).max)
    return np.asarray(np.multiply(picture, whole, dtype=np.float32))


def reduced(picture: NDArray[Any], size: Size) -> Float32:
    """Reduce a picture by averaging areas, as it is encoded.

    Parameters
    ----------
    picture : (H, W, 3) uint8, uint16 or float32
        sRGB-encoded.
    size : tuple of int
        Width and height; neither larger than the picture's.

    Returns
    -------
    (height, width, 3) float32
        0..1.

    Notes
    -----
    Adobe reduces encoded values: beside its previews of 256 and 600 pixels, averages of linear light lie 3 dB
    further off.
    """
    if size == size_of(picture):
        return encoded_floats(picture)
    if picture.dtype == np.uint8:  # OpenCV would round the averages to 8 bits
        picture = encoded_floats(picture)
    return encoded_floats(cv2.resize(picture, size, interpolation=cv2.INTER_AREA))


def parts_between(large: Size, small: Size) -> int:
    """Sub-pixels on each axis of a small pixel that a larger picture can fill: 1 to :data:`MOST_PARTS`."""
    affordable = math.isqrt(MOST_SUB_PIXELS // (small[0] * small[1]))
    return max(1, min(MOST_PARTS, affordable, large[0] // small[0], large[1] // small[1]))


def block_means(picture: Float32, parts: int) -> Float32:
    """Average blocks of ``parts`` x ``parts`` pixels.

    Parameters
    ----------
    picture : (h * parts, w * parts, 3) float32
    parts : int

    Returns
    -------
    (h, w, 3) float32
    """
    height, width = picture.shape[0] // parts, picture.shape[1] // parts
    return reduced(picture, (width, height))
