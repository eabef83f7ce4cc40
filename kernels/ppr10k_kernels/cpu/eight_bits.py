"""Trilinear interpolation of 8-bit images in 16-bit integers.

The stages of :mod:`ppr10k_kernels.cpu.forward` with half its memory: the lattice has four 16-bit numbers a point, so
that one of 33 points fits the second-level cache beside the image, and a vector of 256 bits holds two pixels. A code
has :data:`UNIT` steps, and each of three lerps cuts off to one: the result is within 0.03 of a code of the exact one
before it is rounded itself, and an identity stays one.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic
from numpy.typing import NDArray

from ppr10k_kernels.cpu import vector_ir as v
from ppr10k_kernels.cpu.forward import BLOCK, edges_of_cell, fused, operands, read_block
from ppr10k_kernels.cpu.jit import compiled

UNIT = 64
"""Steps of a code: so many that twice the difference of any two codes still fits 16 bits with a sign."""

RAISE = UNIT // 2 + 1
"""Half a code, so that cutting rounds, and the step that three lerps lose on average."""

ONE = 32767
"""A weight of one, which is a fraction of 15 bits."""


def lattice_of(lut: NDArray[Any]) -> NDArray[np.int16]:
    """Lay a table out for :func:`trilinear`.

    Parameters
    ----------
    lut : (3, N, N, N) array
        Indexed [channel, blue, green, red], 0..1; clamped, and zero where it is NaN.

    Returns
    -------
    (4 * N**3,) int16
        Red, green, blue and nothing of each point, red the fastest axis, in steps and raised by :data:`RAISE`.
    """
    points = lut.shape[1]
    lattice = np.zeros((points, points, points, 4), np.int16)
    codes = np.clip(np.nan_to_num(np.moveaxis(lut, 0, -1)), 0.0, 1.0) * (255 * UNIT)
    lattice[..., :3] = np.round(codes) + RAISE
    return lattice.reshape(-1)


@compiled
def _cell_and_weight(value: Any, scale: Any, offset: Any, last: Any) -> Any:
    """Lowest corner of a code's cell, from 0 to ``last``, and its place in the cell in 15 bits."""
    position = fused(value, scale, offset)
    position = position if position > np.float32(0) else np.float32(0)
    position = position if position < last + np.float32(1) else last + np.float32(1)
    corner = np.float32(np.int32(position if position < last else last))
    return corner, np.int16(fused(position - corner, np.float32(ONE), np.float32(0.5)))


@compiled
def _locate(
    values: Any, corners: Any, weights: Any, count: int, points: int, scale: Any, offset: Any
) -> None:
    """Find the cells' lowest corners and the places in them; as forward, but for codes, which are never NaN."""
    last = np.float32(points - 2)
    column, row, plane = np.float32(4), np.float32(4 * points), np.float32(4 * points * points)
    for k in range(count):
        r, x = _cell_and_weight(values[k], scale, offset, last)
        g, y = _cell_and_weight(values[BLOCK + k], scale, offset, last)
        b, z = _cell_and_weight(values[2 * BLOCK + k], scale, offset, last)
        weights[k], weights[BLOCK + k], weights[2 * BLOCK + k] = x, y, z
        corners[k] = np.int32(column * r + row * g + plane * b)


def _lerp(builder: Any, low: Any, high: Any, weight: Any) -> Any:
    """``low + weight * (high - low)``, cut off; the upper half of a product is one instruction on most machines."""
    wide = ir.VectorType(v.INT32, low.type.count)
    difference = builder.sub(high, low)
    twice = builder.sext(builder.add(difference, difference), wide)
    product = builder.mul(twice, builder.sext(weight, wide))
    upper = builder.lshr(product, ir.Constant(wide, [16] * low.type.count))
    return builder.add(low, builder.trunc(upper, low.type))


