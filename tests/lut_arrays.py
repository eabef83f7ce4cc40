"""Tables and images for the tests of ``ppr10k_kernels``; none is symmetric in its axes."""

from __future__ import annotations

import numpy as np

METHODS = ("trilinear", "tetrahedral")

TOLERANCE = {
    "float64": 1e-12,
    "float32": 1e-6,
    "float16": 1e-3,
    "bfloat16": 8e-3,
    "uint8": 1.001,
    "uint16": 1.001,
}
"""Absolute, for tables in 0..1; integers in codes, beside exact values."""


def table(points: int, seed: int = 0, *, smooth: bool = False) -> np.ndarray:
    """A random table in 0..1, float32; or a smooth one that mixes channels."""
    if not smooth:
        return np.random.default_rng([seed, points]).random((3, points, points, points), dtype=np.float32)
    axis = np.linspace(0.0, 1.0, points)
    blue, green, red = np.meshgrid(axis, axis, axis, indexing="ij")
    mixed = [
        0.7 * red**2 + 0.3 * green,
        0.6 * green + 0.2 * blue + 0.2 * red**0.5,
        0.9 * blue**1.5 + 0.1 * red,
    ]
    return np.stack(mixed).astype(np.float32)


def colours(count: int, dtype: str = "float32", seed: int = 1) -> np.ndarray:
    """Random pixels, (count, 3); the first ones are the domain's corners, and just beyond them for floats."""
    rng = np.random.default_rng(seed)
    values = rng.random((count, 3))
    corners = np.array(list(np.ndindex(2, 2, 2)), float)[:count]
    values[: len(corners)] = corners
    if np.issubdtype(np.dtype(dtype), np.integer):
        return np.round(values * np.iinfo(dtype).max).astype(dtype)
    beyond = values[8:16]
    values[8:16] = beyond * 3.0 - 1.0
    return values.astype(dtype)


def codes(values: np.ndarray, dtype: np.dtype) -> np.ndarray:
    """What floats in 0..1 are in an integer image, not rounded; other images as they are."""
    return np.clip(values, 0.0, 1.0) * np.iinfo(dtype).max if np.issubdtype(dtype, np.integer) else values
