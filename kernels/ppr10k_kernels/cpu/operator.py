"""Interpolation in a table and its adjoint, on numpy arrays: layouts, precisions and threads sorted out.

Images are tuples of flat arrays, one of interleaved RGB or three planes. Everything is checked by the callers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ppr10k_kernels.cpu import backward, forward, integers, plain
from ppr10k_kernels.cpu.lattice import codes_of, floats_of, pairs_of
from ppr10k_kernels.cpu.threads import share
from ppr10k_kernels.shapes import Interpolation

Array = NDArray[Any]
Planes = tuple[Array, ...]
"""One flat array of interleaved RGB, or three planes."""

_LOOPS = {"trilinear": forward.trilinear, "tetrahedral": forward.tetrahedral}


def apply(
    image: Planes,
    lut: Array,
    out: Planes,
    *,
    interpolation: Interpolation,
    domain: tuple[float, float],
    threads: int | None = None,
) -> None:
    """Send an image through a table.

    Parameters
    ----------
    image, out : tuple of one or three flat arrays
        Of one type: float16, float32, float64; uint8 or uint16 only interleaved. ``out`` may be ``image``.
    lut : (3, N, N, N) array
        Indexed [channel, blue, green, red].
    interpolation : {"trilinear", "tetrahedral"}
        How.
    domain : tuple of float
        Values of the first and the last grid point.
    threads : int, optional
        At most so many.
    """
    if image[0].dtype == np.float64:
        _apply_plain(image, lut, out, interpolation, domain, threads)
        return
    loop = _loop(interpolation, lut, image[0].dtype, domain)

    def work(first: int, end: int) -> None:
        """A thread's share."""
        part, into = _part(image, first, end), _part(out, first, end)
        padded = _working_copy(part)
        result = into if padded is part else tuple(np.empty_like(plane) for plane in padded)
        loop(padded, result, _fourfold(end - first))
        if result is not into:
            for plane, values in zip(into, result, strict=True):
                plane[:] = values[: plane.size]

    share(_pixels(image), work, threads)


def gradients(
    image: Planes,
    lut: Array,
    grad: Planes,
    grad_image: Planes | None,
    grad_lut: Array | None,
    *,
    interpolation: Interpolation,
    domain: tuple[float, float],
    threads: int | None = None,
) -> None:
    """Carry the gradient of :func:`apply`'s output back.

    Parameters
    ----------
    image, grad, grad_image : tuple of three flat arrays
        float32 or float64; the pixels, the gradient of the output, and that of the image, which is overwritten.
    lut, grad_lut : (3, N, N, N) array
        The table, and what its gradient is added to. Either gradient may be None.
    interpolation, domain, threads
        As in :func:`apply`.
    """
    if image[0].dtype == np.float64 or interpolation == "tetrahedral":
        _plain_gradients(image, lut, grad, grad_image, grad_lut, interpolation, domain, threads)
        return
    lattice, points = floats_of(lut), lut.shape[1]
    scale, offset = map(np.float32, _position(points, domain, image[0].dtype))

    def work(first: int, end: int) -> Array | None:
        """A thread's share; returns its own sums for the table."""
        parts = [_working_copy(_part(planes, first, end)) for planes in (image, grad)]
        into = None if grad_image is None else _part(grad_image, first, end)
        padded = into if into is None else _working_copy(into)
        total = None if grad_lut is None else np.zeros(lattice.size)
        sums = None if grad_lut is None else np.zeros(lattice.size, np.float32)
        count = _fourfold(end - first)
        backward.trilinear_gradients(
            parts[0], lattice, parts[1], padded, sums, total, count, points, scale, offset
        )
        if into is not None and padded is not None and padded is not into:
            for plane, values in zip(into, padded, strict=True):
                plane[:] = values[: plane.size]
        return total

    for total in share(_pixels(image), work, threads):
        if grad_lut is not None and total is not None:
            grad_lut += np.moveaxis(total.reshape(points, points, points, 4)[..., :3], -1, 0)


def _pixels(image: Planes) -> int:
    """How many an image has."""
    return image[0].size // (3 if len(image) == 1 else 1)