def _mixed_pair(builder: Any, lattice: Any, edges: list[list[Any]], weights: list[Any]) -> Any:
    """Two pixels, in lanes 0 to 2 and 8 to 10, from four reads each of two neighbouring points."""
    near, over, far, across = (
        v.join(builder, *(v.load(builder, lattice, edge, 8) for edge in pair))
        for pair in zip(*edges, strict=True)
    )
    red, green, blue = weights
    low, high = _lerp(builder, near, far, blue), _lerp(builder, over, across, blue)
    left = _lerp(builder, low, high, green)
    right = v.pick(builder, left, None, [4, 5, 6, 7, 4, 5, 6, 7, 12, 13, 14, 15, 12, 13, 14, 15])
    return _lerp(builder, left, right, red)


def _write(builder: Any, first_third: Any, second_fourth: Any, out: Any, at: Any) -> None:
    """Cut four pixels, two in each vector, to codes, and store them side by side."""
    values = v.pick(
        builder, first_third, second_fourth, [start + k for start in (0, 16, 8, 24) for k in range(4)]
    )
    whole = builder.lshr(values, ir.Constant(values.type, [UNIT.bit_length() - 1] * 16))
    codes = builder.trunc(whole, ir.VectorType(v.INT8, 16))
    start = builder.mul(at, ir.Constant(v.INT64, 3))
    v.store(builder, v.pick(builder, codes, None, [0, 1, 2, 4, 5, 6, 8, 9]), out, start)
    v.store(builder, v.pick(builder, codes, None, [10, 12, 13, 14]), out, v.plus(builder, start, 8))


def _four_everywhere(builder: Any, weights: Any, index: Any) -> Any:
    """Four weights in each quarter of a vector, whence one instruction spreads them over their pixels' lanes."""
    address = builder.bitcast(builder.gep(weights, [index]), v.INT64.as_pointer())
    four = builder.load(address, align=2)
    return builder.bitcast(v.spread(builder, four, 4), ir.VectorType(v.INT16, 16))


@intrinsic
def _quad(
    typing: Any, lattice: Any, row: Any, plane: Any, corners: Any, weights: Any, k: Any, out: Any, at: Any
) -> Any:
    """Pixels ``k`` to ``k + 3`` of a block, written as pixels ``at`` and on."""

    def emit(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        """Write the instructions of a call."""
        table, step, far, cells, places, first, into, to = operands(context, builder, signature, values)
        shares = [
            _four_everywhere(builder, places, v.plus(builder, first, axis * BLOCK)) for axis in range(3)
        ]
        edges = [edges_of_cell(builder, cells, v.plus(builder, first, k), step, far) for k in range(4)]
        first_third, second_fourth = (
            _mixed_pair(
                builder,
                table,
                [edges[k], edges[k + 2]],
                [v.pick(builder, share, None, [k] * 8 + [k + 10] * 8) for share in shares],
            )
            for k in (0, 1)
        )
        _write(builder, first_third, second_fourth, into, to)
        return context.get_dummy_value()

    return types.void(lattice, row, plane, corners, weights, k, out, at), emit


@compiled
def trilinear(image: Any, lattice: Any, out: Any, pixels: int, points: int, scale: Any, offset: Any) -> None:
    """Send bytes through a table.

    Parameters
    ----------
    image, out : tuple of one flat uint8 array
        Interleaved RGB.
    lattice : (4 * points**3,) int16
        From :func:`lattice_of`.
    pixels : int
        A multiple of four.
    points : int
        Grid points an axis.
    scale, offset : float32
        A code's position on the grid is ``code * scale + offset``.
    """
    values, weights = np.empty(3 * BLOCK, np.float32), np.empty(3 * BLOCK, np.int16)
    corners = np.empty(BLOCK, np.int32)
    row, plane = 4 * points, 4 * points * points
    for first in range(0, pixels, BLOCK):
        count = min(BLOCK, pixels - first)
        read_block(image, first, count, values)
        _locate(values, corners, weights, count, points, scale, offset)
        for k in range(0, count, 4):
            _quad(lattice, row, plane, corners, weights, k, out[0], first + k)
