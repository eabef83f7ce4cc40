"""Pictures that are matched, as they are handed over: of what kind, and in what types."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.errors import Ppr10kError


class PictureError(Ppr10kError, ValueError):
    """An array that is no picture that can be matched."""


class TooSmallError(PictureError):
    """A picture with too few pixels to fit to."""


def native(picture: NDArray[Any], name: str) -> NDArray[Any]:
    """A picture in a type that is computed with.

    Parameters
    ----------
    picture : (H, W, 3) uint8, uint16 or any floats, of any byte order
        Encoded in sRGB; 0..1 where it is of floats.
    name : str
        What it is, for the message.

    Returns
    -------
    (H, W, 3) uint8, uint16 or float32
        The picture itself where its type is one of these.

    Raises
    ------
    PictureError
        If it has another shape, no pixels, another type, or values that are not finite: names what it has and what it
        should have.
    """
    if picture.ndim != 3 or picture.shape[2] != 3 or not picture.size:
        raise PictureError(
            f"{name} is of shape {picture.shape}; it should be (height, width, 3), of one pixel at least: "
            "RGB without alpha"
        )
    kind = picture.dtype.newbyteorder("=")
    if np.issubdtype(kind, np.floating):
        return _finite(picture.astype(np.float32, copy=False), name)
    if kind not in (np.uint8, np.uint16):
        raise PictureError(
            f"{name} is of {picture.dtype}; it should be of uint8, uint16 or floats, encoded in sRGB"
        )
    return picture.astype(kind, copy=False)


def _finite(picture: NDArray[np.float32], name: str) -> NDArray[np.float32]:
    wrong = int(np.count_nonzero(~np.isfinite(picture)))
    if wrong:
        raise PictureError(
            f"{name} has {wrong} values that are not finite (NaN or infinite); they should be in 0..1"
        )
    return picture
