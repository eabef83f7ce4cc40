"""What is asked of arrays, checked once at the public boundary; shapes are tuples, whatever library they are of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from ppr10k_kernels.errors import ShapeError

Interpolation = Literal["trilinear", "tetrahedral"]
INTERPOLATIONS: tuple[Interpolation, ...] = ("trilinear", "tetrahedral")

LARGEST_LUT = 129
"""Grid points an axis; larger tables gain nothing that can be seen, and indices stay exact in float32."""

NARROWEST_DOMAIN = 1e-36
"""Width of a domain: the scale of the largest table, ``128 / width``, stays within float32, which ends at 3.4e38."""

IMAGE_TYPES = ("float32", "float64", "float16", "uint16", "uint8")
"""Types of numpy's and CuPy's images."""


def check_image(shape: Sequence[int]) -> None:
    """Refuse what has not red, green and blue on its last axis."""
    if len(shape) < 1 or shape[-1] != 3:
        raise ShapeError("an image has RGB on its last axis", actual=str(tuple(shape)), expected="(..., 3)")


def check_lut(shape: Sequence[int]) -> None:
    """Refuse what is no table."""
    if len(shape) != 4 or shape[0] != 3 or not is_cube(shape[1:]):
        wanted = f"(3, N, N, N) with N from 2 to {LARGEST_LUT}"
        raise ShapeError("a table is [channel, blue, green, red]", actual=str(tuple(shape)), expected=wanted)


def is_cube(grid: Sequence[int]) -> bool:
    """Whether the three axes of a grid are equally long, and of a length that is taken."""
    return grid[0] == grid[1] == grid[2] and 2 <= grid[0] <= LARGEST_LUT


def check_domain(domain: tuple[float, float]) -> None:
    """Refuse what is not two numbers, and an empty or infinite domain, also one that is so in float32."""
    try:
        low, high = domain
        runs = -float("inf") < low < high < float("inf") and high - low < float("inf")
    except (TypeError, ValueError):
        raise ShapeError(
            "a domain is two numbers",
            actual=repr(domain),
            expected="(low, high) with low < high, one pair for all channels; Cube.apply knows one for each channel",
        ) from None
    if not runs:
        raise ShapeError("a domain runs from low to high", actual=str(domain), expected="low < high")
    if high - low < NARROWEST_DOMAIN:
        raise ShapeError(
            "a domain so narrow has no scale in float32",
            actual=str(domain),
            expected=f"high - low of {NARROWEST_DOMAIN:g} at least",
        )


def check_interpolation(interpolation: str) -> None:
    """Refuse an unknown way of interpolation."""
    if interpolation not in INTERPOLATIONS:
        raise ShapeError(
            "unknown interpolation", actual=repr(interpolation), expected=" or ".join(INTERPOLATIONS)
        )


def check_image_type(name: str) -> None:
    """Refuse an image of a type that no backend takes."""
    if name not in IMAGE_TYPES:
        raise ShapeError(
            "an image of this type is not taken; convert it first",
            actual=name,
            expected=", ".join(IMAGE_TYPES),
        )


def check_lut_type(kind: str, name: str) -> None:
    """Refuse a table that is not of floats; ``kind`` is numpy's letter of the type's kind."""
    if kind != "f":
        raise ShapeError("a table holds floating point numbers", actual=name, expected="float32 or the like")


def check_out(out: tuple[Sequence[int], str], image: tuple[Sequence[int], str]) -> None:
    """Refuse an output of another shape or type than the image's; both as (shape, type)."""
    if (tuple(out[0]), out[1]) != (tuple(image[0]), image[1]):
        raise ShapeError(
            "out is as the image",
            actual=f"{tuple(out[0])} {out[1]}",
            expected=f"{tuple(image[0])} {image[1]}",
        )
