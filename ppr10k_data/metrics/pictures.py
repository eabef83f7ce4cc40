"""What measures take for a picture."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def unit(picture: NDArray[Any]) -> NDArray[np.float64]:
    """A picture on the scale 0..1 (MATLAB's ``im2double``).

    Parameters
    ----------
    picture : array of uint8, or of float in 0..1
    """
    return picture / 255.0 if picture.dtype == np.uint8 else picture.astype(np.float64)


def same_shape(a: NDArray[Any], b: NDArray[Any]) -> None:
    """Refuse pictures of different shapes.

    Raises
    ------
    ValueError
    """
    if a.shape != b.shape:
        raise ValueError(f"pictures of different shapes, {a.shape} and {b.shape}")
