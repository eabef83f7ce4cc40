"""Tables made of tables: the identity, other sizes, one after another, and whether one undoes another."""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Integral
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ppr10k_kernels.errors import ShapeError
from ppr10k_kernels.libraries import shape_of
from ppr10k_kernels.reference import apply_lut
from ppr10k_kernels.shapes import LARGEST_LUT, Interpolation, check_lut

Float32 = NDArray[np.float32]


def identity(points: int) -> Float32:
    """Make the table that changes nothing.

    Parameters
    ----------
    points : int
        Grid points an axis, from 2 to 129.

    Returns
    -------
    (3, N, N, N) float32
        Indexed [channel, blue, green, red].

    Raises
    ------
    ShapeError
        If there cannot be so many points.
    """
    if not isinstance(points, Integral) or not 2 <= points <= LARGEST_LUT:
        wanted = f"a whole number from 2 to {LARGEST_LUT}"
        raise ShapeError("grid points an axis", actual=repr(points), expected=wanted)
    axis = np.linspace(0.0, 1.0, points, dtype=np.float64)
    blue, green, red = np.meshgrid(axis, axis, axis, indexing="ij")
    return np.stack([red, green, blue]).astype(np.float32)


def _colours(points: int) -> NDArray[np.float64]:
    """The identity as an image."""
    return np.moveaxis(identity(points), 0, -1).astype(np.float64)


def resample(lut: NDArray[Any], points: int, *, interpolation: Interpolation = "trilinear") -> Float32:
    """Give a table another number of grid points.

    Parameters
    ----------
    lut : (3, M, M, M) array of floats
        Indexed [channel, blue, green, red].
    points : int
        N, from 2 to 129. Nothing is lost where M - 1 divides N - 1.
    interpolation : {"trilinear", "tetrahedral"}
        Between the old points.

    Returns
    -------
    (3, N, N, N) float32
        The same mapping as far as N points hold it.

    Raises
    ------
    ShapeError
        If the table has another shape, or there cannot be so many points.
    """
    check_lut(shape_of("lut", lut))
    colours = apply_lut(_colours(points), lut, interpolation=interpolation)
    return np.ascontiguousarray(np.moveaxis(colours, -1, 0), np.float32)


def compose(
    first: NDArray[Any],
    second: NDArray[Any],
    *,
    points: int | None = None,
    interpolation: Interpolation = "trilinear",
) -> Float32:
    """Make one table of two: ``first``, then ``second``.

    Parameters
    ----------
    first, second : (3, M, M, M) arrays of floats
        Indexed [channel, blue, green, red]; what ``first`` holds beyond 0..1 is clamped by ``second``.
    points : int, optional
        Of the result; by default as many as the larger table has.
    interpolation : {"trilinear", "tetrahedral"}
        In both.

    Returns
    -------
    (3, N, N, N) float32
        Exact at its grid points, and between them where both tables are smooth.

    Raises
    ------
    ShapeError
        If a table has another shape, or there cannot be so many points.
    """
    check_lut(shape_of("first", first))
    check_lut(shape_of("second", second))
    size = points if points is not None else max(first.shape[1], second.shape[1])
    between = apply_lut(_colours(size), first, interpolation=interpolation)
    colours = apply_lut(between, second, interpolation=interpolation)
    return np.ascontiguousarray(np.moveaxis(colours, -1, 0), np.float32)


@dataclass(frozen=True)
class InverseError:
    """How far from where they started colours end that went through a table and its inverse, 0..1 a channel.

    Parameters
    ----------
    largest, mean : float
        Absolute difference.
    at : tuple of float
        The colour of the largest.
    """

    largest: float
    mean: float
    at: tuple[float, float, float]


def inverse_error(
    lut: NDArray[Any], inverse: NDArray[Any], *, points: int = 33, interpolation: Interpolation = "trilinear"
) -> InverseError:
    """Tell how well one table undoes another.

    Parameters
    ----------
    lut, inverse : (3, M, M, M) arrays of floats
        Indexed [channel, blue, green, red].
    points : int
        Colours tried an axis, from 2 to 129.
    interpolation : {"trilinear", "tetrahedral"}
        In both.

    Returns
    -------
    InverseError
        Of all colours of the grid; those that the table clips cannot come back.

    Raises
    ------
    ShapeError
        If a table has another shape, or there cannot be so many points.
    """
    check_lut(shape_of("lut", lut))
    check_lut(shape_of("inverse", inverse))
    start = _colours(points)
    between = apply_lut(start, lut, interpolation=interpolation)
    error = np.abs(apply_lut(between, inverse, interpolation=interpolation) - start)
    worst = np.unravel_index(np.argmax(error.max(axis=-1)), error.shape[:-1])
    red, green, blue = (float(value) for value in start[worst])
    return InverseError(float(error.max()), float(error.mean()), (red, green, blue))
