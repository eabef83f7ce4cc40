"""Interpolation in a 3D table, float32 inside: the loops.

A block of pixels goes through three stages, its intermediate results in the first-level cache: values become floats,
floats become a cell's lowest corner and weights (loops that LLVM vectorises), and four pixels at a time are gathered
from the lattice and mixed (vectors written out). The lattice holds four floats a point, red fastest: neighbours in red
lie side by side, so eight floats are read at once.

Images are tuples of flat arrays: one of interleaved RGB, or three planes. Their pixels are a multiple of four.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic, overload

from ppr10k_kernels.cpu import vector_ir as v
from ppr10k_kernels.cpu.jit import compiled

BLOCK = 256
"""Pixels a block; its scratch, at most 10 KB, stays in the first-level cache."""


@intrinsic
def fused(typing: Any, a: Any, b: Any, c: Any) -> Any:
    """``a * b + c``, rounded once."""
    return a(a, a, a), lambda context, builder, signature, operands: builder.fma(*operands)


def read_block(image: Any, first: int, count: int, values: Any) -> None:
    """Write ``count`` pixels from ``first`` on to rows of :data:`BLOCK` floats; its implementations are below."""


@compiled
def _read_interleaved(image: Any, values: Any) -> None:
    """Take pixels apart; on a slice, as LLVM vectorises strides only from an array's start."""
    for k in range(image.size // 3):
        values[k] = np.float32(image[3 * k])
        values[BLOCK + k] = np.float32(image[3 * k + 1])
        values[2 * BLOCK + k] = np.float32(image[3 * k + 2])


@compiled
def _read_plane(plane: Any, values: Any) -> None:
    """One channel as floats."""
    for k in range(plane.size):
        values[k] = np.float32(plane[k])


@overload(read_block)
def _read_block(image: Any, first: int, count: int, values: Any) -> Any:
    """Choose the implementation by the image's layout, when a loop is compiled."""

    def interleaved(image: Any, first: int, count: int, values: Any) -> None:
        """Of one array."""
        _read_interleaved(image[0][3 * first : 3 * (first + count)], values)

    def planar(image: Any, first: int, count: int, values: Any) -> None:
        """Of three planes."""
        for channel in range(3):
            _read_plane(image[channel][first : first + count], values[channel * BLOCK :])

    return interleaved if len(image) == 1 else planar


@compiled
def cell_and_weight(value: Any, scale: Any, offset: Any, last: Any) -> Any:
    """Lowest corner of a value's cell, from 0 to ``last``, and its place in the cell, 0..1 or NaN.

    The weight is reckoned from the value itself, rounded once: relative to the position it would lose five bits. The
    corner is a float too: numba makes 64 bits of any sum of integers, and floats are exact up to 2**24, where a table
    of 129 points has 2**23 numbers.
    """
    position = fused(value, scale, offset)
    position = position if position > np.float32(0) else np.float32(0)  # NaN goes to the first cell
    corner = np.float32(np.int32(position if position < last else last))
    weight = fused(value, scale, offset - corner)
    weight = np.float32(0) if weight < np.float32(0) else weight  # NaN stays
    return corner, np.float32(1) if weight > np.float32(1) else weight


@compiled
def locate_trilinear(weights: Any, corners: Any, count: int, points: int, scale: Any, offset: Any) -> None:
    """Put weights in the place of values, in rows of :data:`BLOCK`, and find the cells' lowest corners."""
    last = np.float32(points - 2)
    column, row, plane = np.float32(4), np.float32(4 * points), np.float32(4 * points * points)
    for k in range(count):
        r, x = cell_and_weight(weights[k], scale, offset, last)
        g, y = cell_and_weight(weights[BLOCK + k], scale, offset, last)
        b, z = cell_and_weight(weights[2 * BLOCK + k], scale, offset, last)
        weights[k], weights[BLOCK + k], weights[2 * BLOCK + k] = x, y, z
        corners[k] = np.int32(column * r + row * g + plane * b)


@compiled
def locate_tetrahedral(weights: Any, corners: Any, count: int, points: int, scale: Any, offset: Any) -> None:
    """Put the four weights of a pixel's tetrahedron in the place of values, and find all its corners but the last.

    The corners are the cell's lowest, the one a step along the axis of the largest place, and the one a step short of
    the highest along the axis of the smallest; the highest lies equally far from the lowest in every cell.
    """
    last, one = np.float32(points - 2), np.float32(1)
    column, row, plane = np.float32(4), np.float32(4 * points), np.float32(4 * points * points)
    for k in range(count):
        r, x = cell_and_weight(weights[k], scale, offset, last)
        g, y = cell_and_weight(weights[BLOCK + k], scale, offset, last)
        b, z = cell_and_weight(weights[2 * BLOCK + k], scale, offset, last)
        lowest = column * r + row * g + plane * b
        up = row if y > x else column
        largest = y if y > x else x
        up = plane if z > largest else up
        largest = z if z > largest else largest
        short = row if y < z else plane
        smallest = y if y < z else z
        short = column if x < smallest else short
        smallest = x if x < smallest else smallest
        low = x if x < y else y
        high = y if x < y else x
        below = high if high < z else z
        middle = low if low > below else below
        corners[k], corners[BLOCK + k] = np.int32(lowest), np.int32(lowest + up)
        corners[2 * BLOCK + k] = np.int32(lowest + (column + row + plane - short))
        weights[k] = one - largest + np.float32(0) * (x + y + z)  # a NaN in any channel is one in all
        weights[BLOCK + k], weights[2 * BLOCK + k] = largest - middle, middle - smallest
        weights[3 * BLOCK + k] = smallest


def operands(context: Any, builder: Any, signature: Any, values: Any) -> list[Any]:
    """Make addresses of arrays, lists of addresses of tuples of arrays, and 64-bit words of indices; None stays."""

    def operand(kind: Any, value: Any) -> Any:
        """One of them."""
        if isinstance(kind, types.Array):
            return v.data_of(context, builder, kind, value)
        if isinstance(kind, types.NoneType):
            return None
        if isinstance(kind, types.UniTuple):
            parts = [builder.extract_value(value, k) for k in range(kind.count)]
            return [v.data_of(context, builder, kind.dtype, part) for part in parts]
        return v.word(builder, value)

    return [operand(kind, value) for kind, value in zip(signature.args, values, strict=True)]


def _write(builder: Any, pixels: list[Any], out: list[Any], at: Any) -> None:
    """Store four pixels: twelve values side by side, or four in each of three planes."""
    if len(out) == 3:
        for plane, values in zip(out, v.columns(builder, pixels), strict=False):  # the fourth column is empty
            v.store(builder, values, plane, at)
        return
    first, second, third = v.packed(builder, pixels)
    start = builder.mul(at, ir.Constant(v.INT64, 3))
    v.store(builder, _rounded(builder, v.join(builder, first, second), out[0]), out[0], start)
    v.store(builder, _rounded(builder, third, out[0]), out[0], v.plus(builder, start, 8))


def _rounded(builder: Any, values: Any, out: Any) -> Any:
    """Codes of an integer image, clamped and cut off: the lattice of such an image is already raised by a half."""
    kind, count = out.type.pointee, values.type.count
    if kind == v.FLOAT:
        return values
    ends = (v.spread(builder, ir.Constant(v.FLOAT, end), count) for end in (0.0, 2.0**kind.width - 0.5))
    whole = builder.fptosi(v.clamp(builder, values, *ends), ir.VectorType(v.INT32, count))
    return builder.trunc(whole, ir.VectorType(kind, count))


def edges_of_cell(builder: Any, cells: Any, k: Any, row: Any, plane: Any) -> list[Any]:
    """Where the four edges along red of pixel ``k``'s cell begin in the lattice.

    In this order, here and wherever edges are listed: near, over (a step along green), far (one along blue), across
    (both).
    """
    near = v.word(builder, v.element(builder, cells, k))
    far = builder.add(near, plane)
    return [near, builder.add(near, row), far, builder.add(far, row)]


def _mixed_trilinear(builder: Any, lattice: Any, edges: list[Any], weights: tuple[Any, Any, Any]) -> Any:
    """A pixel from four reads of two neighbouring points: along blue, then green, then red."""
    near, over, far, across = (v.load(builder, lattice, edge, 8) for edge in edges)
    red, green, blue = weights
    wide_blue = v.spread(builder, blue, 8)
    low, high = v.lerp(builder, near, far, wide_blue), v.lerp(builder, over, across, wide_blue)
    both = v.lerp(builder, low, high, v.spread(builder, green, 8))
    return v.lerp(builder, *v.halves(builder, both), v.spread(builder, red, 4))


@intrinsic
def _trilinear_quad(
    typing: Any, lattice: Any, row: Any, plane: Any, corners: Any, weights: Any, k: Any, out: Any, at: Any
) -> Any:
    """Pixels ``k`` to ``k + 3`` of a block, written as pixels ``at`` and on."""

    def emit(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        """Write the instructions of a call."""
        table, step, far, cells, places, first, into, to = operands(context, builder, signature, values)
        pixels = []
        for k in range(4):
            here = v.plus(builder, first, k)
            red, green, blue = v.rows(builder, places, here, 3, BLOCK)
            edges = edges_of_cell(builder, cells, here, step, far)
            pixels.append(_mixed_trilinear(builder, table, edges, (red, green, blue)))
        _write(builder, pixels, into, to)
        return context.get_dummy_value()

    return types.void(lattice, row, plane, corners, weights, k, out, at), emit


@intrinsic
def _tetrahedral_quad(
    typing: Any, lattice: Any, diagonal: Any, corners: Any, weights: Any, k: Any, out: Any, at: Any
) -> Any:
    """Pixels ``k`` to ``k + 3`` of a block, each the weighted sum of four points."""

    def emit(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        """Write the instructions of a call."""
        table, far, cells, parts, first, into, to = operands(context, builder, signature, values)
        pixels = []
        for k in range(4):
            here = v.plus(builder, first, k)
            at_corners = [v.word(builder, corner) for corner in v.rows(builder, cells, here, 3, BLOCK)]
            at_corners.append(builder.add(at_corners[0], far))
            colours = [v.load(builder, table, corner, 4) for corner in at_corners]
            shares = [v.spread(builder, share, 4) for share in v.rows(builder, parts, here, 4, BLOCK)]
            low = v.times_plus(builder, colours[1], shares[1], builder.fmul(colours[0], shares[0]))
            high = v.times_plus(builder, colours[3], shares[3], builder.fmul(colours[2], shares[2]))
            pixels.append(builder.fadd(low, high))
        _write(builder, pixels, into, to)
        return context.get_dummy_value()

    return types.void(lattice, diagonal, corners, weights, k, out, at), emit


@compiled
def trilinear(image: Any, lattice: Any, out: Any, pixels: int, points: int, scale: Any, offset: Any) -> None:
    """Send pixels through a table.

    Parameters
    ----------
    image, out : tuple of one or three flat arrays
        Interleaved RGB or three planes; of ``out`` integers only interleaved.
    lattice : (4 * points**3,) float32
        Red, green, blue and nothing of each point, red the fastest axis.
    pixels : int
        A multiple of four.
    points : int
        Grid points an axis.
    scale, offset : float32
        A value's position on the grid is ``value * scale + offset``.
    """
    corners, weights = np.empty(BLOCK, np.int32), np.empty(3 * BLOCK, np.float32)
    row, plane = 4 * points, 4 * points * points
    for first in range(0, pixels, BLOCK):
        count = min(BLOCK, pixels - first)
        read_block(image, first, count, weights)
        locate_trilinear(weights, corners, count, points, scale, offset)
        for k in range(0, count, 4):
            _trilinear_quad(lattice, row, plane, corners, weights, k, out, first + k)


@compiled
def tetrahedral(
    image: Any, lattice: Any, out: Any, pixels: int, points: int, scale: Any, offset: Any
) -> None:
    """Send pixels through a table by tetrahedra; parameters as in :func:`trilinear`."""
    corners, weights = np.empty(3 * BLOCK, np.int32), np.empty(4 * BLOCK, np.float32)
    diagonal = 4 * (1 + points + points * points)
    for first in range(0, pixels, BLOCK):
        count = min(BLOCK, pixels - first)
        read_block(image, first, count, weights)
        locate_tetrahedral(weights, corners, count, points, scale, offset)
        for k in range(0, count, 4):
            _tetrahedral_quad(lattice, diagonal, corners, weights, k, out, first + k)
