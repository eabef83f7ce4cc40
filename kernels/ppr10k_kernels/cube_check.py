"""What the numbers of a ``.cube`` file may be, whether they are read or written."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ppr10k_kernels.errors import CubeError
from ppr10k_kernels.shapes import NARROWEST_DOMAIN

LARGEST_SHAPER = 65536
"""Rows of a 1D table (Adobe, Cube LUT Specification 1.0)."""


def within_float32(values: ArrayLike) -> bool:
    """Whether numbers are finite, and stay so as float32."""
    with np.errstate(over="ignore"):
        return bool(np.isfinite(np.asarray(values).astype(np.float32)).all())


def domain_fault(low: Any, high: Any) -> str | None:
    """Say what is wrong with the range from three numbers to three numbers, in words that follow its name."""
    ends = f"from {low} to {high}"
    try:
        values = np.array([low, high], np.float64)
    except (TypeError, ValueError):
        return f"{ends} is not three numbers each"
    if values.shape != (2, 3):
        return f"{ends} is not three numbers each"
    if not within_float32(values):
        return f"{ends} is not of finite numbers of float32, whose largest is 3.4e38"
    if not (values[0] < values[1]).all():
        return f"{ends} is empty"
    width = np.diff(values.astype(np.float32).astype(np.float64), axis=0)
    if not (width >= NARROWEST_DOMAIN).all() or not within_float32(width):
        return f"{ends} has no scale in float32"
    return None


def check_numbers(values: NDArray[Any], what: str) -> None:
    """Refuse arrays of other things than numbers, and numbers that no ``.cube`` file holds.

    Raises
    ------
    CubeError
        Naming ``what``.
    """
    if values.dtype.kind not in "fiu":
        raise CubeError(f"{what} is of {values.dtype}: expected floats")
    if not within_float32(values):
        raise CubeError(
            f"{what} holds numbers that are not finite, or beyond float32, which a .cube file cannot"
        )


def check_domain_and_shaper(
    domain: tuple[Any, Any], shaper: NDArray[Any] | None, shaper_ends: tuple[Any, Any]
) -> None:
    """Refuse ranges that are empty or not three numbers each, and shapers of another shape than (S, 3).

    Raises
    ------
    CubeError
        Naming which, and what was found.
    """
    if (fault := domain_fault(*domain)) is not None:
        raise CubeError(f"the domain {fault}")
    if shaper is None:
        return
    if shaper.ndim != 2 or shaper.shape[1] != 3 or not 2 <= len(shaper) <= LARGEST_SHAPER:
        raise CubeError(
            f"the shaper has the shape {shaper.shape}: expected (S, 3) with S from 2 to {LARGEST_SHAPER}"
        )
    check_numbers(shaper, "the shaper")
    if (fault := domain_fault(*shaper_ends)) is not None:
        raise CubeError(f"the shaper's range {fault}")