def _part(image: Planes, first: int, end: int) -> Planes:
    """A range of pixels, without copying."""
    width = 3 if len(image) == 1 else 1
    return tuple(plane[width * first : width * end] for plane in image)


def _fourfold(pixels: int) -> int:
    """The next multiple of four."""
    return -(-pixels // 4) * 4


def _working_copy(image: Planes) -> Planes:
    """The pixels as the vector loops want them: no float16, and a multiple of four; themselves where they are so."""
    width = 3 if len(image) == 1 else 1
    dtype = np.dtype(np.float32) if image[0].dtype == np.float16 else image[0].dtype
    size = width * _fourfold(image[0].size // width)
    if size == image[0].size and dtype == image[0].dtype:
        return image
    copies = tuple(np.zeros(size, dtype) for _ in image)
    for copy, plane in zip(copies, image, strict=True):
        copy[: plane.size] = plane
    return copies


def _position(points: int, domain: tuple[float, float], dtype: np.dtype[Any]) -> tuple[float, float]:
    """Scale and offset that make a stored value a position on the grid; integers stand for 0..1."""
    scale = (points - 1) / (domain[1] - domain[0])
    whole = float(np.iinfo(dtype).max) if np.issubdtype(dtype, np.integer) else 1.0
    return scale / whole, -domain[0] * scale


def _loop(
    interpolation: Interpolation, lut: Array, dtype: np.dtype[Any], domain: tuple[float, float]
) -> Callable[[Planes, Planes, int], None]:
    """What sends an image of a type through a table, given image, output and a multiple of four pixels."""
    points = lut.shape[1]
    scale, offset = map(np.float32, _position(points, domain, dtype))
    if np.issubdtype(dtype, np.integer):
        top = int(np.iinfo(dtype).max)
        pairs = pairs_of(lut, top, tilted=domain == (0.0, 1.0)) if interpolation == "trilinear" else None
        if pairs is not None:
            return lambda image, out, pixels: integers.trilinear(
                image[0], pairs.lattice, out[0], pixels, points, scale, offset, *pairs[1:]
            )
        lattice = codes_of(lut, top)
    else:
        lattice = floats_of(lut)
    loop = _LOOPS[interpolation]
    return lambda image, out, pixels: loop(image, lattice, out, pixels, points, scale, offset)


def _three(image: Planes) -> Planes:
    """Planes, as views."""
    return tuple(image[0][channel::3] for channel in range(3)) if len(image) == 1 else image


def _apply_plain(
    image: Planes,
    lut: Array,
    out: Planes,
    interpolation: Interpolation,
    domain: tuple[float, float],
    threads: int | None,
) -> None:
    """:func:`apply` in double precision."""
    points = lut.shape[1]
    table = np.ascontiguousarray(lut, np.float64).reshape(3, -1)
    scale, offset = _position(points, domain, image[0].dtype)
    planes, into = _three(image), _three(out)

    def work(first: int, end: int) -> None:
        """A thread's share."""
        ends = (first, end)
        plain.interpolate(
            _part(planes, *ends),
            table,
            _part(into, *ends),
            points,
            scale,
            offset,
            interpolation == "tetrahedral",
        )

    share(_pixels(image), work, threads)


def _plain_gradients(
    image: Planes,
    lut: Array,
    grad: Planes,
    grad_image: Planes | None,
    grad_lut: Array | None,
    interpolation: Interpolation,
    domain: tuple[float, float],
    threads: int | None,
) -> None:
    """:func:`gradients` in double precision, or by tetrahedra."""
    points = lut.shape[1]
    table = np.ascontiguousarray(lut, np.float64).reshape(3, -1)
    scale, offset = _position(points, domain, image[0].dtype)
    slopes = tuple(np.empty_like(plane) for plane in image) if grad_image is None else grad_image

    def work(first: int, end: int) -> Array:
        """A thread's share; returns its own sums for the table."""
        total = np.zeros_like(table)
        planes = [_part(part, first, end) for part in (image, grad, slopes)]
        plain.gradients(
            planes[0],
            table,
            planes[1],
            planes[2],
            total,
            points,
            scale,
            offset,
            interpolation == "tetrahedral",
        )
        return total

    for total in share(_pixels(image), work, threads):
        if grad_lut is not None:
            grad_lut += total.reshape(lut.shape)
