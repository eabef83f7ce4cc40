"""What measures take for a picture, and for a mask."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

PEAKS: dict[str, float] = {"uint8": 255.0, "uint16": 65535.0, "float16": 1.0, "float32": 1.0, "float64": 1.0}
"""Largest value by type, as MATLAB's ``getrangefromclass`` has it; its other classes are no pictures here."""

ROUNDING = 1e-4
"""How far beyond 0..1 arithmetic in single precision may have left a float."""


def peak_of(picture: NDArray[Any]) -> float:
    """The largest value that a picture of this type holds: 255, 65535, or 1 for floats.

    Raises
    ------
    ValueError
        If it is of another type; of floats that are not in 0..1, says what they reach.
    """
    peak = PEAKS.get(picture.dtype.name)
    if peak is None:
        raise ValueError(f"picture of {picture.dtype}: expected uint8, uint16, or floats in 0..1")
    if picture.dtype.kind == "f" and picture.size:
        _check_floats(float(picture.min()), float(picture.max()))
    return peak


def _check_floats(least: float, most: float) -> None:
    """NaN stays itself in a minimum."""
    if not (np.isfinite(least) and np.isfinite(most)):
        raise ValueError("picture with values that are no numbers or infinite: expected floats in 0..1")
    if least < -ROUNDING or most > 1.0 + ROUNDING:
        way_out = "clip it" if least > -0.5 and most < 1.5 else "divide it by its peak, such as 255"
        raise ValueError(f"picture of floats in {least:.6g}..{most:.6g}: expected 0..1; {way_out}")


def unit(picture: NDArray[Any]) -> NDArray[np.float64]:
    """A picture on the scale 0..1 (MATLAB's ``im2double``).

    Parameters
    ----------
    picture : array of uint8, uint16, or of float in 0..1

    Raises
    ------
    ValueError
        If it is of another type, or on another scale.
    """
    peak = peak_of(picture)
    return picture.astype(np.float64) / peak


def same_shape(a: NDArray[Any], b: NDArray[Any]) -> None:
    """Refuse pictures of different shapes, and empty ones.

    Raises
    ------
    ValueError
    """
    if a.shape != b.shape:
        raise ValueError(f"pictures of different shapes, {a.shape} and {b.shape}")
    if a.size == 0:
        raise ValueError(f"empty pictures, of shape {a.shape}: there is nothing to measure")


def check_rgb(picture: NDArray[Any]) -> None:
    """Refuse what has no three channels, or no pixels.

    Raises
    ------
    ValueError
    """
    if picture.ndim != 3 or picture.shape[2] != 3 or picture.size == 0:
        raise ValueError(f"picture of shape {picture.shape}: expected (H, W, 3), with at least one pixel")


def same_rgb(a: NDArray[Any], b: NDArray[Any]) -> None:
    """Refuse all but two pictures of equal size with three channels.

    Raises
    ------
    ValueError
    """
    same_shape(a, b)
    check_rgb(a)


def check_mask(mask: NDArray[Any]) -> None:
    """Refuse what is no mask: it has one value a pixel, at least one pixel, and numbers alone.

    Raises
    ------
    ValueError
    """
    if mask.ndim != 2 or mask.size == 0:
        way_out = "; take one channel: mask[..., 0]" if mask.ndim == 3 and mask.size else ""
        raise ValueError(f"mask of shape {mask.shape}: expected (H, W), with at least one pixel{way_out}")
    if mask.dtype.kind not in "buif":
        raise ValueError(f"mask of {mask.dtype}: expected bool, integers or floats")
    if mask.dtype.kind == "f" and not np.isfinite(mask).all():
        raise ValueError("mask with values that are no numbers or infinite: expected 0 where nobody is")
